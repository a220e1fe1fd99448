"""Choosing among equals: of all that is optimal, the least sum of lots."""

import numpy as np

from essaim.cores.assignment.lots import pair_lot
from essaim.cores.assignment.network import Network
from essaim.cores.assignment.parts import Ints, Mask
from essaim.cores.assignment.problem import Problem
from essaim.cores.assignment.sparse import Bounds, cheapest


def settle(flow: Network, potentials: Ints, seed: str) -> Mask:
    """Return, among the optimal choices that the potentials describe, the one with the least sum of lots."""
    problem, reduced, count = flow.problem, flow.reduced(potentials), len(flow.problem.seekers)
    places = problem.open
    pairs, ends = np.split(reduced, [len(places)])
    chosen, free = flow.flows[: len(places)] > 0, pairs == 0
    if (chosen | ~free).all():
        return chosen
    open_rows, open_columns = problem.rows[places], problem.columns[places]
    limits, fixed = flow.limits[len(places) :], pairs < 0
    low, high = (np.split(np.where(kept, limits, 0), [count, 2 * count]) for kept in (ends < 0, ends <= 0))
    used = np.bincount(open_rows[fixed], minlength=count), np.bincount(open_columns[fixed], minlength=len(low[2]))
    settled = fixed.copy()
    settled[free] = cheapest(
        open_rows[free],
        open_columns[free],
        pair_lots(problem, places[free], seed),
        Bounds(low[0] + low[1] - used[0], high[0] + high[1] - used[0]),
        Bounds(low[2] - used[1], high[2] - used[1]),
        np.zeros(count, dtype=np.int64),
    )
    return settled


def pair_lots(problem: Problem, places: Ints, seed: str) -> Ints:
    """Return the lots (k,) of the pairs at these places in ``problem.rows``."""
    seekers, partners = problem.seekers.names, problem.partners.names
    ends = zip(problem.rows[places].tolist(), problem.columns[places].tolist(), strict=True)
    return np.array([pair_lot(seed, seekers[row], partners[column]) for row, column in ends], dtype=np.int64)
