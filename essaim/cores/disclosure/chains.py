"""Which sets of people, added to each other and taken off each other, leave a set that is too small.

Each set is a column of a *table*, and all columns of a table are told apart. What is looked for, for any set C of people:

- C less every column of one table that it holds, however many they are: a follow-up asked to those who said C, less each of its
  answers, is those who did not wish to answer it;
- the columns of one table that C meets, less C, when they hold all of it;
- any three sets, whatever their tables: C less two that it holds, or two that hold it between them less C.

Columns count the threshold at least, so that taking fewer of them off leaves more: one look at a set and a table settles all their
combinations, those of a column and a set among them.

Source: D. E. Denning and J. Schlörer, « Inference controls for statistical databases », IEEE Computer 16(7), 1983 (trackers).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Sizes = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sets:
    """d sets of n people, ``held`` (d, n), each in the table ``table`` (d,) from 0; sets of one table have nobody in common."""

    held: Mask
    table: Codes

    @cached_property
    def both(self) -> Sizes:
        """How many people each two sets have in common (d, d)."""
        held = self.held.astype(np.float32)  # exact up to 16 million people
        found: Sizes = (held @ held.T).astype(float)
        return found

    @cached_property
    def sizes(self) -> Sizes:
        """How many people each set has (d,)."""
        found: Sizes = np.diag(self.both)
        return found

    @cached_property
    def members(self) -> Sizes:
        """Whether each set is in each table (t, d), 0 or 1."""
        found: Sizes = np.equal(self.table, np.arange(self.table.max() + 1)[:, None]).astype(float)
        return found


def leaks(sets: Sets, least: int) -> list[tuple[int, ...]]:
    """Return the places of sets that leave 1 to ``least`` - 1 people: a column and a set of another table, or three sets.

    Sets count ``least`` people or more.
    """
    return [*_against_a_table(sets, least), *_three(sets, least)]


def _against_a_table(sets: Sets, least: int) -> Iterator[tuple[int, int]]:
    """Give a column and a set, where the set and all that it holds or meets of the table of the column differ by few."""
    both, sizes, members = sets.both, sets.sizes, sets.members
    inside, met = both == sizes[:, None], both > 0
    taken, touched = (members @ (each * sizes[:, None]) for each in (inside, met))  # (t, d)
    less = _few(sizes - taken, least) & (taken > 0)
    more = _few(touched - sizes, least) & (members @ both == sizes)
    for found, columns in ((less, inside), (more, met)):
        for table, whole in np.argwhere(found):
            yield int(np.flatnonzero(members[table] * columns[:, whole])[0]), int(whole)


def _three(sets: Sets, least: int) -> Iterator[tuple[int, int, int]]:
    """Give every three sets of which one, and two that share few people, differ by few."""
    both, sizes = sets.both, sets.sizes
    for first in range(len(sizes)):
        others = first + 1 + np.flatnonzero(both[first, first + 1 :] < least)
        left = sizes - (sizes[first] + sizes[others])[:, None]  # of the third, if it holds the two
        place, whole = np.nonzero((np.abs(left) < least) & (left != 0))
        other, left = others[place], left[place, whole]
        common, reach = both[first, other], both[first, whole] + both[other, whole]
        less = (left > 0) & (common == 0) & (reach == sizes[first] + sizes[other])
        more = (left < 0) & (reach - common == sizes[whole])
        found = np.flatnonzero(less | more)
        yield from ((first, *pair) for pair in zip(other[found].tolist(), whole[found].tolist(), strict=True))


def _few(left: Sizes, least: int) -> Mask:
    return (left > 0) & (left < least)


def nested(domains: Mask, least: int) -> list[tuple[int, int]]:
    """Return the places (small, large) of domains (d, n), one inside the other, that differ by 1 to ``least`` - 1 people."""
    held = domains.astype(np.float32)  # exact up to 16 million people
    both = held @ held.T
    sizes = np.diag(both)
    left = sizes[None, :] - both  # people of the second that the first has not
    inside = both == sizes[:, None]
    found = np.argwhere(inside & (left > 0) & (left < least))
    return [(int(small), int(large)) for small, large in found]
