"""The address of the results page, read and written: everything that a search is stands in its query string.

The downloads, the feeds, the embedded view and the alerts read the same address. A value that means nothing is left
out with a sentence; nothing in an address makes a page fail.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

from django.http import QueryDict

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue import params
from essaim.portal.catalogue.models.term import Public, Theme
from essaim.portal.catalogue.search.page import SearchRequest, Sort

View = Literal["liste", "carte"]
PER_PAGE = 20
RADII = (10, 20, 50, 100)
"""The distances offered around a commune, in kilometres."""

DEFAULT_RADIUS = 50
LAST_PAGE = 10_000
LONGEST_QUERY = 300
LONGEST_VALUE = 100
MOST_VALUES = 40
SORTS: dict[str, Sort] = {"pertinence": "relevance", "recent": "recent", "titre": "title", "distance": "distance"}
VIEWS: tuple[View, ...] = ("liste", "carte")
DEPARTEMENT = "departement-"


@dataclass(frozen=True)
class Address:
    """What an address asks: the request, the view, the commune around which one looks, and what was left out.

    ``ignored``: French sentences, one per value that means nothing.
    """

    request: SearchRequest
    view: View = "liste"
    near: territories.TerritoryInfo | None = None
    radius: int = DEFAULT_RADIUS
    ignored: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        """Say whether anything but the words narrows the search."""
        asked = self.request
        lists = (asked.themes, asked.publics, asked.departements, asked.stages, asked.evidence, asked.territory)
        return bool(self.near or any(lists))


@dataclass
class _Reading:
    """One reading of a query string: its values, and the sentences on what was left out."""

    values: QueryDict
    ignored: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return " ".join(self.values.get(name, "").replace("\x00", " ").split())[:LONGEST_QUERY]

    def ignore(self, label: str, value: str) -> None:
        self.ignored.append(
            f"{label} «\u00a0{value[:LONGEST_VALUE]}\u00a0» n’existe pas\u00a0: ce filtre est laissé de côté."
        )

    def many(self, name: str, label: str, accepts: Callable[[str], bool]) -> tuple[str, ...]:
        kept: list[str] = []
        for value in self.values.getlist(name)[:MOST_VALUES]:
            if value and accepts(value):
                kept.append(value)
            elif value:
                self.ignore(label, value)
        return tuple(dict.fromkeys(kept))

    def one_of(self, name: str, label: str, choices: Sequence[str]) -> str:
        value = self.values.get(name, "")
        if value and value not in choices:
            self.ignore(label, value)
        return value if value in choices else choices[0]

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.values.get(name, "")
        return min(max(int(value), low), high) if value.isascii() and value.isdigit() and len(value) < 9 else default  # noqa: PLR2004 - nine digits are no page

    def territory(self, name: str, label: str) -> territories.TerritoryInfo | None:
        code = self.values.get(name, "").strip()
        found = territories.find(code) if code and len(code) <= LONGEST_VALUE else None
        if code and found is None:
            self.ignore(label, code)
        return found


def read_address(values: QueryDict) -> SearchRequest:
    """Return the search that an address asks. Costs one query where a territory or a commune is named."""
    return parse(values).request


def parse(values: QueryDict) -> Address:
    """Return everything that an address asks. Never raises: what means nothing is left out, and said."""
    reading = _Reading(values)
    near = reading.territory("pres", "La commune")
    if near and near.latitude is None:
        near = None
    scope = reading.territory("territoire", "Le territoire")
    radius = reading.number("rayon", DEFAULT_RADIUS, 1, 1000)
    request = _facets(reading, SearchRequest(query=reading.text("q"), per_page=PER_PAGE))
    request = replace(
        request,
        territory=scope.code if scope else "",
        near=(near.latitude, near.longitude)
        if near and near.latitude is not None and near.longitude is not None
        else None,
        within_km=float(radius) if near else None,
        exact=values.get("exact") == "oui",
        sort=_sort(reading, near),
        page=reading.number("page", 1, 1, LAST_PAGE),
    )
    view = "carte" if reading.one_of("vue", "La vue", VIEWS) == "carte" else "liste"
    return Address(request, "carte" if view == "carte" else "liste", near, radius, tuple(reading.ignored))


def _facets(reading: _Reading, request: SearchRequest) -> SearchRequest:
    stages, evidence = set(params.Stage), set(params.EvidenceLevel)
    numbers = {place.insee for place in territories.departements()} if "departement" in reading.values else set()
    departements = reading.many("departement", "Le département", lambda value: value in numbers)
    return replace(
        request,
        themes=reading.many("theme", "Le thème", _known(reading, "theme", Theme).__contains__),
        publics=reading.many("public", "Le public", _known(reading, "public", Public).__contains__),
        departements=tuple(f"{DEPARTEMENT}{number}" for number in departements),
        stages=reading.many("etape", "L’étape", lambda value: value in stages),
        evidence=reading.many("preuve", "Le niveau de preuve", lambda value: value in evidence),
    )


def _known(reading: _Reading, name: str, model: type[Theme] | type[Public]) -> set[str]:
    """Return the terms that exist among those asked: one query, none where none is asked."""
    asked = [
        value
        for value in reading.values.getlist(name)[:MOST_VALUES]
        if 0 < len(value) <= LONGEST_VALUE and "\x00" not in value
    ]
    return set(model._default_manager.filter(slug__in=asked).values_list("slug", flat=True)) if asked else set()


def _sort(reading: _Reading, near: territories.TerritoryInfo | None) -> Sort:
    """Near a commune, the nearest come first unless another order is asked; without one, distance means nothing."""
    asked = SORTS[reading.one_of("tri", "Le tri", list(SORTS))]
    if near and "tri" not in reading.values:
        return "distance"
    return "relevance" if asked == "distance" and near is None else asked


def write(address: Address) -> str:
    """Return the shortest query string that asks the same, the page number left out: for links, alerts and feeds."""
    asked = address.request
    sort = next(name for name, value in SORTS.items() if value == asked.sort)
    pairs = [("q", asked.query)] if asked.query else []
    pairs += [("theme", value) for value in asked.themes] + [("public", value) for value in asked.publics]
    pairs += [("departement", code.removeprefix(DEPARTEMENT)) for code in asked.departements]
    pairs += [("etape", value) for value in asked.stages] + [("preuve", value) for value in asked.evidence]
    pairs += [("territoire", asked.territory)] if asked.territory else []
    pairs += [("pres", address.near.code), ("rayon", str(address.radius))] if address.near else []
    pairs += [("exact", "oui")] if asked.exact else []
    pairs += [("tri", sort)] if sort not in {"pertinence", "distance"} else []
    pairs += [("vue", address.view)] if address.view != "liste" else []
    return urlencode(pairs)
