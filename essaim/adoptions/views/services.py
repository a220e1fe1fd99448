"""The services that are open, for whoever heard of one and looks for it where she lives."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from essaim.adoptions.domain.queries.services import open_services, reaching, within
from essaim.foundation.territories.public import TerritoryInfo, find, my_territory, search

A_PAGE = 24
OTHER_PLACES = 5
LONGEST_NAME = 80


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All that is open, or what reaches one place (``lieu``: its name, its postcode or its code) and what is open within it."""
    asked = request.GET.get("lieu", "").strip()[:LONGEST_NAME]
    place, others = _places(asked)
    services = reaching(place.code) if place else open_services().filter(simulated=False)
    context = {
        "asked": asked,
        "place": place,
        "others": others,
        "mine": None if asked else my_territory(request),
        "page": Paginator(services, A_PAGE).get_page(request.GET.get("page")),
        "within": list(within(place.code)[:A_PAGE]) if place else [],
        "simulated": list(open_services().filter(simulated=True)[:A_PAGE]),
    }
    return render(request, "adoptions/services/index.html", context)


def _places(asked: str) -> tuple[TerritoryInfo | None, list[TerritoryInfo]]:
    """Return the place meant, and the others that the same words may mean."""
    if known := find(asked):
        return known, []
    found = search(asked, limit=OTHER_PLACES + 1)
    return (found[0], found[1:]) if found else (None, [])
