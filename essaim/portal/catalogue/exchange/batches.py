"""Long lists by handfuls: databases limit how many values one query may hold, and memory what it may keep."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

SIZE = 200
T = TypeVar("T")


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield the values in their order, `SIZE` at a time."""
    everything = list(values)
    for start in range(0, len(everything), SIZE):
        yield everything[start : start + SIZE]
