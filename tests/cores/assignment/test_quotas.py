"""Quotas: kept, optimal under them, and named when they cannot be met."""

import numpy as np
import pytest
from hypothesis import given, settings

from essaim.cores.assignment import ImpossibleQuotasError, Quota, assign, verify

from .conftest import best_choice, make_problem, problems, totals

ALL = {(row, column): 0 for row in range(3) for column in range(3)}


def quota(name, members, minimum=0, maximum=None, side="seekers"):
    return Quota(name, side, np.array(members, dtype=bool), minimum, maximum)


def test_a_minimum_is_kept_against_the_score():
    pairs = {(0, 0): 9, (1, 0): 9, (2, 0): 1}
    problem = make_problem([1, 1, 1], [1], pairs, quotas=(quota("RSA", [0, 0, 1], 1),))
    found = assign(problem, seed="a")
    assert found.pairs == ((2, 0),)
    assert found.certificate is None


def test_a_maximum_counts_running_agreements_and_breaks_none():
    limit = quota("privés", [1, 1, 0], 0, 1, "partners")
    problem = make_problem([1, 1, 1], [1, 1, 1], ALL, running=((0, 0),), quotas=(limit,))
    assert [column for _, column in assign(problem, seed="a").pairs] == [2]
    over = make_problem([1, 1, 1], [1, 1, 1], ALL, running=((0, 0), (1, 1)), quotas=(limit,))
    assert assign(over, seed="a").pairs == ((2, 2),)


def test_running_agreements_count_in_a_minimum_even_when_another_quota_binds():
    quotas = (quota("RSA", [1, 1, 0], 1), quota("privés", [0, 1, 1], 0, 1, "partners"))
    problem = make_problem([1, 1, 1], [1, 1, 1], ALL | {(2, 1): 5}, running=((0, 0),), quotas=quotas)
    found = assign(problem, seed="a")
    assert found.certificate is None
    assert found.pairs == ((2, 1),)


@settings(deadline=None)
@given(problems(quotas=True))
def test_nothing_is_better_when_everything_is_tried(problem):
    best = best_choice(problem, "7")
    if best is None:
        with pytest.raises(ImpossibleQuotasError):
            assign(problem, seed="7")
        return
    found = assign(problem, seed="7")
    assert found.pairs == best
    assert (found.served, len(found.pairs), found.score) == totals(problem, found.pairs, "7")[:3]
    assert verify(problem, found.pairs) == ()


@settings(deadline=None)
@given(problems(quotas=True))
def test_the_quotas_named_cannot_be_met_together_and_are_no_more_than_needed(problem):
    if best_choice(problem, "7") is not None:
        return
    with pytest.raises(ImpossibleQuotasError) as refusal:
        assign(problem, seed="7")
    names = refusal.value.names
    others = [one.name for one in problem.quotas if one.name not in names]
    named = problem.without_quotas(*others) if others else problem
    assert best_choice(named, "7") is None
    assert all(best_choice(named.without_quotas(name), "7") is not None for name in names)


def test_the_error_tells_the_quotas_in_words():
    clash = (quota("RSA", [1, 1, 0], 2), quota("Blois", [0, 1, 1], 2), quota("femmes", [1, 1, 1], 1))
    problem = make_problem([1, 1, 1], [1, 1], {key: 0 for key in ALL if key[1] < 2}, quotas=clash[:1] + clash[2:])
    assert len(assign(problem, seed="a").pairs) == 2
    capped = (*clash[:2], quota("places", [1, 1], 0, 2, "partners"))
    problem = make_problem([1, 1, 1], [1, 1], {(0, 0): 0, (2, 1): 0}, quotas=capped)
    with pytest.raises(ImpossibleQuotasError, match=r"together: « Blois » \(at least 2\); loosen one") as refusal:
        assign(problem, seed="a")
    assert refusal.value.names == ("Blois",)


def test_quotas_that_change_nothing_leave_the_certificate_and_the_lots():
    problem = make_problem([1] * 3, [1] * 3, ALL, quotas=(quota("large", [1, 1, 1], 1, 9),))
    found = assign(problem, seed="a")
    assert found.certificate.holds(problem, found.pairs)
    assert found == assign(problem.without_quotas(), seed="a")


def test_scores_that_highs_would_round_are_refused():
    problem = make_problem([2, 2], [2, 2], {(0, 0): 10**7, (0, 1): 0, (1, 0): 0, (1, 1): 0})
    with pytest.raises(ValueError, match=r"a score reaches 10000000: .* divide the scores"):
        assign(problem, seed="a")


def test_a_minimum_without_any_open_pair_is_named_too():
    problem = make_problem([1], [1], {}, quotas=(quota("RSA", [1], 1), quota("plafond", [1], 0, 4)))
    with pytest.raises(ImpossibleQuotasError) as refusal:
        assign(problem, seed="a")
    assert refusal.value.names == ("RSA",)
    met = make_problem([1], [1], {}, running=((0, 0),), quotas=(quota("RSA", [1], 1),))
    assert assign(met, seed="a").agreements == 1
