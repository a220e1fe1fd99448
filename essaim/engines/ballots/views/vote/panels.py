"""The way to the vote, and to its results, on the page of an edition."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.models.vote import Stage, Urn
from essaim.foundation.ui.public import register_panel

SLOT = "ballots-edition"


def register() -> None:
    """Register the panel."""
    register_panel(SLOT, 10, _vote)


def _vote(_request: HttpRequest, subject: object) -> SafeString | None:
    if not isinstance(subject, Consultation):
        return None
    urn = Urn.objects.filter(consultation=subject).exclude(stage=Stage.PREPARING).first()
    if urn is None:
        return None
    return render_to_string("ballots/vote/panel.html", {"adoption": subject.adoption, "edition": subject, "urn": urn})
