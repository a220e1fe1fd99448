"""The rules of a vote in plain French: as they are frozen, or as they would be today."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.framing.told import ballot_told, count_told, zone_told
from essaim.engines.ballots.domain.vote.drafting import draft
from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.params import PRECEDENCES


def rules_of(consultation: Consultation, words: Words) -> dict[str, Any]:
    """Return the rules of an edition: the frozen ones once it has opened its vote, else what they would be."""
    frozen = dict(consultation.sealed_rules) if consultation.sealed else {}
    return frozen if "rule" in frozen else draft(consultation, words)


def said(consultation: Consultation, words: Words) -> dict[str, Any]:
    """Return what a page says of the rules."""
    rules = rules_of(consultation, words)
    reserved = {one.id: words.speech.label(one.label) for one in words.section.frame.reserved}
    ballot = rules["ballot"]
    return {
        "ballot_told": ballot_told(ballot),
        "count_told": count_told(rules["rule"]),
        "shares": rules["rule"]["rule"] != "greedy",
        "zones_told": [zone_told(zone, reserved) for zone in rules["zones"]],
        "age": ballot["minimum_age"],
        "paper": ballot["paper"],
        "precedence": PRECEDENCES[ballot["precedence"]],
        "frozen": consultation.sealed and "rule" in consultation.sealed_rules,
    }


@require_GET
@service_page
def page(request: HttpRequest, adoption: Adoption, number: int) -> HttpResponse:
    """The rules of one edition."""
    consultation = get_object_or_404(Consultation, adoption=adoption, number=number)
    context = {"adoption": adoption, "edition": consultation, **said(consultation, Words.of(adoption))}
    return render(request, "ballots/vote/rulebook.html", context)
