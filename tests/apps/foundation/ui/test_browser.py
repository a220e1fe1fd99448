"""The look in a browser: accessibility in both themes, and scripts that say only what the server acknowledged.

No test here touches the database: the browser's loop, kept open for the whole file, forbids it.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import expect, sync_playwright

from tests.journeys.conftest import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium absent: apt install chromium"),
]
HOST = "http://essaim.test"
FORM = """<!doctype html><html lang="fr"><head><title>Essai</title></head><body>
<form method="post" action="/suite/" data-autosave-url="/brouillon/" data-autosave-key="essai">
<input type="hidden" name="csrfmiddlewaretoken" value="jeton"><label>Titre <input name="title"></label>
<p class="autosave" data-autosave-state role="status"></p><button>Continuer</button></form>
<script src="/static/ui/autosave.js" defer></script></body></html>"""
FRAME = """<!doctype html><html lang="fr"><head><title>Essai</title><script src="/static/ui/theme.js"></script></head><body>
<form data-autosubmit action="/recherche/"><label><input type="checkbox" name="theme" value="eau"> Eau</label></form>
<details class="menu"><summary>Compte</summary><a href="/x/">Profil</a></details>
<fieldset data-theme-switch hidden><label><input type="radio" name="theme" value="auto" checked> automatique</label>
<label><input type="radio" name="theme" value="light"> clair</label><label><input type="radio" name="theme" value="dark"> sombre</label></fieldset>
<script src="/static/ui/ui.js" defer></script></body></html>"""


class Site:
    """A server of two pages whose draft address answers as told, and which remembers what it received."""

    def __init__(self, body, headers=None):
        self.body = body
        self.headers = headers or {}
        self.said = []
        self.refused = []
        self.drafts = []
        self.status = 200
        self.acknowledged = '{"saved_at": "10 h 05"}'

    def answer(self, route):
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            return route.fulfill(path=finders.find(path.removeprefix("/static/")))
        if path == "/brouillon/":
            self.drafts.append((route.request.headers.get("x-csrftoken"), route.request.post_data))
            return route.abort() if self.status is None else route.fulfill(status=self.status, body=self.acknowledged)
        return route.fulfill(body=self.body, content_type="text/html; charset=utf-8", headers=self.headers)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """Open a page of a site, in a context of its own."""
    contexts = []

    def opened(site, **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.route("**/*", site.answer)
        page.on("console", lambda message: site.said.append(message.text))
        page.on("requestfailed", lambda request: site.refused.append(request.url))
        page.goto(HOST + "/page/")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_style_page(open_page, style_page, theme, width):
    """No automatic accessibility violation, nothing refused by the content policy, no sideways scrolling."""
    site = Site(style_page.content, {"Content-Security-Policy": style_page["Content-Security-Policy"]})
    page = open_page(site, viewport={"width": width, "height": 900}, color_scheme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found] == []
    assert site.said == []
    assert site.refused == []


def test_the_style_page_reflows_at_320_pixels(open_page, style_page):
    page = open_page(Site(style_page.content), viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_paper_is_light_even_when_the_screen_is_dark(open_page, style_page):
    page = open_page(Site(style_page.content), color_scheme="dark")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert not page.locator(".masthead-search").is_visible()


def test_saved_is_said_after_the_server_has_answered(open_page):
    site = Site(FORM)
    page = open_page(site)
    page.get_by_label("Titre").fill("Bus de dépistage")
    expect(page.get_by_role("status")).to_contain_text("Enregistré à")
    token, body = site.drafts[-1]
    assert token == "jeton"
    assert "Bus de dépistage" in body
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("status", [500, 403, None])
def test_the_first_failure_is_told_and_the_text_is_kept(open_page, status):
    site = Site(FORM)
    site.status = status
    page = open_page(site)
    page.get_by_label("Titre").fill("Bus de dépistage")
    expect(page.get_by_role("alert")).to_contain_text("L’enregistrement a échoué")
    assert "Bus de dépistage" in page.evaluate("localStorage.getItem('essaim-draft:essai')")
    site.status = 200
    page.reload()
    expect(page.get_by_label("Titre")).to_have_value("Bus de dépistage")
    expect(page.get_by_role("status")).to_contain_text("Enregistré à")


@pytest.mark.parametrize("page_of_another", ["<html>Connectez-vous au réseau de la gare</html>", "{}", ""])
def test_a_page_that_stands_between_is_no_acknowledgement(open_page, page_of_another):
    """A portal of a hotel answers 200 to everything: nothing was saved."""
    site = Site(FORM)
    site.acknowledged = page_of_another
    page = open_page(site)
    page.get_by_label("Titre").fill("Bus de dépistage")
    expect(page.get_by_role("alert")).to_contain_text("L’enregistrement a échoué")
    assert "Bus de dépistage" in page.evaluate("localStorage.getItem('essaim-draft:essai')")


def test_what_the_server_refuses_is_said_in_its_words_and_kept_here(open_page):
    site = Site(FORM)
    site.status, site.acknowledged = 409, '{"error": "Modifié dans une autre fenêtre.", "url": "/page/"}'
    page = open_page(site)
    page.get_by_label("Titre").fill("Bus de dépistage")
    expect(page.get_by_role("alert")).to_contain_text("Modifié dans une autre fenêtre.")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute("href", "/page/")
    assert "Bus de dépistage" in page.evaluate("localStorage.getItem('essaim-draft:essai')")


def test_a_copy_made_over_something_else_is_offered_never_put_back_unasked(open_page):
    based = FORM.replace("<label>", '<input type="hidden" name="_base" value="BASE"><label>')
    site = Site(based.replace("BASE", "a"))
    site.status = 500
    page = open_page(site)
    page.get_by_label("Titre").fill("Bus de dépistage")
    expect(page.get_by_role("alert")).to_contain_text("échoué")
    site.status, site.body = 200, based.replace("BASE", "b")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("le dossier a changé depuis")
    expect(page.get_by_label("Titre")).to_have_value("")
    page.get_by_role("button", name="Reprendre ce texte").click()
    expect(page.get_by_label("Titre")).to_have_value("Bus de dépistage")
    expect(page.get_by_role("status")).to_contain_text("Enregistré à")


def test_the_theme_stays_chosen_and_can_be_given_back_to_the_system(open_page):
    page = open_page(Site(FRAME))
    page.get_by_label("sombre").check()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_label("sombre").is_checked()
    page.get_by_label("automatique").check()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") is None


def test_a_ticked_facet_applies_by_itself(open_page):
    page = open_page(Site(FRAME))
    page.get_by_label("Eau").check()
    page.wait_for_url("**/recherche/?theme=eau")


def test_a_menu_closes_with_escape_and_gives_the_focus_back(open_page):
    page = open_page(Site(FRAME))
    page.get_by_text("Compte").click()
    page.keyboard.press("Escape")
    assert not page.get_by_text("Profil").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_pages_of_failure_stand_in_a_browser(open_page):
    page = open_page(Site(render_to_string("500.html")))
    assert page.locator("h1").count() == 1
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 246)"
