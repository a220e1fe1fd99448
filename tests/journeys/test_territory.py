"""A département with the keyboard only: choose mine, read its map and its list."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.moves import follow, press


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has this name; fail when the page's end comes first."""
    for _ in range(400):
        page.keyboard.press("Tab")
        said = page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent.trim()")
        if said.startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_my_departement_with_the_keyboard_only(desk):
    desk.goto("/territoires/")
    tab_to(desk, "Votre commune ou département")
    desk.keyboard.type("Gers")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/territoires/?q=Gers")
    tab_to(desk, "Gers")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/departement/32-gers/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Gers")
    tab_to(desk, "En faire mon territoire")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("C’est votre territoire.")).to_be_visible()
    desk.goto("/recherche/?q=budget")
    follow(desk, re.compile("Seulement ce qui concerne"))
    expect(desk.locator(".where-now")).to_contain_text("Gers")


def test_the_list_says_what_the_map_shows_without_javascript(phone):
    phone.goto("/territoires/departement/32-gers/")
    expect(phone.get_by_role("img", name=re.compile("Limites des communes"))).to_be_visible()
    phone.get_by_label("Chercher une commune").fill("Auch")
    press(phone, "Chercher")
    follow(phone, "Auch")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Auch")


def test_the_map_is_drawn_with_javascript(desk):
    desk.goto("/territoires/departement/32-gers/")
    desk.locator(".communes-map").scroll_into_view_if_needed()
    expect(desk.locator(".communes-map .leaflet-container")).to_be_visible()
    expect(desk.locator(".communes-map path, .communes-map canvas").first).to_be_attached()
