"""Dark theme, keyboard, zoom: what makes the site usable by everybody."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE

GROUND = "getComputedStyle(document.body).backgroundColor"


def test_the_dark_theme_is_chosen_and_kept(open_context):
    context = open_context(color_scheme="light")
    page = context.new_page()
    page.goto("/")
    light = page.evaluate(GROUND)
    page.get_by_role("radio", name="sombre").check()
    dark = page.evaluate(GROUND)
    assert dark != light
    page.goto("/solutions/")
    assert page.evaluate(GROUND) == dark
    assert context.new_page().goto("/initiatives/").ok
    page.get_by_role("radio", name="automatique").check()
    page.reload()
    assert page.evaluate(GROUND) == light


def test_the_first_key_leads_to_the_content(desk):
    desk.goto("/solutions/")
    desk.keyboard.press("Tab")
    skip = desk.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    desk.keyboard.press("Enter")
    expect(desk.locator("#contenu")).to_be_focused()


def test_the_focus_is_always_visible(desk):
    desk.goto("/recherche/?q=bus")
    for _ in range(25):
        desk.keyboard.press("Tab")
        seen = desk.evaluate("""() => {
            const style = (node) => getComputedStyle(node);
            let node = document.activeElement;
            for (let up = 0; node && up < 4; up++, node = node.parentElement) {
                const s = style(node);
                if ((s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none') return true;
            }
            return false;
        }""")
        assert seen, desk.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_the_menu_of_the_account_opens_and_closes_with_the_keyboard(open_context):
    page = open_context(account="Louise Lecture").new_page()
    page.goto("/")
    summary = page.locator(".masthead-account summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu-panel")).to_be_hidden()
    expect(summary).to_be_focused()


def test_nothing_is_lost_at_twice_the_size(open_context):
    page = open_context(viewport={"width": 640, "height": 450}).new_page()  # 1280 × 900 zoomed to 200 %
    for path in ("/", "/recherche/?q=bus", "/initiatives/car-47-lot-et-garonne/", "/territoires/departement/32-gers/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("searchbox").first).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/initiatives/car-47-lot-et-garonne/",
        "/solutions/budget-participatif/",
        "/territoires/departement/32-gers/",
        "/territoires/departement/33-gironde/",
    ],
)
def test_a_page_is_printed_on_two_sheets(open_context, path):
    page = open_context(javascript=False).new_page()
    page.goto(path)
    paper = page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) <= 2


def test_the_filters_are_folded_on_a_phone_and_beside_the_results_on_a_desk(open_context):
    for viewport, folded in ((PHONE, True), ({"width": 1280, "height": 900}, False)):
        page = open_context(viewport=viewport, javascript=False).new_page()
        page.goto("/recherche/?q=bus")
        box = page.locator("#filtres").get_by_role("checkbox").first
        assert box.is_visible() is not folded
        if folded:
            page.locator("#filtres summary", has_text="Filtrer").click()
            expect(box).to_be_visible()


def test_the_first_result_stands_on_the_first_screen_of_a_phone(open_context):
    page = open_context(viewport=PHONE, javascript=False).new_page()
    page.goto("/recherche/?q=voiture")
    expect(page.locator(".result h3").first).to_be_in_viewport()
    page.goto("/recherche/")
    assert page.locator(".result").count() == 10
    assert page.evaluate("document.documentElement.scrollHeight") < 7000  # it was 14,000
