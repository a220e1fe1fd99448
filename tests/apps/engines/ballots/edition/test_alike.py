"""Ideas that say nearly the same are found, others are not; the order of a lot is fair."""

from collections import Counter
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from essaim.engines.ballots.domain.edition.alike import counts, nearest
from essaim.engines.ballots.domain.edition.queries.choosing import drawn

KNOWN = {
    1: counts("Un verger partagé", "Planter des arbres fruitiers près du lac, chacun pourra cueillir."),
    2: counts("Une piste cyclable", "Rouler jusqu’au collège sans danger."),
    3: counts("Un local pour les jeunes", "Des jeux, un canapé et de la musique le mercredi."),
}
TEXT = st.text(st.sampled_from("abcdeéè ’-12"), max_size=40)


def test_the_same_idea_in_other_words_is_found():
    found = nearest(counts("Des arbres fruitiers à cueillir", "On plante des fruitiers pour tous."), KNOWN)
    assert [one.key for one in found] == [1]
    assert "arbr" in found[0].words or "fruiti" in found[0].words


def test_words_that_carry_no_subject_join_nothing():
    assert nearest(counts("Pour nous tous", "C’est pour les enfants et avec eux"), KNOWN) == []


def test_an_empty_idea_is_like_nothing():
    assert nearest(counts("", ""), KNOWN) == []
    assert nearest(counts("Un verger", ""), {}) == []


@given(TEXT, TEXT)
def test_nearness_is_of_both_and_at_most_one(one, other):
    mine, theirs = counts(one, ""), counts(other, "")
    there = [found.nearness for found in nearest(mine, {1: theirs, 2: mine})]
    assert all(0 <= value <= 1 + 1e-9 for value in there)
    if mine:
        assert nearest(mine, {2: mine})[0].nearness > 1 - 1e-9


def test_every_project_is_first_about_as_often():
    projects = [SimpleNamespace(number=number) for number in range(1, 11)]
    first = Counter(drawn(projects, f"lot{number:05}")[0].number for number in range(2000))
    assert set(first) == set(range(1, 11))
    assert all(150 < times < 250 for times in first.values())  # 200 expected, 13.4 of standard deviation


@given(st.sets(st.integers(1, 500), min_size=1, max_size=50), st.text("abc", min_size=8, max_size=8))
def test_a_lot_orders_the_same_projects_alike_and_loses_none(numbers, lot):
    projects = [SimpleNamespace(number=number) for number in numbers]
    order = [one.number for one in drawn(projects, lot)]
    assert sorted(order) == sorted(numbers)
    kept = [one for one in projects if one.number % 2]
    assert [one.number for one in drawn(kept, lot)] == [number for number in order if number % 2]
