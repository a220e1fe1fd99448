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

    def facets(self, numbers: npt.NDArray[np.int32]) -> dict[str, tuple[FacetCount, ...]]:
        """Count results (groups of documents) by value of each facet, commonest first."""
        everywhere = self._counts(numbers, but="")
        found = {}
        for facet in FACETS:
            counted = self._counts(numbers, but=facet) if facet in self.masks else everywhere
            counts = {value: count for (name, value), count in counted.items() if name == facet}
            counts |= {value: 0 for value in self.asked[facet] if value not in counts}
            ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            found[facet] = tuple(FacetCount(value, count, value in self.asked[facet]) for value, count in ordered)
        return found

    def _counts(self, numbers: npt.NDArray[np.int32], *, but: str) -> dict[tuple[str, str], int]:
        """Count groups by (facet, value), all filters kept but one."""
        kept = np.ones(len(numbers), dtype=bool)
        for facet, mask in self.masks.items():
            if facet != but:
                kept &= mask[numbers]
        here = np.zeros(self.columns.size, dtype=bool)
        here[numbers[kept]] = True
        counts = self.columns.facets_by_group.count(here)
        names = self.columns.facets.names
        split = ((name.partition(":"), count) for name, count in zip(names, counts, strict=True))
        return {(facet, value): count for (facet, _, value), count in split if count}


def filters_of(request: SearchRequest, columns: Columns, territory: str) -> Filters:
    """Prepare the filters of a request; ``territory`` is asked for, or was read in the query."""
    asked = {facet: frozenset(getattr(request, name)) for facet, name in _FIELDS.items()}
    base = columns.alive.copy()
    if territory:
        base &= columns.territories.having(territories.concerned_by(territory), columns.size)
    if request.near and request.within_km is not None:
        far = columns.distances(np.arange(columns.size, dtype=np.int32), request.near)
        base &= far <= request.within_km
    masks = {
        facet: columns.facets.having((f"{facet}:{value}" for value in values), columns.size)
        for facet, values in asked.items()
        if values
    }
    selected = base.copy()
    for mask in masks.values():
        selected &= mask
    return Filters(columns, asked, base, masks, selected)
