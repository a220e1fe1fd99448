"""The results page and the two lists: what visitors find."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from essaim.foundation.territories import public as territories
from essaim.foundation.ui.public import Facet, FacetOption, Tab
from essaim.portal.catalogue.domain.queries import finding
from essaim.portal.catalogue.models import Initiative, Solution, Status, Theme
from essaim.portal.catalogue.search import SearchPage, SearchRequest, search
from essaim.portal.catalogue.search.address import RADII, Address, parse, write
from essaim.portal.catalogue.views.maps import results_map

PER_LIST = 12
PLACES = 8
PER_PAGE = 10
"""Results on one screen: few enough to be read on a phone, whatever the programs that read the same address take."""

WORDS_OF_THE_ORDER = {"pertinence": "Vos mots d’abord", "recent": "Les plus récents", "titre": "Par titre"}


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Show what answers the address, as a list or as a map."""
    near = _near(request)
    if near.target:
        return redirect(f"{reverse('catalogue:search')}?{near.target}")
    address = parse(request.GET)
    address = replace(address, request=replace(address.request, per_page=PER_PAGE))
    page = search(address.request)
    if address.request.page > page.page_count:
        address = replace(address, request=replace(address.request, page=page.page_count))
        page = search(address.request)
    return render(
        request, "catalogue/find/results.html", _context(request, address, page) | _words_of_near(near, address)
    )


def _context(request: HttpRequest, address: Address, page: SearchPage) -> dict[str, Any]:
    words = finding.facet_words()
    query = write(address)
    return {
        "address": address,
        "asked": address.request,
        "page": page,
        "query": query,
        "results": finding.results(page),
        "facets": _facets(page, words),
        "active": _active(address, words),
        "tabs": _tabs(address, page),
        "map": results_map(page, query=_without(query, "vue", "departement")) if address.view == "carte" else None,
        "pages": Paginator(range(page.total), address.request.per_page).get_page(page.page),
        "corrected": [(one.asked, one.used) for one in page.corrected],
        "widened": finding.words_of(page.widened),
        "only_near": _only_near(page),
        "exact_query": _with(query, exact="oui"),
        "loose_query": _without(query, "exact"),
        "mine": _mine(request, address),
        "scope": territories.find(address.request.territory) if address.request.territory else None,
        "unscoped_query": _without(query, "territoire", "pres", "rayon"),
        "orders": _orders(address),
        "radii": RADII,
        "examples": finding.EVERYDAY,
        "kept": QueryDict(query).lists(),
        "elsewhere": 0 if page.total else _elsewhere(address),
    }


def _elsewhere(address: Address) -> int:
    """How many results the same words have without any filter: told where the filters leave nothing."""
    asked = address.request
    return search(SearchRequest(query=asked.query, exact=asked.exact, per_page=1)).total if address.filtered else 0


def _only_near(page: SearchPage) -> bool:
    """Say whether no result holds a word that was asked: each is here by its meaning alone."""
    how = {reason.how for group in page.groups for reason in group.head.reasons}
    return how == {"meaning"}


def _facets(page: SearchPage, words: dict[str, dict[str, str]]) -> list[Facet]:
    """The boxes to tick, commonest first; a value that nobody knows has no box."""
    groups = []
    for facet, (name, legend) in finding.FACET_NAMES.items():
        known = words[facet]
        options = [
            FacetOption(_value(facet, one.value), known[one.value], one.count, one.selected)
            for one in page.facets.get(facet, ())
            if one.value in known
        ]
        if options:
            groups.append(Facet(name, legend, options))
    return groups


def _value(facet: str, value: str) -> str:
    return value.removeprefix("departement-") if facet == "territory" else value


@dataclass(frozen=True)
class Active:
    """One filter that is on, and the address without it."""

    label: str
    query: str


def _active(address: Address, words: dict[str, dict[str, str]]) -> list[Active]:
    query = write(address)
    found = []
    for facet, (name, _legend) in finding.FACET_NAMES.items():
        known = {_value(facet, value): label for value, label in words[facet].items()}
        found += [
            Active(known.get(value, value), _without(query, name, value=value))
            for value in QueryDict(query).getlist(name)
        ]
    return found


def _tabs(address: Address, page: SearchPage) -> list[Tab]:
    base = reverse("catalogue:search")
    query = _without(write(address), "vue")
    return [
        Tab("Liste", f"{base}?{query}", address.view == "liste", page.total),
        Tab("Carte", f"{base}?{_with(query, vue='carte')}", address.view == "carte"),
    ]


def _orders(address: Address) -> list[Tab]:
    base, query = reverse("catalogue:search"), _without(write(address), "tri")
    orders = WORDS_OF_THE_ORDER | ({"distance": "Les plus près"} if address.near else {})
    names = {"relevance": "pertinence", "recent": "recent", "title": "titre", "distance": "distance"}
    current = names[address.request.sort]
    return [Tab(label, f"{base}?{_with(query, tri=name)}", name == current) for name, label in orders.items()]


def _mine(request: HttpRequest, address: Address) -> territories.TerritoryInfo | None:
    """The visitor's territory, offered as a filter where no other is asked."""
    chosen = territories.my_territory(request)
    return chosen if chosen and chosen.code != address.request.territory else None


def _with(query: str, **values: str) -> str:
    changed = QueryDict(query, mutable=True)
    for name, value in values.items():
        changed[name] = value
    return changed.urlencode()


def _without(query: str, *names: str, value: str = "") -> str:
    changed = QueryDict(query, mutable=True)
    for name in names:
        kept = [one for one in changed.getlist(name) if value and one != value]
        changed.setlist(name, kept)
    return changed.urlencode()


@dataclass(frozen=True)
class Near:
    """What somebody wrote to say where they are: where it leads, or the communes to choose from."""

    asked: str = ""
    choices: tuple[tuple[territories.TerritoryInfo, str], ...] = ()
    target: str = ""


def _near(request: HttpRequest) -> Near:
    """Turn a place that was written, or a position that the browser gave, into a commune of the address."""
    asked = " ".join(request.GET.get("lieu", "").replace("\x00", "").split())[:80]
    base = request.GET.copy()
    for name in ("lieu", "position", "pres", "page"):
        base.pop(name, None)
    found = _position(request.GET.get("position", "")) or (
        territories.search(asked, levels=["commune"], limit=PLACES) if asked else []
    )
    exact = [place for place in found if territories.fold(place.name) == territories.fold(asked)]
    chosen = found[0] if len(found) == 1 else exact[0] if len(exact) == 1 else None
    if chosen:
        return Near(target=_with(base.urlencode(), pres=chosen.code))
    return Near(asked, tuple((place, _with(base.urlencode(), pres=place.code)) for place in found))


def _words_of_near(near: Near, address: Address) -> dict[str, Any]:
    """What stands in the field of the commune: what was just written, or the commune that is kept."""
    return {"near": near, "near_text": near.asked or (address.near.name if address.near else "")}


def _position(text: str) -> list[territories.TerritoryInfo]:
    """The commune nearest to « latitude,longitude », which the browser has rounded to about a kilometre."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return []
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - the bounds of the earth
        return []
    return [place for place, _km in territories.nearest(latitude, longitude, level="commune", limit=1, within_km=50)]


@require_GET
def solutions(request: HttpRequest) -> HttpResponse:
    """Browse every solution, by theme."""
    return _list(request, Solution, "catalogue/find/solutions.html")


@require_GET
def initiatives(request: HttpRequest) -> HttpResponse:
    """Browse every initiative, by theme."""
    return _list(request, Initiative, "catalogue/find/initiatives.html")


def _list(request: HttpRequest, model: type[Solution] | type[Initiative], template: str) -> HttpResponse:
    themes = finding.theme_counts(model)
    theme = next((one for one in themes if one.slug == request.GET.get("theme")), None)
    rows = finding.cards_of(model._default_manager.order_by("title", "pk"))
    rows = rows.filter(themes=theme) if theme else rows
    page = Paginator(rows, PER_LIST).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": [{"page": row, "places": finding.place_names(row) if model is Initiative else ""} for row in page],
        "theme": theme,
        "themes": _theme_tabs(request, model, themes, theme),
        "total": page.paginator.count,
    }
    return render(request, template, context)


def _theme_tabs(
    request: HttpRequest, model: type[Solution] | type[Initiative], themes: list[Theme], current: Theme | None
) -> list[Tab]:
    total = model._default_manager.filter(status=Status.PUBLISHED).count()
    tabs = [Tab("Tous les thèmes", request.path, current is None, total)]
    return tabs + [Tab(one.label, f"{request.path}?theme={one.slug}", one == current, one.count) for one in themes]  # type: ignore[attr-defined]
