"""The people of one side as the rules read them, and how far they are from each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from essaim.cores.assignment import Side
from essaim.cores.distance import haversine_matrix_km
from essaim.cores.rules.kinds import Value

Ints = npt.NDArray[np.int64]
Tenths = npt.NDArray[np.int32]
Position = tuple[float, float]
UNKNOWN = -1
"""A distance that is not known: no rule that reads it holds."""


@dataclass(frozen=True)
class People:
    """One side, in the order of registration.

    ``fields``: what this side is asked; ``names``: (n,) opaque, different; ``answers``: the typed fields of each;
    ``capacities``: agreements at most; ``positions``: latitude and longitude in degrees, None where it is not known.
    """

    fields: frozenset[str]
    names: tuple[str, ...]
    answers: tuple[Mapping[str, Value], ...]
    capacities: tuple[int, ...]
    positions: tuple[Position | None, ...]

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def side(self) -> Side:
        return Side(self.names, np.array(self.capacities, dtype=np.int64).reshape(len(self)))

    @cached_property
    def places(self) -> tuple[Ints, tuple[Position | None, ...]]:
        """The number of each one's place (n,), and the places."""
        return numbered(self.positions)

    def kinds(self, fields: Sequence[str]) -> Ints:
        """Return what each one answers to some fields as a number (n,): the same for the same answers."""
        return numbered(_frozen(tuple(one.get(name) for name in fields)) for one in self.answers)[0]

    def chosen(self, field: str, choices: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a multiple choice as a table (n, choices) of 0 and 1; somebody who has not answered chose nothing."""
        answers = [one.get(field) for one in self.answers]
        picked = [one if isinstance(one, frozenset) else frozenset() for one in answers]
        return np.array([[key in one for key in choices] for one in picked], dtype=np.float32).reshape(
            len(self), len(choices)
        )


def numbered(values: Iterable[Any]) -> tuple[Ints, tuple[Any, ...]]:
    """Return the number of each value, in order of first appearance, and the different values."""
    known: dict[Any, int] = {}
    numbers = [known.setdefault(one, len(known)) for one in values]
    return np.array(numbers, dtype=np.int64), tuple(known)


def _frozen(value: Any) -> Any:
    """Return a value as a key: the items of a group are tables."""
    if isinstance(value, Mapping):
        return tuple(sorted((name, _frozen(one)) for name, one in value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, tuple) else value


def tenths_between(places: Sequence[Position | None], others: Sequence[Position | None]) -> Tenths:
    """Return the distances between places in tenths of a kilometre, rounded: (p, q); UNKNOWN where one is not known."""
    kilometres = haversine_matrix_km(_points(places), _points(others))
    known = np.where(np.isnan(kilometres), UNKNOWN / 10, kilometres)
    tenths: Tenths = np.rint(known * 10).astype(np.int32)
    return tenths


def _points(places: Sequence[Position | None]) -> npt.NDArray[np.float64]:
    nowhere = (np.nan, np.nan)
    return np.array([one or nowhere for one in places], dtype=np.float64).reshape(len(places), 2)
