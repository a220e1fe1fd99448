"""The public page of an adoption: the real thing, and its ways in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from essaim.adoptions.domain.queries.entrance import entrance
from essaim.adoptions.guard import service_page
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption
from essaim.adoptions.views.begin import door_links
from essaim.adoptions.world import service_words


@service_page
def page(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """What the service is, for whom, what it takes, which data, how to reach it otherwise, its ways in."""
    terms = adoption.terms
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    context = {"adoption": adoption, "said": entrance(adoption), "ways": door_links(adoption, speech)}
    return render(request, "adoptions/service.html", context)
