"""Territories by code, by name, by containment, by distance."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from heapq import nsmallest
from math import cos, radians

from django.db.models import Count, Q, QuerySet

from essaim.cores.distance import haversine_km
from essaim.foundation.territories.domain.names import fold
from essaim.foundation.territories.domain.queries.index import LEVELS, cleared_with_territories, index
from essaim.foundation.territories.domain.queries.info import TerritoryInfo, UnknownTerritoryError, info, infos
from essaim.foundation.territories.models import Containment, Level, Territory

KM_PER_DEGREE = 111.2


def get(code: str) -> TerritoryInfo:
    """Return the territory of a code; raise UnknownTerritoryError when there is none."""
    territory = find(code)
    if territory is None:
        raise UnknownTerritoryError(code)
    return territory


def find(code: str) -> TerritoryInfo | None:
    """Return the territory of a code, or None. The code may be anything that a form carried."""
    territory = Territory.objects.filter(code=code).first() if "\x00" not in code else None
    return info(territory) if territory else None


def get_many(codes: Iterable[str]) -> dict[str, TerritoryInfo]:
    """Return the known ones among codes, in the order asked, in one query."""
    asked = list(dict.fromkeys(codes))
    found = {territory.code: info(territory) for territory in Territory.objects.filter(code__in=asked).order_by()}
    return {code: found[code] for code in asked if code in found}


def search(text: str, *, levels: Collection[str] | None = None, limit: int = 10) -> list[TerritoryInfo]:
    """Return territories by the beginning of a name, a postcode, or the number of a département.

    Accents, capitals, hyphens and « St » do not matter; a leading article may be left out.
    Exact names come first, then larger levels, then population. One query at most.
    """
    folded = fold(text)
    wanted = set(levels or LEVELS)
    ranked = {code: rank for code, rank in _matches(folded).items() if code.partition("-")[0] in wanted}
    order = index().order
    codes = nsmallest(limit, ranked, key=lambda code: (ranked[code], order[code]))
    return list(get_many(codes).values()) if codes else []


NAMED_AT_MOST = 50


def communes_named(line: str, territory: str) -> list[str]:
    """Return the codes of the communes of a territory that a person names in one line; none when nothing answers.

    Args:
        line: A name, an official number (32013), a postcode, or the number of an EPCI (nine digits: those of its communes that are there).
        territory: Code of the territory; a commune holds itself only.
    """
    inside = {one.code: one.name for one in parts(territory, Level.COMMUNE)} or {territory: ""}
    if f"commune-{line}" in inside:
        return [f"commune-{line}"]
    if line.isdigit() and find(f"epci-{line}") is not None:
        return [one.code for one in parts(f"epci-{line}", Level.COMMUNE) if one.code in inside]
    found = [one.code for one in search(line, levels={Level.COMMUNE}, limit=NAMED_AT_MOST) if one.code in inside]
    exact = [code for code in found if fold(inside[code]) == fold(line)]
    if exact or line.isdigit():
        return exact[:1] or found
    return found if len(found) == 1 else []


def _matches(folded: str) -> dict[str, int]:
    """Return the codes found, with 0 for an exact match and 1 for a beginning."""
    if not folded:
        return {}
    if folded[0].isdigit():
        return _by_number(folded.upper())
    found: dict[str, int] = {}
    names = index().names
    for name in index().with_prefix(folded):
        for code in names[name]:
            found[code] = min(found.get(code, 1), int(name != folded))
    return found


def _by_number(number: str) -> dict[str, int]:
    known = index()
    found = {code: 0 for code in (f"departement-{number}", f"commune-{number}") if code in known.order}
    for postcode, codes in known.postcodes.items():
        if postcode.startswith(number):
            for code in codes:
                found.setdefault(code, int(postcode != number))
    return found


def ancestors(code: str) -> list[TerritoryInfo]:
    """Return what contains a territory, largest first."""
    return _sorted(Territory.objects.filter(parts__part__code=code))


def parts(code: str, level: str | None = None) -> list[TerritoryInfo]:
    """Return what a territory contains, larger levels first, then by name; of one level when given."""
    return list(_parts(code, level))


@lru_cache(maxsize=128)
def _parts(code: str, level: str | None) -> tuple[TerritoryInfo, ...]:
    """Keep the lists that pages show again and again: they change once a year."""
    found = Territory.objects.filter(wholes__whole__code=code, retired=False)
    return tuple(_sorted(found.filter(level=level) if level else found))


def part_counts(code: str) -> dict[str, int]:
    """Return how many territories of each level a territory contains; a level that it has none of is absent. One query."""
    found = Territory.objects.filter(wholes__whole__code=code, retired=False).order_by()
    return dict(found.values_list("level").annotate(count=Count("pk")))


def _sorted(found: QuerySet[Territory]) -> list[TerritoryInfo]:
    """Sort by level, then by name without accents: the two databases would each have their own alphabet."""
    return sorted(infos(found.order_by()), key=lambda one: (LEVELS.index(one.level), fold(one.name), one.code))


@lru_cache(maxsize=512)
def concerned_by(code: str) -> frozenset[str]:
    """Return a territory, all that contains it and all that it contains, as codes; empty when it is unknown.

    What concerns Hérault: Hérault, its communes and EPCI, its region, France.
    """
    if code not in index().order:
        return frozenset()
    wholes = Containment.objects.filter(part__code=code).values_list("whole__code", flat=True)
    inside = Containment.objects.filter(whole__code=code).values_list("part__code", flat=True)
    return frozenset({code, *wholes, *inside})


def concerned(code: str, path: str = "territories") -> Q:
    """Return the same as a condition on a relation to territories (its name is ``path``): add ``distinct()`` on a many-to-many."""
    wholes = Containment.objects.filter(part__code=code).values("whole")
    inside = Containment.objects.filter(whole__code=code).values("part")
    return Q(**{f"{path}__code": code}) | Q(**{f"{path}__in": wholes}) | Q(**{f"{path}__in": inside})


def departements_of(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return, for each code, the départements that it is, touches or contains; none for France, which is all of them. One query."""
    asked = set(codes)
    found = defaultdict[str, set[str]](set)
    for code in asked:
        if code.startswith(f"{Level.DEPARTEMENT.value}-"):
            found[code].add(code)
    up = Q(part__code__in=asked, whole__level=Level.DEPARTEMENT)
    down = Q(whole__code__in=asked, whole__level=Level.REGION, part__level=Level.DEPARTEMENT)
    for whole, part in Containment.objects.filter(up | down).values_list("whole__code", "part__code"):
        inner, departement = (part, whole) if whole.startswith(f"{Level.DEPARTEMENT.value}-") else (whole, part)
        found[inner].add(departement)
    return {code: tuple(sorted(found[code])) for code in asked}


@cache
def departements() -> tuple[TerritoryInfo, ...]:
    """Return the départements by official number."""
    return tuple(infos(Territory.objects.filter(level=Level.DEPARTEMENT, retired=False).order_by("insee")))


def nearest(
    latitude: float,
    longitude: float,
    *,
    level: str = Level.COMMUNE,
    limit: int = 10,
    within_km: float | None = None,
) -> list[tuple[TerritoryInfo, float]]:
    """Return the territories whose point is nearest, with the distance in kilometres. Without ``within_km``: within 50 km."""
    reach = 50.0 if within_km is None else within_km
    north = reach / KM_PER_DEGREE
    east = north / max(0.1, cos(radians(latitude)))
    box = Territory.objects.filter(
        level=level,
        retired=False,
        latitude__range=(latitude - north, latitude + north),
        longitude__range=(longitude - east, longitude + east),
    ).order_by()
    near = [
        (haversine_km(latitude, longitude, place.latitude or 0.0, place.longitude or 0.0), place.code, place)
        for place in box
    ]
    return [(info(place), km) for km, _code, place in nsmallest(limit, near) if km <= reach]


cleared_with_territories(concerned_by.cache_clear)
cleared_with_territories(departements.cache_clear)
cleared_with_territories(_parts.cache_clear)
