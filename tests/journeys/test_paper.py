"""An officer takes official totals in one act; two agents key a slip, a third reading settles it, the pile is poured. No JavaScript."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.moves import follow, press
from tests.journeys.test_barometer import LEGAL, OFFICER, begin_a_wave, look

AGENT = "Camille Contribution"


def open_for_paper(page: Page, wave: str) -> None:
    page.goto(wave + "collecte/")
    page.get_by_label("population interrogée").fill("habitants du Gers de 18 ans et plus")
    page.get_by_label("nombre de réponses visé").fill("600")
    page.get_by_label("fin prévue").fill("2099-01-31")
    page.get_by_label("à qui s’adresser").fill("05 62 00 00 00")
    page.get_by_label("Papier", exact=True).check()
    press(page, "Enregistrer")
    page.goto(wave + "notice/")
    for name in LEGAL:
        page.locator(f"[name={name}]").fill("Le département du Gers")
    press(page, "Enregistrer")
    page.goto(wave + "quotas/")
    follow(page, "Sexe × Âge")
    expect(page.locator("main")).to_contain_text("Insee, estimations de population")
    press(page, "Enregistrer le quota")
    page.goto(wave + "marges/")
    expect(page.get_by_role("link", name="Corriger : Sexe")).to_be_visible()
    page.goto(wave + "ouvrir/")
    press(page, "Ouvrir la vague")


def key(page: Page, place: int) -> None:
    """Answer the whole sheet by the choices of one rank, and keep it."""
    for question in page.locator("main fieldset.ask").all():
        question.locator("input[type=radio], input[type=checkbox]").nth(place).check()
    hours = page.locator("main input[type=number]")
    if hours.count():
        hours.first.fill("4")
    press(page, "Garder ce que dit le papier" if "/trancher/" in page.url else "Garder cette saisie")


def test_official_totals_then_paper_keyed_by_two_agents(open_context):
    officer = open_context(javascript=False, account=OFFICER).new_page()
    wave = begin_a_wave(officer)
    open_for_paper(officer, wave)
    officer.goto(wave + "papier/")
    officer.get_by_label("Nom du lot").fill("Urne de la médiathèque")
    officer.get_by_label("Questionnaires reçus").fill("1")
    press(officer, "Commencer le lot")
    pile = officer.url
    officer.goto(pile + "1/")
    press(officer, "Garder cette saisie")
    expect(officer.locator("main")).to_contain_text("Cette question demande une réponse")
    key(officer, 0)

    agent = open_context(javascript=False, account=AGENT).new_page()
    agent.goto(pile)
    wrong, _written = look(open_context(account=AGENT).new_page(), [wave + "papier/", pile, pile + "1/"])
    follow(agent, "Saisir le questionnaire 1")
    key(agent, 1)
    wrong += look(open_context(account=AGENT).new_page(), [pile, pile + "1/trancher/"])[0]
    agent.goto(pile)
    follow(agent, "Questionnaire 1")
    key(agent, 0)
    officer.goto(wave + "clore/")
    expect(officer.locator("main")).to_contain_text("Du papier attend encore")
    officer.goto(pile)
    press(officer, "Verser 1 questionnaire")
    expect(officer.locator(".lead").first).to_contain_text("Lot versé")
    officer.goto(wave + "suivi/")
    expect(officer.get_by_role("row", name=re.compile("Une femme × De 18 à 24 ans 21 1 0 20"))).to_be_visible()
    assert wrong == [], "\n".join(wrong)
