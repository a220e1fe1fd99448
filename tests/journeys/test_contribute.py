"""Propose an initiative, see it published and found; correct a page, field by field, and read its history."""

import re
import time

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import PHONE
from tests.journeys.moves import follow, press

QUESTIONS = 9
ROBOT_SECONDS = 21  # what is sent sooner after the start is taken for a robot's
CONTINUE = "Enregistrer et continuer"
AMENDED = "/initiatives/zero-chomeur-nievre/"


def begin(page: Page) -> float:
    page.goto("/proposer/")
    press(page, "Commencer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comment s’appelle votre initiative")
    return time.monotonic()


def go_on(page: Page, expected: str) -> None:
    press(page, CONTINUE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(expected)


def fill(page: Page, title: str, summary: str) -> None:
    """Answer the nine questions, from the first page to the page that shows everything again."""
    page.get_by_label("Son nom").fill(title)
    page.get_by_label("En deux phrases").fill(summary)
    go_on(page, "Quel problème")
    page.get_by_label("Le problème").fill("Les haies disparaissent et plus personne ne sait les planter.")
    go_on(page, "Comment ça marche")
    page.get_by_label("Le fonctionnement").fill("Chaque hiver, une école plante cent mètres avec un agriculteur.")
    go_on(page, "Pour qui")
    page.get_by_role("group", name="Thèmes").get_by_role("checkbox").first.check()
    go_on(page, "Où se passe-t-elle")
    page.get_by_label("Commune, intercommunalité").fill("Gers")
    press(page, CONTINUE)
    which = page.get_by_role("radio", name=re.compile(r"^Gers \("))
    holder = page.get_by_role("heading", level=1, name=re.compile("Qui la porte"))
    expect(which.or_(holder)).to_be_visible()  # the next page has come, whichever it is
    if which.count():
        which.check()
        press(page, CONTINUE)
    expect(holder).to_be_visible()
    page.get_by_label("Qui la porte").fill("Une association de parents")
    go_on(page, "Où en est-elle")
    page.get_by_role("radio", name=re.compile("cours|service|marche", re.IGNORECASE)).first.check()
    go_on(page, "Avez-vous un chiffre")
    go_on(page, "Comment vous répondre")
    page.get_by_label("Votre adresse électronique").fill("haies@exemple.fr")
    go_on(page, "Relire et envoyer")


def wait_like_a_person(start: float) -> None:
    time.sleep(max(0.0, ROBOT_SECONDS - (time.monotonic() - start)))


def test_propose_to_the_end_without_javascript_then_publish_and_find(phone, open_context):
    start = begin(phone)
    fill(phone, "Les haies de l’école", "Des enfants replantent les haies des champs voisins.")
    expect(phone.locator("main")).to_contain_text("Les haies de l’école")
    wait_like_a_person(start)
    press(phone, "Envoyer ma proposition")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre proposition est envoyée")
    where = phone.url

    moderator = open_context(account="Modeste Modération").new_page()
    moderator.goto("/moderation/")
    follow(moderator, "Les haies de l’école")
    press(moderator, "Accepter et préparer la page")
    press(moderator, "Publier maintenant")
    expect(moderator.get_by_text("La page est publiée.")).to_be_visible()

    phone.goto("/recherche/?q=les+haies+de+l’école")
    expect(phone.locator(".results")).to_contain_text("Les haies de l’école")
    phone.goto(where)
    follow(phone, "voir la page")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Les haies de l’école")


def test_a_missing_answer_is_said_where_it_is_missing(phone):
    begin(phone)
    phone.get_by_label("Son nom").fill("Sans résumé")
    press(phone, CONTINUE)
    expect(phone).to_have_title(re.compile("^Erreur"))
    expect(phone.get_by_label("Son nom")).to_have_value("Sans résumé")
    expect(phone.get_by_label("En deux phrases")).to_have_attribute("aria-invalid", "true")


def test_what_is_typed_before_the_script_has_come_is_saved_too(open_context):
    page = open_context().new_page()
    late: list[Route] = []

    def hold_back(route: Route) -> None:
        late.append(route)

    page.route("**/autosave*.js", hold_back)
    page.goto("/proposer/")
    page.get_by_role("button", name="Commencer").click(no_wait_after=True)
    page.get_by_label("Son nom").fill("Le four du village")
    assert len(late) == 1, "the script came before the words"
    late[0].continue_()
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré à")


def test_nothing_typed_is_lost_when_the_network_is_cut(open_context):
    context = open_context()
    page = context.new_page()
    begin(page)
    state = page.locator("[data-autosave-state]")
    page.get_by_label("Son nom").fill("Le four du village")
    expect(state).to_contain_text("Enregistré à")

    context.set_offline(True)
    page.get_by_label("En deux phrases").fill("On y cuit le pain ensemble le samedi.")
    expect(state).to_contain_text("L’enregistrement a échoué")
    expect(state).to_contain_text("gardé sur cet appareil")
    context.set_offline(False)
    address = page.url
    page.close()

    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("En deux phrases")).to_have_value("On y cuit le pain ensemble le samedi.")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré à")

    other = open_context(viewport=PHONE, javascript=False).new_page()
    other.goto(address)
    expect(other.get_by_label("Son nom")).to_have_value("Le four du village")
    expect(other.get_by_label("En deux phrases")).to_have_value("On y cuit le pain ensemble le samedi.")


def test_a_correction_is_read_as_a_difference_and_published_field_by_field(phone, open_context):
    phone.goto(AMENDED)
    title = phone.get_by_role("heading", level=1).inner_text()
    follow(phone, "Proposer une modification")
    summary = phone.locator('main [name="summary"]')
    summary.fill(summary.input_value() + " Le comité se réunit chaque lundi.")
    phone.locator('main [name="holder"]').fill("Quelqu’un d’autre")
    press(phone, "Envoyer la modification")
    expect(phone.get_by_text("attend la relecture d’un modérateur")).to_be_visible()
    expect(phone.locator("main")).not_to_contain_text("chaque lundi")

    moderator = open_context(account="Modeste Modération").new_page()
    moderator.goto("/moderation/files/modifications/")
    moderator.get_by_role("link", name=title).click()
    expect(moderator.locator("ins").first).to_be_visible()
    moderator.locator('input[name="fields"][value="holder"]').uncheck()
    press(moderator, "Publier les changements cochés")
    expect(moderator.get_by_text("La modification est publiée.")).to_be_visible()

    phone.goto(AMENDED)
    expect(phone.locator("main")).to_contain_text("chaque lundi")
    expect(phone.locator("main")).not_to_contain_text("Quelqu’un d’autre")
    moderator.goto(AMENDED)
    follow(moderator, "Historique")
    expect(moderator.locator("main")).to_contain_text("chaque lundi")
    expect(moderator.locator("main ins").first).to_be_visible()
