"""What a vote says on the pages of its edition: the way to it and to its results; of a project, why it won or not."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.models.project import Project
from essaim.engines.ballots.models.vote import Count, Stage, Urn
from essaim.foundation.ui.public import register_panel

SLOT, WHY = "ballots-edition", "ballots-project"


def register() -> None:
    """Register the panels."""
    register_panel(SLOT, 10, _vote)
    register_panel(WHY, 10, _why)


def _vote(_request: HttpRequest, subject: object) -> SafeString | None:
    if not isinstance(subject, Consultation):
        return None
    urn = Urn.objects.filter(consultation=subject).exclude(stage=Stage.PREPARING).first()
    if urn is None:
        return None
    return render_to_string("ballots/vote/panel.html", {"adoption": subject.adoption, "edition": subject, "urn": urn})


def _why(_request: HttpRequest, subject: object) -> SafeString | None:
    """Its votes, and the explanation of the count, once the results are published. One query."""
    if not isinstance(subject, Project):
        return None
    counts = Count.objects.filter(urn__consultation=subject.consultation_id, urn__stage=Stage.PUBLISHED)
    count = counts.filter(zone=subject.zone_id).first()
    mine = next((one for one in count.reasons if one["number"] == subject.number), None) if count else None
    if count is None or mine is None:
        return None
    context = {"project": subject, "why": mine, "ballots": count.figures["ballots"]}
    return render_to_string("ballots/vote/why.html", context)
