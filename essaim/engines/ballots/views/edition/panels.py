"""What the engine shows on pages made once for all: ideas alike before one is sent, the way to the edition, to the idea."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.adoptions.guard import acting_as
from essaim.adoptions.models import Adoption, Participation
from essaim.engines.ballots.domain.edition.editions import now_open, running
from essaim.engines.ballots.domain.edition.queries.following import idea_of
from essaim.engines.ballots.domain.edition.queries.likening import alike_to_draft
from essaim.engines.ballots.models.edition import PhaseKey
from essaim.foundation.ui.public import register_panel

READS = ("publish", "ask", "study")


def register() -> None:
    """Register the panels."""
    register_panel("adoption", 10, _edition)
    register_panel("dossier-review", 10, _alike)
    register_panel("dossier", 20, _idea)


def _edition(request: HttpRequest, subject: object) -> SafeString | None:
    if not isinstance(subject, Adoption) or "ballots" not in subject.terms.kit.sections:
        return None
    consultation = running(subject)
    now = now_open(consultation, subject) if consultation else ""
    label = PhaseKey(now).label if now else ""
    context = {"adoption": subject, "edition": consultation, "now": now, "label": label}
    return render_to_string("ballots/panels/edition.html", context, request=request)


def _alike(request: HttpRequest, subject: object) -> SafeString | None:
    if not isinstance(subject, Participation) or subject.engine != "ballots":
        return None
    near = alike_to_draft(subject)
    if not near:
        return None
    context = {"near": near, "adoption": subject.adoption}
    return render_to_string("ballots/panels/alike.html", context, request=request)


def _idea(request: HttpRequest, subject: object) -> SafeString | None:
    if not isinstance(subject, Participation) or subject.engine != "ballots":
        return None
    idea = idea_of(subject)
    if idea is None or not any(acting_as(request, subject.adoption, f"ballots.{verb}") for verb in READS):
        return None
    return render_to_string("ballots/panels/idea.html", {"idea": idea, "adoption": subject.adoption}, request=request)
