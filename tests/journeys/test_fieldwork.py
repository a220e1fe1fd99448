"""A questionnaire with a ranking, a grid and English, taken from a spreadsheet, answered on a narrow phone without JavaScript.

Then a browser with everything on looks at each page of the way, as `test_barometer` does.
"""

import os
import re

from playwright.sync_api import Page, expect

from essaim.portal.barometer.domain.exchange.writing import write_xlsform
from essaim.portal.barometer.params import QuestionRecord
from tests.journeys.moves import follow, press
from tests.journeys.test_barometer import NARROW, OFFICER, begin_a_wave, look, prepare

CHOICES = [
    {"code": "car", "label": "Un car le matin"},
    {"code": "medecin", "label": "Un médecin"},
    {"code": "pain", "label": "Une épicerie"},
]
ENGLISH = {"car": "A morning bus", "medecin": "A doctor", "pain": "A grocery"}
QUESTIONS = [
    {"kind": "single", "slug": "sexe", "label": "Sexe", "wording": "Vous êtes…", "profile": True, "required": True,
     "choices": [{"code": "femme", "label": "Une femme"}, {"code": "homme", "label": "Un homme"}],
     "translations": {"en": {"wording": "You are…", "choices": {"femme": "A woman", "homme": "A man"}}}},
    {"kind": "ranking", "slug": "ordre", "label": "Ordre", "wording": "Que faut-il d’abord ?", "choices": CHOICES, "random_order": True,
     "translations": {"en": {"wording": "What is needed first?", "choices": ENGLISH}}},
    {"kind": "grid", "slug": "lieux", "label": "Lieux", "wording": "Que pensez-vous de ces lieux ?", "block": "avis",
     "items": [{"code": "mairie", "label": "La mairie"}, {"code": "ecole", "label": "L’école"}],
     "choices": [{"code": "bien", "label": "Bien"}, {"code": "moyen", "label": "Moyen"}, {"code": "mal", "label": "Mal"}],
     "translations": {"en": {"wording": "What do you think of these places?", "items": {"mairie": "The town hall", "ecole": "The school"},
                             "choices": {"bien": "Good", "moyen": "Fair", "mal": "Poor"}}}},
    {"kind": "grid", "slug": "notes", "label": "Notes", "wording": "De 0 à 10, notez…", "lowest": 0, "highest": 10, "block": "notes",
     "lowest_label": "mauvais", "highest_label": "excellent",
     "items": [{"code": "route", "label": "Les routes"}, {"code": "car", "label": "Les cars"}],
     "translations": {"en": {"wording": "From 0 to 10, rate…", "items": {"route": "Roads", "car": "Buses"}, "lowest_label": "bad", "highest_label": "excellent"}}},
    {"kind": "text", "slug": "mot", "label": "Un mot", "wording": "Autre chose ?", "translations": {"en": {"wording": "Anything else?"}}},
]  # fmt: skip
FILE = "numero;sexe;ordre 1;ordre 2;mairie;poids\n1;1;car;pain;Bien;0,8\n2;2;medecin;;Mal;1,3\n3;3;medecin;;Mal;1\n"


PICTURES = os.environ.get("ESSAIM_JOURNEYS_PICTURES", "")


def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/field-{name}.png", full_page=True)


def take_the_questionnaire(page: Page, wave: str) -> None:
    page.goto(wave + "reprendre/")
    content = write_xlsform("Automne", "automne", [QuestionRecord.model_validate(each) for each in QUESTIONS])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Fichier").set_input_files({"name": "q.xlsx", "mimeType": kind, "buffer": content})
    press(page, "Remplacer les questions")
    expect(page.locator(".questions > li")).to_have_count(5)
    page.goto(wave + "langues/")
    page.get_by_label("English").check()
    press(page, "Enregistrer les langues")
    page.get_by_label("Titre, en English").fill("Autumn")
    page.get_by_label("Texte d’accueil, en English").fill("Hello.")
    page.get_by_label("Texte de remerciement, en English").fill("Thank you.")
    press(page, "Enregistrer les langues")


def answer_in_english(page: Page, link: str) -> list[str]:
    page.goto(link)
    press(page, "English")
    keep_picture(page, "phone-start")
    press(page, "Start")
    seen = []
    for _ in range(8):
        page.wait_for_load_state()
        seen.append(page.url)
        here = re.search(r"/q/([a-z]+)/", page.url)
        if here is None:
            break
        keep_picture(page, f"phone-{here[1]}")
        _answer(page, here[1])
        press(page, "Continue")
    press(page, "Send my answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are recorded")
    return [link, *seen]


def _answer(page: Page, slug: str) -> None:
    if slug == "sexe":
        page.get_by_label("A woman").check()
    elif slug == "ordre":
        page.get_by_label("Rank 1").select_option(label="A doctor")
        page.get_by_label("Rank 2").select_option(label="A grocery")
    elif slug == "lieux":
        page.get_by_role("group", name="The town hall").get_by_label("Good").check()
        page.get_by_role("group", name="The school").get_by_label("Poor").check()
    elif slug == "notes":
        page.get_by_role("group", name="Roads").get_by_label("0", exact=True).check()
        page.get_by_role("group", name="Buses").get_by_label("10", exact=True).check()


def test_rankings_grids_and_english_on_a_narrow_phone_without_javascript(open_context):
    officer = open_context(javascript=False, account=OFFICER).new_page()
    wave = begin_a_wave(officer)
    take_the_questionnaire(officer, wave)
    prepare(officer, wave)
    eyes = open_context(account=OFFICER).new_page()
    of_the_desk = ("langues/", "questions/ordre/traduire/en/", "questions/lieux/", "pretest/", "reprendre/", "apercu/")
    wrong, _ = look(eyes, [wave + page for page in of_the_desk])
    for page in of_the_desk:
        eyes.goto(wave + page)
        keep_picture(eyes, f"desk-{page.strip('/').replace('/', '-')}")
    officer.goto(wave + "ouvrir/")
    press(officer, "Ouvrir la vague")
    link = officer.locator("a[href*='/repondre/']").first.get_attribute("href")
    phone = open_context(viewport=NARROW, javascript=False).new_page()
    seen = answer_in_english(phone, link)
    public = open_context().new_page()
    public.goto(link)
    press(public, "English")
    press(public, "Start")
    found, _ = look(public, seen[:-1])
    after, _ = look(eyes, [wave, wave + "suivi/", wave + "saisie/", wave + "panel/", wave + "textes/mot/"])
    for page in ("", "suivi/", "saisie/", "panel/"):
        eyes.goto(wave + page)
        keep_picture(eyes, f"open-{page.strip('/') or 'desk'}")
    assert wrong + found + after == [], "\n".join(wrong + found + after)


def test_an_institute_s_file_is_taken_in_step_by_step(open_context):
    officer = open_context(javascript=False, account=OFFICER).new_page()
    wave = begin_a_wave(officer)
    take_the_questionnaire(officer, wave)
    for slug in ("notes", "mot"):
        officer.goto(wave + "questions/")
        press(officer, f"Retirer {'Notes' if slug == 'notes' else 'Un mot'}")
    officer.goto(wave + "fichier/")
    officer.get_by_label("Fichier").set_input_files({"name": "b.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    press(officer, "Lire ce fichier")
    for column, target in (("ordre 1", "q:ordre:1"), ("ordre 2", "q:ordre:2"), ("mairie", "q:lieux:mairie")):
        officer.locator("li", has=officer.locator(f"code:text-is('{column}')")).locator("select").select_option(target)
    press(officer, "Enregistrer et vérifier")
    expect(officer.locator("main")).to_contain_text("3 valeurs inconnues")
    follow(officer, "Colonne sexe")
    for value, meaning in (("1", "homme"), ("2", "femme"), ("3", "nr")):
        officer.get_by_label(value, exact=True).select_option(meaning)
    press(officer, "Enregistrer ces valeurs")
    expect(officer.locator("main")).to_contain_text("Chaque cellule est comprise")
    eyes = open_context(account=OFFICER).new_page()
    pages = ("fichier/", "fichier/colonnes/", "fichier/colonnes/2/", "fichier/verifier/")
    wrong, _ = look(eyes, [wave + page for page in pages])
    for page in pages:
        eyes.goto(wave + page)
        keep_picture(eyes, f"desk-{page.strip('/').replace('/', '-')}")
        eyes.set_viewport_size(NARROW)
        keep_picture(eyes, f"phone-{page.strip('/').replace('/', '-')}")
        eyes.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == [], "\n".join(wrong)
