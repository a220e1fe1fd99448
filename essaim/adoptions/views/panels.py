"""What services show on the page of a territory: those that are open there."""

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.adoptions.models import Adoption, Phase
from essaim.foundation.territories.public import TerritoryInfo
from essaim.foundation.ui.public import register_panel


def register() -> None:
    """Register the panel, before the barometers of the territory."""
    register_panel("territory", 15, _territory)


def _territory(request: HttpRequest, subject: object) -> SafeString | None:
    """The services open here: of this territory, and of those that contain it. One query; no demonstration."""
    if not isinstance(subject, TerritoryInfo):
        return None
    here = Q(territory__code=subject.code) | Q(territory__parts__part__code=subject.code)
    rows = Adoption.objects.filter(here, phase=Phase.OPEN, simulated=False).select_related("territory").distinct()
    found = list(rows.order_by("title", "pk"))
    if not found:
        return None
    return render_to_string("adoptions/panel_territory.html", {"services": found}, request=request)
