"""The public page of a participatory budget: where the edition stands, its dates, its money."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.queries.promising import WON
from essaim.engines.ballots.domain.edition.words import Words, euros
from essaim.engines.ballots.models.edition import ON_THE_BALLOT, Consultation, IdeaState, PhaseKey
from essaim.engines.ballots.views.vote.rulebook import said


@dataclass(frozen=True)
class Step:
    """A phase on the line of an edition."""

    key: str
    label: str
    opens: date
    closes: date
    open: bool
    over: bool


def steps(consultation: Consultation, now: str) -> list[Step]:
    """Return the phases of an edition in their order; ``now`` is the one that is open."""
    today, spans = timezone.localdate(), editions.spans_of(consultation)
    return [
        Step(
            one.key,
            PhaseKey(one.key).label,
            one.opens,
            one.closes,
            one.key == now,
            one.closes < today and one.key != now,
        )
        for one in spans
    ]


@require_GET
@service_page
def page(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Where the edition stands, and the ways to its pages."""
    found = list(adoption.consultations.select_related("urn"))
    edition = next((one for one in found if one.ended_at is None), found[0] if found else None)
    words = Words.of(adoption)
    now = editions.now_open(edition, adoption) if edition else ""
    context = {
        "adoption": adoption, "edition": edition, "now": now, "steps": steps(edition, now) if edition else [],
        "past": [one for one in found if one != edition], "total": euros(words.cents(words.section.envelope)),
        "zones": [(one, euros(one.envelope_cents)) for one in edition.zones.all()] if edition else [],
        "counts": _counts(edition, adoption) if edition else {}, "door": door(adoption, words),
        "bounds": [euros(one) for one in words.cost_bounds], **(said(edition, words) if edition else {}),
    }  # fmt: skip
    return render(request, "ballots/home.html", context)


def door(adoption: Adoption, words: Words) -> str:
    """Return where an idea is begun."""
    return reverse("adoptions:begin", args=[adoption.slug, "ballots", words.section.idea.id])


def _counts(edition: Consultation, adoption: Adoption) -> dict[str, int]:
    projects = edition.projects.filter(trial=adoption.trial)
    found = projects.aggregate(
        projects=Count("pk", filter=Q(standing__in=ON_THE_BALLOT)), works=Count("pk", filter=Q(standing__in=WON))
    )
    return {**found, "ideas": edition.ideas.filter(trial=adoption.trial, state=IdeaState.PUBLISHED).count()}
