"""Why each pair is proposed, and why a person is not served: structured, so that each reason can be checked."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from essaim.cores.assignment.arrivals import arrive
from essaim.cores.assignment.network import network
from essaim.cores.assignment.optimal import Assignment
from essaim.cores.assignment.parts import Ints, Mask, Pair
from essaim.cores.assignment.problem import Problem
from essaim.cores.assignment.quotas import most_served


@dataclass(frozen=True)
class Chosen:
    """Why a pair is proposed. ``criteria``: names of those it satisfies; ``parts``: points that each wish brings.

    ``choices``: open pairs of the seeker (compatible, not refused, with a free place); ``better``: those of a greater
    score that she did not get. As the whole is optimal, each would have cost others as many points or more, an agreement
    or their only partner, or broken a quota where there are some (``bounded``).
    """

    seeker: int
    partner: int
    score: int
    criteria: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    choices: int
    better: int
    bounded: bool


@dataclass(frozen=True)
class Closed:
    """The seeker's own capacity is 0, or her ``running`` agreements fill it."""

    seeker: int
    running: int


@dataclass(frozen=True)
class Exclusion:
    """How many partners a criterion excludes, and how many no other criterion nor refusal excludes (``alone``)."""

    criterion: str
    excluded: int
    alone: int


@dataclass(frozen=True)
class Incompatible:
    """No partner is possible.

    ``partners``: how many there are, without those with whom she has a running agreement; ``refused``: those who satisfy
    everything but were refused. ``nearest``: the fewest criteria that the nearest partner not refused fails; None without criteria or partners.
    """

    seeker: int
    partners: int
    exclusions: tuple[Exclusion, ...]
    refused: int
    nearest: int | None


@dataclass(frozen=True)
class Full:
    """Partners are possible, but none has a free place: running agreements take them, or the capacity is 0."""

    seeker: int
    partners: tuple[int, ...]


@dataclass(frozen=True)
class Shared:
    """Too few places for those who can only go there.

    ``seekers``, this one included, are more than the ``places`` free with ``partners``, who are all their open choices.
    Hall's condition fails (P. Hall, « On representatives of subsets », Journal of the London Mathematical Society 10
    (1935)): whatever is decided, some of them stay without. ``by_lot`` tells what designated this one: True when a choice
    just as good serves this seeker and lots decided, False when any choice that does serves fewer people, makes fewer
    agreements or a lower score, None when it is not known (quotas).
    """

    seeker: int
    seekers: tuple[int, ...]
    partners: tuple[int, ...]
    places: int
    by_lot: bool | None


@dataclass(frozen=True)
class QuotaBound:
    """Without any quota this seeker would be served, beside all who are.

    ``gains``: how many more seekers could be served if one quota alone were lifted, for the quotas where that is so.
    """

    seeker: int
    gains: tuple[tuple[str, int], ...]


Unserved = Closed | Incompatible | Full | Shared | QuotaBound


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
    bottlenecks = _Bottlenecks(problem, assignment)
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
    mine = problem.rows == seeker
    if not problem.free[0][seeker]:
        return Closed(seeker, int(problem.running_counts[0][seeker]))
    if mine[problem.open].any():
        return None
    compatible = problem.columns[mine & problem.allowed]
    if len(compatible):
        return Full(seeker, tuple(sorted(compatible.tolist())))
    return _incompatible(problem, seeker)


def _incompatible(problem: Problem, seeker: int) -> Incompatible:
    others = ~_with(problem.running, seeker, len(problem.partners))
    refused = _with(problem.refused, seeker, len(problem.partners))[others]
    fails = np.array([~criterion.passes[seeker, others] for criterion in problem.criteria], dtype=bool)
    fails = fails.reshape(len(problem.criteria), int(others.sum()))
    total = fails.sum(axis=0)
    alone = (fails & (total == 1) & ~refused).sum(axis=1)
    exclusions = tuple(
        Exclusion(criterion.name, int(row.sum()), int(only))
        for criterion, row, only in zip(problem.criteria, fails, alone, strict=True)
    )
    listed = np.isin(np.flatnonzero(others), problem.columns[problem.rows == seeker])
    nearest = int(total[~refused].min()) if len(fails) and not refused.all() else None
    return Incompatible(seeker, int(others.sum()), exclusions, int((listed & refused).sum()), nearest)


def _with(pairs: tuple[Pair, ...], seeker: int, count: int) -> Mask:
    """Return which of the partners (count,) are in a pair with the seeker."""
    mask = np.zeros(count, dtype=bool)
    mask[[column for row, column in pairs if row == seeker]] = True
    return mask


class _Bottlenecks:
    """Who shares too few places with whom: what alternating paths reach from an unserved seeker.

    Nodes: seekers, then partners; an arc from a seeker to each open partner, and back along the chosen pairs.
    """

    def __init__(self, problem: Problem, assignment: Assignment) -> None:
        self.problem = problem
        self.count, places = len(problem.seekers), problem.open
        rows, columns = problem.rows[places], self.count + problem.columns[places]
        chosen = np.isin(places, problem.places(assignment.pairs))
        tails, heads = np.where(chosen, columns, rows), np.where(chosen, rows, columns)
        size = self.count + len(problem.partners)
        self.graph = csr_array((np.ones(len(tails)), (tails, heads)), shape=(size, size))
        new = np.bincount(np.concatenate([rows[chosen], columns[chosen]]), minlength=size)
        self.spare = problem.free[1] > new[self.count :]
        self.several = new[: self.count] + problem.running_counts[0] > 1
        self.lots = _equals(problem, assignment)
        self.gains: tuple[tuple[str, int], ...] | None = None

    def reason(self, seeker: int) -> Shared | QuotaBound:
        reached = np.sort(breadth_first_order(self.graph, seeker, return_predecessors=False))
        seekers, partners = reached[reached < self.count], reached[reached >= self.count] - self.count
        if self.spare[partners].any() or self.several[seekers].any():
            return QuotaBound(seeker, self._gains(seeker))
        places = int(self.problem.free[1][partners].sum())
        by_lot = self.lots and self.lots(seeker)
        return Shared(seeker, self._confined(partners), tuple(partners.tolist()), places, by_lot)

    def _confined(self, partners: Ints) -> tuple[int, ...]:
        """Return the seekers without a running agreement who have no open choice but these partners."""
        rows, columns = self.problem.rows[self.problem.open], self.problem.columns[self.problem.open]
        within = np.isin(columns, partners)
        new = self.problem.running_counts[0] == 0
        new[rows[~within]] = False
        return tuple(np.flatnonzero(new & (np.bincount(rows[within], minlength=self.count) > 0)).tolist())

    def _gains(self, seeker: int) -> tuple[tuple[str, int], ...]:
        if not self.problem.quotas:
            raise ValueError(f"an exchange would serve the seeker {seeker} too: reasons are given for an optimum only")
        if self.gains is None:
            now = most_served(self.problem)
            each = ((one.name, most_served(self.problem.without_quotas(one.name)) - now) for one in self.problem.quotas)
            self.gains = tuple((name, gain) for name, gain in each if gain > 0)
        return self.gains


def _equals(problem: Problem, assignment: Assignment) -> Callable[[int], bool] | None:
    """Return what tells whether an assignment just as good serves a seeker; None with quotas or without a certificate.

    That is so when arcs of reduced cost 0 lead from the seeker back to the hub: the flow can turn there at no cost.
    """
    if assignment.certificate is None or problem.quotas:
        return None
    weights, potentials = assignment.certificate.weights, assignment.certificate.potentials
    flow = network(problem, weights, np.isin(problem.open, problem.places(assignment.pairs)))
    tails, heads, costs = flow.residual()
    level = costs + potentials[tails] - potentials[heads] == 0
    backwards = csr_array((np.ones(int(level.sum())), (heads[level], tails[level])), shape=(flow.nodes, flow.nodes))
    hub = flow.nodes - 1
    turning = np.zeros(flow.nodes, dtype=bool)
    turning[breadth_first_order(backwards, hub, return_predecessors=False)] = True
    first = flow.reduced(potentials)[len(problem.open) :][: len(problem.seekers)] == 0
    return lambda seeker: bool(first[seeker] and turning[seeker])
