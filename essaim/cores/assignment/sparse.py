"""The cheapest choice of pairs when one side takes one partner at most: sparse assignment on copies of people.

scipy's ``min_weight_full_bipartite_matching`` is the LAPJVsp algorithm: R. Jonker and A. Volgenant, « A shortest
augmenting path algorithm for dense and sparse linear assignment problems », Computing 38 (1987), which descends from
H. W. Kuhn, « The Hungarian method for the assignment problem », Naval Research Logistics Quarterly 2 (1955).
"""

from dataclasses import dataclass

import numpy as np

from essaim.cores.assignment.parts import Ints, Mask

EXACT = 2**53
"""Integers below it are exact in the 64-bit floats of scipy."""


@dataclass(frozen=True)
class Bounds:
    """How many pairs each person takes at least and at most: two arrays of one shape, integers."""

    low: Ints
    high: Ints


def cheapest(rows: Ints, columns: Ints, costs: Ints, seekers: Bounds, partners: Bounds, first: Ints) -> Mask:
    """Return the pairs (e,) to choose so that costs are least, each seeker's first pair costing ``first`` (n,) more.

    Bounds hold; on one side at least, nobody takes two pairs. Raises ValueError when integers of this size could not
    be summed exactly, or when no choice meets the lower bounds.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    row_starts, row_copies = _copies(rows, seekers)
    column_starts, column_copies = _copies(columns, partners)
    pair, row_rank, column_rank = _expand(row_copies[rows], column_copies[columns])
    row, column = rows[pair], columns[pair]
    cost = costs[pair] + np.where(row_rank == 0, first[row], 0)
    size = int(row_copies.sum()), int(column_copies.sum())
    must = column_rank < partners.low[column]
    bonus = min(size) * (_spread(cost) + 1) if must.any() else 0
    cost = cost - np.where(must, bonus, 0)
    alone = _optional(row_copies, seekers)
    _check_exact(cost, size)
    shift = 1 - min(int(cost.min(initial=0)), 0)
    graph = csr_array(
        (
            np.concatenate([cost, np.zeros(len(alone), dtype=np.int64)]).astype(float) + shift,
            (
                np.concatenate([row_starts[row] + row_rank, alone]),
                np.concatenate([column_starts[column] + column_rank, size[1] + np.arange(len(alone))]),
            ),
        ),
        shape=(size[0], size[1] + len(alone)),
    )
    matched = np.full(size[0], -1)
    found_rows, found_columns = min_weight_full_bipartite_matching(graph)
    matched[found_rows] = found_columns
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[pair[matched[row_starts[row] + row_rank] == column_starts[column] + column_rank]] = True
    return chosen


def _copies(ends: Ints, bounds: Bounds) -> tuple[Ints, Ints]:
    """Return where the copies of each person start, and how many are of use: no more than the pairs that reach them."""
    copies = np.minimum(np.bincount(ends, minlength=len(bounds.high)), bounds.high)
    return np.cumsum(copies) - copies, copies


def _expand(row_copies: Ints, column_copies: Ints) -> tuple[Ints, Ints, Ints]:
    """Return, for every copy of every pair (e,), the pair and the ranks of the two people's copies."""
    times = row_copies * column_copies
    pair = np.repeat(np.arange(len(times)), times)
    rank = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    return pair, rank // column_copies[pair], rank % column_copies[pair]


def _optional(copies: Ints, bounds: Bounds) -> Ints:
    """Return the copies that may stay alone: all but the first ``low`` of each person."""
    person = np.repeat(np.arange(len(copies)), copies)
    rank = np.arange(len(person)) - np.repeat(np.cumsum(copies) - copies, copies)
    return np.flatnonzero(rank >= bounds.low[person])


def _spread(costs: Ints) -> int:
    """Return the widest gap between two costs, staying alone (0) included."""
    return int(costs.max(initial=0)) - int(costs.min(initial=0))


def _check_exact(costs: Ints, size: tuple[int, int]) -> None:
    widest = _spread(costs)
    if widest * min(size) >= EXACT:
        raise ValueError(
            f"scores and people are too many to be added exactly ({widest} × {min(size)} passes 2**53): "
            "divide the scores or cut the problem by territory"
        )
