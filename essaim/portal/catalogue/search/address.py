"""A search and its address are the same thing: results, downloads, feeds and frames all read this query string."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict

from essaim.portal.catalogue.search.page import SearchRequest, Sort

PARAMETERS = {
    "theme": "theme",
    "public": "public",
    "territory": "departement",
    "stage": "etape",
    "evidence": "preuve",
}
"""For each facet, the name of its parameter in the address."""
SORTS: dict[str, Sort] = {"pertinence": "relevance", "recent": "recent", "titre": "title", "distance": "distance"}
_NAMES = {"theme": "themes", "public": "publics", "territory": "departements", "stage": "stages", "evidence": "evidence"}
_SLUG = re.compile(r"^[\w-]{1,100}$")
QUERY_LENGTH = 200
VALUES = 50
"""How many values of one facet are read: an address is not a place for lists without end."""


def read_address(data: QueryDict, *, per_page: int = 20) -> SearchRequest:
    """Return the search that an address asks for; what makes no sense there is left out, never an error.

    Parameters: ``q``, ``theme``, ``public``, ``departement``, ``etape``, ``preuve`` (repeatable), ``territoire``,
    ``lat`` and ``lon`` (degrees), ``tri`` (pertinence, recent, titre, distance), ``page``.
    """
    chosen = {_NAMES[facet]: _values(data.getlist(name)) for facet, name in PARAMETERS.items()}
    territory = data.get("territoire", "")
    return SearchRequest(
        query=data.get("q", "").replace("\x00", "").strip()[:QUERY_LENGTH],
        **chosen,
        territory=territory if _SLUG.match(territory) else "",
        near=_point(data.get("lat", ""), data.get("lon", "")),
        sort=SORTS.get(data.get("tri", ""), "relevance"),
        page=_page(data.get("page", "")),
        per_page=per_page,
    )


def write_address(request: SearchRequest, *, page: int = 1) -> str:
    """Return the query string of a search, shortest form: what is not asked is not written."""
    pairs: list[tuple[str, str]] = [("q", request.query)] if request.query else []
    for facet, name in PARAMETERS.items():
        pairs += [(name, value) for value in getattr(request, _NAMES[facet])]
    pairs += [("territoire", request.territory)] if request.territory else []
    if request.near:
        pairs += [("lat", f"{request.near[0]:.5f}"), ("lon", f"{request.near[1]:.5f}")]
    sort = next(name for name, value in SORTS.items() if value == request.sort)
    pairs += [("tri", sort)] if request.sort != "relevance" else []
    pairs += [("page", str(page))] if page > 1 else []
    return urlencode(pairs)


def _values(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if _SLUG.match(value)))[:VALUES]


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None  # noqa: PLR2004 - degrees


def _page(text: str) -> int:
    return int(text) if re.fullmatch(r"[1-9]\d{0,4}", text) else 1
