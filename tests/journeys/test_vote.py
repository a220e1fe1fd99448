"""A vote in a browser: sealed on the device, sent, found again by its receipt; without script too; the results read on a phone."""

import os
import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.moves import press

SCRIPT = Path(__file__).with_name("vote.py")
MANAGER = "Gisèle Gestion"


def shell(server, structure, step):
    return server.tell(SCRIPT, VOTE_STEP=step, VOTE_STRUCTURE=structure)


@pytest.fixture(scope="module")
def service(server):
    return shell(server, "Ville d’Auch", "open")


@pytest.fixture(scope="module")
def counted(server):
    """Another vote, for the tests come in any order: this one is over."""
    return shell(server, "Ville de Condom", "counted")


def picture(page, name):
    folder = os.environ.get("ESSAIM_JOURNEYS_PICTURES")
    if folder:
        width = page.viewport_size["width"]
        page.screenshot(path=f"{folder}/vote-{name}-{width}.png", full_page=True)


def looked_at(page, name):
    """Accessible, nothing wider than the screen, and a picture for who asks for one."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, (name, found.generate_report())
    picture(page, name)


def enter(page, service, code):
    page.goto(service["public"] + "vote/")
    page.get_by_role("textbox", name="Code de votre lettre").fill(code)
    page.get_by_role("button", name="Ouvrir mon bulletin").click()
    expect(page.get_by_role("heading", name="Mon bulletin")).to_be_visible()
    for fold in page.locator(".fold > summary").all():
        fold.click()


def project(page, number):
    return page.get_by_role("checkbox", name=re.compile(rf"^Projet\s{number}\s"))


def test_a_ballot_is_sealed_on_the_device_and_its_receipt_is_found(open_context, service):
    page = open_context(viewport=PHONE).new_page()
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.goto(service["public"] + "vote/")
    looked_at(page, "entree")
    enter(page, service, service["codes"][0])
    looked_at(page, "bulletin")
    page.get_by_role("searchbox", name="Chercher parmi les").fill("projet 12")
    project(page, 12).check()
    page.get_by_role("searchbox", name="Chercher parmi les").fill("")
    for number in (3, 5, 7):
        project(page, number).check()
    expect(page.get_by_role("status")).to_contain_text("c’est trop")
    page.get_by_role("button", name="Vérifier mon bulletin").click()
    expect(page.get_by_role("status")).to_contain_text("trop de projets")
    project(page, 7).uncheck()
    page.get_by_role("button", name="Vérifier mon bulletin").click()
    expect(page.get_by_role("heading", name="Relisez, puis envoyez")).to_be_focused()
    receipt = page.locator("[data-receipt]").inner_text()
    looked_at(page, "relire")
    page.get_by_role("button", name="Envoyer mon bulletin").click()
    expect(page.get_by_text("Votre bulletin est dans l’urne", exact=True)).to_be_visible()
    expect(page.locator(".receipt").first).to_have_text(receipt)
    looked_at(page, "recu")
    assert not any("projects=" in body for body in sent), "choices left the device"
    page.reload()
    expect(page.locator(".receipt").first).to_have_text(receipt)
    page.goto(service["public"] + "vote/recu/")
    page.get_by_role("textbox", name="Votre reçu").fill(receipt)
    page.get_by_role("button", name="Chercher ce reçu").click()
    expect(page.get_by_text("Ce bulletin scellé est dans l’urne")).to_be_visible()
    looked_at(page, "recherche")


def test_a_reply_that_is_lost_loses_no_ballot(open_context, service):
    context = open_context(viewport=PHONE)
    page = context.new_page()
    enter(page, service, service["codes"][1])
    project(page, 4).check()
    page.get_by_role("button", name="Vérifier mon bulletin").click()
    receipt = page.locator("[data-receipt]").inner_text()

    def lost(route):
        route.fetch()  # it reaches the server, and the answer does not come back
        route.abort()

    page.route("**/vote/envoyer/", lost)
    page.get_by_role("button", name="Envoyer mon bulletin").click()
    page.unroute("**/vote/envoyer/")
    page.wait_for_timeout(500)
    page.goto(service["public"] + "vote/recu/")
    page.get_by_role("textbox", name="Votre reçu").fill(receipt)
    page.get_by_role("button", name="Chercher ce reçu").click()
    expect(page.get_by_text("Ce bulletin scellé est dans l’urne")).to_be_visible()


def test_without_script_the_server_seals_and_says_so(open_context, service):
    page = open_context(viewport=PHONE, javascript=False).new_page()
    enter(page, service, service["codes"][2])
    project(page, 4).check()
    page.get_by_role("button", name="Vérifier mon bulletin").click()
    expect(page.get_by_text("C’est le serveur qui a scellé ce bulletin")).to_be_visible()
    picture(page, "relire-sans-script")
    page.get_by_role("button", name="Envoyer mon bulletin").click()
    expect(page.get_by_text("Votre bulletin est dans l’urne", exact=True)).to_be_visible()


def test_who_lost_her_letter_receives_a_code_without_script_on_a_narrow_phone(open_context, server, service):
    page = open_context(viewport={"width": 320, "height": 700}, javascript=False).new_page()
    page.goto(service["public"] + "vote/")
    page.get_by_role("textbox", name="Adresse électronique ou numéro de téléphone").fill("p5@exemple.test")
    press(page, "Recevoir un code")
    expect(page.get_by_role("heading", name="Tapez le code reçu")).to_be_visible()
    picture(page, "code-demande")
    page.get_by_role("textbox", name="Code reçu").fill("0000 0000")
    press(page, "Ouvrir mon bulletin")
    expect(page.get_by_text("Ce code n’ouvre rien").first).to_be_visible()
    picture(page, "code-faux")
    page.get_by_role("textbox", name="Code reçu").fill(code_in_the_mailbox(server, "p5@exemple.test"))
    press(page, "Ouvrir mon bulletin")
    expect(page.get_by_role("heading", name="Mon bulletin")).to_be_visible()


def code_in_the_mailbox(server, address, patience=60):
    """Wait for the worker; return the code that it sent."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = re.search(r"code pour voter : (\d{4} \d{4})", server.read(f"/courrier/?a={address}"))
        if found:
            return found[1]
        time.sleep(0.3)
    pytest.fail("no code came")


def test_a_checkpoint_that_was_kept_is_compared_on_a_narrow_phone(open_context, service):
    page = open_context(viewport={"width": 320, "height": 700}).new_page()
    page.goto(service["public"] + "vote/1/releves/")
    root = page.locator(".checkpoints .digest").last.inner_text()
    page.get_by_role("textbox", name="Racine du relevé").fill(root)
    press(page, "Comparer")
    expect(page.get_by_text("Oui, c’est un relevé de cette urne")).to_be_visible()
    looked_at(page, "releve-compare")
    page.goto("/signature/")
    looked_at(page, "signature")


@pytest.mark.parametrize("end", ["vote/", "vote/secret/", "vote/recu/", "vote/1/releves/", "resultats/1/"])
def test_pages_for_everybody_on_a_narrow_phone(open_context, service, end):
    page = open_context(viewport={"width": 320, "height": 700}).new_page()
    assert page.goto(service["public"] + end).status == 200
    looked_at(page, end.strip("/").replace("/", "-"))


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_desk_of_a_vote(open_context, service, viewport):
    page = open_context(viewport=viewport, account=MANAGER).new_page()
    for end in ("electeurs/?q=personne", f"electeurs/{service['voter']}/", "scrutin/", "papier/"):
        assert page.goto(service["desk"] + end).status == 200
        looked_at(page, "bureau-" + end.split("/")[0] + ("-une" if service["voter"] in end else ""))


def test_the_results_say_why_on_a_phone_and_at_a_desk(open_context, counted):
    for viewport in (PHONE, DESK):
        page = open_context(viewport=viewport).new_page()
        page.goto(counted["public"] + "resultats/1/")
        expect(page.get_by_role("heading", name="Les résultats du vote")).to_be_visible()
        expect(page.get_by_text(re.compile(r"^Retenu\s: 2")).first).to_be_visible()
        expect(page.get_by_text(re.compile(r"Non retenu\s: personne ne l’a choisi")).first).to_be_visible()
        looked_at(page, "resultats")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger l’archive ouverte").click()
    assert download.value.suggested_filename.endswith(".zip")
