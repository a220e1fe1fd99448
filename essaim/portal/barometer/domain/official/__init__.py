"""Official totals that the platform itself can give for quotas and margins, with their source.

By size of commune, région, département: the municipal populations of our reference. By sex and age, in France, a région, a
département: the estimates of Insee. By occupation we have none: they come from a file, or are typed in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from essaim.foundation.territories import public as territories
from essaim.foundation.territories.public import Level, Pyramid, TerritoryInfo
from essaim.portal.barometer.domain.official.axes import AGE, AREAS, COMMUNE_SIZES, SEX, SIZE, Axis, Band, axis
from essaim.portal.barometer.domain.official.words import area_code, official_words
from essaim.portal.barometer.domain.queries.questionnaire import Asked

__all__ = ["PERIOD", "Official", "official", "official_words"]
PERIOD = "2023"
LICENCE = "Licence Ouverte 2.0"
ALL_AGES = "Population municipale de tous âges : le recensement ne la donne pas ici par âge et par taille de commune à la fois."
NO_AGE = "Tous âges, enfants compris : aucune question d’âge ne dit ici à partir de quel âge on répond."
CUT = "L’Insee compte par classes de cinq ans : les {} ans sont estimés, les habitants d’une classe étant supposés répartis également."
Codes = tuple[str, ...]
Axes = Sequence[tuple[Asked, Axis]]


@dataclass(frozen=True)
class Official:
    """Totals that the platform itself can give, with what they count, where they come from and when they were counted.

    ``other_field``: they count people of all ages at another date than sex and age do, so that margins may only take their shares.
    """

    totals: Mapping[Codes, int]
    source: str
    period: str
    note: str
    other_field: bool

    def margin(self, place: int = 0) -> tuple[dict[str, float], bool]:
        """Return the totals of one axis, by code, and whether they are shares of 1."""
        sums: dict[str, float] = {}
        for codes, people in self.totals.items():
            sums[codes[place]] = sums.get(codes[place], 0) + people
        whole = sum(sums.values())
        return ({code: people / whole for code, people in sums.items()} if self.other_field else sums), self.other_field


def official(territory: str, asked: Sequence[Asked], profile: Sequence[Asked] = ()) -> Official | None:
    """Return the totals of a grid of questions; None where one of them has no official total here, or not with the others.

    Args:
        territory: Code of the territory whose people are interviewed.
        asked: The questions of the grid, in order.
        profile: All the profile questions of the wave: its question of age says from which age people are interviewed.
    """
    axes = [(each, found) for each in asked if (found := axis(each)) is not None]
    natures = [each.nature for _asked, each in axes]
    if not axes or len(axes) < len(asked) or len(set(natures)) < len(natures) or len(set(natures) & set(AREAS)) > 1:
        return None
    if SIZE not in natures and (counted := _people(territory, axes, _span([*asked, *profile]))):
        return counted
    return _communes(territory, axes) if not {SEX, AGE} & set(natures) else None


def _span(asked: Sequence[Asked]) -> Band | None:
    """Return the ages that a wave asks, from its question of age; None where it has none."""
    ages = next((found for each in asked if (found := axis(each)) is not None and found.nature == AGE), None)
    bands = list(ages.bands.values()) if ages else []
    return (bands[0][0], bands[-1][1]) if bands else None


def _people(territory: str, axes: Axes, span: Band | None) -> Official | None:
    """Count by sex, age, région or département in the estimates of Insee. One area needs a question of sex or of age, or a span."""
    if span is None and all(each.nature in AREAS for _asked, each in axes):
        return None
    pyramids = _pyramids(territory, axes)
    if pyramids is None:
        return None

    def count(codes: Codes) -> Fraction:
        said = {each.nature: (code, each) for code, (_asked, each) in zip(codes, axes, strict=True)}
        area = next((code for nature, (code, _each) in said.items() if nature in AREAS), "")
        sexes = [said[SEX][1].sexes[said[SEX][0]]] if SEX in said else [territories.WOMEN, territories.MEN]
        band = said[AGE][1].bands[said[AGE][0]] if AGE in said else span or (0, None)
        return pyramids[area].between(sexes, *band) if area in pyramids else Fraction()

    bands = [band for _asked, each in axes for band in each.bands.values()] or [span or (0, None)]
    cut = ", ".join(sorted({_ages(*part) for band in bands for part in territories.cuts(*band)}))
    note = CUT.format(cut) if cut else ""
    if span is None:
        note = f"{note} {NO_AGE}".strip()
    source = f"{territories.PEOPLE} ; {LICENCE}" + (f" ; {cut} ans estimés" if cut else "")
    return _given(axes, count, source, territories.PEOPLE_PERIOD, note, other_field=False)


def _ages(first: int, last: int) -> str:
    return f"{first}-{last}" if first < last else str(first)


def _pyramids(territory: str, axes: Axes) -> Mapping[str, Pyramid] | None:
    """Return the pyramid of each area of the grid by code of choice; under no code where the grid has no area."""
    kind = next((each.nature for _asked, each in axes if each.nature in AREAS), "")
    wanted = (
        {area_code(area.code): area.code for area in territories.parts(territory, level=AREAS[kind])}
        if kind
        else {"": territory}
    )
    found = {code: pyramid for code, area in wanted.items() if (pyramid := territories.pyramid(area)) is not None}
    return found if found and len(found) == len(wanted) else None


def _communes(territory: str, axes: Axes) -> Official | None:
    """Count by size of commune and by area in the municipal populations of our reference."""
    natures = [each.nature for _asked, each in axes]
    counts: dict[Codes, int] = {}
    for area, communes in _areas(territory, next((nature for nature in natures if nature in AREAS), "")):
        for commune in communes:
            people = commune.population or 0
            codes = tuple(_size(people) if nature == SIZE else area for nature in natures)
            counts[codes] = counts.get(codes, 0) + people
    return _given(
        axes,
        lambda codes: Fraction(counts.get(codes, 0)),
        f"Insee, {territories.POPULATION}, tous âges ; {LICENCE}",
        PERIOD,
        ALL_AGES,
        other_field=True,
    )


def _areas(territory: str, kind: str) -> list[tuple[str, list[TerritoryInfo]]]:
    """Return the communes of a territory by area, or all under no area."""
    if kind:
        areas = territories.parts(territory, level=AREAS[kind])
        return [(area_code(area.code), territories.parts(area.code, level=Level.COMMUNE)) for area in areas]
    place = territories.find(territory)
    return [("", territories.parts(territory, level=Level.COMMUNE) or ([place] if place else []))]


def _size(population: int) -> str:
    return [code for code, least in COMMUNE_SIZES.items() if population >= least][-1]


def _given(
    axes: Axes, count: Callable[[Codes], Fraction], source: str, period: str, note: str, *, other_field: bool
) -> Official | None:
    totals = _rounded({codes: count(codes) for codes in _combinations(axes)})
    return Official(totals, source, period, note, other_field) if any(totals.values()) else None


def _rounded(exact: Mapping[Codes, Fraction]) -> dict[Codes, int]:
    """Round to the unit with one sum whatever the grid (largest remainders): margins of the same people must agree on how many they are."""
    found = {codes: floor(people) for codes, people in exact.items()}
    missing = round(sum(exact.values())) - sum(found.values())
    for codes in sorted(exact, key=lambda each: found[each] - exact[each])[:missing]:
        found[codes] += 1
    return found


def _combinations(axes: Axes) -> list[Codes]:
    found: list[Codes] = [()]
    for asked, _axis in axes:
        found = [(*codes, option.code) for codes in found for option in asked.options if not option.no_opinion]
    return found
