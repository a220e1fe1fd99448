"""The vectors of a collection in memory, and the nearest of them.

Many vectors are first compared along the few axes that tell them most apart; only the best are then compared in full.
The axes come from the vectors themselves (eigenvectors of their second moment: Pearson 1901, Hotelling 1933), those of
the lowest numbers: they are the same in every process and on every database.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DIMENSIONS = 384
DIGITS = 4
"""Likenesses are rounded to so many digits, so that a last bit does not decide an order."""

EXACT = 4096
"""Up to so many vectors, all are compared in full; beyond, the axes are learnt from so many."""

AXES = 128
RESCORED = 1000
"""How many of the first look are compared in full (measured: docs/adr/0004)."""

_BLOCK = 4096
Halves = npt.NDArray[np.float16]
Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Vectors:
    """One vector by document number. ``rows`` is float16 of shape (n, 384), zeros where ``known``, shape (n,), is false.

    Beyond ``EXACT`` known vectors, ``axes`` is float32 of shape (384, AXES) and ``short``, of shape (n, AXES), holds the
    vectors along them; ``learnt`` is the last number from which the axes were learnt.
    """

    rows: Halves
    known: npt.NDArray[np.bool_]
    axes: Floats | None = None
    short: Floats | None = None
    learnt: int = -1

    @classmethod
    def empty(cls) -> "Vectors":
        return cls(np.zeros((0, DIMENSIONS), np.float16), np.zeros(0, bool))

    def updated(self, size: int, changed: Mapping[int, bytes | memoryview | None]) -> "Vectors":
        """Return the vectors with room for ``size`` documents and some of them replaced (None: no vector any more).

        What is kept costs a copy; the axes are learnt again only when a vector that made them changed.
        """
        rows, known = np.zeros((size, DIMENSIONS), np.float16), np.zeros(size, bool)
        rows[: len(self.rows)], known[: len(self.known)] = self.rows, self.known
        for number, data in changed.items():
            rows[number] = np.frombuffer(data, "<f2") if data else 0
            known[number] = bool(data)
        if np.count_nonzero(known) <= EXACT:
            return Vectors(rows, known)
        learnt = int(np.flatnonzero(known)[EXACT - 1])
        if self.axes is None or self.short is None or learnt != self.learnt or min(changed, default=size) <= learnt:
            axes = _axes(rows[: learnt + 1])
            return Vectors(rows, known, axes, _along(rows, axes), learnt)
        short = np.zeros((size, AXES), np.float32)
        short[: len(self.short)] = self.short
        places = np.fromiter(changed, np.int64, len(changed))
        short[places] = _along(rows[places], self.axes)
        return Vectors(rows, known, self.axes, short, learnt)

    def nearest(self, vector: Floats, keep: npt.NDArray[np.bool_], most: int) -> Numbers:
        """Return the numbers of the ``most`` documents nearest to a vector (384,), nearest first; ties go by number.

        ``keep``, of shape (n,) or more, filters them. Documents without a vector are never among them.
        """
        numbers = self._candidates(vector, np.flatnonzero(keep[: len(self.known)] & self.known))
        likeness = np.round(self.rows[numbers].astype(np.float32) @ vector, DIGITS)
        ordered: Numbers = numbers[np.lexsort((numbers, -likeness))]
        return ordered[:most]

    def _candidates(self, vector: Floats, numbers: Numbers) -> Numbers:
        """The documents worth an exact comparison: all when they are few, the best of a first look otherwise."""
        if self.axes is None or self.short is None or len(numbers) <= EXACT:
            return numbers
        rough = self.short @ (vector @ self.axes)
        if len(numbers) < len(rough):
            rough = rough[numbers]
        best: Numbers = numbers[rough >= np.partition(rough, -RESCORED)[-RESCORED]]
        return best


def _axes(rows: Halves) -> Floats:
    """Return the axes along which these vectors differ most, widest first: float32 of shape (384, AXES)."""
    sample = rows.astype(np.float64)
    _, vectors = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(vectors[:, : -AXES - 1 : -1], dtype=np.float32)


def _along(rows: Halves, axes: Floats) -> Floats:
    """Return vectors along the axes, float32 of shape (n, AXES); by blocks, so that memory stays small."""
    short = np.zeros((len(rows), AXES), np.float32)
    for start in range(0, len(rows), _BLOCK):
        short[start : start + _BLOCK] = rows[start : start + _BLOCK].astype(np.float32) @ axes
    return short
