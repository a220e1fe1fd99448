"""Official totals that an officer can pick at once for the questions of her wave: each with its source, said before it is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from essaim.portal.barometer.domain.official import Official, official
from essaim.portal.barometer.domain.official.axes import AGE, AREAS, SEX, SIZE, axis
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.domain.quotas import MOST_CELLS
from essaim.portal.barometer.models import Wave


@dataclass(frozen=True)
class OfferedGrid:
    """A grid that our totals fill: its questions, and the totals."""

    axes: tuple[Asked, ...]
    known: Official

    @property
    def label(self) -> str:
        return " × ".join(asked.label for asked in self.axes)


def offered(wave: Wave, profile: Sequence[Asked]) -> list[OfferedGrid]:
    """Return the grids that fill at once, those that no quota of the wave holds already: sex × age first."""
    held = {axis for quota in wave.quotas.all() for axis in quota.axes}
    free = [asked for asked in profile if asked.slug not in held]
    territory = wave.barometer.territory.code
    known = [(axes, official(territory, axes, profile)) for axes in _crossings(free)]
    return [OfferedGrid(tuple(axes), found) for axes, found in known if found is not None]


def _crossings(profile: Sequence[Asked]) -> Iterator[list[Asked]]:
    by_nature = {found.nature: asked for asked in profile if (found := axis(asked)) is not None}
    people = [by_nature[nature] for nature in (SEX, AGE) if nature in by_nature]
    areas = [by_nature[nature] for nature in AREAS if nature in by_nature]
    for crossed in (people, *([*people, area] for area in areas)):
        if crossed and _cells(crossed) <= MOST_CELLS:
            yield crossed
    if SIZE in by_nature:
        yield [by_nature[SIZE]]


def _cells(axes: Sequence[Asked]) -> int:
    cells = 1
    for asked in axes:
        cells *= sum(not option.no_opinion for option in asked.options)
    return cells
