"""One arrival at a time, against the places that are free: the continuous mode, and first come, first served.

Without quotas it makes at least half as many agreements as the optimum; no rule that cannot look ahead, even drawing
lots, is sure of more than 1 - 1/e of them on average (R. Karp, U. Vazirani and V. Vazirani, « An optimal algorithm for
on-line bipartite matching », STOC 1990). Where people can wait for a batch, ``assign`` serves more.
"""

from collections.abc import Sequence

import numpy as np

from essaim.cores.assignment.checks import check_names
from essaim.cores.assignment.lots import pair_lot
from essaim.cores.assignment.optimal import Assignment, result
from essaim.cores.assignment.parts import Ints, Mask, Pair
from essaim.cores.assignment.problem import Problem


class _Places:
    """What is left while arrivals are served: capacities of both sides, and the maxima of quotas."""

    def __init__(self, problem: Problem, seed: str) -> None:
        self.problem, self.seed = problem, seed
        self.seekers, self.partners = (free.copy() for free in problem.free)
        self.room = [self._room(quota.side, quota.members, quota.maximum) for quota in problem.quotas]
        self.pairs = [mine[problem.proposable[mine]] for mine in problem.by_seeker]

    def _room(self, side: str, members: Mask, maximum: int | None) -> float:
        running = self.problem.running_counts[0 if side == "seekers" else 1][members].sum()
        return np.inf if maximum is None else maximum - int(running)

    def _concerns(self, place: int, row: int, column: int) -> bool:
        quota = self.problem.quotas[place]
        return bool(quota.members[row if quota.side == "seekers" else column])

    def allows(self, row: int, column: int) -> bool:
        full = (place for place, room in enumerate(self.room) if room <= 0)
        return not any(self._concerns(place, row, column) for place in full)

    def choices(self, row: int) -> Ints:
        """Return the pairs of a seeker that can be agreed now."""
        if not self.seekers[row]:
            return self.pairs[row][:0]
        left = self.pairs[row][self.partners[self.problem.columns[self.pairs[row]]] > 0]
        allowed = [self.allows(row, column) for column in self.problem.columns[left].tolist()]
        kept: Ints = left[np.array(allowed, dtype=bool)]
        return kept

    def take(self, row: int) -> Pair | None:
        """Take the best pair of a seeker: the greatest score, then the smallest lot."""
        choices = self.choices(row)
        if not len(choices):
            return None
        scores = self.problem.scores[choices]
        best = self.problem.columns[choices[scores == scores.max()]].tolist()
        names = self.problem.seekers.names[row], self.problem.partners.names
        column = min(best, key=lambda one: (pair_lot(self.seed, names[0], names[1][one]), names[1][one]))
        self._fill(row, column)
        return row, column

    def _fill(self, row: int, column: int) -> None:
        self.seekers[row] -= 1
        self.partners[column] -= 1
        self.pairs[row] = self.pairs[row][self.problem.columns[self.pairs[row]] != column]
        self.room = [room - self._concerns(place, row, column) for place, room in enumerate(self.room)]


def first_come(problem: Problem, arrivals: Sequence[int], *, seed: str) -> Assignment:
    """Serve seekers in their order of arrival, each with the best partner still free.

    ``arrivals``: numbers of seekers; one who comes several times asks for one partner each time. Best is the greatest
    score, then the smallest lot of the pair. Maxima of quotas are kept; a minimum cannot be, one arrival at a time:
    ``verify`` tells which are not met. Raises ValueError for a number that is not a seeker's or an empty seed.
    """
    check_names("seed", [seed])
    for place, row in enumerate(arrivals):
        if not 0 <= row < len(problem.seekers):
            raise ValueError(f"arrivals[{place}] is {row}: a number from 0 to {len(problem.seekers) - 1} is expected")
    places = _Places(problem, seed)
    pairs = [pair for row in arrivals if (pair := places.take(row)) is not None]
    return result(problem, tuple(pairs), seed)


def arrive(problem: Problem, seeker: int, *, seed: str) -> int | None:
    """Return the partner for one seeker who arrives now, everything agreed before being in ``running``; None if there is none.

    The reason of a None is ``explain_arrival``'s. When a partner arrives, ``assign`` serves those who wait. Raises ValueError for a number that is not a seeker's.
    """
    pairs = first_come(problem, [seeker], seed=seed).pairs
    return pairs[0][1] if pairs else None
