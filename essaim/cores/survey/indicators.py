"""Calibration variables made of categories: their products are counts, added up cell by cell instead of multiplied.

A cell has at most one 1 in the columns of each margin. With five margins a product X'dX takes fifteen additions a cell, whatever the
number of categories, where a product of matrices takes as many as there are pairs of columns.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from essaim.cores.survey.factors import Codes
from essaim.cores.survey.margins import Vector

if TYPE_CHECKING:
    from scipy.sparse import csc_array


@dataclass(frozen=True)
class Indicators:
    """X: p variables of 0 and 1 over C cells, from M margins. ``matrix`` (C, p).

    ``held`` (M, C): the column in which each margin has its 1, p where it has none; the columns of a margin come after those of the one before.
    """

    matrix: Vector
    held: Codes

    @property
    def count(self) -> int:
        """The number of variables, p."""
        return int(self.matrix.shape[1])

    @cached_property
    def pairs(self) -> "csc_array":
        """The product of each two variables in each cell ((p + 1)², C), that of columns i ≤ j in row i (p + 1) + j."""
        from scipy.sparse import csc_array  # at the first use: see laws.py

        rows = np.concatenate([each * (self.count + 1) + self.held[place:] for place, each in enumerate(self.held)])
        starts = np.arange(0, rows.size + 1, len(rows))
        return csc_array((np.ones(rows.size), rows.T.ravel(), starts), shape=((self.count + 1) ** 2, rows.shape[1]))

    def gram(self, values: Vector) -> Vector:
        """Return X' diag(values) X (p, p) for ``values`` (C,)."""
        size = self.count + 1
        upper: Vector = (self.pairs @ values).reshape(size, size)[:-1, :-1]
        return upper + np.triu(upper, 1).T

    def products(self, cells: Codes, key: Codes, size: int, values: Vector) -> Vector:
        """Return X'V (p, ``size``), for n rows: V (C, size) is the sum of ``values`` (n,) by ``cells`` (n,) and ``key`` (n,).

        A key of ``size`` is left out.
        """
        width = size + 1
        length = (self.count + 1) * width
        sums = [np.bincount(held[cells] * width + key, weights=values, minlength=length) for held in self.held]
        found: Vector = np.sum(sums, axis=0).reshape(-1, width)[:-1, :-1]
        return found

    def part(self, columns: Codes, cells: Codes | slice = slice(None)) -> "Indicators":
        """Return some of the variables, in their order, over some of the cells."""
        place = np.full(self.count + 1, len(columns))
        place[columns] = np.arange(len(columns))
        return Indicators(self.matrix[cells][:, columns], place[self.held[:, cells]])


def coded(held: Codes, count: int) -> Indicators:
    """Return the ``count`` variables whose 1 are at ``held`` (M, C), ``count`` where a margin has none."""
    matrix = np.zeros((held.shape[1], count + 1))
    matrix[np.arange(held.shape[1]), held] = 1
    return Indicators(matrix[:, :-1], held)
