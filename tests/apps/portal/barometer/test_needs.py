"""A theme of the catalogue cites the last wave, with its interval; an election in a question turns the legal card."""

import pytest

from essaim.portal.barometer.domain.queries import needs as module
from essaim.portal.barometer.domain.queries.material import ALIKE, shared
from essaim.portal.barometer.models import QuestionVersion, Status, Wave
from essaim.portal.barometer.public import needs_of
from essaim.portal.catalogue.models import Initiative, Solution, Theme
from tests.apps.portal.barometer.closed import closed, prepare
from tests.apps.portal.barometer.conftest import move
from tests.apps.portal.barometer.test_archive import publish
from tests.apps.portal.barometer.test_reading import weighed

pytestmark = pytest.mark.django_db


@pytest.fixture
def about_health(monkeypatch):
    theme, _ = Theme.objects.get_or_create(slug="sante", defaults={"label": "Santé", "description": "Se soigner"})
    for model in (Solution, Initiative):
        model.objects.create(slug="bus", title="Bus", summary="Un bus", status="published").themes.add(theme)
    monkeypatch.setattr(module, "themes", lambda: {"utile": {"oui": "sante"}, "rien": {"oui": "emploi"}})


def shown(client, path):
    return client.get(path).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_a_theme_cites_the_last_wave_with_its_interval(client, barometer, about_health):
    assert "Ce qu’en disent les habitants" not in shown(client, "/solutions/?theme=sante")
    wave = closed(barometer)
    publish(wave)
    for path in ("/solutions/?theme=sante", "/initiatives/?theme=sante"):
        page = shown(client, path)
        assert "Ce qu’en disent les habitants" in page
        assert "intervalle à 95 % : de " in page
        assert wave.get_absolute_url() in page
    assert "Ce qu’en disent les habitants" not in shown(client, "/solutions/")


def test_what_no_wave_asks_is_not_cited(barometer, about_health):
    publish(closed(barometer))
    assert [need.answer for need in needs_of("sante")] == ["oui"]
    assert needs_of("emploi") == []
    assert needs_of("inconnu") == []


def test_a_theme_costs_two_queries(barometer, about_health, django_assert_num_queries):
    with django_assert_num_queries(1):
        needs_of("sante")
    publish(closed(barometer))
    with django_assert_num_queries(2):
        needs_of("sante")


def test_every_theme_that_is_cited_exists():
    from essaim.portal.barometer import questionnaires
    from essaim.portal.catalogue.seed import read_seed

    known = {each.id for each in read_seed().terms.themes}
    codes = {
        question.slug: {choice.code for choice in question.choices} for question in questionnaires.model().questions
    }
    for question, answers in module.themes().items():
        assert set(answers) <= codes[question]
        assert set(answers.values()) <= known


def test_a_question_on_an_election_turns_the_legal_card(officer, client, barometer):
    wave = prepare(barometer, 120)
    QuestionVersion.objects.filter(question__slug="utile").update(wording="Irez-vous voter aux élections ?")
    move(wave, Status.OPEN)
    move(wave, Status.CLOSED)
    weighed(wave)
    assert "La vague touche au débat électoral (utile)" in shown(officer, "/barometres/gers/1/verifier/")
    publish(wave)
    page = shown(client, "/barometre/gers/1/")
    assert "Commission des sondages" in page
    assert "Ces questions en parlent : utile." in page
    assert "ne touche pas au débat électoral" not in page


def test_words_that_look_like_it_do_not(client, barometer):
    wave = prepare(barometer, 120)
    QuestionVersion.objects.filter(question__slug="utile").update(
        wording="Quels services choisissez-vous ? Avez-vous un vote à la copropriété ?"
    )
    move(wave, Status.OPEN)
    move(wave, Status.CLOSED)
    publish(wave)
    assert "ne touche pas au débat électoral" in shown(client, "/barometre/gers/1/")
    assert Wave.objects.get().electoral is False


def test_a_rare_number_leaves_as_the_mean_of_its_neighbours():
    counts = {0: 40, 1: 12, 2: 3, 5: 1, 9: 2, 40: 1}
    found = shared(counts)
    assert found[0] == 0
    assert found[1] == 1
    assert found[2] == found[5] == found[9] == found[40] == round((6 + 5 + 18 + 40) / 7, 2)
    leaving = {value: sum(counts[other] for other in counts if found[other] == found[value]) for value in counts}
    assert min(leaving.values()) >= ALIKE


def test_a_sensitive_answer_given_by_a_whole_profile_is_not_published(officer, barometer):
    wave = prepare(barometer, 120)
    QuestionVersion.objects.filter(question__slug="utile").update(sensitive=True)
    wave.answers.all().delete()
    from essaim.portal.barometer.models import Answer

    Answer.objects.bulk_create(
        Answer(wave=wave, values={"sexe": "f" if place % 2 else "h", "age": ("jeune", "adulte", "senior")[place % 3], "utile": "oui" if place % 2 else "non"})
        for place in range(120)
    )  # fmt: skip
    Wave.objects.update(sensitive_basis="Article 9-2-g.")
    move(wave, Status.OPEN)
    move(wave, Status.CLOSED)
    weighed(wave)
    assert "Tous ceux d’un même profil ont répondu pareil à : utile" in shown(officer, "/barometres/gers/1/verifier/")
