"""How long decisions take: median, spread, share in time, each with its interval. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from essaim.cores.survey.intervals import Interval

LEVEL = 0.95
STEPS = (7, 14, 30, 60, 90, 180)
"""Ends of the classes of the distribution, in days."""


@dataclass(frozen=True)
class Delays:
    """What is known of the delays of some decisions, in whole days. ``middle``: interval of the median, None with too few."""

    count: int
    median: float | None
    middle: tuple[int, int] | None
    longest: int | None
    in_time: int
    share: float | None
    interval: "Interval | None"
    classes: tuple[tuple[str, int], ...]


def delays(days: Sequence[int], in_time: Sequence[bool]) -> Delays:
    """Return what is known of some delays.

    Args:
        days: Whole days from the opening to each decision.
        in_time: Whether each came before its deadline, in the same order. Raises ValueError on another length.
    """
    if len(days) != len(in_time):
        raise ValueError("one mark a delay")
    from essaim.cores.survey.intervals import wilson  # its core loads scipy: when somebody reads delays, not at start

    if not days:
        return Delays(0, None, None, None, 0, None, None, ())
    kept = sum(in_time)
    share = kept / len(days)
    return Delays(
        len(days), median(days), median_interval(days), max(days), kept, share, wilson(share, len(days)), classes(days)
    )


def median_interval(days: Sequence[int], level: float = LEVEL) -> tuple[int, int] | None:
    """Return the interval of a median between two of the values, whatever their law; None with fewer than six at 95 %.

    It covers the median at least as often as ``level``. Source: H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed. (2003), § 7.1.
    """
    ordered, size = sorted(days), len(days)
    tail, below = (1 - level) / 2, 0.0
    rank = 0
    while rank < size and (below := below + comb(size, rank) / 2**size) <= tail:
        rank += 1
    return (ordered[rank - 1], ordered[size - rank]) if rank else None


def classes(days: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Return how many delays fall in each class, all classes named."""
    low = 0
    found = []
    for high in STEPS:
        found.append((f"de {low} à {high} jours", sum(low <= one <= high for one in days)))
        low = high + 1
    return (*found, (f"plus de {STEPS[-1]} jours", sum(one > STEPS[-1] for one in days)))
