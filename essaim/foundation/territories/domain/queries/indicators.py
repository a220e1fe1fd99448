"""Indicators as they are read: the latest vintage of each, ranks, national values, series."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Max
from django.utils.formats import date_format

from essaim.foundation.territories.domain.queries.index import cleared_with_territories
from essaim.foundation.territories.domain.queries.info import TerritoryInfo
from essaim.foundation.territories.domain.queries.places import departements
from essaim.foundation.territories.models import Indicator, Level, Value, Vintage

THEMES = ("population", "revenus", "emploi", "minima sociaux", "autonomie", "enfance", "education", "logement", "santé")
"""The order of themes on a page; a new theme comes after them, by name."""


class UnknownIndicatorError(LookupError):
    """No indicator, or no vintage of it, has this name."""


@dataclass(frozen=True)
class IndicatorInfo:
    """One vintage of an indicator. ``coverage``: number of départements with a value; ``decimals``: those published."""

    slug: str
    theme: str
    label: str
    unit: str
    period: str
    as_of: date
    producer: str
    publication: str
    licence: str
    coverage: int
    decimals: int
    france: float | None
    metropole: float | None

    @property
    def period_label(self) -> str:
        """The period in words: « 1er janvier 2025 », « 4e trimestre 2024 », « 2021 », « édition 2024 »."""
        quarter = re.fullmatch(r"(\d{4})-T([1-4])", self.period)
        if quarter:
            return f"{quarter[2]}{'er' if quarter[2] == '1' else 'e'} trimestre {quarter[1]}"
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.period):
            day = "1er" if self.as_of.day == 1 else str(self.as_of.day)
            return f"{day} {date_format(self.as_of, 'F Y')}"
        return self.period.replace("edition", "édition")

    @property
    def national(self) -> float | None:
        """The value of France, or of metropolitan France where only that is published; None where neither is."""
        return self.metropole if self.france is None else self.france

    @property
    def national_scope(self) -> str:
        """Which of the two: ``FR``, ``FM`` or an empty string."""
        if self.france is not None:
            return "FR"
        return "" if self.metropole is None else "FM"


@dataclass(frozen=True)
class IndicatorReading:
    """An indicator as one territory reads it. ``rank``: 1 is the highest value among ``count`` of its level; None when missing."""

    indicator: IndicatorInfo
    value: float | None
    rank: int | None
    count: int

    @property
    def national(self) -> float | None:
        return self.indicator.national

    @property
    def national_scope(self) -> str:
        return self.indicator.national_scope


@dataclass(frozen=True)
class IndicatorRow:
    """One line of the table of an indicator."""

    territory: TerritoryInfo
    value: float | None
    rank: int | None


@dataclass(frozen=True)
class IndicatorTable:
    """An indicator over the départements, with the periods that the platform holds, newest first."""

    indicator: IndicatorInfo
    rows: tuple[IndicatorRow, ...]
    periods: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Latest:
    """The latest vintage of every indicator, and its values by territory code; the same object until the next import."""

    infos: Mapping[str, IndicatorInfo]
    values: Mapping[str, Mapping[str, float]]


def latest() -> Latest:
    """Return the latest vintages, kept in memory until an import changes them. One small query when they are."""
    state = Vintage.objects.aggregate(count=Count("pk"), at=Max("imported_at"))
    return _latest(state["count"], state["at"])


@lru_cache(maxsize=2)
def _latest(_count: int, _at: datetime | None) -> Latest:
    newest: dict[str, Vintage] = {}
    for vintage in Vintage.objects.select_related("indicator").order_by("as_of", "pk"):
        newest[vintage.indicator.slug] = vintage
    values = _values([vintage.pk for vintage in newest.values()])
    found = [_info(vintage, values[vintage.pk]) for vintage in newest.values()]
    by_slug = {one.slug: values[newest[one.slug].pk] for one in found}
    return Latest({one.slug: one for one in sorted(found, key=_place)}, by_slug)


def _values(vintages: list[int]) -> dict[int, dict[str, float]]:
    values = defaultdict[int, dict[str, float]](dict)
    rows = Value.objects.filter(vintage__in=vintages)
    for vintage, code, value in rows.values_list("vintage", "territory__code", "value"):
        values[vintage][code] = value
    return values


def _info(vintage: Vintage, values: Mapping[str, float]) -> IndicatorInfo:
    indicator: Indicator = vintage.indicator
    return IndicatorInfo(
        slug=indicator.slug,
        theme=indicator.theme,
        label=indicator.label,
        unit=indicator.unit,
        period=vintage.period,
        as_of=vintage.as_of,
        producer=vintage.producer,
        publication=vintage.publication,
        licence=vintage.licence,
        coverage=sum(code.startswith(f"{Level.DEPARTEMENT.value}-") for code in values),
        decimals=vintage.decimals,
        france=vintage.france,
        metropole=vintage.metropole,
    )


def _place(one: IndicatorInfo) -> tuple[int, str, str]:
    return (THEMES.index(one.theme) if one.theme in THEMES else len(THEMES), one.theme, one.label)


def indicators() -> list[IndicatorInfo]:
    """Return the latest vintage of every indicator, by theme then label."""
    return list(latest().infos.values())


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Return the rank of each key, 1 for the highest value; equal values share the better rank."""
    order = sorted(values.values(), reverse=True)
    first: dict[float, int] = {}
    for rank, value in enumerate(order, start=1):
        first.setdefault(value, rank)
    return {key: first[value] for key, value in values.items()}


def profile(code: str) -> list[IndicatorReading]:
    """Return every indicator as one territory reads it, missing values included (``value`` is then None), by theme."""
    known = latest()
    order = _ranks(known, code.partition("-")[0])
    return [
        IndicatorReading(one, known.values[slug].get(code), order[slug].get(code), len(order[slug]))
        for slug, one in known.infos.items()
    ]


@lru_cache(maxsize=8)
def _ranks(known: Latest, level: str) -> dict[str, dict[str, int]]:
    """Rank the territories of one level by each indicator, once per import."""
    return {
        slug: ranks({code: value for code, value in values.items() if code.partition("-")[0] == level})
        for slug, values in known.values.items()
    }


def distributions() -> dict[str, dict[str, float]]:
    """Return, for the latest vintage of each indicator, the values of the départements by code."""
    level = f"{Level.DEPARTEMENT.value}-"
    return {
        slug: {code: value for code, value in values.items() if code.startswith(level)}
        for slug, values in latest().values.items()
    }


def indicator_table(slug: str, period: str | None = None) -> IndicatorTable:
    """Return an indicator over all départements, for one period or the latest; raise UnknownIndicatorError.

    Rows go from the highest value to the lowest, missing values last, by name.
    """
    vintages = list(Vintage.objects.filter(indicator__slug=slug).select_related("indicator").order_by("-as_of", "-pk"))
    chosen = next((vintage for vintage in vintages if period in (None, vintage.period)), None)
    if chosen is None:
        raise UnknownIndicatorError(slug)
    values = _values([chosen.pk])[chosen.pk]
    places = departements()
    order = ranks({place.code: values[place.code] for place in places if place.code in values})
    rows = [IndicatorRow(place, values.get(place.code), order.get(place.code)) for place in places]
    rows.sort(key=lambda row: (row.rank or len(rows) + 1, row.territory.name))
    return IndicatorTable(_info(chosen, values), tuple(rows), tuple(vintage.period for vintage in vintages))


def series(slug: str, code: str) -> list[tuple[str, float]]:
    """Return (period, value) of one territory over all vintages, oldest first; a period without a value is absent."""
    found = Value.objects.filter(vintage__indicator__slug=slug, territory__code=code)
    return list(found.order_by("vintage__as_of").values_list("vintage__period", "value"))


cleared_with_territories(_latest.cache_clear)
cleared_with_territories(_ranks.cache_clear)
