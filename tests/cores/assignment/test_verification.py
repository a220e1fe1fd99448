"""The verifier, by hand: each rule broken once."""

import numpy as np
import pytest

from essaim.cores.assignment import Criterion, Problem, Quota, verify

from .conftest import make_problem, make_side


@pytest.fixture
def problem() -> Problem:
    passes = np.array([[True, True, False], [True, True, True]])
    return Problem.from_matrices(
        make_side("s", [1, 2]),
        make_side("p", [1, 1, 1]),
        [Criterion("distance", passes)],
        running=[(1, 0)],
        refused=[(0, 1)],
        quotas=[Quota("nord", "partners", np.array([True, True, False]), 2, 2)],
    )


def test_what_is_right_has_no_violation(problem):
    assert verify(problem, [(1, 1)]) == ()


@pytest.mark.parametrize(
    ("pairs", "broken"),
    [
        ([(0, 2), (1, 1)], {("criterion", "(0, 2)")}),
        ([(0, 1)], {("refused", "(0, 1)")}),
        ([(1, 0), (1, 1)], {("running", "(1, 0)"), ("capacity", "s1"), ("capacity", "p0"), ("quota", "nord")}),
        ([(1, 1), (1, 1)], {("repeated", "(1, 1)"), ("capacity", "s1"), ("capacity", "p1"), ("quota", "nord")}),
        ([(1, 2), (1, 1)], {("capacity", "s1")}),
        ([(1, 2)], {("quota", "nord")}),
    ],
)
def test_each_rule_broken_is_named(problem, pairs, broken):
    assert {(one.kind, one.where) for one in verify(problem, pairs)} == broken


def test_a_pair_that_is_not_listed_is_impossible_and_details_say_the_numbers():
    problem = make_problem([1, 1], [1], {(0, 0): 1})
    (found,) = verify(problem, [(1, 0)])
    assert found.kind == "impossible"
    over = {one.kind: one for one in verify(make_problem([1, 1], [1], {(0, 0): 1, (1, 0): 1}), [(0, 0), (1, 0)])}
    assert over["capacity"].detail == "2 new and 0 running for a capacity of 1"
