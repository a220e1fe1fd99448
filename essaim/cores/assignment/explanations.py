"""Finding the reasons: what each pair brings, and what leaves each unserved person out."""

import numpy as np

from essaim.cores.assignment.arrivals import arrive
from essaim.cores.assignment.bottlenecks import Bottlenecks
from essaim.cores.assignment.optimal import Assignment
from essaim.cores.assignment.parts import Ints, Mask
from essaim.cores.assignment.problem import Problem
from essaim.cores.assignment.reasons import Chosen, Closed, Exclusion, Full, Incompatible, QuotaBound, Unserved


def explain_pairs(problem: Problem, assignment: Assignment) -> tuple[Chosen, ...]:
    """Return why each new pair is proposed, in the order of the pairs of an assignment made by ``assign``."""
    chosen = problem.places(assignment.pairs)
    scores = problem.scores[chosen].tolist()
    choices, lost = _ranked(problem, problem.open), _ranked(problem, np.setdiff1d(problem.open, chosen))
    names = tuple(criterion.name for criterion in problem.criteria)
    return tuple(
        Chosen(
            seeker=seeker,
            partner=partner,
            score=score,
            criteria=names,
            parts=tuple((wish.name, wish.weight * int(wish.points[seeker, partner])) for wish in problem.wishes),
            choices=len(choices[seeker]),
            better=len(lost[seeker]) - int(np.searchsorted(lost[seeker], score, side="right")),
            bounded=bool(problem.quotas),
        )
        for (seeker, partner), score in zip(assignment.pairs, scores, strict=True)
    )


def _ranked(problem: Problem, places: Ints) -> list[Ints]:
    """Return the scores of each seeker's pairs among these places, rising."""
    rows, scores = problem.rows[places], problem.scores[places]
    order = np.lexsort((scores, rows))
    cuts = np.searchsorted(rows[order], np.arange(1, len(problem.seekers)))
    return np.split(scores[order], cuts)


def explain_unserved(problem: Problem, assignment: Assignment) -> tuple[Unserved, ...]:
    """Return why each seeker without any agreement has none, in rising order, for an assignment made by ``assign``.

    Raises ValueError when an exchange would serve somebody more: reasons are given for an optimum only.
    """
    served = {row for row, _ in (*assignment.pairs, *problem.running)}
    without = [row for row in range(len(problem.seekers)) if row not in served]
    bottlenecks = Bottlenecks(problem, assignment)
    return tuple(_no_choice(problem, row) or bottlenecks.reason(row) for row in without)


def explain_arrival(problem: Problem, seeker: int) -> Unserved:
    """Return why ``arrive`` finds no partner for a seeker. Raises ValueError when it does find one."""
    if arrive(problem, seeker, seed="any") is not None:
        raise ValueError(f"a place is free for the seeker {seeker}: nothing to explain")
    return _no_choice(problem, seeker) or QuotaBound(seeker, _lifting(problem, seeker))


def _lifting(problem: Problem, seeker: int) -> tuple[tuple[str, int], ...]:
    names = [quota.name for quota in problem.quotas]
    lifted = (name for name in names if arrive(problem.without_quotas(name), seeker, seed="any") is not None)
    return tuple((name, 1) for name in lifted)


def _no_choice(problem: Problem, seeker: int) -> Closed | Incompatible | Full | None:
    """Return the reason that needs no look at others, or None when the seeker has an open pair."""
    if not problem.free[0][seeker]:
        return Closed(seeker, int(problem.running_counts[0][seeker]))
    mine = problem.by_seeker[seeker]
    if problem.proposable[mine].any():
        return None
    compatible = problem.columns[mine[problem.allowed[mine]]]
    if len(compatible):
        return Full(seeker, tuple(sorted(compatible.tolist())))
    return _incompatible(problem, seeker)


def _incompatible(problem: Problem, seeker: int) -> Incompatible:
    """Read the rows of the seeker in each criterion, without those she has an agreement with."""
    running, refused = (each.get(seeker, ()) for each in problem.partners_in_pairs)
    kept = np.delete(np.arange(len(problem.partners)), running) if running else slice(None)
    fails = np.array([~criterion.passes[seeker, kept] for criterion in problem.criteria], dtype=bool)
    others = len(problem.partners) - len(running)
    fails = fails.reshape(len(problem.criteria), others)
    total, asked = np.add.reduce(fails, axis=0, dtype=np.int16), _outside(problem, kept, refused)
    alone = np.count_nonzero(fails & ((total == 1) & asked), axis=1)
    exclusions = tuple(
        Exclusion(criterion.name, excluded, only)
        for criterion, excluded, only in zip(
            problem.criteria, np.count_nonzero(fails, axis=1).tolist(), alone.tolist(), strict=True
        )
    )
    listed = set(problem.columns[problem.by_seeker[seeker]].tolist()) & set(refused) - set(running)
    nearest = int(total[asked].min()) if len(fails) and asked.any() else None
    return Incompatible(seeker, others, exclusions, len(listed), nearest)


def _outside(problem: Problem, kept: Ints | slice, refused: tuple[int, ...]) -> Mask:
    """Return which of the partners kept were not refused."""
    asked = np.ones(len(problem.partners), dtype=bool)
    asked[list(refused)] = False
    return asked[kept]
