"""Bad input is refused: what, where, what is expected."""

import numpy as np
import pytest

from essaim.cores.assignment import Criterion, Problem, Quota, Side, Wish, assign, first_come

from .conftest import make_problem, make_side

SIDES = make_side("s", [1, 1]), make_side("p", [1, 1, 1])
INTS = np.array([0, 1], dtype=np.int64)


def listed(rows=INTS, columns=INTS, scores=INTS, seekers=SIDES[0], **more):
    return Problem(seekers, SIDES[1], rows, columns, scores, **more)


def side(names, capacities):
    return Side(names, np.array(capacities))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"seekers": side(("a", "b"), [1, -2])}, r"seekers\.capacities\[1\] is -2: 0 or more"),
        ({"seekers": side(("a", "b"), [1.0, 2.0])}, "seekers.capacities holds float64 values: it takes integers"),
        ({"seekers": side(("a", "b"), [1])}, r"seekers\.capacities has the shape \(1,\): \(2,\) is expected"),
        ({"seekers": side(("a", "a"), [1, 1])}, "seekers.names holds 'a' twice"),
        ({"seekers": side(("a", "b\nc"), [1, 1])}, r"seekers\.names\[1\] is 'b\\nc': .* on one line"),
        ({"seekers": side(("a", ""), [1, 1])}, "not empty"),
        ({"rows": np.array([0, 2])}, r"rows\[1\] is 2: a number from 0 to 1"),
        ({"columns": np.array([0, -1])}, r"columns\[1\] is -1: a number from 0 to 2"),
        ({"columns": np.array([0])}, r"columns has the shape \(1,\): \(2,\)"),
        ({"rows": np.array([[0, 1]])}, r"rows has the shape \(1, 2\)"),
        ({"scores": np.array([0.5, 1.0])}, "scores holds float64 values: it takes integers: round before"),
        (
            {"rows": np.zeros(2, int), "columns": np.zeros(2, int)},
            r"the pair \(0, 0\) is listed twice, again in line 1",
        ),
        ({"running": ((0, 3),)}, r"running\[0\] is \(0, 3\): numbers below 2 and 3"),
        ({"refused": ((0, 1), (0, 1))}, r"refused\[1\] repeats \(0, 1\)"),
        ({"criteria": (Criterion("c", np.zeros((2, 3), dtype=bool)),)}, r"\(0, 0\), in line 0, violates .* « c »"),
        ({"criteria": (Criterion("c", np.ones((2, 3), dtype=bool)),)}, "6 pairs pass every criterion, 2 are listed"),
        ({"criteria": (Criterion("c", np.ones((3, 2), dtype=bool)),)}, r"« c » has the shape \(3, 2\): \(2, 3\)"),
        ({"criteria": (Criterion("c", np.ones((2, 3))),)}, "« c » holds float64 values: it takes booleans"),
        ({"wishes": (Wish("w", np.ones((2, 3))),)}, "wish « w » holds float64 values: it takes integers"),
        ({"wishes": (Wish("w", np.ones((2, 3), int)),) * 2}, "wishes holds 'w' twice"),
    ],
)
def test_what_does_not_fit_is_refused(more, message):
    with pytest.raises(ValueError, match=message):
        listed(**more)


@pytest.mark.parametrize(
    ("quota", "message"),
    [
        (Quota("q", "seekers", np.ones(3, dtype=bool)), r"« q »: members has the shape \(3,\): \(2,\)"),
        (Quota("q", "seekers", np.ones(2)), "members holds float64"),
        (Quota("q", "seekers", np.ones(2, dtype=bool), -1), "the minimum is -1: 0 or more"),
        (Quota("q", "seekers", np.ones(2, dtype=bool), 3, 2), r"the maximum \(2\) is below the minimum \(3\)"),
        (Quota("q", "both", np.ones(2, dtype=bool)), "side is 'both': seekers or partners"),
    ],
)
def test_a_quota_that_does_not_fit_is_refused(quota, message):
    with pytest.raises(ValueError, match=message):
        listed(quotas=(quota,))


def test_matrices_are_checked_before_they_are_read():
    with pytest.raises(ValueError, match=r"« c » has the shape \(2, 2\): \(2, 3\)"):
        Problem.from_matrices(*SIDES, [Criterion("c", np.ones((2, 2), dtype=bool))])


@pytest.mark.parametrize("arrivals", [[2], [0, -1]])
def test_an_arrival_that_is_nobody_is_refused(arrivals):
    with pytest.raises(ValueError, match=r"arrivals\[\d\] is -?\d: a number from 0 to 1"):
        first_come(listed(), arrivals, seed="a")


@pytest.mark.parametrize("seed", ["", "a\nb"])
def test_a_seed_is_one_line_that_is_not_empty(seed):
    with pytest.raises(ValueError, match=r"seed\[0\] is "):
        assign(listed(), seed=seed)
    with pytest.raises(ValueError, match=r"seed\[0\] is "):
        first_come(listed(), [0], seed=seed)


def test_pairs_that_are_not_possible_have_no_place():
    problem = make_problem([1, 1], [1, 1], {(0, 0): 1})
    assert assign(problem, seed="a").score == 1
    with pytest.raises(ValueError, match=r"the pair \(1, 1\) is not one of the possible pairs"):
        problem.places([(1, 1)])
