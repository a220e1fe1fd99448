"""The desk: each page opens, costs the same with one row and with three, says its empty state, refuses the others."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essaim.foundation.accounts.models import Role
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain import composing, invitations, margins, quotas
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import Barometer, Margin, Quota, WaveQuestion
from tests.apps.portal.barometer.conftest import make_ready

pytestmark = pytest.mark.django_db
BASE = "/barometres/gers/1/"


def text(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def wave(barometer):
    return make_ready(composing.create_wave(barometer=barometer, title="Une", actor=None, model=questionnaires.model()))


def grids(wave, slugs):
    asked = questionnaire(wave).by_slug
    for slug in slugs:
        people = dict.fromkeys(quotas.combinations([asked[slug]]), 10)
        quotas.set_quota(wave=wave, axes=[asked[slug]], populations=people, source="x", source_date="x", actor=None)
    margins.margins_from_quotas(wave=wave, actor=None)


def cost(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


PAGES = [
    "", "questions/", "quotas/", "marges/", "suivi/", "apercu/", "invitations/", "collecte/", "notice/", "langues/", "pretest/",
    "reprendre/", "fichier/", "panel/", "saisie/", "questionnaire.xlsx", "questionnaire.xml",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_with_one_row_and_with_three(wave, officer, page):
    def fill(count):
        Quota.objects.all().delete()
        Margin.objects.all().delete()
        wave.batches.all().delete()
        grids(wave, ["sexe", "age", "profession"][:count])
        for rank in range(count):
            invitations.draw(wave=wave, label=f"Lot {rank}", count=2, actor=None)

    fill(1)
    officer.get(BASE + page)  # what is read once a process is read
    one = cost(officer, BASE + page)
    fill(3)
    assert cost(officer, BASE + page) == one <= 25


def test_the_questions_cost_the_same_with_one_condition_and_with_three(wave, officer):
    one = cost(officer, BASE + "questions/")
    parent = WaveQuestion.objects.get(wave=wave, version__question__slug="temps")
    for slug in ("acteur", "une_chose"):
        row = WaveQuestion.objects.get(wave=wave, version__question__slug=slug)
        composing.set_condition(row=row, parent=parent, codes=["oui"], actor=None)
    assert cost(officer, BASE + "questions/") == one


def test_the_list_costs_the_same_with_one_barometer_and_with_three(wave, officer):
    one = cost(officer, "/barometres/")
    for slug in ("deux", "trois"):
        Barometer.objects.create(slug=slug, title=slug, territory=wave.barometer.territory)
    assert cost(officer, "/barometres/") == one


def test_each_list_says_what_to_do_when_it_is_empty(small_france, officer, person):
    assert "un modèle de questionnaire est prêt" in text(officer.get("/barometres/"))
    assert "Demandez à la personne qui gère" in text(person(Role.CONTRIBUTOR).get("/barometres/"))
    officer.post("/barometres/nouveau/", {"title": "Gers", "territory_name": "Gers"})
    assert "Aucune vague encore" in text(officer.get("/barometres/gers/"))
    officer.post("/barometres/gers/", {"title": "Une", "start": "blank"})
    assert "Aucune question encore" in text(officer.get(BASE + "questions/"))
    assert "Ajoutez-en d’abord" in text(officer.get(BASE + "apercu/"))
    assert "Pas de quota" in text(officer.get(BASE + "suivi/"))
    assert "Dites d’abord combien de réponses" in text(officer.get(BASE + "quotas/"))
    assert "Aucune question de profil" in text(officer.get(BASE + "marges/"))
    assert "Ni papier ni téléphone" in text(officer.get(BASE + "saisie/"))


def test_a_question_is_written_with_its_choices_and_its_mistakes_are_said(wave, officer):
    sent = {
        "label": "Trajet", "kind": "single", "wording": "Comment allez-vous au marché ?", "choice-TOTAL_FORMS": "3", "item-TOTAL_FORMS": "0", "item-INITIAL_FORMS": "0",
        "choice-INITIAL_FORMS": "0", "choice-0-label": "À pied", "choice-1-label": "En voiture", "choice-2-label": "",
    }  # fmt: skip
    wrong = officer.post(BASE + "nouvelle-question/", sent | {"choice-1-label": ""})
    assert wrong.status_code == 422
    assert "Il faut de 2 à 30 choix ; il y en a 1" in text(wrong)
    more = officer.post(BASE + "nouvelle-question/", sent | {"more": "1"})
    assert more.content.decode().count('name="choice-') > wrong.content.decode().count('name="choice-')
    assert "En voiture" in more.content.decode()
    assert officer.post(BASE + "nouvelle-question/", sent).status_code == 302
    asked = questionnaire(wave).by_slug["trajet"]
    assert [(option.code, option.label) for option in asked.options] == [
        ("a_pied", "À pied"),
        ("en_voiture", "En voiture"),
    ]
    page = officer.get(BASE + "questions/trajet/").content.decode()
    assert 'value="a_pied"' in page
    renamed = sent | {
        "choice-INITIAL_FORMS": "2",
        "choice-0-code": "a_pied",
        "choice-0-label": "À pied, à vélo",
        "choice-1-code": "en_voiture",
    }
    assert officer.post(BASE + "questions/trajet/", renamed).status_code == 302
    assert questionnaire(wave).by_slug["trajet"].options[0].code == "a_pied"  # the code keeps its meaning


def test_a_condition_is_chosen_in_two_steps_and_dropped(wave, officer):
    page = BASE + "questions/acteur/condition/"
    assert "D’après quelle question" in text(officer.get(page))
    assert officer.post(page + "?selon=temps", {}).status_code == 422
    assert officer.post(page + "?selon=temps", {"codes": ["oui", "deja"]}).status_code == 302
    assert questionnaire(wave).by_slug["acteur"].shown_if_codes == ("oui", "deja")
    assert "Posée à qui répond « Oui », « Je le fais déjà »" in text(officer.get(BASE + "questions/"))
    officer.post(page + "?selon=temps", {"drop": "1"})
    assert questionnaire(wave).by_slug["acteur"].shown_if == ""


def test_a_margin_in_percentages_must_make_a_hundred(wave, officer):
    sent = {"total_femme": "52", "total_homme": "45", "unit": "shares", "source": "Insee", "source_date": "2022"}
    wrong = officer.post(BASE + "marges/sexe/", sent)
    assert wrong.status_code == 422
    assert "font 97 au lieu de 100" in text(wrong)
    officer.post(BASE + "marges/sexe/", sent | {"total_homme": "48,0"})
    assert Margin.objects.get().totals == {"femme": 0.52, "homme": 0.48}
    assert 'value="52' in officer.get(BASE + "marges/sexe/").content.decode()
    officer.post(BASE + "marges/sexe/", {"drop": "1"})
    assert not Margin.objects.exists()


def test_too_many_cells_are_refused_with_what_to_do(wave, officer):
    said = officer.post(BASE + "quotas/", {"axes": ["sexe", "age", "profession", "taille_commune"]})
    assert "Cela ferait 320 cases ; 120 au plus" in text(said)
    assert officer.get(BASE + "quotas/sexe+age+profession+taille_commune/").status_code == 302


def test_what_changed_since_the_last_wave_is_flagged_where_it_is_composed(wave, officer):
    officer.post("/barometres/gers/", {"title": "Deux", "start": "previous"})
    asked = officer.get("/barometres/gers/2/questions/entraide/").content.decode()
    assert "Une autre vague pose cette question" in asked
    sent = {
        "label": "Entraide", "kind": "scale", "wording": "Pouvez-vous compter sur vos voisins ?", "lowest": "0", "highest": "10",
        "choice-TOTAL_FORMS": "0", "choice-INITIAL_FORMS": "0", "item-TOTAL_FORMS": "0", "item-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert officer.post("/barometres/gers/2/questions/entraide/", sent).status_code == 302
    said = text(officer.get("/barometres/gers/2/questions/"))
    assert "Changée depuis la vague d’avant" in said
    assert "le libellé a changé" in said
    assert "version 2" in said


def test_codes_on_the_page_are_shown_once(wave, officer):
    officer.post(BASE + "collecte/", {})  # nothing valid: nothing changes
    shown = officer.post(BASE + "invitations/", {"label": "Lot", "count": "3", "output": "page"})
    codes = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", shown.content.decode())
    assert len(set(codes)) == 3
    again = officer.get(BASE + "invitations/").content.decode()
    assert "3 codes" in text(officer.get(BASE + "invitations/")).replace("\xa0", " ")
    assert not [code for code in codes if code in again]
    assert officer.post(BASE + "invitations/", {"label": "Lot", "count": "30000", "output": "page"}).status_code == 422
