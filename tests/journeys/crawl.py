"""Find every page that a visitor can reach, two examples of each kind, by following links as she would."""

import re
import urllib.error
import urllib.request
from collections import Counter, deque
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

EXAMPLES = 2
LIMIT = 600


@dataclass(frozen=True)
class Visited:
    """One page as it came: its path, the name of its view, its HTML."""

    path: str
    view: str
    html: str


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag in {"a", "link", "area"} and name == "href" and value]


def crawl(
    base: str, start: tuple[str, ...] = ("/",), opener: urllib.request.OpenerDirector | None = None
) -> list[Visited]:
    """Return the pages reached from `start`, at most two of each view; fail at the first dead link."""
    opener = opener or urllib.request.build_opener()
    waiting, seen, kinds = deque(start), set(start), Counter()
    pages: list[Visited] = []
    while waiting and len(pages) < LIMIT:
        path = waiting.popleft()
        view = _view(path)
        if view is None or kinds[view] >= EXAMPLES:
            continue
        kinds[view] += 1
        html = _read(opener, base, path)
        if html is None:
            continue
        pages.append(Visited(path, view, html))
        for link in _links(base, path, html):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return pages


def _view(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def _read(opener: urllib.request.OpenerDirector, base: str, path: str) -> str | None:
    try:
        with opener.open(base + path) as answer:
            kind = answer.headers.get_content_type()
            return answer.read().decode() if kind == "text/html" else None
    except urllib.error.HTTPError as problem:
        raise AssertionError(f"{path} answers {problem.code}") from problem


def _links(base: str, path: str, html: str) -> list[str]:
    parser = _Links()
    parser.feed(html)
    absolute = (urldefrag(urljoin(base + path, link))[0] for link in parser.found)
    inside = (link.removeprefix(base) for link in absolute if link.startswith(base + "/"))
    return [link for link in inside if not re.match(r"/(static|media)/", link)]
