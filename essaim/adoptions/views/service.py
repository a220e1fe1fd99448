"""The public page of an adoption."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from essaim.adoptions.domain.participating import doors
from essaim.adoptions.guard import service_page
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption
from essaim.adoptions.world import service_words


@service_page
def page(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """What the service is, for whom, how to reach it, its ways in."""
    terms = adoption.terms
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    ways = [(name, speech.text(door.label), speech.text(door.help)) for name, door in doors(terms).items()]
    summary = speech.text(terms.kit.record.kit.summary)
    return render(request, "adoptions/service.html", {"adoption": adoption, "summary": summary, "ways": ways})
