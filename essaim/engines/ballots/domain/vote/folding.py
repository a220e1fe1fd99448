"""A long list in parts: the first is in sight, each of the others folds. Without a script too, and no line is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

IN_SIGHT, A_FOLD = 24, 48
Row = TypeVar("Row")


@dataclass(frozen=True)
class Part(Generic[Row]):
    """Rows of a list, by their place in it (from 1)."""

    first: int
    rows: tuple[Row, ...]

    @property
    def folded(self) -> bool:
        """Whether it is shown only once asked."""
        return self.first > 1

    @property
    def label(self) -> str:
        """What one reads where it is folded."""
        last = self.first + len(self.rows) - 1
        return f"Projets {self.first} à {last}" if last > self.first else f"Projet {last}"


def in_parts(rows: Sequence[Row]) -> list[Part[Row]]:
    """Return a list in parts, in its order."""
    return [Part(start + 1, tuple(rows[start:end])) for start, end in _bounds(len(rows))]


def _bounds(number: int) -> Iterator[tuple[int, int]]:
    start, size = 0, IN_SIGHT
    while start < number:
        yield start, start + size
        start, size = start + size, A_FOLD
