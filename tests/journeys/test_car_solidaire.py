"""A solution goes from a territory to another: adopted from its page, tried, opened, used, counted, and seen on the map.

An officer of the Gers adopts the shared car with her own distance and licence age; twelve owners and fourteen drivers register, one
on a telephone without script, one on paper through an agent; they are brought together, say yes, agree; eleven agreements make a number.
"""

import json
import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.moves import follow, press

SCRIPT = Path(__file__).with_name("drivers.py")
OFFICER, AGENT = "Gisèle Gestion", "gestion@demo.essaim"
PICTURES = os.environ.get("ESSAIM_JOURNEYS_PICTURES", "")
OWNERS, DRIVERS = 12, 14


def seen(page: Page, name: str) -> None:
    """Keep a picture of a screen, when one wants to look."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/car-{name}.png", full_page=True)


def sound(page: Page) -> None:
    """Nothing that keeps somebody out, nothing cut on a narrow screen."""
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture(scope="module")
def slug(open_kept_context) -> str:
    """She adopts it from the page of the solution, and opens it."""
    page = open_kept_context(account=OFFICER).new_page()
    page.goto("/solutions/car-solidaire/")
    seen(page, "solution-before")
    follow(page, "Adopter pour mon territoire")
    page.get_by_label("Qui porte le service").fill("Département du Gers")
    page.get_by_label("Où le joindre").fill("05 62 67 40 40")
    press(page, "Commencer")
    found = page.url.removesuffix("/preparer/").rpartition("/")[2]
    follow(page, "Continuer : les paramètres")
    page.get_by_label("Distance la plus grande entre les deux communes").fill("60")
    page.get_by_label("Ancienneté du permis demandée").fill("7")
    page.get_by_role("group", name="Évaluation par une auto-école").get_by_label("Non").check()
    page.get_by_label("Ce qui décide ces valeurs").fill("Délibération du 12 mai 2026")
    seen(page, "parameters")
    press(page, "Enregistrer et voir l’aperçu")
    expect(page.locator("main")).to_contain_text("60 kilomètres")
    expect(page.locator("main")).to_contain_text("7 ans")
    seen(page, "preview")
    press(page, "J’ai relu, continuer")
    expect(page.locator("main")).to_contain_text("scénarios passent")
    follow(page, "Continuer")
    page.get_by_label("Adresse électronique").fill(AGENT)
    page.locator("input[name=role]").first.check()
    press(page, "Nommer et inviter")
    follow(page, "Préparer")
    seen(page, "steps")
    follow(page, "Commencer l’essai…")
    press(page, "Commencer l’essai")
    follow(page, "Ouvrir pour de bon…")
    press(page, "Ouvrir le service")
    expect(page.locator("h1")).to_have_text("Le service est ouvert")
    return found


@pytest.fixture(scope="module")
def step(server, slug):
    """Do with many people what the journey does with one."""

    def run(name: str, how_many: int = 0) -> dict:
        head = f"SLUG, STEP, HOW_MANY = {slug!r}, {name!r}, {how_many}\n"
        script = head + SCRIPT.read_text(encoding="utf-8")
        return json.loads(server.shell(script).splitlines()[-1])

    return run


@pytest.fixture(scope="module")
def telephone(slug, open_kept_context) -> Page:
    """An owner registers on her telephone, without script; she keeps the page of her dossier."""
    page = open_kept_context(viewport=PHONE, javascript=False).new_page()
    page.goto(f"/services/{slug}/")
    seen(page, "service")
    follow(page, "Je voudrais être conduit dans ma voiture")
    press(page, "Commencer")
    answer_owner(page, separately=True)
    page.get_by_role("radio", name="Pour moi").check()
    page.get_by_label("Nom et prénom").fill("Andrée Exemple")
    page.get_by_label("Téléphone").fill("05 62 11 22 33")
    press(page, "Enregistrer et relire")
    seen(page, "review")
    press(page, "Envoyer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre dossier est envoyé")
    seen(page, "receipt")
    return page


def answer_owner(page: Page, *, separately: bool) -> None:
    page.get_by_label("Votre commune").fill("Auch")
    yes(page, "Êtes-vous à la retraite ?")
    yes(page, "Souhaitez-vous conduire moins, ou ne plus conduire ?")
    page.get_by_label("mardi matin").check()
    if separately:
        press(page, "Enregistrer et continuer")
    yes(page, "La voiture est-elle à vous ?")
    page.get_by_label("manuelle", exact=True).check()
    yes(page, "Le contrôle technique est-il à jour ?")
    yes(page, "Votre assureur sait-il qu’une autre personne conduira ?")
    if separately:
        press(page, "Enregistrer et continuer")


def yes(page: Page, question: str) -> None:
    page.get_by_role("group", name=question).get_by_label("Oui").check()


@pytest.fixture(scope="module")
def registered(telephone, slug, step, open_kept_context) -> Page:
    """An agent types in the paper of another owner; the others send theirs. Returns her desk."""
    page = open_kept_context(account=OFFICER).new_page()
    page.goto(f"/gestion/{slug}/saisir/")
    page.get_by_label("Je voudrais être conduit dans ma voiture").check()
    page.get_by_label("sur papier").check()
    press(page, "Commencer la saisie")
    page.get_by_role("radio", name="La personne, ou la structure, elle-même").check()
    page.get_by_label("Nom et prénom").fill("Gaston Papier")
    page.get_by_label("Adresse postale").fill("1 rue des Écoles, 32000 Auch")
    answer_owner(page, separately=False)
    seen(page, "typed")
    press(page, "Déposer")
    expect(page.locator("main")).to_contain_text("n° 2")
    assert step("register")["sent"] == OWNERS + DRIVERS
    return page


@pytest.fixture(scope="module")
def proposed(registered, slug) -> Page:
    """She looks for pairs, reads who and why, then sends."""
    page = registered
    page.goto(f"/gestion/{slug}/matching/")
    seen(page, "people")
    press(page, "Chercher")
    expect(page.locator("h1")).to_have_text("Regarder avant d’envoyer")
    expect(page.locator("main")).to_contain_text("Rien n’est encore parti")
    seen(page, "run")
    press(page, "Envoyer 12 propositions")
    expect(page.locator("h1")).to_have_text("Propositions")
    return page


def test_who_is_proposed_stays_unknown_until_both_say_yes(proposed, telephone, slug, step):
    step("consent")
    page = telephone
    page.goto("/mon-dossier/")
    page.locator("main .follow").get_by_role("link", name=re.compile(r"n°\s1$")).first.click()
    seen(page, "follow")
    expect(page.locator("main")).not_to_contain_text("Exemple, C")
    follow(page, re.compile("[Rr]épondre|proposition"))
    follow(page, "Voir et répondre")
    expect(page.locator("main")).not_to_contain_text(re.compile(r"C\d+ Exemple"))
    seen(page, "proposal")
    press(page, "J’accepte")
    expect(page.locator("main")).to_contain_text(re.compile(r"C\d+ Exemple"))
    seen(page, "contacts")


def test_who_gave_no_address_of_mail_gets_a_letter_in_the_pile(registered, slug, telephone):
    page = registered
    page.goto(f"/gestion/{slug}/courrier/")
    expect(page.locator("main")).to_contain_text("Gaston Papier")
    sound(page)
    seen(page, "letters")
    whole = page.locator("main").get_by_role("link", name=re.compile(r"fichier \(PDF\)")).get_attribute("href")
    answer = page.request.get(page.url.split("/gestion")[0] + f"/gestion/{slug}/courrier.pdf")
    assert "courrier.pdf?jusqua=" in whole
    assert (answer.status, answer.body()[:4]) == (200, b"%PDF")
    if PICTURES:
        Path(PICTURES, "car-letters.pdf").write_bytes(answer.body())
    follow(page, "Les imprimer avec le navigateur")
    sound(page)
    seen(page, "letter-sheets")
    page.go_back()
    page.locator("main").get_by_role("button", name=re.compile(r"imprimées?$")).click()
    expect(page.locator("main")).to_contain_text("Rien à imprimer")
    sound(page)
    seen(page, "letters-printed")
    telephone.goto("/mon-dossier/")
    telephone.locator("main .follow").get_by_role("link", name=re.compile(r"n°\s1$")).first.click()
    follow(telephone, "Votre inscription est reçue")
    seen(telephone, "letter-of-mine")
    expect(telephone.get_by_role("link", name="Garder la lettre (PDF)")).to_be_visible()


def publish(page, slug):
    """She does not wait for the hour."""
    page.goto(f"/gestion/{slug}/resultats/")
    press(page, "Publier maintenant")


def test_ten_agreements_are_no_number_and_the_eleventh_makes_one(proposed, slug, step, open_context):
    step("consent")
    left = step("agree", 10)["left"]
    visitor = open_context(viewport=PHONE, javascript=False).new_page()
    publish(proposed, slug)
    visitor.goto(f"/services/{slug}/resultats/")
    expect(visitor.locator("main")).to_contain_text("moins de 11")
    seen(visitor, "outcomes-ten")
    proposed.goto(f"/gestion/{slug}/matching/propositions/{left[0]}/")
    press(proposed, "Valider l’accord")
    follow(proposed, re.compile("Voir l’accord"))
    seen(proposed, "agreement")
    paper = proposed.request.get(proposed.url + "accord.pdf")
    assert paper.status == 200
    assert paper.body().startswith(b"%PDF")
    publish(proposed, slug)
    visitor.goto(f"/services/{slug}/")
    expect(visitor.locator(".figure-number").filter(has_text=re.compile(r"^\s*11\s*$")).first).to_be_visible()
    seen(visitor, "outcomes-eleven")


def test_the_map_of_the_solution_shows_the_new_edge(slug, open_context):
    page = open_context().new_page()
    page.goto("/solutions/car-solidaire/")
    edge = page.locator("main").get_by_text("Gers", exact=False).first
    expect(edge).to_be_attached()
    expect(page.locator("main")).to_contain_text("Adoption d’un kit sur cette plateforme")
    seen(page, "solution-after")
    page.goto(f"/initiatives/{slug}/")
    expect(page.get_by_role("link", name="Aller au service")).to_be_visible()
    seen(page, "initiative")
