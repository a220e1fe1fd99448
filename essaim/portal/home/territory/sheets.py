"""The indicators of one territory, by theme, and the territories that are like it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from essaim.foundation.territories import public as territories
from essaim.portal.home.territory import words
from essaim.portal.home.territory.strip import Strip, strip

DISTINCTIVE = 4
COMPARABLE = 20
"""Among fewer territories, a first or a last rank says nothing."""

COLUMNS = (
    "indicateur",
    "theme",
    "libelle",
    "unite",
    "periode",
    "territoire",
    "valeur",
    "rang",
    "sur",
    "france",
    "france_metropolitaine",
    "producteur",
    "publication",
    "licence",
)


@dataclass(frozen=True)
class Reading:
    """One line of a table of indicators, in words."""

    indicator: territories.IndicatorInfo
    missing: bool
    value: str
    rank: str
    national: str
    scope: str
    strip: Strip | None
    standing: float = 0.0
    """How far the rank is from the middle: 0 in the middle, 1 at an end; 0 without a rank that says something."""


@dataclass(frozen=True)
class Theme:
    """The indicators of one theme."""

    title: str
    slug: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Neighbour:
    """A territory like this one, and why."""

    territory: territories.TerritoryInfo
    likeness: str
    near: tuple[str, ...]
    far: tuple[str, ...]


def themes(territory: territories.TerritoryInfo) -> list[Theme]:
    """Return the indicators of a territory by theme; a level that no indicator covers gets an empty list."""
    profile = territories.profile(territory.code)
    if not any(reading.count for reading in profile):
        return []
    drawn = territories.distributions() if territory.level == territories.Level.DEPARTEMENT else {}
    readings = [_reading(one, drawn.get(one.indicator.slug)) for one in profile if one.count]
    grouped = groupby(readings, key=lambda reading: reading.indicator.theme)
    return [
        Theme(words.theme(name), f"theme-{number}", tuple(group))
        for number, (name, group) in enumerate(grouped, start=1)
    ]


def _reading(one: territories.IndicatorReading, values: Mapping[str, float] | None) -> Reading:
    indicator = one.indicator
    return Reading(
        indicator=indicator,
        missing=one.value is None,
        value=words.quantity(one.value, indicator),
        rank=words.rank(one.rank, one.count),
        national=words.quantity(one.national, indicator),
        scope=words.SCOPES[one.national_scope],
        strip=None if values is None else strip(values.values(), here=one.value, national=one.national),
        # A number of people says how large a territory is, not how it differs.
        standing=0.0 if indicator.unit in territories.COUNTS else _standing(one.rank, one.count),
    )


def _standing(rank: int | None, count: int) -> float:
    if rank is None or count < COMPARABLE:
        return 0.0
    middle = (count + 1) / 2
    return abs(rank - middle) / (middle - 1)


def distinctive(found: Iterable[Theme], limit: int = DISTINCTIVE) -> list[Reading]:
    """Return the figures by which a territory stands out most, the farthest first: one a theme at most."""
    tops = [max(theme.readings, key=lambda reading: reading.standing) for theme in found]
    return sorted((one for one in tops if one.standing), key=lambda reading: -reading.standing)[:limit]


def neighbours(territory: territories.TerritoryInfo, limit: int = 6) -> list[Neighbour]:
    """Return the territories most like this one, with the reasons in words."""
    return [
        Neighbour(
            territory=one.territory,
            likeness=words.likeness(one),
            near=tuple(words.near(reason) for reason in one.near),
            far=tuple(words.far(reason) for reason in one.far),
        )
        for one in territories.alike(territory.code, limit)
    ]


def lines_of(territory: territories.TerritoryInfo) -> list[list[str]]:
    """Return the indicators of a territory as the lines of a file (`COLUMNS`), which can be imported again."""
    profile = territories.profile(territory.code)
    return [_cells(one.indicator, territory, one.value, one.rank, one.count) for one in profile]


def lines_of_indicator(table: territories.IndicatorTable) -> list[list[str]]:
    """Return an indicator over the départements as the same lines."""
    one = table.indicator
    return [_cells(one, row.territory, row.value, row.rank, one.coverage) for row in table.rows]


def _cells(
    one: territories.IndicatorInfo,
    territory: territories.TerritoryInfo,
    value: float | None,
    rank: int | None,
    count: int,
) -> list[str]:
    def number(figure: float | None) -> str:
        return "" if figure is None else f"{figure:.{one.decimals}f}".replace(".", ",")

    place = territory.insee if territory.level == territories.Level.DEPARTEMENT else territory.code
    return [
        one.slug,
        one.theme,
        one.label,
        one.unit,
        one.period,
        place,
        number(value),
        str(rank or ""),
        str(count),
        number(one.france),
        number(one.metropole),
        one.producer,
        one.publication,
        one.licence,
    ]
