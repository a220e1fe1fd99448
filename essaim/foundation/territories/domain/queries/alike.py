"""The départements that are like one another, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan, log10

import numpy as np

from essaim.cores.likeness import Contribution, Likeness, compare
from essaim.foundation.territories.domain.queries.index import cleared_with_territories
from essaim.foundation.territories.domain.queries.indicators import IndicatorInfo, Latest, latest
from essaim.foundation.territories.domain.queries.info import TerritoryInfo
from essaim.foundation.territories.domain.queries.places import departements
from essaim.foundation.territories.params import COUNTS

MINIMUM_SHARED = 0.6
MARKED = 0.5
"""In standard deviations: beyond it a value is said above or below the mean; within it two values are said near."""
LOGARITHMIC = ("population", "densite")
"""Spread over several powers of ten: their logarithm is compared, so that Paris does not hide every other gap."""


EMPTY = Likeness(np.zeros((0, 0)), np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(0))


@dataclass(frozen=True)
class Reason:
    """An indicator that makes two territories near or far. ``side``: above, below or around the mean of the départements."""

    indicator: IndicatorInfo
    value: float
    other_value: float
    side: str


@dataclass(frozen=True)
class Alike:
    """A territory like another. ``distance``: mean gap in standard deviations (0 is identical).

    ``shared``: part of the weight of the indicators that both have (0 to 1). ``closer_than``: part of all the pairs of
    départements that are further apart than this one (0 to 1).
    """

    territory: TerritoryInfo
    distance: float
    shared: float
    closer_than: float
    near: tuple[Reason, ...]
    far: tuple[Reason, ...]


@dataclass(frozen=True)
class _Comparison:
    places: tuple[TerritoryInfo, ...]
    columns: tuple[IndicatorInfo, ...]
    likeness: Likeness
    known: Latest

    def closer_than(self, distance: float) -> float:
        """Return the part of all the pairs that are further apart than a distance."""
        pairs = self.likeness.distances[np.triu_indices(len(self.places), 1)]
        return float((pairs[~np.isnan(pairs)] > distance).mean())


def compared(known: Sequence[IndicatorInfo]) -> tuple[IndicatorInfo, ...]:
    """Return the indicators that are compared: all but counts of heads, and the population itself."""
    return tuple(one for one in known if one.unit not in COUNTS or one.slug in LOGARITHMIC)


def alike(code: str, limit: int = 5) -> list[Alike]:
    """Return the départements most like one, nearest first, with the reasons; none when it is not a département.

    Every theme weighs the same, and within a theme every indicator. A pair that shares less than 60 % of the weight is
    left out. Method: `essaim.cores.likeness.compare`.
    """
    comparison = _compared(latest(), departements())
    row = next((row for row, place in enumerate(comparison.places) if place.code == code), None)
    if row is None:
        return []
    distances = comparison.likeness.distances[row]
    others = [other for other in range(len(comparison.places)) if other != row and not isnan(distances[other])]
    others.sort(key=lambda other: (distances[other], comparison.places[other].code))
    return [_alike(comparison, row, other) for other in others[:limit]]


@lru_cache(maxsize=2)
def _compared(known: Latest, places: tuple[TerritoryInfo, ...]) -> _Comparison:
    """Compare once per import: 101 × 101 distances take a few milliseconds, a page should not pay them again."""
    columns = compared(list(known.infos.values()))
    if not columns or not places:
        return _Comparison((), (), EMPTY, known)
    table = np.full((len(places), len(columns)), np.nan)
    for column, one in enumerate(columns):
        for row, place in enumerate(places):
            table[row, column] = _measure(one, known.values[one.slug].get(place.code))
    themes = Counter(one.theme for one in columns)
    weights = np.array([1 / themes[one.theme] for one in columns])
    return _Comparison(places, columns, compare(table, weights, minimum_shared=MINIMUM_SHARED), known)


def _measure(one: IndicatorInfo, value: float | None) -> float:
    if value is None or (one.slug in LOGARITHMIC and value <= 0):
        return np.nan
    return log10(value) if one.slug in LOGARITHMIC else value


def _alike(comparison: _Comparison, row: int, other: int) -> Alike:
    trace = comparison.likeness.trace(row, other)
    near = sorted((one for one in trace if _gap(one) <= MARKED), key=lambda one: (-_marked(one), _gap(one)))
    far = [one for one in trace if _gap(one) > MARKED]
    here, there = comparison.places[row], comparison.places[other]
    distance = float(comparison.likeness.distances[row, other])
    return Alike(
        territory=there,
        distance=distance,
        shared=float(comparison.likeness.shared[row, other]),
        closer_than=comparison.closer_than(distance),
        near=tuple(_reason(comparison, one, here, there) for one in _one_per_theme(comparison, near)[:3]),
        far=tuple(_reason(comparison, one, here, there) for one in _one_per_theme(comparison, far)[:2]),
    )


def _one_per_theme(comparison: _Comparison, ordered: list[Contribution]) -> list[Contribution]:
    """Keep the first of each theme: the share of the old and that of the very old say the same thing twice."""
    first: dict[str, Contribution] = {}
    for one in ordered:
        first.setdefault(comparison.columns[one.column].theme, one)
    return list(first.values())


def _gap(one: Contribution) -> float:
    return abs(one.z - one.other_z)


def _marked(one: Contribution) -> float:
    """Return how far from the mean both are on the same side: a shared trait says more than a shared average."""
    return min(abs(one.z), abs(one.other_z)) if one.z * one.other_z > 0 else 0.0


def _reason(comparison: _Comparison, one: Contribution, here: TerritoryInfo, there: TerritoryInfo) -> Reason:
    indicator = comparison.columns[one.column]
    values = comparison.known.values[indicator.slug]
    side = "around" if _marked(one) < MARKED else ("above" if one.z > 0 else "below")
    return Reason(indicator, values[here.code], values[there.code], side)


cleared_with_territories(_compared.cache_clear)
