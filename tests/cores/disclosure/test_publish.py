"""A series published month after month, attacked after each publication with everything ever said."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.disclosure import Said, Slice, few, publish
from tests.cores.disclosure.attacker import Reader, found_small

AUCH, CONDOM, LOMBEZ, MIRANDE = "32013", "32107", "32213", "32256"
PLACES = (AUCH, CONDOM, LOMBEZ, MIRANDE)


def run(slices, places=PLACES, **options):
    said = []
    for count in range(1, len(slices) + 1):
        new = publish(slices[:count], said, places, **options)
        assert new.audit.breaches == ()
        assert new.standing == ()
        said += new.said
    return said


def numbers(said, kind, place=None):
    return [one.number for one in said if one.kind == kind and one.place == place]


counts = st.integers(0, 3) | st.integers(0, 14) | st.integers(9, 40)


@st.composite
def series(draw):
    places = PLACES[: draw(st.integers(1, 4))]
    months = sorted(draw(st.lists(st.integers(1, 9), min_size=1, max_size=4)))
    row = st.fixed_dictionaries(dict.fromkeys(places, counts))
    return [Slice(f"2026-{month:02d}", draw(row)) for month in months], places


@given(series())
@settings(max_examples=40, deadline=None)
def test_the_attacker_never_finds_a_small_number(case):
    slices, places = case
    assert found_small(slices, places, run(slices, places)) == []


@given(series(), st.lists(st.floats(0, 1), min_size=4, max_size=4))
@settings(max_examples=25, deadline=None)
def test_nor_in_what_is_said_of_a_month_that_goes_on(case, parts):
    """The first number is said in the course of a month, as soon as it is there; the month is then counted in two slices."""
    months, places = case
    slices, said = [], []
    for month, part in zip(months, parts, strict=False):
        early = {place: int(people * part) for place, people in month.people.items()}
        if not any(one.number is not None for one in said):
            first = publish([*slices, Slice(month.month, early)], said, places, whole_months=False)
            if any(one.number is not None for one in first.said):
                slices.append(Slice(month.month, early))
                said += first.said
                month = Slice(month.month, {place: people - early[place] for place, people in month.people.items()})  # noqa: PLW2901
        slices.append(month)
        said += publish(slices, said, places).said
    assert found_small(slices, places, said) == []


def only_primary(slices):
    """The broken twin: every number of eleven people or more is said, as soon as it is there."""
    said = []
    for last, one in enumerate(slices):
        sums = [("total", range(last + 1), None), ("month", range(last, last + 1), None)]
        sums += [("place", range(last + 1), place) for place in PLACES]
        for kind, span, place in sums:
            people = sum(n for row in span for p, n in slices[row].people.items() if place in {None, p})
            if people >= 11:
                said.append(Said(kind, span.start, last, place, people))
        assert one.amounts is None
    return said


BY_PLACE = [Slice("2026-01", {AUCH: 40, CONDOM: 22, LOMBEZ: 3})]
BY_TIME = [Slice("2026-01", {AUCH: 30, CONDOM: 25}), Slice("2026-02", {AUCH: 1, CONDOM: 1})]


@pytest.mark.parametrize("slices", [BY_PLACE, BY_TIME], ids=["other places", "last month"])
def test_hiding_only_small_numbers_is_broken_by_the_same_attacker(slices):
    assert found_small(slices, PLACES, run(slices)) == []
    assert found_small(slices, PLACES, only_primary(slices)) != []


def test_forgetting_what_was_said_before_is_broken_by_the_same_attacker():
    said = []
    for count in (1, 2):
        said += publish(BY_TIME[:count], [], PLACES).said
    assert numbers(said, "total") == [55, 57]
    assert found_small(BY_TIME, PLACES, said) != []


def test_below_eleven_the_total_is_said_in_words_then_its_number():
    slices = [Slice("2026-01", {AUCH: 4}), Slice("2026-02", {CONDOM: 6}), Slice("2026-03", {AUCH: 1})]
    said = run(slices)
    assert numbers(said, "total") == [None, None, 11]
    assert few() == "moins de 11"


def test_zero_is_fewer_than_eleven_too_so_that_the_first_person_is_not_announced():
    assert numbers(run([Slice("2026-01", {}), Slice("2026-02", {AUCH: 1})]), "total") == [None, None]


def test_after_a_number_the_next_one_comes_with_eleven_people_more():
    slices = [Slice("2026-01", {AUCH: 11}), Slice("2026-02", {AUCH: 10}), Slice("2026-03", {AUCH: 1})]
    assert numbers(run(slices), "total") == [11, 22]


def test_while_the_month_goes_on_only_the_total_is_said():
    first = publish([Slice("2026-01", {AUCH: 30})], [], PLACES, whole_months=False)
    assert [one.kind for one in first.said] == ["total"]
    slices = [Slice("2026-01", {AUCH: 30}), Slice("2026-01", {CONDOM: 2})]
    closing = publish(slices, first.said, PLACES)
    # 32 would say that two came after the first number
    assert closing.said == ()
    assert closing.withheld == 4


def test_a_month_counted_in_two_slices_is_said_whole_when_enough_came_after_the_first_number():
    slices = [Slice("2026-01", {AUCH: 11}), Slice("2026-01", {CONDOM: 12})]
    first = publish(slices[:1], [], PLACES, whole_months=False)
    assert numbers(publish(slices, first.said, PLACES).said, "month") == [23]


def test_one_commune_alone_has_no_detail_by_place():
    assert {one.kind for one in run([Slice("2026-01", {AUCH: 20})], (AUCH,))} == {"total", "month"}


def test_people_whose_commune_is_not_known_are_a_place_like_another():
    said = run([Slice("2026-01", {"": 30, AUCH: 30, CONDOM: 2, LOMBEZ: 11})])
    assert numbers(said, "place", "") == [30]
    assert found_small([Slice("2026-01", {"": 30, AUCH: 30, CONDOM: 2, LOMBEZ: 11})], [*PLACES, ""], said) == []


def test_the_larger_places_are_said_first():
    said = run([Slice("2026-01", {AUCH: 90, CONDOM: 40, LOMBEZ: 12, MIRANDE: 3})])
    assert numbers(said, "total") == [145]
    assert [numbers(said, "place", place) for place in PLACES] == [[90], [40], [], []]


@given(series(), st.integers(1, 500))
@settings(max_examples=25, deadline=None)
def test_an_amount_of_few_people_stays_open_over_its_own_size(case, euros):
    counted, places = case
    slices = [
        replace(one, amounts={place: people * euros * 100 for place, people in one.people.items()}) for one in counted
    ]
    said = run(slices, places)
    reader = Reader([one.month for one in slices], places, said, amounts=True)
    for row, one in enumerate(slices):
        for place, people in one.people.items():
            if 0 < people < 11:
                low, high = reader.encloses(range(row, row + 1), [place])
                assert high - low >= people * euros * 100 - 1


def test_an_amount_is_hidden_by_its_people_not_by_its_size():
    rich = Slice("2026-01", {AUCH: 2}, {AUCH: 900_000})
    poor = Slice("2026-01", {AUCH: 30}, {AUCH: 9})
    assert numbers(run([rich]), "total") == [None]
    assert numbers(run([poor]), "total") == [9]


def test_a_person_who_comes_back_each_month_is_one_person():
    slices = [Slice(f"2026-{month:02d}", {AUCH: 1}, {AUCH: 9_000}) for month in range(1, 13)]
    assert set(numbers(run(slices, recurring=True), "total")) == {None}
    assert numbers(run(slices), "total")[-1] is not None
    many = [*slices, Slice("2026-12", {AUCH: 11}, {AUCH: 50_000})]
    assert numbers(run(many, recurring=True), "total")[-1] == 158_000


def test_the_certificate_is_checked_by_additions_alone():
    new = publish(BY_PLACE, [], PLACES)
    for secret, pair in zip(new.audit.secrets, new.audit.pairs, strict=True):
        low, high = (new.audit.witnesses[place][list(secret.atoms)].sum() for place in pair)
        assert high - low >= secret.width
    assert np.array_equal(new.audit.witnesses, np.rint(new.audit.witnesses))


@pytest.mark.parametrize(
    ("slices", "options", "message"),
    [
        ([], {}, "slices is empty"),
        ([Slice("2026-02", {}), Slice("2026-01", {})], {}, "must be in order"),
        ([Slice("2026-01", {AUCH: -1})], {}, r"slices\[0\].people\['32013'\] is -1"),
        ([Slice("2026-01", {AUCH: 1}, {AUCH: -5})], {}, r"slices\[0\].numbers\['32013'\] is -5"),
        ([Slice("2026-01", {AUCH: 1})], {"threshold": 1}, "threshold is 1"),
        ([Slice("2026-01", {AUCH: 20}, {AUCH: 2**60})], {}, "use larger units"),
    ],
)
def test_bad_input_says_where_and_what_is_expected(slices, options, message):
    with pytest.raises(ValueError, match=message):
        publish(slices, [], PLACES, **options)


def test_the_same_input_gives_the_same_answer():
    slices = [Slice("2026-01", dict(Counter({AUCH: 14, CONDOM: 14, LOMBEZ: 3})))]
    assert publish(slices, [], PLACES).said == publish(slices, [], PLACES).said
