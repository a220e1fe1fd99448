"""The flow behind an assignment, its integer potentials, and what they leave open.

A hub sends units to seekers (a first one, that serves them, then further ones), each pair carries at most one, and
partners send them back. A flow is optimal exactly when potentials exist for which every arc with room has a reduced
cost of 0 or more and every used arc one of 0 or less (Ahuja, Magnanti and Orlin, « Network Flows » (1993), chapter 9).
All of it is integer arithmetic: nothing is rounded.
"""

from dataclasses import dataclass

import numpy as np

from essaim.cores.assignment.parts import Ints, Mask
from essaim.cores.assignment.problem import Problem


@dataclass(frozen=True)
class Weights:
    """The lexicographic objective as integers: ``first`` for each person served, ``pairs`` (e,) for each open pair."""

    first: int
    pairs: Ints


@dataclass(frozen=True)
class Network:
    """Arcs (a,) of the flow. Nodes: seekers 0 to n-1, partners n to n+m-1, the hub last.

    Arcs come in this order: the k open pairs, n first units, n further units, m units back to the hub.
    """

    problem: Problem
    tails: Ints
    heads: Ints
    limits: Ints
    costs: Ints
    flows: Ints

    @property
    def nodes(self) -> int:
        return len(self.problem.seekers) + len(self.problem.partners) + 1

    def reduced(self, potentials: Ints) -> Ints:
        """Return the reduced cost of each arc (a,) under potentials (nodes,)."""
        return self.costs + potentials[self.tails] - potentials[self.heads]

    def residual(self) -> tuple[Ints, Ints, Ints]:
        """Return tails, heads and costs of what may still move: forward where there is room, backward where used."""
        room, used = self.flows < self.limits, self.flows > 0
        return (
            np.concatenate([self.tails[room], self.heads[used]]),
            np.concatenate([self.heads[room], self.tails[used]]),
            np.concatenate([self.costs[room], -self.costs[used]]),
        )


def network(problem: Problem, weights: Weights, chosen: Mask) -> Network:
    """Return the flow of the chosen pairs, a mask over ``problem.open``, with costs opposite to the weights."""
    count, other, places = len(problem.seekers), len(problem.partners), problem.open
    rows, columns = problem.rows[places], problem.columns[places]
    seekers, partners = np.arange(count), count + np.arange(other)
    hub = np.full(count, count + other)
    used = np.bincount(rows[chosen], minlength=count)
    first = np.minimum(problem.free[0], (problem.running_counts[0] == 0).astype(np.int64))
    return Network(
        problem=problem,
        tails=np.concatenate([rows, hub, hub, partners]),
        heads=np.concatenate([count + columns, seekers, seekers, np.full(other, count + other)]),
        limits=np.concatenate([np.ones_like(rows), first, problem.free[0] - first, problem.free[1]]),
        costs=np.concatenate([-weights.pairs, np.full(count, -weights.first), np.zeros(count + other, dtype=np.int64)]),
        flows=np.concatenate(
            [
                chosen.astype(np.int64),
                np.minimum(used, first),
                used - np.minimum(used, first),
                np.bincount(columns[chosen], minlength=other),
            ]
        ),
    )


def find_potentials(flow: Network) -> Ints:
    """Return integer potentials (nodes,), 0 at the hub, that prove the flow optimal.

    Raises ValueError when there are none: a cycle would improve the flow. Bellman and Ford's relaxation of every
    residual arc at once, which stops as soon as nothing moves.
    """
    tails, heads, costs = flow.residual()
    potentials = np.zeros(flow.nodes, dtype=np.int64)
    for _ in range(flow.nodes):
        relaxed = potentials.copy()
        np.minimum.at(relaxed, heads, potentials[tails] + costs)
        if np.array_equal(relaxed, potentials):
            proof: Ints = potentials - potentials[-1]
            return proof
        potentials = relaxed
    raise ValueError("the assignment is not optimal: a cycle of exchanges improves it")


def proves(flow: Network, potentials: Ints) -> bool:
    """Tell whether potentials (nodes,) prove the flow optimal: within its limits, balanced, and complementary."""
    balance = np.bincount(flow.heads, flow.flows, flow.nodes) - np.bincount(flow.tails, flow.flows, flow.nodes)
    reduced = flow.reduced(potentials)
    return bool(
        (flow.flows >= 0).all()
        and (flow.flows <= flow.limits).all()
        and not balance.any()
        and (reduced[flow.flows < flow.limits] >= 0).all()
        and (reduced[flow.flows > 0] <= 0).all()
    )
