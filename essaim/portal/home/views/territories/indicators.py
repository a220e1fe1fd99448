"""Indicators: the list, the map of each, the files to download."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from essaim.foundation.territories import public as territories
from essaim.foundation.ui.public import spreadsheet
from essaim.portal.home.territory import france, sheets, words


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    groups: dict[str, list[territories.IndicatorInfo]] = {}
    for one in territories.indicators():
        groups.setdefault(words.theme(one.theme), []).append(one)
    return render(request, "home/territory/indicators.html", {"groups": groups})


@require_safe
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """Map an indicator; ``periode`` in the address chooses an older vintage."""
    table = _table(request, slug)
    context = {
        "table": table,
        "indicator": table.indicator,
        "theme": words.theme(table.indicator.theme),
        "scene": france.choropleth(table),
        "france": words.quantity(table.indicator.france, table.indicator),
        "metropole": words.quantity(table.indicator.metropole, table.indicator),
    }
    return render(request, "home/territory/indicator.html", context)


@require_safe
def indicator_csv(request: HttpRequest, slug: str) -> HttpResponse:
    table = _table(request, slug)
    name = f"{slug}-{table.indicator.period}".replace(" ", "-")
    return spreadsheet(name, sheets.COLUMNS, sheets.lines_of_indicator(table))


@require_safe
def territory_csv(_request: HttpRequest, level: str, slug: str) -> HttpResponse:
    found = territories.find(f"{level}-{slug.partition('-')[0].upper()}")
    if found is None:
        raise Http404
    return spreadsheet(f"indicateurs-{found.slug}", sheets.COLUMNS, sheets.lines_of(found))


def _table(request: HttpRequest, slug: str) -> territories.IndicatorTable:
    try:
        return territories.indicator_table(slug, request.GET.get("periode") or None)
    except territories.UnknownIndicatorError as error:
        raise Http404 from error
