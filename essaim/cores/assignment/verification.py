"""An independent check of new pairs: plain Python on the problem as it was given, nothing of the solvers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from essaim.cores.assignment.parts import Pair
from essaim.cores.assignment.problem import Problem


@dataclass(frozen=True)
class Violation:
    """A rule that new pairs break. ``kind``: impossible, criterion, refused, running, repeated, capacity or quota.

    ``where`` names the pair, the person or the quota; ``detail`` says what was found and what was allowed.
    """

    kind: str
    where: str
    detail: str


def verify(problem: Problem, pairs: Sequence[Pair]) -> tuple[Violation, ...]:
    """Return everything that new pairs break: hard criteria, refusals, capacities and quotas; empty when all is well.

    Running agreements are not judged, but take their places and count in the quotas.
    """
    return (*_wrong_pairs(problem, pairs), *_over_capacity(problem, pairs), *_off_quota(problem, pairs))


def _wrong_pairs(problem: Problem, pairs: Sequence[Pair]) -> list[Violation]:
    possible = set(zip(problem.rows.tolist(), problem.columns.tolist(), strict=True))
    found = []
    for pair in pairs:
        where = str(tuple(pair))
        failed = [one.name for one in problem.criteria if not one.passes[pair]]
        found += [Violation("criterion", where, name) for name in failed]
        if tuple(pair) not in possible and not failed:
            found.append(Violation("impossible", where, "not one of the possible pairs"))
        if tuple(pair) in problem.refused:
            found.append(Violation("refused", where, "was refused before"))
        if tuple(pair) in problem.running:
            found.append(Violation("running", where, "already runs"))
    again = Counter(map(tuple, pairs))
    return found + [Violation("repeated", str(pair), f"{times} times") for pair, times in again.items() if times > 1]


def _over_capacity(problem: Problem, pairs: Sequence[Pair]) -> list[Violation]:
    found = []
    for end, side in enumerate((problem.seekers, problem.partners)):
        new, old = Counter(pair[end] for pair in pairs), Counter(pair[end] for pair in problem.running)
        for person, count in sorted(new.items()):
            capacity = int(side.capacities[person])
            if count + old[person] > capacity:
                detail = f"{count} new and {old[person]} running for a capacity of {capacity}"
                found.append(Violation("capacity", side.names[person], detail))
    return found


def _off_quota(problem: Problem, pairs: Sequence[Pair]) -> list[Violation]:
    found = []
    for quota in problem.quotas:
        end = 0 if quota.side == "seekers" else 1
        new, old = (sum(bool(quota.members[pair[end]]) for pair in some) for some in (pairs, problem.running))
        if new + old < quota.minimum:
            found.append(Violation("quota", quota.name, f"{new + old} agreements for a minimum of {quota.minimum}"))
        if quota.maximum is not None and new and new + old > quota.maximum:
            found.append(Violation("quota", quota.name, f"{new + old} agreements for a maximum of {quota.maximum}"))
    return found
