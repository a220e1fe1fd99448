"""A territory found by its postcode, its map, its choice; and the same without JavaScript."""

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.moves import follow, press

GERS = "/territoires/departement/32-gers/"


def test_from_a_postcode_to_my_territory(open_context):
    page = open_context(viewport=PHONE).new_page()
    page.goto("/territoires/")
    page.get_by_label("Votre commune ou département").fill("32000")
    press(page, "Chercher")
    follow(page, "Auch")
    expect(page.get_by_role("heading", level=1)).to_have_text("Auch")
    press(page, "En faire mon territoire")
    expect(page.get_by_text("Auch est maintenant votre territoire.")).to_be_visible()
    page.goto("/territoires/")
    expect(page.get_by_text("Vous avez choisi Auch")).to_be_visible()


def test_the_map_of_communes_answers_to_the_list_and_to_the_pointer(open_context):
    page = open_context().new_page()
    page.goto(GERS)
    outlines = page.locator(".communes-map-box path.commune")
    expect(outlines).to_have_count(458)
    page.get_by_role("link", name="Auch", exact=True).focus()
    expect(page.locator("path.commune.is-pointed")).to_have_count(1)
    page.locator("path.commune.is-pointed").click(force=True)
    page.locator(".leaflet-popup-content a").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/territoires/commune/32" in page.url


def test_without_javascript_the_map_is_a_drawing_and_the_list_is_whole(open_context):
    page = open_context(javascript=False).new_page()
    page.goto(GERS)
    drawing = page.locator(".communes-map-box img")
    expect(drawing).to_be_visible()
    drawing.scroll_into_view_if_needed()
    page.get_by_label("Chercher une commune").fill("auch")
    press(page, "Chercher")
    follow(page, "Auch")
    expect(page.get_by_role("heading", level=1)).to_have_text("Auch")
