"""The demonstration wave: simulated, said so everywhere, the same each time, and within its own questionnaire."""

import pytest

from essaim.config.setup import steps
from essaim.portal.barometer.domain import values
from essaim.portal.barometer.domain.demo import create_demo, create_imported
from essaim.portal.barometer.domain.queries.questionnaire import questionnaire
from essaim.portal.barometer.models import Kind, Status

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_marked_as_simulated_and_made_once(barometer, officer):
    wave = create_demo()
    assert create_demo() is None
    assert (wave.status, wave.simulated, wave.answers.count()) == (Status.CLOSED, True, 600)
    assert "simulée" in wave.title
    for page in ("", "suivi/", "apercu/", "notice/"):
        shown = officer.get(f"/barometres/demonstration/1/{page}").content.decode()
        assert "Vague simulée par la machine" in shown, page
    assert "simulée" in officer.get("/barometres/").content.decode()


def test_its_answers_fit_its_questionnaire_and_its_margins_need_a_weighting(barometer):
    wave = create_demo()
    asked = questionnaire(wave)
    texts = {one.slug for one in asked.questions if one.kind is Kind.TEXT}
    rows = [row.values for row in wave.answers.all()]
    assert all(set(values.wrong(asked, row)) <= texts for row in rows)
    women = sum(row["sexe"] == "femme" for row in rows) / len(rows)
    assert 0.53 < women < 0.63
    assert {margin.question.version.question.slug for margin in wave.margins.all()} == {
        "sexe", "age", "profession", "taille_commune",
    }  # fmt: skip


def test_it_shows_every_kind_of_question(barometer):
    asked = questionnaire(create_demo())
    assert {one.kind for one in asked.questions} == set(Kind)


def test_a_file_of_an_institute_is_simulated_and_said_so(barometer, officer):
    wave = create_imported(create_demo().barometer)
    assert (wave.number, wave.status, wave.simulated, wave.by_import, wave.answers.count()) == (
        2,
        Status.CLOSED,
        True,
        True,
        300,
    )
    assert set(wave.answers.values_list("weight", flat=True)) == {0.6, 0.8, 1.0, 1.2, 1.5}
    assert "simulé" in wave.title
    assert "SIMULE-fichier-d-institut.csv" in wave.origin
    shown = officer.get("/barometres/demonstration/2/").content.decode()
    assert "Vague simulée par la machine" in shown


def test_only_the_demonstration_makes_it():
    assert [step.demo for step in steps() if "simulée" in step.label] == [True]
