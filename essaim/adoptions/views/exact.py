"""What a service counts, exactly and to this day, for its team: beside it, what is published."""

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from essaim.adoptions.domain.outcomes.counting import Series, exact, gather
from essaim.adoptions.domain.outcomes.wording import said
from essaim.adoptions.domain.queries.outcomes import OutcomeReport, report_of
from essaim.adoptions.guard import desk_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.foundation.ui.public import Column, Table, french

COLUMNS = ["À ce jour", "Dont ce mois-ci", "Publié", "Arrêté au"]


@never_cache
@require_safe
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:  # noqa: ARG001 - the guard gives it
    """Each counted outcome: the exact number, this month's part, and what anybody reads."""
    published = {one.id: one for one in report_of(adoption).outcomes}
    rows = [_row(series, published[series.record.id]) for series in gather(adoption, adoption.terms)]
    columns = [Column("Résultat"), *(Column(name, number=True) for name in COLUMNS)]
    context = {
        "adoption": adoption,
        "tabs": tabs(request, adoption, "exact"),
        "table": Table("Résultats comptés", columns, rows) if rows else None,
    }
    return render(request, "adoptions/outcomes/exact.html", context)


def _row(series: Series, one: OutcomeReport) -> list[str]:
    month = timezone.localdate().replace(day=1)
    now = [part for part in series.parts if part.month == month]
    return [
        one.label,
        f"{_number(exact(series, series.parts))}{french.NBSP}{one.unit}",
        _number(exact(series, now)) if series.outcome.aggregation == "sum" else "sans objet",
        said(one, one.total, unit=False),
        french.day(one.total.on, "short") if one.total.on else "à ce jour",
    ]


def _number(value: Fraction | None) -> str:
    return french.number(None if value is None else round(float(value), 2))
