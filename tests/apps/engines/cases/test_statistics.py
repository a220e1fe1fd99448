"""Delays of decisions: exact on what can be counted by hand, intervals that cover as often as they say."""

import random
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.engines.cases.domain.statistics import classes, delays, median_interval


def test_nothing_is_said_of_nothing():
    found = delays([], [])
    assert (found.count, found.median, found.share, found.interval, found.classes) == (0, None, None, None, ())


def test_some_delays_are_told():
    found = delays([3, 8, 12, 40, 200], [True, True, True, False, False])
    assert (found.count, found.median, found.middle, found.longest, found.in_time) == (5, 12, None, 200, 3)
    assert found.share == 0.6
    assert [count for _, count in found.classes] == [1, 2, 0, 1, 0, 0, 1]


def test_each_delay_has_its_mark():
    with pytest.raises(ValueError, match="one mark a delay"):
        delays([1], [])


# The ranks of the interval of a median at 95 %, by the size of the sample (tables of the sign test).
@pytest.mark.parametrize(
    ("size", "low", "high"), [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (12, 3, 10), (20, 6, 15), (25, 8, 18)]
)
def test_the_interval_of_a_median_has_the_ranks_of_the_tables(size, low, high):
    assert median_interval(range(1, size + 1)) == (low, high)


@pytest.mark.parametrize("size", range(1, 6))
def test_below_six_there_is_no_interval(size):
    assert median_interval(range(size)) is None


def test_the_interval_covers_the_median_as_often_as_it_says():
    chance = random.Random(11)  # noqa: S311 - drawn delays
    median = 20 * log(2)
    held = 0
    for _ in range(2000):
        drawn = [chance.expovariate(1 / 20) for _ in range(30)]
        low, high = median_interval(drawn)
        held += low <= median <= high
    assert 0.94 <= held / 2000 <= 0.985


@settings(deadline=None)  # the laws of probability load at their first use
@given(st.lists(st.integers(0, 1000), min_size=1))
def test_every_delay_is_in_one_class(days):
    assert sum(count for _, count in classes(days)) == len(days)
    found = delays(days, [True] * len(days))
    assert found.interval.lower <= found.share <= found.interval.upper + 1e-12
    if found.middle:
        assert found.middle[0] <= found.median <= found.middle[1]
