"""What the catalogue shows on the home page and on the page of a territory."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.foundation.territories.public import TerritoryInfo
from essaim.foundation.ui.public import register_panel
from essaim.portal.catalogue.domain.queries import panels
from essaim.portal.catalogue.domain.queries.diffusion import most_spread, stops_of, until, years_of
from essaim.portal.catalogue.domain.queries.finding import place_names
from essaim.portal.catalogue.views.maps import diffusion_map
from essaim.portal.catalogue.views.read import chosen_year, year_links

Context = dict[str, Any] | None


def register() -> None:
    """Register the panels of the catalogue."""
    for order, name, build in [
        (10, "diffusion", _diffusion),
        (20, "figures", _figures),
        (30, "barometer", _barometer),
        (40, "recent", _recent),
    ]:
        register_panel("home", order, _draw(name, build))
    register_panel("barometers", 10, _draw("barometer", _barometer))
    register_panel("territory", 10, _draw("territory", _territory))


def _draw(
    name: str, build: Callable[[HttpRequest, Any], Context]
) -> Callable[[HttpRequest, object], SafeString | None]:
    def render(request: HttpRequest, subject: object) -> SafeString | None:
        context = build(request, subject)
        return None if context is None else render_to_string(f"catalogue/panels/{name}.html", context, request=request)

    return render


def _diffusion(request: HttpRequest, _subject: object) -> Context:
    """The way of the solution that has gone furthest, year by year."""
    solution = most_spread()
    stops = stops_of(solution) if solution else []
    if solution is None or not stops:
        return None
    years = years_of(stops)
    year = chosen_year(request, years)
    title = f"En {year}, parmi les dates connues" if year else "Tout ce que l’on sait"
    return {
        "solution": solution,
        "map": diffusion_map(title, until(stops, year)),
        "years": year_links(request, years, year),
        "undated": sum(stop.year is None for stop in stops) if year else 0,
    }


def _figures(_request: HttpRequest, _subject: object) -> Context:
    found = panels.key_figures()
    return {"figures": found} if found.initiatives else None


def _barometer(_request: HttpRequest, _subject: object) -> Context:
    page = panels.barometer()
    return {"page": page, "passages": page.passages.get("how_it_works", [])} if page else None


def _recent(_request: HttpRequest, _subject: object) -> Context:
    rows = panels.recently_updated()
    return {"rows": [{"page": page, "places": place_names(page)} for page in rows]} if rows else None


def _territory(_request: HttpRequest, subject: object) -> Context:
    """What is done here; without anything, what to do next."""
    if not isinstance(subject, TerritoryInfo):
        return None
    here = panels.initiatives_of(subject.code)
    return {
        "territory": subject,
        "rows": [{"page": page, "places": place_names(page)} for page in here.initiatives],
        "total": here.total,
        "more": here.total - len(here.initiatives),
        "studied": here.studied,
    }
