"""An agent and a commission examine demands without JavaScript; then a browser with everything on looks at each page."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.moves import follow, press
from tests.journeys.test_barometer import look
from tests.journeys.test_every_page import validate

SCRIPT = Path(__file__).with_name("cases.py").read_text(encoding="utf-8")
KIT = Path(__file__).parents[1] / "kits" / "valid" / "aide-au-permis.yaml"
AGENT, COMMISSION = "Camille Contribution", "Louise Lecture"
OF_AN_AGENT = (
    "",
    "?vue=tous",
    "?q=personne-de-ce-nom",
    "1/",
    "1/take/",
    "2/",
    "2/complete/",
    "1/fiche/",
    "delais/",
    "secteurs/",
)
OF_THE_COMMISSION = ("", "3/", "3/grant/", "4/refuse/", "5/")


@pytest.fixture(scope="module")
def service(server):
    """The address of the desk of a service with demands."""
    shell = server.essaim("django", "shell", "--no-imports", "--command", f"KIT = {str(KIT)!r}\n{SCRIPT}")
    return json.loads(shell.stdout.splitlines()[-1])


def test_demands_are_examined_without_javascript(open_context, service, tmp_path):
    desk = f"/gestion/{service['slug']}/cases/"
    agent = open_context(javascript=False, account=AGENT).new_page()
    agent.goto(desk)
    first = agent.locator("tbody tr").first
    expect(first).to_contain_text("en retard")
    agent.get_by_label("Numéro ou nom").fill("Alix")
    press(agent, "Chercher")
    expect(agent.locator("tbody tr")).to_have_count(1)
    follow(agent, "n° 7")
    follow(agent, "Prendre en charge")
    press(agent, "Prendre en charge")
    follow(agent, "Présenter à la commission")
    press(agent, "Présenter à la commission")
    expect(agent.locator(".error-summary")).to_contain_text("Devis vérifié")
    agent.get_by_label("Oui", exact=True).check()
    press(agent, "Présenter à la commission")
    expect(agent.locator("main")).to_contain_text("Présenter à la commission → En commission")

    agent.goto(desk)
    for name in ("n° 5", "n° 6"):
        agent.get_by_role("checkbox", name=f"Choisir le dossier {name} ").check()
    agent.get_by_label("Acte").select_option(label="Prendre en charge")
    press(agent, "Voir ce que cela ferait")
    press(agent, "Prendre en charge (2)")
    expect(agent.get_by_role("heading", level=1)).to_contain_text("2 dossiers faits sur 2")

    commission = open_context(javascript=False, account=COMMISSION).new_page()
    commission.goto(f"{desk}7/")
    expect(commission.locator("main")).to_contain_text("Pas possible pour le moment")
    follow(commission, "Refuser")
    commission.get_by_label("Motif").fill("Le revenu dépasse le plafond.")
    press(commission, "Relire le courrier")
    expect(commission.locator("main")).to_contain_text("Motif : Le revenu dépasse le plafond.")
    press(commission, "Refuser")
    expect(commission.locator("main")).to_contain_text("Dossier terminé")

    pages = {AGENT: OF_AN_AGENT, COMMISSION: OF_THE_COMMISSION}
    wrong, written = [], {}
    for who, addresses in pages.items():
        found = look(open_context(account=who).new_page(), [desk + page for page in addresses])
        wrong, written = wrong + found[0], written | found[1]
    assert wrong == []
    for place, html in enumerate(written.values()):
        (tmp_path / f"{place}.html").write_text(html, encoding="utf-8")
    assert [(one.get("url"), one["message"]) for one in validate(tmp_path)] == []


def test_the_pages_of_a_desk_open_from_one_link_on_a_phone_without_javascript(open_context, service):
    desk = f"/gestion/{service['slug']}/cases/"
    phone = open_context(javascript=False, viewport=PHONE, account=AGENT).new_page()
    phone.goto(desk)
    opener = phone.get_by_role("link", name="Pages du service : Instruction")
    delays = phone.get_by_role("navigation", name="Pages du service").get_by_role("link", name="Délais")
    expect(delays).to_be_hidden()
    opener.focus()
    phone.keyboard.press("Enter")
    expect(delays).to_be_visible()
    phone.get_by_role("link", name="Refermer").click()
    expect(delays).to_be_hidden()
    opener.click()
    expect(opener).to_be_hidden()
    follow(phone, "Délais")
    expect(phone.get_by_role("link", name="Pages du service : Délais")).to_be_visible()

    eyes = open_context(viewport=PHONE, account=AGENT).new_page()
    eyes.goto(f"{desk}#pages")
    expect(eyes.get_by_role("link", name="Refermer")).to_be_visible()
    found = Axe().run(eyes, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert eyes.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
