"""Filters and the counts beside them: each facet is counted with all other filters kept."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.search.page import FACETS, FacetCount, SearchRequest
from essaim.portal.catalogue.search.snapshot import Columns

Mask = npt.NDArray[np.bool_]
_FIELDS = {
    "theme": "themes",
    "public": "publics",
    "territory": "departements",
    "stage": "stages",
    "evidence": "evidence",
}


@dataclass(frozen=True)
class Filters:
    """Masks over the documents: ``base`` (may be found, concerns the territory), one per facet asked, all together."""

    columns: Columns
    asked: dict[str, frozenset[str]]
    base: Mask
    masks: dict[str, Mask]
    selected: Mask

    def facets(self, numbers: npt.NDArray[np.int32], *, groups_of: npt.NDArray[np.int64]) -> dict[str, tuple[FacetCount, ...]]:
        """Count results by value of each facet, commonest first. ``groups_of``: the group of each number."""
        return {facet: self._count(facet, numbers, groups_of) for facet in FACETS}

    def _count(
        self, facet: str, numbers: npt.NDArray[np.int32], groups_of: npt.NDArray[np.int64]
    ) -> tuple[FacetCount, ...]:
        kept = np.ones(len(numbers), dtype=bool)
        for other, mask in self.masks.items():
            if other != facet:
                kept &= mask[numbers]
        counts = self._groups_by_value(facet, numbers[kept], groups_of[kept])
        for value in self.asked[facet]:
            counts.setdefault(value, 0)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(FacetCount(value, count, value in self.asked[facet]) for value, count in ordered)

    def _groups_by_value(
        self, facet: str, numbers: npt.NDArray[np.int32], groups_of: npt.NDArray[np.int64]
    ) -> dict[str, int]:
        pairs = self.columns.facets
        group = np.full(self.columns.size, -1, dtype=np.int64)
        places = np.arange(len(numbers))
        _, groups = np.unique(groups_of, return_inverse=True)
        group[numbers] = groups[places]
        here = np.array([name.startswith(f"{facet}:") for name in pairs.names], dtype=bool)
        if not here.any() or not len(numbers):
            return {}
        chosen = here[pairs.values] & (group[pairs.documents] >= 0)
        width = len(pairs.names)
        once = np.unique(group[pairs.documents[chosen]] * width + pairs.values[chosen])
        counts = np.bincount(once % width, minlength=width)
        return {pairs.names[place].partition(":")[2]: int(counts[place]) for place in np.flatnonzero(counts)}


def filters_of(request: SearchRequest, columns: Columns, territory: str) -> Filters:
    """Prepare the filters of a request; ``territory`` is asked for, or was read in the query."""
    asked = {facet: frozenset(getattr(request, name)) for facet, name in _FIELDS.items()}
    base = columns.alive.copy()
    if territory:
        base &= columns.territories.having(territories.concerned_by(territory), columns.size)
    masks = {
        facet: columns.facets.having((f"{facet}:{value}" for value in values), columns.size)
        for facet, values in asked.items()
        if values
    }
    selected = base.copy()
    for mask in masks.values():
        selected &= mask
    return Filters(columns, asked, base, masks, selected)
