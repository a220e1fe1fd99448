"""Who shares too few places with whom, found by alternating paths in the chosen pairs.

From a seeker who is left out, a path goes to her open partners, from them to those who have their places, to the open
partners of those, and so on. If it reaches a free place, an exchange along it would serve her: only a quota forbids it.
If it reaches none, those reached are more than their places: they violate Hall's condition.
"""

from collections.abc import Callable

import numpy as np

from essaim.cores.assignment.network import network
from essaim.cores.assignment.optimal import Assignment
from essaim.cores.assignment.parts import Ints
from essaim.cores.assignment.problem import Problem
from essaim.cores.assignment.quotas import most_served
from essaim.cores.assignment.reasons import QuotaBound, Shared


class Bottlenecks:
    """What alternating paths reach in an assignment, computed once for all who are left out.

    Nodes: seekers, then partners; an arc from a seeker to each open partner, and back along the chosen pairs.
    """

    def __init__(self, problem: Problem, assignment: Assignment) -> None:
        from scipy.sparse import csr_array

        self.problem = problem
        self.count, places = len(problem.seekers), problem.open
        self.rows, self.columns = problem.rows[places], problem.columns[places]
        rows, columns = self.rows, self.count + self.columns
        chosen = np.isin(places, problem.places(assignment.pairs))
        tails, heads = np.where(chosen, columns, rows), np.where(chosen, rows, columns)
        size = self.count + len(problem.partners)
        self.graph = csr_array((np.ones(len(tails)), (tails, heads)), shape=(size, size))
        new = np.bincount(np.concatenate([rows[chosen], columns[chosen]]), minlength=size)
        self.spare = problem.free[1] > new[self.count :]
        self.several = new[: self.count] + problem.running_counts[0] > 1
        self.known: dict[bytes, tuple[tuple[int, ...], tuple[int, ...], int]] = {}
        self.lots = _equals(problem, assignment)
        self.gains: tuple[tuple[str, int], ...] | None = None

    def reason(self, seeker: int) -> Shared | QuotaBound:
        """Return why a seeker with an open pair is left out. Raises ValueError when an exchange would serve her."""
        from scipy.sparse.csgraph import breadth_first_order

        reached = np.sort(breadth_first_order(self.graph, seeker, return_predecessors=False))
        seekers, partners = reached[reached < self.count], reached[reached >= self.count] - self.count
        if self.spare[partners].any() or self.several[seekers].any():
            return QuotaBound(seeker, self._gains(seeker))
        who = self._confined(partners)
        return Shared(seeker, *who, by_lot=self.lots and self.lots(seeker))

    def _confined(self, partners: Ints) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        """Return the seekers without a running agreement who have no open choice but these partners; them; their places.

        Many who are left out share one bottleneck: it is worked out once.
        """
        key = partners.tobytes()
        if key not in self.known:
            within = np.isin(self.columns, partners)
            new = self.problem.running_counts[0] == 0
            new[self.rows[~within]] = False
            new[np.bincount(self.rows[within], minlength=self.count) == 0] = False
            places = int(self.problem.free[1][partners].sum())
            self.known[key] = tuple(np.flatnonzero(new).tolist()), tuple(partners.tolist()), places
        return self.known[key]

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
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

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
