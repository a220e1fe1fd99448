"""French rules in a browser: read on the setup page and by everybody, kept by the ballot on a phone, results envelope by envelope."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.moves import press
from tests.journeys.test_vote import MANAGER, enter, looked_at, project

SCRIPT = Path(__file__).with_name("frames.py")


def shell(server, structure, step):
    return server.tell(SCRIPT, VOTE_STEP=step, VOTE_STRUCTURE=structure)


@pytest.fixture(scope="module")
def service(server):
    return shell(server, "Ville de Lectoure", "open")


@pytest.fixture(scope="module")
def counted(server):
    return shell(server, "Ville de Mirande", "counted")


def test_the_ballot_on_a_phone_keeps_the_rules_of_the_frame(open_context, service):
    page = open_context(viewport=PHONE).new_page()
    enter(page, service, service["codes"][0])
    expect(page.get_by_text("2 projets au plus du même thème.")).to_be_visible()
    looked_at(page, "frame-ballot")
    for number in (2, 3, 4):
        project(page, number).check()
    expect(page.locator("[data-count]")).to_contain_text("Trop de projets du même thème (nature) : 2 au plus.")
    page.get_by_role("button", name="Vérifier mon bulletin").click()
    expect(page.get_by_role("heading", name="Relisez, puis envoyez")).to_be_hidden()
    for number in (2, 3, 4):
        project(page, number).uncheck()
    for number in (1, 9):
        project(page, number).check()
    expect(page.locator("[data-count]")).to_contain_text("Les projets n° 1 et n° 9 ne vont pas ensemble")
    looked_at(page, "frame-refused")
    project(page, 9).uncheck()
    page.get_by_role("button", name="Vérifier mon bulletin").click()
    expect(page.get_by_role("heading", name="Relisez, puis envoyez")).to_be_visible()


def test_the_rules_are_read_by_everybody_and_by_the_team(open_context, service):
    for viewport in (PHONE, DESK):
        page = open_context(viewport=viewport).new_page()
        page.goto(service["public"] + "regles/1/")
        expect(page.get_by_role("heading", name="Les règles du vote")).to_be_visible()
        looked_at(page, "frame-rules")


def test_the_setup_shows_the_envelopes_and_refuses_what_is_wrong(open_context, server):
    where = shell(server, "Ville de Samatan", "prepared")
    page = open_context(viewport=DESK, account=MANAGER).new_page()
    page.goto(where["desk"] + "edition/")
    expect(page.get_by_role("heading", name="Les règles du vote")).to_be_visible()
    page.get_by_text("Cantons et projets incompatibles").click()
    page.get_by_role("textbox", name="Projets incompatibles").fill("1 99")
    press(page, "Enregistrer")
    expect(page.get_by_text("Aucun projet de l’édition n’a ce numéro : 99.").first).to_be_visible()
    looked_at(page, "frame-setup")


def test_the_results_say_what_each_envelope_spent(open_context, counted):
    for viewport in (PHONE, DESK):
        page = open_context(viewport=viewport).new_page()
        page.goto(counted["public"] + "resultats/1/")
        expect(page.get_by_role("heading", name="Enveloppe par enveloppe")).to_be_visible()
        looked_at(page, "frame-results")
