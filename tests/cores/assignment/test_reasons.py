"""Reasons: each is true, because what it claims is tried: the criterion is lifted, the place added, the quota dropped."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from essaim.cores.assignment import (
    Chosen,
    Closed,
    Criterion,
    Full,
    ImpossibleQuotasError,
    Incompatible,
    Problem,
    Quota,
    QuotaBound,
    Shared,
    Wish,
    arrive,
    assign,
    explain_arrival,
    explain_pairs,
    explain_unserved,
    first_come,
)

from .conftest import every_choice, make_problem, make_side, problems, problems_with_criteria, totals


def reasons(problem: Problem):
    found = assign(problem, seed="7")
    return found, explain_unserved(problem, found)


def open_pairs(problem: Problem) -> list[tuple[int, int]]:
    return list(zip(problem.rows[problem.open].tolist(), problem.columns[problem.open].tolist(), strict=True))


def one_more_place(problem: Problem, partner: int) -> Problem:
    capacities = problem.partners.capacities + np.eye(len(problem.partners), dtype=np.int64)[partner]
    return replace(problem, partners=replace(problem.partners, capacities=capacities))


@settings(deadline=None)
@given(problems())
def test_every_unserved_person_has_a_reason_and_it_is_true(problem):
    found, unserved = reasons(problem)
    served = {row for row, _ in (*found.pairs, *problem.running)}
    assert [one.seeker for one in unserved] == [row for row in range(len(problem.seekers)) if row not in served]
    for reason in unserved:
        CLAIMS[type(reason)](problem, found, reason)


def closed_is_true(problem, _, reason):
    running = sum(row == reason.seeker for row, _ in problem.running)
    assert problem.seekers.capacities[reason.seeker] <= reason.running == running


def incompatible_is_true(problem, _, reason):
    possible = set(problem.columns[problem.rows == reason.seeker].tolist())
    refused, running = (
        {column for row, column in pairs if row == reason.seeker} for pairs in (problem.refused, problem.running)
    )
    assert possible <= refused | running
    assert reason.refused == len(possible - running)
    assert reason.partners == len(problem.partners) - len(running)


def full_is_true(problem, _, reason):
    assert reason.partners
    for partner in reason.partners:
        running = sum(column == partner for _, column in problem.running)
        assert problem.partners.capacities[partner] <= running
        assert (reason.seeker, partner) not in problem.refused
        if problem.partners.capacities[partner] == running:
            lent = one_more_place(problem, partner).without_quotas()
            assert arrive(lent, reason.seeker, seed="a") == partner


def shared_is_true(problem, found, reason):
    """All the open choices of more people than there are places: and a place more serves one more."""
    assert reason.seeker in reason.seekers
    choices = {column for row, column in open_pairs(problem) if row in reason.seekers}
    assert choices == set(reason.partners)
    running = [column for _, column in problem.running]
    free = [max(int(problem.partners.capacities[one]) - running.count(one), 0) for one in reason.partners]
    assert reason.places == sum(free) < len(reason.seekers)
    for partner in reason.partners:
        assert assign(one_more_place(problem, partner), seed="7").served == found.served + 1
    best = totals(problem, found.pairs, "7")[:3]
    equals = [pairs for pairs in every_choice(problem) if totals(problem, pairs, "7")[:3] == best]
    assert reason.by_lot == any(reason.seeker in {row for row, _ in pairs} for pairs in equals)


def quota_is_true(problem, found, reason):
    free = problem.without_quotas()
    served = {row for row, _ in (*found.pairs, *problem.running)}
    wider = [{row for row, _ in (*pairs, *problem.running)} for pairs in every_choice(free)]
    assert any(served | {reason.seeker} <= one for one in wider)
    for name, gain in reason.gains:
        assert assign(problem.without_quotas(name), seed="7").served == found.served + gain


CLAIMS = {
    Closed: closed_is_true,
    Incompatible: incompatible_is_true,
    Full: full_is_true,
    Shared: shared_is_true,
    QuotaBound: quota_is_true,
}


@settings(deadline=None)
@given(problems(quotas=True))
def test_reasons_are_true_under_quotas_too(problem):
    try:
        found, unserved = reasons(problem)
    except ImpossibleQuotasError:
        return
    for reason in unserved:
        if not isinstance(reason, Shared):
            CLAIMS[type(reason)](problem, found, reason)
            continue
        choices = {column for row, column in open_pairs(problem) if row in reason.seekers}
        assert choices == set(reason.partners)
        assert reason.places < len(reason.seekers)
        assert (reason.by_lot is None) == bool(problem.quotas)


@settings(deadline=None)
@given(problems_with_criteria())
def test_lifting_the_named_criterion_makes_as_many_partners_possible_as_told(problem):
    _, unserved = reasons(problem)
    for reason in unserved:
        if not isinstance(reason, Incompatible):
            continue
        for exclusion in reason.exclusions:
            assert exclusion.alone == len(possible_without(problem, reason.seeker, exclusion.criterion))
            (criterion,) = (one for one in problem.criteria if one.name == exclusion.criterion)
            assert exclusion.excluded == (~criterion.passes[reason.seeker]).sum()
        nearest = [
            sum(not one.passes[reason.seeker, column] for one in problem.criteria)
            for column in range(len(problem.partners))
            if (reason.seeker, column) not in problem.refused
        ]
        assert reason.nearest == min(nearest, default=None)


def possible_without(problem: Problem, seeker: int, name: str) -> set[int]:
    """The partners whom lifting one criterion makes possible, from a problem built again without it."""
    kept = [one for one in problem.criteria if one.name != name]
    lifted = Problem.from_matrices(problem.seekers, problem.partners, kept, refused=problem.refused)
    mine = lifted.columns[(lifted.rows == seeker) & lifted.allowed]
    return set(mine.tolist())


@settings(deadline=None)
@given(problems())
def test_a_better_choice_would_have_cost_others_as_much(problem):
    """What the reason of a pair says: with a better partner for her, others lose as many points, an agreement or a place."""
    found = assign(problem, seed="7")
    scores = dict(zip(open_pairs(problem), problem.scores[problem.open].tolist(), strict=True))
    for reason in explain_pairs(problem, found):
        mine = {pair: score for pair, score in scores.items() if pair[0] == reason.seeker}
        better = [pair for pair, score in mine.items() if score > reason.score and pair not in found.pairs]
        assert (reason.choices, reason.better) == (len(mine), len(better))
        for pair in better:
            others = [choice for choice in every_choice(problem) if pair in choice]
            best = max(totals(problem, choice, "7")[:3] for choice in others)
            assert best <= (found.served, len(found.pairs), found.score)


def test_seven_owners_share_five_drivers():
    pairs = {(row, column): (row * column) % 3 for row in range(7) for column in range(5)} | {(7, 5): 0, (7, 4): 9}
    problem = make_problem([1] * 8, [1] * 6, pairs)
    _, unserved = reasons(problem)
    assert len(unserved) == 2
    for reason in unserved:
        assert isinstance(reason, Shared)
        assert (reason.seekers, reason.partners, reason.places) == (tuple(range(7)), tuple(range(5)), 5)


def test_somebody_who_waits_for_a_second_agreement_is_not_counted_among_those_left_out():
    problem = make_problem([2, 1, 1], [1, 1], {(0, 1): 9, (1, 1): 0, (2, 1): 0}, running=((0, 0),))
    _, (reason,) = reasons(problem)
    assert (reason.seekers, reason.places) == ((1, 2), 1)


def test_a_quota_that_gives_another_two_places_is_the_reason_rather_than_a_lack_of_places():
    closed = Quota("hors secteur", "seekers", np.array([False, True]), 0, 0)
    problem = make_problem([2, 1], [1, 1], {(0, 0): 0, (0, 1): 0, (1, 0): 0}, quotas=(closed,))
    found, unserved = reasons(problem)
    assert found.pairs == ((0, 0), (0, 1))
    assert unserved == (QuotaBound(1, (("hors secteur", 1),)),)


def test_lots_and_points_are_told_apart(village):
    _, (lot,) = reasons(village)
    assert lot.by_lot
    richer = replace(village, scores=village.scores + 10 * np.isin(village.rows, [0, 1]))
    _, (points,) = reasons(richer)
    assert (points.seeker, points.by_lot) == (2, False)


def test_each_kind_by_hand():
    passes = np.array([[True, False, False], [False, False, True], [True, True, True], [True, False, True]])
    near = np.array([[True, True, True], [False, True, True], [True, True, True], [True, False, False]])
    problem = Problem.from_matrices(
        make_side("s", [1, 1, 0, 1]),
        make_side("p", [1, 0, 1]),
        [Criterion("permis", passes), Criterion("distance", near)],
        running=[(3, 0)],
        refused=[(1, 2)],
    )
    _, (full, refused, closed) = reasons(problem)
    assert full == Full(0, (0,))
    assert closed == Closed(2, 0)
    assert (refused.seeker, refused.refused, refused.nearest) == (1, 1, 1)
    assert [(one.criterion, one.excluded, one.alone) for one in refused.exclusions] == [
        ("permis", 2, 1),
        ("distance", 1, 0),
    ]


def test_a_quota_that_leaves_somebody_out_is_named_with_what_lifting_it_gives():
    quotas = (
        Quota("privés", "partners", np.array([True, True, False]), 0, 1),
        Quota("large", "seekers", np.ones(3, dtype=bool), 0, 9),
    )
    pairs = {(0, 0): 0, (1, 1): 0, (2, 2): 0}
    _, (reason,) = reasons(make_problem([1] * 3, [1] * 3, pairs, quotas=quotas))
    assert reason.gains == (("privés", 1),)


def test_better_means_more_points_not_as_many():
    problem = make_problem([1, 1], [1, 1, 1], {(0, 0): 3, (0, 1): 3, (0, 2): 9, (1, 2): 9})
    first, second = explain_pairs(problem, assign(problem, seed="a"))
    assert (first.score, first.choices, first.better) == (3, 3, 1)
    assert (second.score, second.choices, second.better) == (9, 1, 0)


def test_the_parts_of_a_score_are_told():
    points = np.array([[1, 2], [0, 3]])
    problem = Problem.from_matrices(
        make_side("s", [1, 1]),
        make_side("p", [1, 1]),
        [Criterion("permis", np.ones((2, 2), dtype=bool))],
        [Wish("horaires", points, 2), Wish("commune", np.eye(2, dtype=np.int8), 5)],
    )
    first, second = explain_pairs(problem, assign(problem, seed="a"))
    assert first == Chosen(0, 0, 7, ("permis",), (("horaires", 2), ("commune", 5)), 2, 0, bounded=False)
    assert second.parts == (("horaires", 6), ("commune", 5))


def test_reasons_are_refused_for_what_is_not_optimal():
    problem = make_problem([1, 1], [1, 1], {(0, 0): 5, (0, 1): 0, (1, 0): 0})
    came = first_come(problem, [0, 1], seed="a")
    assert came.pairs == ((0, 0),)
    with pytest.raises(ValueError, match="an exchange would serve the seeker 1 too"):
        explain_unserved(problem, came)


@settings(deadline=None)
@given(problems(quotas=True))
def test_an_arrival_without_a_partner_is_told_why(problem):
    for seeker in range(len(problem.seekers)):
        if arrive(problem, seeker, seed="7") is not None:
            with pytest.raises(ValueError, match="nothing to explain"):
                explain_arrival(problem, seeker)
            continue
        reason = explain_arrival(problem, seeker)
        if isinstance(reason, QuotaBound):
            assert arrive(problem.without_quotas(), seeker, seed="7") is not None
            for name, gain in reason.gains:
                assert gain == 1
                assert arrive(problem.without_quotas(name), seeker, seed="7") is not None
        else:
            CLAIMS[type(reason)](problem, None, reason)
