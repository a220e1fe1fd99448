"""Rankings, grids and an institute's weights go all the way: figures, page, crosstabs, and an archive that redoes itself."""

import numpy as np
import pytest

from essaim.portal.barometer.domain.queries.material import material
from essaim.portal.barometer.models import Answer, Item, Kind, Status
from tests.apps.portal.barometer.closed import AGES, add, person, prepare
from tests.apps.portal.barometer.conftest import move
from tests.apps.portal.barometer.test_archive import publish, recompute, rows, unpacked

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(barometer):
    wave = prepare(barometer, 0)
    type(wave).objects.filter(pk=wave.pk).update(
        by_import=True
    )  # a weight comes with an institute's file, and from nowhere else
    add(wave, "ordre", Kind.RANKING, ["a", "b", "c"])
    grid = add(wave, "grille", Kind.GRID, ["oui", "non"])
    for place, code in enumerate(("bus", "train")):
        Item.objects.create(version=grid.version, position=place, code=code, label=code)
    random = np.random.default_rng(4)
    Answer.objects.bulk_create(_answer(wave, random) for _ in range(420))
    wave.tallies.update(begun=420, done=420)
    move(wave, Status.OPEN)
    move(wave, Status.CLOSED)
    return wave


def _answer(wave, random):
    values = person(random, (0.2, 0.4, 0.4))
    values["ordre"] = [str(code) for code in random.permutation(["a", "b", "c"])[: int(random.integers(1, 4))]]
    values["grille"] = {line: str(random.choice(["oui", "non"])) for line in ("bus", "train")}
    return Answer(wave=wave, values=values, weight=float(random.choice([0.5, 1.0, 2.0])))


def test_every_kind_is_tabulated_and_redone(client, wave, tmp_path):
    result = publish(wave)
    asked = {each["question"] for each in result.figures["figures"]}
    assert {"ordre", "ordre-a", "ordre-c", "grille-bus", "grille-train", "soucis", "note", "heures"} <= asked
    page = client.get(wave.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "ordre, en premier" in page
    assert "grille : bus" in page
    folder = unpacked(client, wave, tmp_path)
    crossed = {row["question"] for row in rows(folder, "croisements.csv")}
    assert {"grille-bus", "ordre", "ordre-a"} <= crossed
    assert client.get("/barometre/gers/1/croiser/?question=grille-bus&by=ordre").status_code == 200
    done = recompute(folder)
    assert done.returncode == 0, done.stderr


def test_an_institute_s_weights_leave_as_the_mean_of_each_profile(client, wave, tmp_path):
    publish(wave)
    folder = unpacked(client, wave, tmp_path)
    profiles = [(row["sexe"], row["age"]) for row in rows(folder, "reponses.csv")]
    starts = {}
    for profile, row in zip(profiles, rows(folder, "poids.csv"), strict=True):
        starts.setdefault(profile, set()).add(row["depart"])
    assert all(len(each) == 1 for each in starts.values())
    assert len({next(iter(each)) for each in starts.values()}) > 1
    given = list(Answer.objects.values_list("values", "weight"))
    profile = profiles[0]
    codes = [
        (sex, age)
        for sex in ("f", "h")
        for age in AGES
        if sex in profile[0].split("+") and age in profile[1].split("+")
    ]
    mean = np.mean([weight for values, weight in given if (values["sexe"], values["age"]) in codes])
    assert float(next(iter(starts[profile]))) == pytest.approx(mean)


def test_the_order_of_the_file_depends_on_what_is_published_alone(wave):
    """Nothing finer can be read from a place in it: within a profile, rows are sorted by published answers."""
    found = material(wave)
    names = [asked.slug for asked in found.published]
    placed = [(row.profile, [str(row.values.get(name, "")) for name in names]) for row in found.rows]
    assert placed == sorted(placed, key=lambda each: each[0])
    assert not any("age" in asked.slug for asked in found.published)
