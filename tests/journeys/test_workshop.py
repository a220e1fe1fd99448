"""A workshop of rules in a browser: a file that is wrong, mended, compared while one waits, read on a phone, a rule chosen."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.apps.engines.ballots.workshop.world import pabulib
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.moves import follow, press

SCRIPT = Path(__file__).with_name("workshop.py")
MANAGER = "Gisèle Gestion"
PICTURES = os.environ.get("ESSAIM_JOURNEYS_PICTURES", "")
NARROW = 320


@pytest.fixture(scope="module")
def workshop(server):
    return server.tell(SCRIPT, WORKSHOP_STRUCTURE="Ville de Fleurance")


def looked_at(page, name):
    """Accessible, nothing wider than the screen at 320 pixels either, and a picture for who asks for one."""
    assert Axe().run(page, options={"resultTypes": ["violations"]}).violations_count == 0, name
    wide = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, name
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/workshop-{name}-320.png", full_page=True)
    page.set_viewport_size(wide)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/workshop-{name}-{wide['width']}.png", full_page=True)


def brought(page, data):
    page.get_by_label("Nom de ces bulletins").fill("Première édition")
    page.get_by_label("Fichier", exact=True).set_input_files(
        {"name": "votes.pb", "mimeType": "text/plain", "buffer": data}
    )
    press(page, "Lire ce fichier")


def counted(page):
    """Wait for the worker as a person does: by asking again."""
    for _ in range(60):
        if not page.get_by_role("link", name="Actualiser").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(page.locator("main").inner_text())


def test_a_team_compares_rules_and_takes_one(open_context, workshop):
    page = open_context(viewport=DESK, account=MANAGER).new_page()
    page.goto(workshop)
    looked_at(page, "empty")
    page.get_by_text("Un fichier", exact=True).click()
    brought(page, pabulib().replace(b"budget;100000", b"budget;cher"))
    expect(page.get_by_text("ligne 7, champ « budget »").first).to_be_visible()
    brought(page, pabulib())
    looked_at(page, "set")
    for rule in ("Le plus de voix dans chaque tranche de coût", "Un lauréat par canton, puis le plus de voix"):
        page.get_by_label(rule).check()
    press(page, "Comparer")
    counted(page)
    expect(page.get_by_role("heading", name="Côte à côte")).to_be_visible()
    looked_at(page, "comparison")
    follow(page, "Tout, pour imprimer")
    page.emulate_media(media="print")
    looked_at(page, "paper")
    page.emulate_media(media="screen")
    page.get_by_label("Parts égales, complétées par les voix").check()
    press(page, "Prendre cette règle")
    expect(page.get_by_text("choisie à l’atelier").first).to_be_visible()
    looked_at(page, "chosen")


def test_a_simulation_is_drawn_and_compared_on_a_phone_without_script(open_context, workshop):
    page = open_context(viewport=PHONE, javascript=False, account=MANAGER).new_page()
    page.goto(workshop)
    page.get_by_text("Une simulation", exact=True).click()
    page.get_by_label("Votants").fill("300")
    press(page, "Tirer ces bulletins")
    expect(page.get_by_text("Personne n’a émis ces bulletins")).to_be_visible()
    press(page, "Comparer")
    counted(page)
    captions = page.locator("caption").all_inner_texts()
    assert captions
    assert all("simulation" in caption for caption in captions)
    with page.expect_download() as found:
        page.get_by_role("link", name=re.compile("CSV")).click()
    assert found.value.suggested_filename.startswith("simulation-")
