"""What services show on the page of a territory: those that are open there."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.adoptions.domain.queries.services import reaching
from essaim.foundation.territories.public import TerritoryInfo
from essaim.foundation.ui.public import register_panel


def register() -> None:
    """Register the panel, before the barometers of the territory."""
    register_panel("territory", 15, _territory)


def _territory(request: HttpRequest, subject: object) -> SafeString | None:
    """The services open here: of this territory, and of those that contain it. One query; no demonstration."""
    if not isinstance(subject, TerritoryInfo):
        return None
    found = list(reaching(subject.code))
    if not found:
        return None
    return render_to_string("adoptions/panel_territory.html", {"services": found}, request=request)
