"""Deadlines: when they fall due, what stands still, what is over."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores.calendar.holidays import ALSACE_MOSELLE
from essaim.engines.cases.domain.clocks import Clock, Watch, due_after, first_due, last_day, wound
from essaim.engines.cases.params import UNITS

PARIS = ZoneInfo("Europe/Paris")
LENGTHS = {"instruire": 20, "decider": 2, "completer": 30}


def at(written):
    return datetime.fromisoformat(written).replace(tzinfo=PARIS)


def watch(written, **more):
    return Watch(at(written), **more)


@pytest.mark.parametrize(
    ("counted", "count", "start", "due"),
    [
        ("working-days", 1, "2020-04-09T09:00", "2020-04-11T00:00"),
        ("working-days", 2, "2020-04-09T23:59", "2020-04-15T00:00"),
        ("days", 30, "2020-02-01T10:00", "2020-03-03T00:00"),
        ("months", 2, "2019-12-31T10:00", "2020-03-01T00:00"),
        ("minutes", 30, "2020-04-09T09:00", "2020-04-09T09:30"),
    ],
)
def test_a_delay_is_over_after_its_last_minute_or_at_the_end_of_its_last_day(counted, count, start, due):
    assert due_after(counted, count, watch(start)) == at(due)


def test_minutes_are_real_ones_when_the_clocks_change():
    """On 29 March 2020 at two o’clock it was three: ninety minutes after half past one, it is four, not three."""
    assert due_after("minutes", 90, watch("2020-03-29T01:30")) == at("2020-03-29T04:00")


def test_a_place_keeps_its_own_holidays():
    assert due_after("working-days", 1, watch("2020-04-09T09:00", where=ALSACE_MOSELLE)) == at("2020-04-15T00:00")


def test_the_last_day_of_a_delay_is_one_when_one_is_in_time():
    assert last_day(due_after("working-days", 1, watch("2020-04-09T09:00"))) == date(2020, 4, 10)
    assert last_day(due_after("minutes", 30, watch("2020-04-09T09:00"))) == date(2020, 4, 9)


def dues(clocks):
    return {clock.key: clock.due and last_day(clock.due).isoformat() for clock in clocks}


def test_deadlines_begin_go_on_stand_still_and_end(section):
    clocks = wound(section, (), "recu", LENGTHS, watch("2020-03-02T10:00"))
    assert dues(clocks) == {"instruire": "2020-03-30", "decider": "2020-05-02"}
    later = wound(section, clocks, "instruction", LENGTHS, watch("2020-03-05T10:00"))
    assert later == clocks
    waiting = wound(section, later, "incomplet", LENGTHS, watch("2020-03-16T10:00"))
    assert dues(waiting) == {"instruire": None, "decider": None, "completer": "2020-04-15"}
    assert {clock.key: clock.left for clock in waiting} == {"instruire": 10, "decider": 47, "completer": 0}
    again = wound(section, waiting, "instruction", LENGTHS, watch("2020-04-01T10:00"))
    assert dues(again) == {"instruire": "2020-04-16", "decider": "2020-05-18"}
    assert dues(wound(section, again, "commission", LENGTHS, watch("2020-04-02T10:00"))) == {"decider": "2020-05-18"}
    assert wound(section, again, "refuse", LENGTHS, watch("2020-04-02T10:00")) == ()


def test_the_first_deadline_that_runs_comes_first_and_a_late_one_is_no_longer_due(section):
    clocks = wound(section, (), "recu", LENGTHS, watch("2020-03-02T10:00"))
    assert first_due(clocks) == at("2020-03-31T00:00")
    assert first_due((replace(clocks[0], late=True), clocks[1])) == at("2020-05-03T00:00")
    assert first_due(()) is None


def test_a_deadline_that_is_late_stays_so(section):
    late = Clock("instruire", at("2020-03-03T00:00"), late=True)
    assert wound(section, (late,), "incomplet", LENGTHS, watch("2020-03-16T10:00"))[0] == late
    assert wound(section, (late,), "instruction", LENGTHS, watch("2020-03-16T10:00"))[0] == late


@given(
    st.sampled_from(sorted(UNITS)),
    st.integers(1, 200),
    st.datetimes(datetime.fromisoformat("2019-01-01"), datetime.fromisoformat("2030-01-01")),
    st.integers(0, 60),
)
def test_what_stands_still_loses_nothing(section, counted, count, start, days):
    """Stop a delay at once, go on later: as much is left as was given, whatever the pause."""
    one = section.deadlines[0].model_copy(update={"counted": counted})
    here = section.model_copy(update={"deadlines": [one]})
    began = Watch(start.replace(tzinfo=PARIS))
    resumed = replace(began, now=began.now + timedelta(days=days))
    first = wound(here, (), "recu", {one.id: count}, began)
    still = wound(here, first, "incomplet", {one.id: count}, began)
    again = wound(here, still, "recu", {one.id: count}, resumed)
    counting = "days" if counted == "months" else counted
    left = (last_day(first[0].due) - start.date()).days if counted == "months" else count
    assert still[0].due is None
    assert again[0].due == due_after(counting, left, resumed)
