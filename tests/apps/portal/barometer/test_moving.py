"""From wave to wave, and from one territory to another: no rise inside its interval, words that changed are said, the archive redoes it."""

import numpy as np
import pytest

from essaim.foundation.territories.models import Territory
from essaim.portal.barometer.domain.queries.series import before
from essaim.portal.barometer.domain.trends import moved, numbers
from essaim.portal.barometer.models import (
    Answer,
    Barometer,
    Kind,
    Margin,
    Mode,
    QuestionVersion,
    Status,
    Tally,
    Wave,
    WaveQuestion,
)
from tests.apps.portal.barometer.closed import closed, person, prepare
from tests.apps.portal.barometer.conftest import move
from tests.apps.portal.barometer.test_archive import alter, publish, recompute, rows, unpacked

pytestmark = pytest.mark.django_db
TRENDS = "/barometre/gers/"


def again(wave, people=240, *, seed=9, useful=None, reword=False):
    """The next wave of the same barometer: the same versions, other people; ``useful``: what everybody says to « utile »."""
    following = Wave.objects.create(
        barometer=wave.barometer, number=wave.number + 1, title="Vague suivante", population="Habitants de 18 ans et plus",
        **dict.fromkeys(("institute", "commissioner", "commissioner_capacity", "buyer", "objective", "selection", "conditions", "reward", "adjustment"), "dit"),
    )  # fmt: skip
    asked = {}
    for row in wave.questions.select_related("version__question"):
        version = row.version
        if reword and version.question.slug == "note":
            version = QuestionVersion.objects.create(
                question=version.question, number=2, kind=Kind.SCALE, wording="Autrement dit ?", lowest=0, highest=10, fingerprint="autre"
            )  # fmt: skip
        asked[version.question.slug] = WaveQuestion.objects.create(
            wave=following, version=version, position=row.position, profile=row.profile, required=row.required
        )
    for margin in wave.margins.select_related("question__version__question"):
        slug = margin.question.version.question.slug
        Margin.objects.create(
            wave=following, question=asked[slug], totals=margin.totals, source="Insee", source_date="2022"
        )
    random = np.random.default_rng(seed)
    drawn = [person(random, (0.2, 0.4, 0.4)) for _ in range(people)]
    for values in drawn:
        if useful and random.random() < 0.6:
            values["utile"] = useful
    Answer.objects.bulk_create(Answer(wave=following, values=values) for values in drawn)
    Tally.objects.create(wave=following, mode=Mode.LINK, begun=people, done=people)
    move(following, Status.OPEN)
    move(following, Status.CLOSED)
    return following


def shown(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_one_wave_says_that_it_takes_two(client, barometer):
    assert client.get(TRENDS).status_code == 404
    publish(closed(barometer))
    assert "Une seule vague" in shown(client, TRENDS)


def test_a_real_change_is_a_rise_and_noise_is_not(client, barometer):
    first = closed(barometer)
    publish(first)
    publish(again(first, useful="oui"))
    page = shown(client, TRENDS)
    assert "Hausse de" in page
    assert "Pas d’évolution établie" in page
    assert "comparaisons testées ensemble" in page
    assert "à 95 % pour les 2 évolutions lues ensemble" in page
    found = moved(*(wave.result.figures["figures"] for wave in Wave.objects.order_by("number")))
    for each in found:
        difference, _, low, high = numbers(each)
        assert (each.says == "hausse") == (low > 0)
        assert (each.says == "baisse") == (high < 0)
        assert low <= difference <= high
    assert {each.question for each in found if each.established} == {"utile"}


def test_words_that_changed_are_said_on_page_and_in_the_archive(client, barometer, tmp_path):
    first = closed(barometer)
    publish(first)
    second = again(first, reword=True)
    assert before(second).changes == {"note": ["le libellé a changé"]}
    publish(second)
    page = shown(client, TRENDS)
    assert page.count("Les mots de cette question ont changé") == 1
    assert "Vague 2 : le libellé a changé" in page
    table = rows(unpacked(client, second, tmp_path), "tendances.csv")
    assert {row["question"] for row in table if row["question_changee"] == "oui"} == {"note"}
    assert {row["archive_avant"] for row in table} == {first.result.archive_sha256}


def test_the_archive_redoes_each_change(client, barometer, tmp_path):
    first = closed(barometer)
    publish(first)
    second = again(first, useful="non")
    publish(second)
    folder = unpacked(client, second, tmp_path)
    done = recompute(folder)
    assert done.returncode == 0, done.stderr
    assert "hausse" in done.stdout
    alter(
        folder,
        "tendances.csv",
        lambda table: table[0].update(sens="hausse" if table[0]["sens"] != "hausse" else "baisse"),
    )
    assert "évolution utile" in recompute(folder).stderr


def test_the_page_costs_the_same_at_two_waves_and_three(client, barometer, django_assert_num_queries):
    wave = closed(barometer)
    publish(wave)
    for _ in range(2):
        wave = again(wave)
        publish(wave)
        with django_assert_num_queries(8):
            client.get(TRENDS)


def elsewhere():
    place = Territory.objects.get(code="departement-34")
    return Barometer.objects.create(slug="herault", title="Baromètre de l’Hérault", territory=place)


def test_two_territories_that_asked_the_same_words_are_compared(client, barometer):
    publish(closed(barometer))
    publish(closed(elsewhere(), seed=5))  # the bank of tests gives the same fingerprint to the same name
    page = shown(client, f"{TRENDS}1/comparer/")
    assert "Hérault : Première vague" in page
    page = shown(client, f"{TRENDS}1/comparer/?avec=herault-1")
    assert "Gers et Hérault" in page
    assert "écart établi" in page
    assert "évolution" not in page.split("<h2")[3]


def test_other_words_are_not_compared(client, barometer):
    publish(closed(barometer))
    other = prepare(elsewhere())
    QuestionVersion.objects.filter(question__barometer=other.barometer).update(fingerprint="d’autres mots")
    move(other, Status.OPEN)
    move(other, Status.CLOSED)
    publish(other)
    assert "Aucune vague à comparer" in shown(client, f"{TRENDS}1/comparer/")
    assert "Comparaison inconnue" in shown(client, f"{TRENDS}1/comparer/?avec=herault-1", 404)
