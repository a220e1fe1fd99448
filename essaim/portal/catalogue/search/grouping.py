"""Initiatives of one solution are one result: who comes first in it, and who else."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from essaim.portal.catalogue.search.snapshot import KINDS, Columns

Numbers = npt.NDArray[np.int32]
_SOLUTION = KINDS.index("solution")


@dataclass(frozen=True)
class Members:
    """One group: the number shown first, the others best first, the solution's key (None: stands alone)."""

    head: int
    others: tuple[int, ...]
    solution_id: int | None
    initiatives: int


@dataclass(frozen=True)
class Grouped:
    """Documents by group, groups in the order of their best document."""

    numbers: Numbers
    keys: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    columns: Columns
    narrow: bool

    @property
    def total(self) -> int:
        return len(self.order)

    def page(self, page: int, per_page: int) -> list[Members]:
        """Return the groups of one page."""
        start = (page - 1) * per_page
        return [self._members(int(key)) for key in self.order[start : start + per_page]]

    def _members(self, key: int) -> Members:
        numbers = self.numbers[self.keys == key]
        kinds = self.columns.kinds[numbers]
        initiatives = [int(number) for number in numbers[kinds != _SOLUTION]]
        solution = [int(number) for number in numbers[kinds == _SOLUTION]]
        first = int(numbers[0])
        broad = bool(solution) and not self.narrow and (first == solution[0] or len(initiatives) > 1)
        head = solution[0] if broad or not initiatives else initiatives[0]
        others = tuple(number for number in initiatives if number != head)
        return Members(head, others, key if key >= 0 else None, len(initiatives))


def grouped(numbers: Numbers, columns: Columns, *, narrow: bool) -> Grouped:
    """Group documents given best first. ``narrow``: a territory was asked, so initiatives come before their solution."""
    keys = columns.groups_of(numbers)
    unique, first = np.unique(keys, return_index=True)
    return Grouped(numbers, keys, unique[np.argsort(first)], columns, narrow)
