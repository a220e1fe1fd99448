"""An officer goes from a kit to an open service in minutes, without JavaScript; an association asks her; terms change later.

Then a browser with everything on looks at each page of the way: axe, validity, 320 pixels.
"""

import json
import shutil
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK
from tests.journeys.moves import follow, press
from tests.journeys.test_every_page import validate

OFFICER = "Gisèle Gestion"
NARROW = {"width": 320, "height": 640}
TEN_MINUTES = 600
KIT = "cumul-rsa"
STEPS = (
    "", "jour/", "journal/", "aide/", "preparer/", "service/", "apercu/", "scenarios/", "dossier/", "dossier/deliberation/",
    "dossier/registre_des_donnees/", "equipe/", "tester/", "ouvrir/", "fermer/", "conditions/", "conditions/valeurs/",
)  # fmt: skip


def adopt(page: Page, hours: str) -> str:
    """From the page of the kit to a service that is open; return the address of its desk."""
    page.goto(f"/kits/{KIT}/")
    follow(page, "Adopter pour mon territoire")
    expect(page.get_by_label("Territoire")).to_have_value("Gers")
    page.get_by_label("Qui porte le service").fill("Département du Gers")
    page.get_by_label("Où le joindre").fill("05 62 67 40 40")
    press(page, "Commencer")
    desk = page.url.removesuffix("preparer/")
    follow(page, "Continuer : les paramètres")
    page.get_by_label("Heures de travail possibles par an").fill(hours)
    page.get_by_label("Ce qui décide ces valeurs").fill("Délibération du 3 mars 2026")
    press(page, "Enregistrer et voir l’aperçu")
    expect(page.locator("main")).to_contain_text(f"plus de {hours} heures dans l’année")
    press(page, "J’ai relu, continuer")
    expect(page.locator("main")).to_contain_text("scénarios passent")
    follow(page, "Continuer")
    for role in page.locator("input[name=role]").all():
        page.get_by_label("Adresse électronique").fill("agent@gers.example")
        role.check()
        press(page, "Nommer et inviter")
    follow(page, "Préparer")
    follow(page, "Commencer l’essai…")
    press(page, "Commencer l’essai")
    follow(page, "Ouvrir pour de bon…")
    press(page, "Ouvrir le service")
    expect(page.locator("h1")).to_have_text("Le service est ouvert")
    return desk


@pytest.fixture(scope="module")
def opened(open_kept_context) -> tuple[str, float]:
    """The desk of the service that she opened, and how long it took a browser that reads nothing."""
    began = time.monotonic()
    desk = adopt(open_kept_context(javascript=False, account=OFFICER).new_page(), "140")
    return desk, time.monotonic() - began


def test_from_the_kit_to_an_open_service_in_minutes(opened, open_context):
    """What a person adds is reading: eleven screens, two of them to fill in."""
    desk, seconds = opened
    assert seconds < TEN_MINUTES
    visitor = open_context(javascript=False, viewport=NARROW).new_page()
    visitor.goto(desk.replace("/gestion/", "/services/"))
    expect(visitor.locator("main")).to_contain_text("140 heures")
    expect(visitor.locator("main")).not_to_contain_text("300")
    visitor.goto(f"/kits/{KIT}/")
    expect(visitor.locator("main").get_by_role("link", name="Gers", exact=True).first).to_be_visible()


def test_a_value_changes_later_under_her_eyes(server, open_context):
    words = (
        "--structure",
        "Ville d’Auch",
        "--contact",
        "05 62",
        "--reason",
        "Délibération",
        "--member",
        "agent=a@gers.example",
    )
    made = json.loads(server.essaim("adopt", KIT, "--territory", "Gers", *words, "--open", "--json").stdout)
    desk = f"/gestion/{made['adoption']}/"
    page = open_context(javascript=False, account=OFFICER).new_page()
    page.goto(desk + "conditions/")
    follow(page, "Changer les valeurs…")
    page.get_by_label("Heures de travail possibles par an").fill("2000")
    page.get_by_label("Ce qui décide ces valeurs").fill("Délibération du 9 juin 2026")
    press(page, "Voir l’effet")
    expect(page.locator(".error-summary")).to_contain_text("hors des bornes")
    page.get_by_label("Heures de travail possibles par an").fill("150")
    press(page, "Voir l’effet")
    expect(page.locator("main")).to_contain_text("Rien n’est encore fait")
    press(page, "Mettre en vigueur")
    expect(page.locator("main")).to_contain_text("conditions n° 2")
    expect(page.locator("main")).to_contain_text("Délibération du 9 juin 2026")


def test_an_association_asks_and_is_answered(open_context):
    asking = open_context(javascript=False, viewport=NARROW).new_page()
    asking.goto("/kits/car-solidaire/demander/")
    asking.get_by_label("À quel territoire le demander").fill("Gers")
    asking.get_by_label("Pour qui").fill("Les Amis d’Auch")
    asking.get_by_label("Votre nom").fill("Ana")
    asking.get_by_label("Votre adresse électronique").fill("ana@amis.example")
    asking.get_by_label("Votre message").fill("Les bus ne passent plus.")
    press(asking, "Envoyer ma demande")
    expect(asking.locator("main")).to_contain_text("n’a pas encore répondu")
    officer = open_context(javascript=False, account=OFFICER).new_page()
    officer.goto("/gestion/")
    follow(officer, "Les Amis d’Auch")
    follow(officer, "Adopter le kit pour Les Amis d’Auch")
    press(officer, "Commencer")
    asking.reload()
    expect(asking.locator("main")).to_contain_text("la demande est acceptée")


def look(page: Page, addresses) -> tuple[list[str], dict[str, str]]:
    """What axe and 320 pixels find on these pages, and the pages as they were written."""
    wrong, written = [], {}
    for address in addresses:
        page.set_viewport_size(DESK)
        written[address] = page.goto(address).text()
        found = Axe().run(page)
        wrong += [f"{address} {each['id']}" for each in found.response["violations"]]
        page.set_viewport_size(NARROW)
        width = page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{address} is {width} px wide"] if width > NARROW["width"] else []
    return wrong, written


def test_each_page_is_accessible_valid_and_fits_a_phone(opened, server, open_context, tmp_path):
    desk, _ = opened
    made = json.loads(server.essaim("adopt", "cohabitation", "--territory", "Gers", "--json").stdout)
    preparing = f"/gestion/{made['adoption']}/"
    page = open_context(account=OFFICER).new_page()
    kits = [f"/kits/{path}" for path in ("", f"{KIT}/", f"{KIT}/famille/", f"{KIT}/adopter/", f"{KIT}/demander/")]
    addresses = [*kits, "/gestion/", *(desk + step for step in STEPS), preparing + "parametres/", preparing + "apercu/"]
    wrong, written = look(page, addresses)
    assert wrong == [], "\n".join(wrong)
    if shutil.which("java") is None:
        pytest.skip("Java absent: apt install default-jre-headless")
    for number, text in enumerate(written.values()):
        (tmp_path / f"{number:03}.html").write_text(text, encoding="utf-8")
    assert [f"{each['url'][-8:]} {each['message']}" for each in validate(tmp_path)] == []
