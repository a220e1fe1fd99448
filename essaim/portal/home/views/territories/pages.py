"""The way in, and one page for each territory."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from essaim.foundation.territories import public as territories
from essaim.portal.home.territory import france, sheets, words

PER_PAGE = 25
FOUND = 20
Context = dict[str, Any]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find one's territory: by name, on the map, in the list by region."""
    query = request.GET.get("q", "").strip()[:100]
    regions = france.regions()
    context = {
        "query": query,
        "found": _found(query) if query else [],
        "regions": regions,
        "scene": france.ways_in(regions),
        "chosen": territories.my_territory(request),
    }
    return render(request, "home/territory/index.html", context)


def _found(query: str) -> list[tuple[territories.TerritoryInfo, str]]:
    """Return the territories found, small ones with their départements: many communes share a name."""
    found = territories.search(query, limit=FOUND)
    names = {place.code: f"{place.name} ({place.insee})" for place in territories.departements()}
    small = [one.code for one in found if one.level in (territories.Level.COMMUNE, territories.Level.EPCI)]
    around = territories.departements_of(small) if small else {}
    return [(one, ", ".join(names[code] for code in around.get(one.code, ()) if code in names)) for one in found]


@require_safe
def country(request: HttpRequest) -> HttpResponse:
    found = territories.find("pays-FR")
    if found is None:
        raise Http404
    context = {
        **_shared(request, found),
        "regions": territories.parts(found.code, "region"),
        "indicators": [
            (one, words.quantity(one.france, one), words.quantity(one.metropole, one))
            for one in territories.indicators()
        ],
    }
    return render(request, "home/territory/country.html", context)


@require_safe
def territory(request: HttpRequest, level: str, slug: str) -> HttpResponse:
    """Show a territory; an address with the right number and another name leads to the right one."""
    found = territories.find(f"{level}-{slug.partition('-')[0].upper()}")
    if found is None:
        raise Http404
    if found.path != request.path:
        return redirect(found.path, permanent=True)
    template, fill = PAGES[level]
    return render(request, f"home/territory/{template}.html", _shared(request, found) | fill(request, found))


def _shared(request: HttpRequest, found: territories.TerritoryInfo) -> Context:
    wholes, themes = territories.ancestors(found.code), sheets.themes(found)
    apart = (territories.Level.COUNTRY, territories.Level.EPCI)
    return {
        "territory": found,
        "wholes": wholes,
        "population_source": territories.POPULATION,
        "population": words.population(found.population),
        "crumbs": [
            ("Territoires", "/territoires/"),
            *((one.name, one.path) for one in wholes if one.level not in apart),
        ],
        "counts": territories.part_counts(found.code),
        "mine": request.session.get("territory") == found.code,
        "themes": themes,
        "distinctive": sheets.distinctive(themes),
        "outlines": [],
        "marked": "",
    }


def _departement(request: HttpRequest, found: territories.TerritoryInfo) -> Context:
    return {
        **_communes(request, found),
        "neighbours": sheets.neighbours(found),
        "intercommunalities": territories.parts(found.code, "epci"),
        "outlines": [found.insee],
        "compared": len(territories.compared(territories.indicators())),
    }


def _region(_request: HttpRequest, found: territories.TerritoryInfo) -> Context:
    return {"departements": territories.parts(found.code, "departement")}


def _epci(request: HttpRequest, found: territories.TerritoryInfo) -> Context:
    departements = [one for one in territories.ancestors(found.code) if one.level == territories.Level.DEPARTEMENT]
    listed = _communes(request, found)
    codes = " ".join(one.insee for one in listed["communes"].paginator.object_list) if not listed["asked"] else ""
    return {**listed, "departements": departements, "outlines": [one.insee for one in departements], "marked": codes}


def _commune(_request: HttpRequest, found: territories.TerritoryInfo) -> Context:
    near: list[tuple[territories.TerritoryInfo, float]] = []
    if found.latitude is not None and found.longitude is not None:
        near = territories.nearest(found.latitude, found.longitude, limit=9)
    departements = [one for one in territories.ancestors(found.code) if one.level == territories.Level.DEPARTEMENT]
    return {
        "near": [(place, km) for place, km in near if place.code != found.code][:8],
        "departement": next(iter(departements), None),
        "outlines": [one.insee for one in departements],
        "marked": found.insee,
    }


def _communes(request: HttpRequest, found: territories.TerritoryInfo) -> Context:
    """List the communes page by page; ``commune`` in the address keeps those whose name or postcode holds it."""
    asked = request.GET.get("commune", "").strip()[:80]
    wanted = territories.fold(asked)
    communes = [
        one
        for one in territories.parts(found.code, "commune")
        if wanted in territories.fold(one.name) or any(post.startswith(wanted) for post in one.postcodes)
    ]
    return {"asked": asked, "communes": Paginator(communes, PER_PAGE).get_page(request.GET.get("page"))}


PAGES: dict[str, tuple[str, Callable[[HttpRequest, territories.TerritoryInfo], Context]]] = {
    "departement": ("departement", _departement),
    "region": ("region", _region),
    "epci": ("epci", _epci),
    "commune": ("commune", _commune),
}
