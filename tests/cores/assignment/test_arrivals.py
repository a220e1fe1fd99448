"""First come, first served: what it gives, never more than the optimum, always within the rules."""

import numpy as np
from hypothesis import given, settings

from essaim.cores.assignment import Quota, arrive, assign, first_come, pair_lot, verify

from .conftest import make_problem, problems


def test_the_first_takes_the_only_partner_of_the_second():
    problem = make_problem([1, 1], [1, 1], {(0, 0): 5, (0, 1): 0, (1, 0): 0})
    assert first_come(problem, [0, 1], seed="a").pairs == ((0, 0),)
    assert first_come(problem, [1, 0], seed="a").pairs == ((0, 1), (1, 0))
    assert assign(problem, seed="a").served == 2


def test_equal_scores_are_settled_by_lot():
    problem = make_problem([1], [1] * 5, {(0, column): 3 for column in range(5)})
    chosen = {arrive(problem, 0, seed=f"{number}") for number in range(60)}
    assert chosen == set(range(5))
    assert arrive(problem, 0, seed="x") == min(range(5), key=lambda column: pair_lot("x", "s0", f"p{column}"))


def test_who_comes_again_gets_another_partner_up_to_her_capacity():
    problem = make_problem([2], [3, 1, 1], {(0, 0): 9, (0, 1): 5, (0, 2): 1})
    assert first_come(problem, [0, 0, 0], seed="a").pairs == ((0, 0), (0, 1))


def test_a_maximum_is_kept_and_running_agreements_take_places():
    group = Quota("privés", "partners", np.array([True, True, False]), 0, 2)
    pairs = {(row, column): 2 - column for row in range(4) for column in range(3)}
    problem = make_problem([1] * 4, [1, 2, 1], pairs, running=((3, 0),), quotas=(group,))
    found = first_come(problem, [0, 1, 2], seed="a")
    assert found.pairs == ((0, 1), (1, 2))
    assert (found.served, found.agreements, found.score) == (3, 3, 1)
    assert arrive(problem, 0, seed="a") == 1


@settings(deadline=None)
@given(problems(quotas=True))
def test_rules_are_kept_and_only_a_minimum_may_be_missed(problem):
    found = first_come(problem, range(len(problem.seekers)), seed="7")
    assert all(one.kind == "quota" and "minimum" in one.detail for one in verify(problem, found.pairs))


@settings(deadline=None)
@given(problems())
def test_never_better_than_the_optimum_and_never_below_half(problem):
    arrivals = [row for row, capacity in enumerate(problem.seekers.capacities.tolist()) for _ in range(capacity)]
    came, best = first_come(problem, arrivals, seed="7"), assign(problem, seed="7")
    assert (came.served, came.agreements, came.score) <= (best.served, best.agreements, best.score)
    assert 2 * len(came.pairs) >= len(best.pairs)
