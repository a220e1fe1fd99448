"""A citizen and an agent walk a dossier in a real browser: on a phone without script, with the network cut, with two windows.

On a node of its own, whose kits run on the toy engines: what every engine shares is proved without any of them.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import DESK, ESSAIM, PATIENCE, PHONE, Server, _free_port, _wait_for
from tests.journeys.moves import follow, press

ROOT = Path(__file__).parents[2]
PREPARE = Path(__file__).with_name("dossiers.py")
SMALLEST = {"width": 320, "height": 640}
AUTOSAVE = ROOT / "essaim/foundation/ui/static/ui/autosave.js"
PDF = {"name": "bulletin.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 bulletin"}
PICTURES = os.environ.get("ESSAIM_JOURNEYS_PICTURES", "")


@dataclass(frozen=True)
class Node:
    """The node, its service, the session of an agent of it."""

    server: Server
    service: str
    slug: str
    agent: str


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> Iterator[Node]:
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "ESSAIM_VAR": str(tmp_path_factory.mktemp("dossiers")), "ESSAIM_DEBUG": "1", "ESSAIM_SECRET_KEY": "journeys",
        "ESSAIM_BASE_URL": url, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "tests.journeys.toy_settings",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    script = PREPARE.read_text(encoding="utf-8")
    made = subprocess.run(
        [ESSAIM, "django", "shell", "--no-imports", "--command", script], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    process = subprocess.Popen([ESSAIM, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(url)
        yield Node(Server(url, environment), **json.loads(made.stdout.splitlines()[-1]))
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def device(browser, node):
    """Open a device: a telephone, a desk, with or without script; nothing outside is ever asked for."""
    opened, outside = [], []

    def close_the_network(route):
        if route.request.url.startswith((node.server.url + "/", "data:", "blob:")):
            return route.continue_()
        outside.append(route.request.url)
        return route.abort()

    def make(*, viewport=PHONE, javascript=True) -> BrowserContext:
        context = browser.new_context(
            base_url=node.server.url, viewport=viewport, java_script_enabled=javascript, locale="fr-FR"
        )
        context.set_default_timeout(PATIENCE)
        context.route("**/*", close_the_network)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert outside == []


@pytest.fixture
def begun(device, node) -> Page:
    """A telephone on the first screen of a new draft."""
    return begin(device(), node)


def begin(context: BrowserContext, node: Node) -> Page:
    page = context.new_page()
    page.goto(node.service)
    follow(page, "Faire une demande")
    press(page, "Commencer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où vivez-vous ?")
    return page


def state(page: Page):
    return page.locator("[data-autosave-state]")


def code_of(page: Page) -> str:
    follow(page, "Comment retrouver ce dossier")
    return page.locator(".code-box").inner_text()


def by_code(context: BrowserContext, code: str) -> Page:
    page = context.new_page()
    page.goto("/mon-dossier/")
    page.get_by_label("Code de suivi").fill(code.lower().replace("-", " "))
    press(page, "Ouvrir mon dossier")
    return page


def seen(page: Page, name: str) -> None:
    """Keep a picture of a screen, when one wants to look."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def sound(page: Page) -> None:
    """No automatic violation, nothing wider than the screen."""
    page.wait_for_load_state()
    expect(page.locator("main#contenu")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == [], page.url
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def fill_first(page: Page, commune="auch") -> None:
    page.get_by_label("Votre commune").fill(commune)
    page.get_by_label("Votre date de naissance").fill("3 mars 1950")


def go_on(page: Page) -> None:
    press(page, "Enregistrer et continuer")


def test_a_whole_request_on_a_telephone_without_script(device, node):
    page = begin(device(javascript=False), node)
    fill_first(page, "saint-a")
    go_on(page)
    expect(page.get_by_role("alert").first).to_contain_text("choisissez la vôtre dans la liste")
    page.locator(".matches").get_by_role("radio").first.check()
    go_on(page)
    expect(page.get_by_text("Étape 2 sur 5")).to_be_visible()
    page.get_by_label("Vos revenus du mois").fill("1 250,50 €")
    page.get_by_role("radio", name="Oui").check()
    go_on(page)
    page.get_by_label("Heures travaillées").fill("12")
    page.get_by_label("Nom de l’employeur").fill("La ferme")
    page.get_by_label("Heures faites").fill("12")
    press(page, "Ajouter une ligne")
    expect(page.get_by_label("Nom de l’employeur")).to_have_count(2)
    expect(page.get_by_label("Nom de l’employeur").first).to_have_value("La ferme")
    press(page, "Retirer la ligne 2")
    expect(page.get_by_label("Nom de l’employeur")).to_have_count(1)
    page.get_by_label("Un bulletin de salaire").set_input_files(PDF)
    go_on(page)
    page.get_by_role("radio", name="Pour moi").check()
    page.get_by_label("Nom et prénom").fill("Andrée Exemple")
    page.get_by_label("Téléphone").fill("05 62 00 00 00")
    press(page, "Enregistrer et relire")
    expect(page.get_by_text("1\u202f250,50\u00a0€")).to_be_visible()
    expect(page.get_by_text("bulletin.pdf")).to_be_visible()
    press(page, "Envoyer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre dossier est envoyé")
    code = page.locator(".code-box").inner_text()
    other = by_code(device(javascript=False), code)
    expect(other.get_by_role("heading", level=1)).to_contain_text("Dossier n°")
    expect(other.get_by_text("La ferme")).to_be_visible()


def test_every_screen_is_sound_on_the_smallest_telephone_and_on_a_desk(device, node):
    for name, viewport in (("phone", SMALLEST), ("desk", DESK)):
        page = device(viewport=viewport).new_page()
        page.goto(node.service)
        sound(page)
        seen(page, f"{name}-service")
        page.goto(f"{node.service}papier/desk/demande/")
        sound(page)
        seen(page, f"{name}-papier")
        page = begin(page.context, node)
        go_on(page)
        expect(page.get_by_role("alert").first).to_be_visible()
        sound(page)  # with its errors
        seen(page, f"{name}-erreurs")
        fill_first(page, "saint-a")
        go_on(page)
        expect(page.locator(".matches")).to_be_visible()
        sound(page)
        seen(page, f"{name}-liste")
        fill_first(page)
        go_on(page)
        expect(page.get_by_text("Étape 2 sur 5")).to_be_visible()
        sound(page)
        draft = re.match(r".*/mon-dossier/[0-9a-f-]+/", page.url)[0]
        for path in ("page/3/", "contact/", "relire/", "reprendre/", "abandonner/"):
            page.goto(draft + path)
            sound(page)
            seen(page, f"{name}-{path.replace('/', '-')}")
        complete(page, draft)
        seen(page, f"{name}-recu")
        sound(page)
        for path in ("", "contact/corriger/"):
            page.goto(draft + path)
            sound(page)
            seen(page, f"{name}-dossier-{path.replace('/', '-')}")
        page.goto("/mon-dossier/")
        sound(page)
        seen(page, f"{name}-trouver")
        page.context.clear_cookies()
        page.goto(draft)
        sound(page)
        seen(page, f"{name}-ferme")


def complete(page: Page, draft: str) -> None:
    """Answer what is left, then send; above the cap, so that the rule is said."""
    page.goto(f"{draft}page/2/")
    page.get_by_label("Vos revenus du mois").fill("900")
    page.get_by_role("radio", name="Non").check()
    go_on(page)
    page.get_by_label("Heures travaillées").fill("301")
    go_on(page)
    page.get_by_role("radio", name="Pour moi").check()
    page.get_by_label("Nom et prénom").fill("Andrée Exemple")
    page.get_by_label("Adresse électronique").fill("andree@exemple.test")
    press(page, "Enregistrer et relire")
    expect(page.get_by_text("vous n’y avez pas droit")).to_be_visible()
    seen(page, f"{page.viewport_size['width']}-relire")
    press(page, "Envoyer tout de même")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre dossier est envoyé")


def says_the_failure(page: Page, context: BrowserContext) -> None:
    """Cut the network, and leave it so: the first failed save is told, and what somebody types stays on the device."""
    context.set_offline(True)
    page.get_by_label("Votre commune").fill("Auch")
    expect(page.get_by_role("alert").filter(has_text="L’enregistrement a échoué")).to_be_visible(timeout=8000)
    assert "Auch" in page.evaluate("Object.values(localStorage).join()")


def test_the_network_is_cut_the_tab_is_closed_and_nothing_is_lost(begun, device):
    context, address = begun.context, begun.url
    begun.get_by_label("Votre date de naissance").fill("03/03/1950")
    expect(state(begun)).to_contain_text("Enregistré à")
    says_the_failure(begun, context)
    begun.close()  # still cut: a network that came back for a moment would let the page save by itself
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Votre commune")).to_have_value("Auch")
    expect(state(page)).to_contain_text("Enregistré à")
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('draft')).length") == 0
    other = by_code(device(javascript=False), code_of(page))
    other.goto(address)
    expect(other.get_by_label("Votre commune")).to_have_value("Auch (32)")
    expect(other.get_by_label("Votre date de naissance")).to_have_value("03/03/1950")


def test_a_script_that_fails_in_silence_is_caught(device, node):
    """The broken twin: the same page, whose script swallows its failures."""
    context = device()
    written = AUTOSAVE.read_text(encoding="utf-8")
    assert ".catch(failed)" in written
    silent = written.replace(".catch(failed)", ".catch(function () {})")
    context.route("**/autosave*.js", lambda route: route.fulfill(body=silent, content_type="text/javascript"))
    page = begin(context, node)
    with pytest.raises(AssertionError):
        says_the_failure(page, context)


def test_the_session_ends_and_what_is_typed_is_saved_once_it_is_opened_again(begun, node):
    context, address = begun.context, begun.url
    code = code_of(begun)
    begun.goto(address)
    context.clear_cookies(name="sessionid")
    begun.get_by_label("Votre commune").fill("Auch")
    expect(begun.get_by_role("alert").filter(has_text="n’est plus ouvert")).to_be_visible()
    with context.expect_page() as opened:
        begun.get_by_role("link", name="Rouvrir", exact=True).click()
    other = opened.value
    other.get_by_label("Code de suivi").fill(code)
    press(other, "Ouvrir mon dossier")
    expect(other.get_by_role("heading", level=1)).to_have_text("Où vivez-vous ?")
    begun.bring_to_front()
    begun.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(begun)).to_contain_text("Enregistré à")
    other.goto(address)
    expect(other.get_by_label("Votre commune")).to_have_value("Auch (32)")


def test_two_windows_say_their_conflict(begun):
    other = begun.context.new_page()
    other.goto(begun.url)
    begun.get_by_label("Votre commune").fill("Auch")
    expect(state(begun)).to_contain_text("Enregistré à")
    other.get_by_label("Votre commune").fill("Condom")
    expect(other.get_by_role("alert").filter(has_text="Rien n’a été écrasé")).to_be_visible()
    go_on(other)
    expect(other.get_by_text("Cette page a changé ailleurs")).to_be_visible()
    expect(other.get_by_label("Votre commune").first).to_have_value("Condom")
    sound(other)
    seen(other, "conflit")
    fresh = begun.context.new_page()
    fresh.goto(begun.url)
    expect(fresh.get_by_label("Votre commune")).to_have_value("Auch (32)")


def test_the_copy_on_the_device_is_erased_by_its_button_and_at_sending(begun):
    draft = re.match(r".*/mon-dossier/[0-9a-f-]+/", begun.url)[0]
    begun.route("**/enregistrer/", lambda route: route.abort())
    begun.get_by_label("Votre commune").fill("Auch")
    expect(state(begun)).to_contain_text("échoué")
    kept = "Object.keys(localStorage).filter(name => name.startsWith('essaim-draft:dossier')).length"
    assert begun.evaluate(kept) == 1
    begun.get_by_role("button", name="Effacer ce qui est gardé sur cet appareil").click()
    assert begun.evaluate(kept) == 0
    begun.get_by_label("Votre commune").fill("Auch")
    begun.get_by_label("Votre date de naissance").fill("3/3/1950")
    go_on(begun)
    begun.evaluate(f"localStorage.setItem('essaim-draft:dossier:{draft.split('/')[-2]}:9', '[]')")
    complete(begun, draft)
    begun.wait_for_function(f"{kept} === 0")


def test_an_agent_types_a_paper_and_the_person_finds_it_on_her_telephone(device, node):
    desk = device(viewport=DESK)
    desk.add_cookies([{"name": "sessionid", "value": node.agent, "url": node.server.url}])
    page = desk.new_page()
    page.goto(f"/gestion/{node.slug}/saisir/")
    sound(page)
    seen(page, "agent-saisir")
    page.get_by_role("radio", name="sur papier").check()
    press(page, "Commencer la saisie")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saisie")
    sound(page)
    page.get_by_role("radio", name="elle-même").check()
    page.get_by_label("Nom et prénom").fill("Andrée Papier")
    page.get_by_label("Adresse postale").fill("1 rue des Écoles, Auch")
    fill_first(page)
    page.get_by_label("Vos revenus du mois").fill("900")
    page.get_by_role("radio", name="Oui").check()
    page.get_by_label("Heures travaillées").fill("12")
    expect(state(page)).to_contain_text("Enregistré à")
    seen(page, "agent-saisie")
    press(page, "Déposer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Récépissé n°")
    sound(page)
    seen(page, "agent-recu")
    code = page.locator(".code-box").inner_text()
    phone = by_code(device(javascript=False), code)
    expect(phone.get_by_text("Andrée Papier")).to_be_visible()
    for path in ("dossiers/", "dossiers/?q=papier"):
        page.goto(f"/gestion/{node.slug}/{path}")
        sound(page)
    seen(page, "agent-dossiers")
    follow(page, re.compile("n°"))
    expect(page.get_by_text("12\u00a0heures")).to_be_visible()
    sound(page)
    seen(page, "agent-dossier")
    address = page.url
    page.set_viewport_size(SMALLEST)
    for url in (f"/gestion/{node.slug}/saisir/", f"/gestion/{node.slug}/dossiers/", address, f"{address}recu/"):
        page.goto(url)
        sound(page)
