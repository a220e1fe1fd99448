"""The calendar against the official table of 2020 to 2030, the law's local days, and what delays must keep."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores.calendar.delays import after_months, after_working_days, is_working, working_days_between
from essaim.cores.calendar.holidays import ALSACE_MOSELLE, NATIONAL, OBSERVANCES, easter, holidays, observance

# Easter Monday, Ascension, Whit Monday, as published each year (ministère du Travail, service-public.fr).
MOVING = {
    2020: ("04-13", "05-21", "06-01"),
    2021: ("04-05", "05-13", "05-24"),
    2022: ("04-18", "05-26", "06-06"),
    2023: ("04-10", "05-18", "05-29"),
    2024: ("04-01", "05-09", "05-20"),
    2025: ("04-21", "05-29", "06-09"),
    2026: ("04-06", "05-14", "05-25"),
    2027: ("03-29", "05-06", "05-17"),
    2028: ("04-17", "05-25", "06-05"),
    2029: ("04-02", "05-10", "05-21"),
    2030: ("04-22", "05-30", "06-10"),
}
FIXED = ("01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25")
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
PLACES = st.sampled_from([NATIONAL, *OBSERVANCES.values()])


@pytest.mark.parametrize("year", MOVING)
def test_the_holidays_of_a_year_are_the_published_ones(year):
    published = {date.fromisoformat(f"{year}-{day}") for day in (*FIXED, *MOVING[year])}
    assert set(holidays(year)) == published
    assert list(holidays(year)) == sorted(published)


# The earliest and latest Easters, and those that naive rules get wrong (Meeus, chap. 8).
@pytest.mark.parametrize("day", ["1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22"])  # fmt: skip
def test_easter_is_right_at_its_extremes(day):
    assert easter(int(day[:4])) == date.fromisoformat(day)


def test_easter_agrees_with_another_program_over_five_centuries():
    other = pytest.importorskip("dateutil.easter")
    assert all(easter(year) == other.easter(year) for year in range(1583, 2100))


def test_there_is_no_gregorian_easter_before_the_reform():
    with pytest.raises(ValueError, match="1583"):
        easter(1582)


def test_two_holidays_on_one_day_are_one_day():
    assert len(holidays(2008)) == 10
    assert holidays(2008)[date(2008, 5, 1)] == "Ascension"


def test_each_part_of_france_keeps_its_own_days():
    here = holidays(2020, ALSACE_MOSELLE)
    assert {day: here[day] for day in here if day not in holidays(2020)} == {
        date(2020, 4, 10): "Vendredi saint",
        date(2020, 12, 26): "Saint-Étienne",
    }
    own = {
        code: set(holidays(2020, observance(code))) - set(holidays(2020))
        for code in ("971", "972", "973", "974", "976")
    }
    assert own == {
        "971": {date(2020, 5, 27)},
        "972": {date(2020, 5, 22)},
        "973": {date(2020, 6, 10)},
        "974": {date(2020, 12, 20)},
        "976": {date(2020, 4, 27)},
    }
    assert observance("67") is observance("57") is ALSACE_MOSELLE
    assert observance("32") is NATIONAL


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2020-05-20", 1, "2020-05-22"),  # over Ascension
        ("2020-05-22", 1, "2020-05-25"),  # over a week-end
        ("2020-12-24", 2, "2020-12-29"),  # Christmas is a Friday
        ("2020-04-30", 5, "2020-05-11"),  # two Fridays off in May
        ("2020-05-21", 0, "2020-05-21"),
    ],
)
def test_working_days_are_counted_by_hand(start, count, end):
    assert after_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_a_year_has_its_working_days():
    assert (
        working_days_between(date(2019, 12, 31), date(2020, 12, 31)) == 253
    )  # 262 Mondays to Fridays, 9 holidays among them
    assert (
        working_days_between(date(2019, 12, 31), date(2020, 12, 31), ALSACE_MOSELLE) == 252
    )  # Good Friday too; 26 December is a Saturday
    assert working_days_between(date(2020, 12, 31), date(2019, 12, 31)) == -253


@given(DAYS, st.integers(1, 200), PLACES)
def test_a_delay_ends_on_a_working_day_and_lasts_what_it_says(start, count, where):
    end = after_working_days(start, count, where)
    assert is_working(end, where)
    assert working_days_between(start, end, where) == count
    assert working_days_between(start, end - timedelta(days=1), where) == count - 1


@given(DAYS, st.integers(0, 60), st.integers(0, 60), PLACES)
def test_delays_add_up(start, first, second, where):
    once = after_working_days(start, first + second, where)
    assert after_working_days(after_working_days(start, first, where), second, where) == once


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2020-12-31", 2, "2021-02-28"),
        ("2019-12-31", 2, "2020-02-29"),
        ("2020-01-15", 12, "2021-01-15"),
        ("2020-10-31", 1, "2020-11-30"),
        ("2020-11-30", 0, "2020-11-30"),
    ],
)
def test_months_go_from_number_to_number(start, count, end):
    assert after_months(date.fromisoformat(start), count) == date.fromisoformat(end)


@pytest.mark.parametrize("counting", [after_working_days, after_months])
def test_a_delay_is_never_negative(counting):
    with pytest.raises(ValueError, match="not negative"):
        counting(date(2020, 1, 1), -1)
