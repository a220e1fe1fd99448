"""Categorical variables as positions in a list of levels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.intp]
MISSING = -1
CROSS = " × "


@dataclass(frozen=True)
class Factor:
    """One variable for n rows: ``codes`` (n,) are positions in ``levels``, -1 where there is no answer."""

    name: str
    codes: Codes
    levels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def having(self, *levels: str) -> NDArray[np.bool_]:
        """Return which rows (n,) have one of these levels. ValueError for a level that does not exist."""
        unknown = [level for level in levels if level not in self.levels]
        if unknown:
            raise ValueError(f"« {unknown[0]} » n’est pas une valeur de « {self.name} » : {', '.join(self.levels)}.")
        return np.isin(self.codes, [self.levels.index(level) for level in levels])

    def with_missing(self, label: str) -> "Factor":
        """Return the same variable where a missing answer is one more level, the last."""
        return Factor(self.name, np.where(self.codes < 0, len(self.levels), self.codes), (*self.levels, label))

    def relevelled(self, levels: Sequence[str]) -> "Factor":
        """Return the same variable with its levels in this order; a level that is not in it becomes missing."""
        position = {level: place for place, level in enumerate(levels)}
        table = np.array([position.get(level, MISSING) for level in self.levels] + [MISSING], np.intp)
        return Factor(self.name, table[self.codes], tuple(levels))


def factor(name: str, values: Sequence[str], levels: Sequence[str] | None = None) -> Factor:
    """Code texts; an empty text is a missing answer. Without ``levels``, the values in sorted order.

    A value that is not in ``levels`` raises ValueError with its row, from 1.
    """
    known = sorted(set(values) - {""}) if levels is None else list(levels)
    position = {level: place for place, level in enumerate(known)} | {"": MISSING}
    try:
        codes = np.fromiter((position[value] for value in values), np.intp, len(values))
    except KeyError as error:
        row = list(values).index(error.args[0]) + 1
        raise ValueError(f"« {name} », ligne {row} : valeur inconnue « {error.args[0]} ».") from None
    return Factor(name, codes, tuple(known))


def cross(first: Factor, second: Factor) -> Factor:
    """Return the crossing of two variables: every pair of levels, in the order of the first, then of the second."""
    width = len(second.levels)
    codes = first.codes * width + second.codes
    codes = np.where((first.codes < 0) | (second.codes < 0), MISSING, codes)
    levels = tuple(f"{a}{CROSS}{b}" for a in first.levels for b in second.levels)
    return Factor(f"{first.name}{CROSS}{second.name}", codes, levels)
