"""The style page shows everything; the error pages say what to do and need nothing."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import sync_playwright

from essaim.foundation import ui
from essaim.foundation.territories.public import departements_map
from essaim.foundation.ui import registry
from tests.journeys.conftest import CHROMIUM, FLAGS

TEMPLATES = Path(ui.__file__).parent / "templates"


@pytest.fixture
def style_page(monkeypatch, client):
    monkeypatch.setattr(registry, "geometry", [departements_map])
    return client.get("/style/")


def test_every_component_is_on_the_style_page(style_page):
    shown = {template.name for template in style_page.templates}
    folders = ("ui/components", "ui/charts", "ui/style", "django/forms")
    for folder in folders:
        for path in (TEMPLATES / folder).rglob("*.html"):
            name = str(path.relative_to(TEMPLATES))
            assert name in shown, f"{name} is not shown on the style page"


def test_the_style_page_answers_without_a_database(style_page):
    assert style_page.status_code == 200
    assert (
        "script-src" in style_page["Content-Security-Policy"]
        or "default-src 'self'" in style_page["Content-Security-Policy"]
    )


def test_the_accent_is_a_style_sheet_for_ever(client):
    answer = client.get("/style/accent/ffff00.css")
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    assert "#FFFF00" not in answer.content.decode().split("@media")[0]
    assert client.get("/style/accent/red.css").status_code == 404


@pytest.mark.parametrize("name", ["500.html", "400.html", "403_csrf.html"])
def test_pages_of_failure_need_no_context(name):
    drawn = render_to_string(name)
    assert 'lang="fr"' in drawn
    assert "Que faire" in drawn


@pytest.mark.django_db
def test_a_missing_page_says_what_to_do(client):
    answer = client.get("/rien/du/tout/")
    assert answer.status_code == 404
    assert "Que faire" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_expired_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/style/", {"a": "b"})
    assert answer.status_code == 403
    assert "Votre page a expiré" in answer.content.decode()


@pytest.mark.journey
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium absent: apt install chromium")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_style_page_in_a_browser(style_page, theme, width):
    """No automatic accessibility violation, nothing refused by the content policy, no sideways scrolling."""
    html, policy = style_page.content, style_page["Content-Security-Policy"]

    def answer(route):
        path = route.request.url.removeprefix("http://essaim.test")
        if path == "/style/":
            return route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": policy})
        found = finders.find(path.removeprefix("/static/"))
        return route.fulfill(path=found) if found else route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=False)
        page = context.new_page()
        said, refused = [], []
        page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("requestfailed", lambda request: refused.append(request.url))
        page.route("**/*", answer)
        page.goto("http://essaim.test/style/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Atkinson')
        results = Axe().run(page)
        browser.close()
    assert [
        (each["id"], [node["target"] for node in each["nodes"]][:3]) for each in results.response["violations"]
    ] == []
    assert said == []
    assert refused == []
