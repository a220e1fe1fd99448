"""Rows that share every category of the margins weigh alike: collapse them, and compute on the cells.

A poll of a million rows and five margins has a few thousand cells at most. Calibration and its variance then cost what the
cells cost, once the rows have been counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.factors import Codes, Factor
from essaim.cores.survey.indicators import Indicators, coded
from essaim.cores.survey.margins import Margin, Vector

DENSE = 1 << 20  # below this many possible cells, a table of all of them is quicker than a sort


@dataclass(frozen=True)
class Cells:
    """C cells of n rows. ``of_row`` (n,): the cell of each row. ``codes`` (C, M): the category of each margin."""

    of_row: Codes
    codes: Codes

    @property
    def count(self) -> int:
        return len(self.codes)

    def sums(self, values: Vector | None = None) -> Vector:
        """Return the sum of ``values`` (n,), or the number of rows, in each cell (C,)."""
        return np.bincount(self.of_row, weights=values, minlength=self.count).astype(float, copy=False)


def collapse(factors: Sequence[Factor]) -> Cells:
    """Find the cells of M variables (M ≥ 1); a missing answer is a category of its own, code -1."""
    key, size = np.zeros(len(factors[0]), np.intp), 1
    occupied = np.zeros((1, 0), np.intp)
    for place, each in enumerate(factors):
        width = len(each.levels) + 1
        key *= width
        key += each.codes
        key += 1
        size *= width
        pending = factors[occupied.shape[1] : place + 1]
        if size > DENSE or place == len(factors) - 1:
            key, found = _compact(key, size)
            occupied, size = _unfold(occupied, found, pending), len(found)
    return Cells(key, occupied)


def _unfold(occupied: Codes, keys: Codes, factors: Sequence[Factor]) -> Codes:
    """Return the codes (C, m) of the keys of variables joined to the cells already known."""
    columns = []
    for each in reversed(factors):
        keys, code = np.divmod(keys, len(each.levels) + 1)
        columns.append(code - 1)
    return np.column_stack([occupied[keys], *reversed(columns)])


def _compact(key: Codes, size: int) -> tuple[Codes, Codes]:
    """Return the rank of each key among those that occur, and the keys that occur."""
    if size > max(DENSE, 4 * len(key)):
        found, ranks = np.unique(key, return_inverse=True)
        return ranks, found
    present = np.zeros(size, bool)
    present[key] = True
    return (np.cumsum(present, dtype=np.intp) - 1)[key], np.flatnonzero(present)


def indicators(cells: Cells, margins: Sequence[Margin]) -> tuple[Indicators, Vector]:
    """Return the calibration variables of the cells, and their totals (p,).

    Every level of the first margin, then every level but the first (of each stratum) of the others: with totals that
    agree, what is left out follows from the rest.
    """
    kept = [_kept(each, first=place == 0) for place, each in enumerate(margins)]
    count, begin, held = sum(map(len, kept)), 0, []
    for place, (each, levels) in enumerate(zip(margins, kept, strict=True)):
        column = np.full(len(each.levels), count)
        column[levels] = np.arange(begin, begin + len(levels))
        held.append(column[cells.codes[:, place]])
        begin += len(levels)
    totals = np.concatenate([each.totals[levels] for each, levels in zip(margins, kept, strict=True)])
    return coded(np.array(held), count), totals


def all_indicators(cells: Cells, margins: Sequence[Margin]) -> Indicators:
    """Return the variables of every level of every margin: k of them, of which some follow from the others."""
    sizes = [len(each.levels) for each in margins]
    begins = np.cumsum([0, *sizes[:-1]])
    return coded(cells.codes.T + begins[:, None], sum(sizes))


def first_guess(cells: Cells, margins: Sequence[Margin], start: Vector) -> Vector:
    """Return multipliers (p,) for raking: the exact ones if the margins were independent in the sample.

    ``start`` (C,): start weights by cell. In the coding of ``indicators``: what the levels left out would have is moved to the
    first margin of their stratum.
    """
    logs, moved = [], np.zeros(int(margins[0].groups.max()) + 1)
    for place, each in enumerate(margins):
        sums = np.bincount(cells.codes[:, place], weights=start, minlength=len(each.levels))
        known = (sums > 0) & (each.totals > 0)
        ratio = np.log(np.where(known, each.totals, 1) / np.where(known, sums, 1))
        if place:
            left_out = ratio[np.searchsorted(each.groups, np.arange(len(moved)))]
            moved += left_out
            ratio = (ratio - left_out[each.groups])[_kept(each, first=False)]
        logs.append(ratio)
    logs[0] = logs[0] + moved[margins[0].groups]
    return np.concatenate(logs)


def _kept(target: Margin, *, first: bool) -> Codes:
    places = np.arange(len(target.levels))
    if first:
        return places
    kept: Codes = places[1:][target.groups[1:] == target.groups[:-1]]  # the levels of a stratum follow one another
    return kept


def independent(gram: Vector) -> Codes:
    """Return the columns to keep so that none follows from the others, given their products (p, p).

    A margin nested in another (region and zone) repeats it: pivoted Cholesky (LAPACK dpstrf) finds the rank.
    """
    from scipy.linalg import lapack  # at the first use: see laws.py

    scale = np.sqrt(np.maximum(np.diag(gram), 1e-300))
    _, pivots, rank, _ = lapack.dpstrf(gram / np.outer(scale, scale), tol=1e-9)
    return np.sort(pivots[:rank] - 1)
