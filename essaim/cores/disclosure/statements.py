"""What is said, as an attacker writes it down: bounds on sums of unknown numbers, the atoms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
EXACT = 2**53  # beyond, a float no longer holds every integer


@dataclass(frozen=True)
class Statement:
    """The sum of some atoms is at least ``low`` and at most ``high`` (None: no more is said); a number says both."""

    atoms: tuple[int, ...]
    low: int
    high: int | None = None


def rows(size: int, sums: Sequence[tuple[int, ...]]) -> "csr_array":
    """Return the matrix (len(sums), size) that adds up the atoms of each sum."""
    from scipy.sparse import csr_array

    heads = np.concatenate([np.full(len(atoms), place) for place, atoms in enumerate(sums)] or [np.zeros(0, int)])
    atoms = np.concatenate([np.asarray(atoms, dtype=int) for atoms in sums] or [np.zeros(0, int)])
    return csr_array((np.ones(len(atoms)), (heads, atoms)), shape=(len(sums), size))


class Knowledge:
    """Everything said about ``size`` atoms, none below zero. ``whole``: they are counts, and an attacker knows it.

    ``ask``: the widest interval that will be asked for. ``ceiling`` stands for « no upper bound »: so far above all that is said and asked that it encloses nothing.
    """

    def __init__(self, size: int, statements: Sequence[Statement], *, whole: bool = True, ask: int = 0) -> None:
        check(size, statements)
        self.size, self.statements, self.whole, self.ask = size, tuple(statements), whole, ask
        said = [number for one in statements for number in (one.low, one.high or 0)]
        self.ceiling = 2 * (max(said, default=0) + ask + 1)
        if self.ceiling * max(size, 1) >= EXACT:
            raise ValueError(
                f"numbers up to {self.ceiling} over {size} atoms cannot be added exactly: use larger units"
            )
        self.matrix = rows(size, [one.atoms for one in statements])
        self.low = np.array([one.low for one in statements], dtype=float)
        self.high = np.array([np.inf if one.high is None else one.high for one in statements], dtype=float)

    def and_also(self, statements: Sequence[Statement]) -> "Knowledge":
        """Return the knowledge of somebody who reads these statements too."""
        return Knowledge(self.size, [*self.statements, *statements], whole=self.whole, ask=self.ask)

    def accords(self, table: Floats) -> bool:
        """Return whether a table (size,) contradicts nothing that is said; exact for whole numbers."""
        slack = 0.0 if self.whole else 1e-6 * self.ceiling
        sums = self.matrix @ table
        inside = (sums >= self.low - slack) & (sums <= self.high + slack)
        return bool(inside.all() and (table >= -slack).all())


def check(size: int, statements: Sequence[Statement]) -> None:
    """Raise ValueError unless atoms exist, each once in a sum, and bounds are in order."""
    for place, one in enumerate(statements):
        if len(set(one.atoms)) != len(one.atoms) or not all(0 <= atom < size for atom in one.atoms):
            raise ValueError(f"statements[{place}].atoms is {one.atoms}: different numbers from 0 to {size - 1}")
        if one.low < 0 or (one.high is not None and one.high < one.low):
            raise ValueError(
                f"statements[{place}] says {one.low} to {one.high}: 0 or more, the lower first, is expected"
            )
