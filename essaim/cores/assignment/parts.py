"""The parts of a problem: sides, hard criteria, wishes, quotas."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Pair = tuple[int, int]
"""The number of a seeker and the number of a partner, from 0."""


@dataclass(frozen=True)
class Side:
    """The people of one side. ``names``: (n,) opaque, different, on one line. ``capacities``: (n,) agreements at most, 0 or more.

    Names settle ties (see ``lots``): they must not be chosen by whoever profits from them once the seed is known.
    """

    names: tuple[str, ...]
    capacities: Ints

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Criterion:
    """A hard criterion. ``name``: as a person reads it; ``passes``: (n, m) true where seeker and partner satisfy it."""

    name: str
    passes: Mask


@dataclass(frozen=True)
class Wish:
    """A weighted wish. ``points``: (n, m) integers; the score of a pair is the sum of ``weight`` × points over wishes."""

    name: str
    points: npt.NDArray[np.integer]
    weight: int = 1


@dataclass(frozen=True)
class Quota:
    """Bounds on the agreements of a group, running ones included.

    ``members``: (n,) true for who belongs, on its ``side``. ``maximum`` is None when there is none. Groups may overlap.
    A maximum that running agreements already exceed stops new ones and breaks none.
    """

    name: str
    side: Literal["seekers", "partners"]
    members: Mask
    minimum: int = 0
    maximum: int | None = None
