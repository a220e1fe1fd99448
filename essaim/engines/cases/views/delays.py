"""How long decisions take, for the team and for the managers: no person in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from essaim.adoptions.models import Adoption
from essaim.adoptions.views.desk import tabs
from essaim.engines.cases.access import Reader, figures_page
from essaim.engines.cases.domain.statistics import Delays, delays
from essaim.engines.cases.models import Case, Decision
from essaim.engines.cases.models.case import GOING_ON
from essaim.foundation.ui.public import charts


@never_cache
@require_GET
@figures_page
def page(request: HttpRequest, adoption: Adoption, reader: Reader) -> HttpResponse:  # noqa: ARG001 - the same for all who may open it
    """Median, spread, share in time, with their intervals; what is under way, what is late."""
    made = Decision.objects.filter(case__adoption=adoption, trial=adoption.trial).values_list("days", "in_time")
    found = delays([days for days, _ in made], [kept for _, kept in made])
    going_on = Case.objects.filter(adoption=adoption, trial=adoption.trial, kind__in=GOING_ON)
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "cases:delays"), "delays": found,
        "going_on": going_on.count(), "late": going_on.filter(late_since__isnull=False).count(), "chart": _chart(found),
        "percents": _percents(found),
    }  # fmt: skip
    return render(request, "cases/delays.html", context)


def _chart(found: Delays) -> charts.Scene | None:
    if not found.count:
        return None
    return charts.bars(
        "Décisions selon leur délai", [charts.Bar(label, count) for label, count in found.classes],
        source="Dossiers décidés de ce service", label_of_rows="Délai", decimals=0,
    )  # fmt: skip


def _percents(found: Delays) -> tuple[int, int, int] | None:
    """The share in time and its interval, in whole percents."""
    if found.share is None or found.interval is None:
        return None
    return round(100 * found.share), round(100 * found.interval.lower), round(100 * found.interval.upper)
