"""The home page: one question, three doors, and what the apps below have to show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.public import EVERYDAY


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "home/index.html", {"examples": EVERYDAY, "mine": territories.my_territory(request)})
