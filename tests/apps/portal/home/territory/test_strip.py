"""The strip of dots and the sentences: small pure functions."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.foundation.territories.public import Alike, IndicatorInfo, IndicatorReading, Reason
from essaim.portal.home.territory import sheets, words
from essaim.portal.home.territory.sheets import Reading, Theme
from essaim.portal.home.territory.strip import WIDTH, strip

NARROW, NBSP = "\u202f", "\u00a0"
INDICATOR = IndicatorInfo(
    slug="part",
    theme="population",
    label="Part des 75 ans ou plus",
    unit="%",
    period="2025-01-01",
    as_of=date(2025, 1, 1),
    producer="Insee",
    publication="",
    licence="",
    coverage=101,
    decimals=1,
    france=10.7,
    metropole=None,
)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=101), st.data())
def test_every_mark_is_inside_the_drawing(values, data):
    drawn = strip(values, here=data.draw(st.sampled_from(values)), national=data.draw(st.floats(-1e6, 1e6)))
    places = [float(x) for x in re.findall(r"M(-?[\d.]+) 12h0", drawn.dots)]
    assert places == sorted(places)
    marks = [float(mark) for mark in (drawn.here, drawn.national) if mark]
    assert all(0 < place < WIDTH for place in places + marks)
    assert drawn.here in {f"{place:.1f}" for place in places}


def test_missing_marks_are_left_out():
    assert strip([1, 2], here=None, national=None).here == ""
    assert strip([1, 2], here=1, national=68_605_616).national == "", "a national total is not on the scale"
    assert strip([], here=None, national=None).dots == ""


def test_the_mark_is_at_its_place():
    assert strip([0, 5, 10], here=5, national=10).here == "120.0"
    assert strip([0, 5, 10], here=0, national=10).national == "233.0"


@pytest.mark.parametrize(
    ("value", "unit", "label", "said"),
    [
        (14.8, "%", "Part", f"14,8{NBSP}%"),
        (None, "%", "Part", "non disponible"),
        (0, "%", "Part", f"0,0{NBSP}%"),
        (3.4, "ratio", "Rapport", "3,4"),
        (66, "pour 100 000", "Dentistes pour 100 000 habitants", "66,0"),
        (66, "pour 100", "Places", f"66,0{NBSP}pour 100"),
        (66351959, "habitants", "Population", f"66{NARROW}351{NARROW}959,0{NBSP}habitants"),
    ],
)
def test_a_value_in_words(value, unit, label, said):
    assert words.quantity(value, replace(INDICATOR, unit=unit, label=label)) == said


def test_a_rank_in_words():
    assert words.rank(1, 101) == "1er sur 101"
    assert words.rank(12, 100) == "12e sur 100"
    assert words.rank(None, 100) == "sans rang"


def _theme(*standings):
    reading = Reading(INDICATOR, False, "1", "", "", "", None)
    return Theme("T", "t", tuple(replace(reading, value=str(one), standing=one) for one in standings))


def test_what_stands_out_is_the_farthest_from_the_middle_once_a_theme():
    found = sheets.distinctive([_theme(0.2, 0.9), _theme(0.95, 0.94), _theme(0.0), _theme(0.5)], limit=2)
    assert [one.standing for one in found] == [0.95, 0.9]


@pytest.mark.parametrize(("unit", "standing"), [("%", 1.0), ("pour 100 000", 1.0), ("habitants", 0.0), ("foyers", 0.0)])
def test_a_number_of_people_distinguishes_no_territory(unit, standing):
    first = IndicatorReading(replace(INDICATOR, slug="population", unit=unit), 50, rank=1, count=101)
    assert sheets._reading(first, None).standing == standing


@pytest.mark.parametrize(
    ("rank", "count", "standing"), [(1, 101, 1.0), (51, 101, 0.0), (101, 101, 1.0), (1, 4, 0.0), (None, 101, 0.0)]
)
def test_a_rank_says_something_among_many_only(rank, count, standing):
    assert sheets._standing(rank, count) == standing


def test_likeness_in_words():
    reason = Reason(INDICATOR, 14.8, 15.2, "above")
    one = Alike(territory=None, distance=0.453, shared=1, closer_than=0.987, near=(reason,), far=())
    assert words.likeness(one) == f"Écart de 0,45{NBSP}: plus proches que 98{NBSP}% des paires de départements"
    assert words.likeness(replace(one, closer_than=0.001)) == "Écart de 0,45, l’un des plus grands"
    expected = f"part des 75 ans ou plus{NBSP}: 14,8 et 15,2{NBSP}%, au-dessus de la moyenne"
    assert words.near(reason) == expected
    assert words.far(reason) == expected.rpartition(",")[0]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2025-01-01", "1er janvier 2025"),
        ("2023-12-31", "31 décembre 2023"),
        ("2024-T1", "1er trimestre 2024"),
        ("2024-T4", "4e trimestre 2024"),
        ("2021", "2021"),
        ("edition 2024", "édition 2024"),
    ],
)
def test_a_period_in_words(period, said):
    from essaim.foundation.territories.params import last_day

    assert replace(INDICATOR, period=period, as_of=last_day(period)).period_label == said


def test_the_last_day_of_a_period():
    from essaim.foundation.territories.params import last_day

    assert last_day("2024-T1") == date(2024, 3, 31)
    assert last_day("2024-T4") == date(2024, 12, 31)
    assert last_day("2021") == date(2021, 12, 31)
    assert last_day("2025-01-01") == date(2025, 1, 1)
    for wrong in ("", "2024-T5", "printemps", "2024-13-01"):
        with pytest.raises(ValueError, match=r"."):
            last_day(wrong)
