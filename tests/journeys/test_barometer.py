"""An officer composes a wave and opens it, people answer on a phone and on paper, she closes it. All without JavaScript.

Then a browser with everything on looks at each page of the way: axe, validity, 320 pixels.
"""

import hashlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK
from tests.journeys.moves import follow, press
from tests.journeys.test_every_page import validate

OFFICER = "Gisèle Gestion"
ANSWERS = Path(__file__).with_name("answers.py")
NARROW = {"width": 320, "height": 640}
LEGAL = (
    "institute", "commissioner", "commissioner_capacity", "buyer", "objective", "selection", "conditions", "reward",
    "adjustment",
)  # fmt: skip
READ = (
    "/barometre/demonstration/1/croiser/", "/barometre/demonstration/1/croiser/?question=autres_inquietudes&by=age&within=sexe:femme",
    "/barometre/demonstration/", "/barometre/demonstration/1/comparer/", "/solutions/?theme=sante",
)  # fmt: skip
OF_THE_DESK = (
    "", "questions/", "questions/inquietude/", "questions/utilite_alimentation/", "questions/heures/condition/", "nouvelle-question/",
    "collecte/", "notice/", "quotas/", "quotas/sexe+age/", "marges/", "marges/sexe/", "apercu/", "invitations/",
    "saisie/", "suivi/", "papier/", "quotas/profession/", "ouvrir/", "effacer/", "langues/", "pretest/", "reprendre/", "fichier/", "panel/", "textes/une_chose/",
)  # fmt: skip


def begin_a_wave(page: Page) -> str:
    page.goto("/barometres/nouveau/")
    page.get_by_label("Titre").fill("Ce qui compte dans le Gers")
    page.get_by_label("Territoire").fill("Gers")
    press(page, "Créer le baromètre")
    page.get_by_label("Titre de la vague").fill("Automne")
    press(page, "Commencer cette vague")
    expect(page.get_by_role("heading", level=1)).to_have_text("Automne")
    return page.url


def prepare(page: Page, wave: str) -> None:
    page.goto(wave + "collecte/")
    page.get_by_label("population interrogée").fill("habitants du Gers de 18 ans et plus")
    page.get_by_label("nombre de réponses visé").fill("100")
    page.get_by_label("fin prévue").fill("2099-01-31")
    page.get_by_label("à qui s’adresser").fill("05 62 00 00 00")
    for mode in ("Liens personnels", "Papier", "Téléphone"):
        page.get_by_label(mode, exact=True).check()
    press(page, "Enregistrer")
    page.goto(wave + "notice/")
    for name in LEGAL:
        page.locator(f"[name={name}]").fill("Le département du Gers")
    press(page, "Enregistrer")
    page.goto(wave + "quotas/")
    page.get_by_label("Sexe", exact=True).check()
    press(page, "Remplir les totaux")
    page.get_by_label("Une femme").fill("98000")
    page.get_by_label("Un homme").fill("94000")
    page.get_by_label("Source des totaux").fill("Insee, recensement de la population")
    page.get_by_label("Période").fill("2022")
    press(page, "Enregistrer le quota")
    page.goto(wave + "marges/")
    press(page, "Reprendre les totaux des quotas")


def answer(page: Page) -> list[str]:
    """Answer every question by its first choice; return the addresses seen."""
    seen = []
    for _ in range(20):
        page.wait_for_load_state()  # a page that is still being read has no field yet: seen on a busy machine
        seen.append(page.url)
        if page.url.endswith("/relire/"):
            press(page, "Envoyer mes réponses")
            expect(page.get_by_role("heading", level=1)).to_have_text("Vos réponses sont enregistrées")
            return [*seen, page.url]
        choices = page.locator("main input[type=radio], main input[type=checkbox]")
        if choices.count():
            choices.first.check()
        else:
            page.locator("main [name=answer]").fill("4")
        press(page, "Continuer")
    raise AssertionError("the questionnaire does not end")


def look(page: Page, addresses) -> tuple[list[str], dict[str, str]]:
    """Return what axe and a width of 320 pixels say against pages, and the HTML of each."""
    wrong, written = [], {}
    for address in addresses:
        page.goto(address)
        written[address] = page.content()
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        if results.violations_count:
            wrong.append(f"{address}\n{results.generate_report()}")
        page.set_viewport_size(NARROW)
        if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
            wrong.append(f"{address} is wider than 320 pixels")
        page.set_viewport_size(DESK)
    return wrong, written


def test_from_composition_to_closing_without_javascript(open_context, tmp_path):
    officer = open_context(javascript=False, account=OFFICER).new_page()
    wave = begin_a_wave(officer)
    prepare(officer, wave)
    officer.goto(wave)
    expect(officer.locator(".lead").first).to_contain_text("Tout est prêt")
    eyes = open_context(account=OFFICER).new_page()
    wrong, written = look(eyes, [wave + page for page in OF_THE_DESK])

    officer.goto(wave + "ouvrir/")
    press(officer, "Ouvrir la vague")
    link = officer.locator("a[href*='/repondre/']").first.get_attribute("href")
    phone = open_context(viewport=NARROW, javascript=False).new_page()
    phone.goto(link)
    press(phone, "Commencer")
    pages = answer(phone)
    assert len(pages) == 18  # sixteen questions, the page to read again, the thanks

    officer.goto(wave + "saisie/")
    officer.get_by_label("Sur un questionnaire en papier").check()
    press(officer, "Commencer la saisie")
    answer(officer)
    officer.goto(wave + "suivi/")
    expect(officer.get_by_role("row", name=re.compile("Une femme 51 2 0 49"))).to_be_visible()

    public = open_context(viewport=DESK).new_page()
    public.goto(link)
    press(public, "Commencer")
    found = look(public, [link, *pages[:-2], "/invitation/", link + "complet/"])
    wrong, written = wrong + found[0], written | found[1]
    officer.goto(wave + "clore/")
    found = look(eyes, [wave, wave + "clore/", "/barometres/"])
    press(officer, "Clore la vague")
    expect(officer.locator(".lead").first).to_contain_text("avec 2 réponses")
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cette enquête est close")
    assert wrong + found[0] == [], "\n".join(wrong + found[0])
    _valid(tmp_path, list((written | found[1]).values()))


def test_from_sixty_answers_to_open_results_that_anybody_recomputes(open_context, server, tmp_path):
    """She opens; people answer by web, telephone and paper; she closes, weighs, reads, publishes; a stranger recomputes."""
    officer = open_context(javascript=False, account=OFFICER).new_page()
    wave = begin_a_wave(officer)
    prepare(officer, wave)
    officer.goto(wave + "ouvrir/")
    press(officer, "Ouvrir la vague")
    link = officer.locator("a[href*='/repondre/']").first.get_attribute("href")
    phone = open_context(viewport=NARROW, javascript=False).new_page()
    phone.goto(link)
    press(phone, "Commencer")
    answer(phone)
    key = re.search(r"/repondre/([0-9a-f-]+)/", link)[1]
    script = f'WAVE, PEOPLE = "{key}", 59\n{ANSWERS.read_text(encoding="utf-8")}'
    server.essaim("django", "shell", "--no-imports", "--command", script)
    officer.goto(wave + "clore/")
    press(officer, "Clore la vague")

    follow(officer, "Vérifier et publier")
    expect(officer.locator("main")).to_contain_text("Aucun poids n’est calculé")
    officer.goto(wave + "redressement/")
    press(officer, "Regrouper comme il faut")
    press(officer, "Calculer les poids")
    eyes = open_context(account=OFFICER).new_page()
    desk = [wave + page for page in ("", "redressement/", "redressement/sexe/", "verifier/", "lecture/", "livre/")]
    wrong, written = look(eyes, desk)
    officer.goto(wave + "lecture/")
    expect(officer.get_by_role("heading", name="Ce qui ressort")).to_be_visible()
    officer.goto(wave + "verifier/")
    expect(officer.locator(".lead").first).to_contain_text("Tout est vert")
    press(officer, "Publier la vague")
    expect(officer.locator("main")).to_contain_text("Intervalle à 95")

    stranger = open_context(javascript=False).new_page()
    stranger.goto("/")
    follow(stranger, "Automne")
    address = stranger.url
    expect(stranger.locator("main")).to_contain_text("60 personnes interrogées")
    cross(stranger)
    stranger.goto(address)
    with stranger.expect_download() as download:
        stranger.get_by_role("link", name="Télécharger l’archive (ZIP)").click()
    data = Path(download.value.path()).read_bytes()
    expect(stranger.locator("main")).to_contain_text(hashlib.sha256(data).hexdigest())
    assert recomputed(data, tmp_path / "open") == (0, "Tout est identique, au dernier chiffre.")
    found = look(open_context().new_page(), [address, *READ, "/barometre/", "/territoires/departement/32-gers/"])
    assert wrong + found[0] == [], "\n".join(wrong + found[0])
    _valid(tmp_path, list((written | found[1]).values()))


def cross(page: Page) -> None:
    """Without JavaScript: a question by another, inside a group, then its file."""
    page.goto("/barometre/demonstration/1/croiser/")
    page.locator("select[name=question]").select_option(label="Autres changements inquiétants")
    page.locator("select[name=by]").select_option(label="Âge")
    page.locator("select[name=within]").select_option(label="Sexe : Une femme")
    press(page, "Croiser")
    expect(page.locator("main")).to_contain_text("Base (réponses)")
    with page.expect_download() as download:
        page.get_by_role("link", name="Ce croisement en CSV").click()
    assert "autres_inquietudes" in Path(download.value.path()).read_text(encoding="utf-8")


def recomputed(data: bytes, folder: Path) -> tuple[int, str]:
    """Unpack an archive and run its script in a clean interpreter; return its code and its last line."""
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    program = next(folder.glob("*/recompute_barometer.py"))
    done = subprocess.run([sys.executable, "-I", program], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()[-1]


def _valid(folder, pages) -> None:
    if shutil.which("java") is None:
        pytest.skip("Java absent: apt install default-jre-headless")
    folder = folder / "pages"
    folder.mkdir()
    for number, page in enumerate(pages):
        (folder / f"{number:03}.html").write_text(page, encoding="utf-8")
    assert [f"{each['url'][-8:]} {each['message']}" for each in validate(folder)] == []


def test_a_wrong_answer_is_read_out_and_leads_to_its_field(open_context):
    """The summary of errors takes the focus; its link leads to the first choice."""
    officer = open_context(account=OFFICER).new_page()
    officer.goto("/barometres/nouveau/")
    officer.get_by_label("Titre").fill("Essai")
    officer.get_by_label("Territoire").fill("Nulle part")
    press(officer, "Créer le baromètre")
    summary = officer.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(officer.get_by_label("Territoire")).to_be_focused()
