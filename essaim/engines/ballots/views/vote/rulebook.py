"""The rules of a vote in plain French: as they are frozen, or as they would be today."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.framing.told import rules_told
from essaim.engines.ballots.domain.vote.drafting import draft
from essaim.engines.ballots.models.consultation import Consultation


def rules_of(consultation: Consultation, words: Words) -> dict[str, Any]:
    """Return the rules of an edition: the frozen ones once it has opened its vote, else what they would be."""
    frozen = dict(consultation.sealed_rules) if consultation.sealed else {}
    return frozen if "rule" in frozen else draft(consultation, words)


def said(consultation: Consultation, words: Words) -> dict[str, Any]:
    """Return what a page says of the rules."""
    rules = rules_of(consultation, words)
    reserved = {one.id: words.speech.label(one.label) for one in words.section.frame.reserved}
    return {**rules_told(rules, reserved), "frozen": consultation.sealed and "rule" in consultation.sealed_rules}


@require_GET
@service_page
def page(request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The rules of one edition."""
    consultation = get_object_or_404(Consultation, adoption=adoption, number=number)
    context = {"adoption": adoption, "edition": consultation, **said(consultation, Words.of(adoption))}
    return render(request, "ballots/vote/rulebook.html", context)
