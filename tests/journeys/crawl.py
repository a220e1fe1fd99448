"""Find every page that a person can reach, two examples of each kind, by following links as she would."""

from collections import Counter, deque
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from uuid import UUID

from django.urls import Resolver404, resolve
from playwright.sync_api import APIRequestContext

EXAMPLES = 2
SERVICES = {"adoptions", "cases", "cases_desk", "ledger", "ledger_desk", "matching", "matching_desk"}
"""Their pages are many and drawn alike for each kit: one example of each kind."""
LIMIT = 600
KINDS = ("level", "name", "key")  # arguments that choose a kind of page, not only a record


@dataclass(frozen=True)
class Visited:
    """One page as it came: its path, the kind it is of, its HTML."""

    path: str
    kind: str
    html: str


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag in {"a", "link", "area"} and name == "href" and value]


def crawl(request: APIRequestContext, base: str, start: tuple[str, ...] = ("/",)) -> list[Visited]:
    """Return the pages reached from `start` with the cookies of `request`, two of each kind; fail at a dead link."""
    waiting, seen, kinds = deque(start), set(start), Counter()
    pages: list[Visited] = []
    while waiting and len(pages) < LIMIT:
        path = waiting.popleft()
        kind = kind_of(path)
        if kind is None or kinds[kind] >= (1 if kind.partition(":")[0] in SERVICES else EXAMPLES):
            continue
        kinds[kind] += 1
        html = _read(request, base, path)
        if html is None:
            continue
        pages.append(Visited(path, kind, html))
        for link in _links(base, path, html):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return pages


def kind_of(path: str) -> str | None:
    """Return the name of the view of a path, with what chooses a kind of page in it; None outside of the site.

    A key that is a UUID names one record, not a kind.
    """
    try:
        found = resolve(unquote(urlsplit(path).path))
    except Resolver404:
        return None
    chosen = [found.kwargs[name] for name in KINDS if name in found.kwargs]
    return " ".join([found.view_name, *(str(one) for one in chosen if not isinstance(one, UUID))])


def _read(request: APIRequestContext, base: str, path: str) -> str | None:
    answer = request.get(base + path)
    assert answer.ok, f"{path} answers {answer.status}"
    moved = urlsplit(answer.url).path != urlsplit(path).path
    page = answer.headers.get("content-type", "").startswith("text/html")
    kept = answer.headers.get("content-disposition", "").startswith("attachment")  # a file, even in HTML
    return None if moved or kept or not page else answer.text()


def _links(base: str, path: str, html: str) -> list[str]:
    parser = _Links()
    parser.feed(html)
    absolute = (urldefrag(urljoin(base + path, link))[0] for link in parser.found)
    inside = (link.removeprefix(base) for link in absolute if link.startswith(base + "/"))
    return [link for link in inside if not link.startswith(("/static/", "/media/"))]
