"""A visitor keeps projects on a phone without JavaScript; every page of an edition is accessible, narrow and silent."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.moves import follow, press
from tests.journeys.test_matching import looked

ADMINISTRATOR = "Adèle Administration"
SERVICE = "/services/budget-participatif-gers/"
BUDGET = f"{SERVICE}ballots/"
DESK_OF_IT = "/gestion/budget-participatif-gers/ballots/"
EVERYBODY = [
    SERVICE, BUDGET, f"{BUDGET}2/idees/", f"{BUDGET}2/idees/?vue=carte", f"{BUDGET}2/projets/",
    f"{BUDGET}2/projets/?etat=non-soumis", f"{BUDGET}2/projets/1/", f"{BUDGET}2/selection/", f"{BUDGET}1/realisations/",
    f"{BUDGET}1/projets/1/", f"{BUDGET}1/projets/4/", f"{SERVICE}commencer/ballots/idee/",
]  # fmt: skip
TEAM = ["edition/", "idees/?vue=toutes", "projets/?vue=tous", "projets/?vue=laureats", "projets/ajouter/"]


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_the_pages_of_everybody_are_accessible(open_context, viewport, scheme):
    page = open_context(viewport=viewport, color_scheme=scheme).new_page()
    page.goto(f"{BUDGET}2/idees/")
    idea = page.locator(".sheet-link").first.get_attribute("href")
    assert looked(page, [*EVERYBODY, idea], narrow=viewport == PHONE) == ({}, [])


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_the_pages_of_the_team_are_accessible(open_context, viewport, scheme):
    page = open_context(viewport=viewport, color_scheme=scheme, account=ADMINISTRATOR).new_page()
    found = []
    for listed in ("idees/?vue=toutes", "projets/?vue=tous", "projets/?vue=laureats"):
        page.goto(DESK_OF_IT + listed)
        found.append(page.locator("tbody th a").first.get_attribute("href"))
    assert looked(page, [*(DESK_OF_IT + one for one in TEAM), *found], narrow=viewport == PHONE) == ({}, [])


def test_a_visitor_keeps_projects_on_a_phone_without_javascript(open_context):
    page = open_context(viewport=PHONE, javascript=False).new_page()
    page.goto(SERVICE)
    expect(page.get_by_text("le dépôt des idées a fermé le")).to_be_visible()
    follow(page, "Voir les projets")
    order = page.locator(".sheet-link").all_inner_texts()
    page.reload()
    assert page.locator(".sheet-link").all_inner_texts() == order
    page.get_by_label("Chercher un projet").fill("VERGER")
    press(page, "Chercher")
    expect(page.get_by_role("heading", name="1 projet")).to_be_visible()
    press(page, re.compile("^Garder"))
    expect(page.get_by_text("est dans votre sélection")).to_be_visible()
    follow(page, re.compile("^Ma sélection"))
    expect(page.get_by_role("link", name="Un verger ouvert à tous")).to_be_visible()
    expect(page.get_by_text("exactement 3 projets")).to_be_visible()
    press(page, re.compile("^Enlever"))
    expect(page.get_by_text("Votre sélection est vide")).to_be_visible()


def test_whoever_asks_why_reads_it(open_context):
    page = open_context(viewport=PHONE, javascript=False).new_page()
    page.goto(f"{BUDGET}2/projets/?etat=non-soumis")
    follow(page, re.compile("Une piscine couverte"))
    expect(page.get_by_text("un projet coûte au plus").first).to_be_visible()
    page.goto(f"{BUDGET}1/realisations/")
    follow(page, re.compile("Une passerelle sur le ruisseau"))
    expect(page.get_by_text("trois fois la somme votée")).to_be_visible()
    expect(page.get_by_text("L’étude du sol est rendue.")).to_be_visible()
