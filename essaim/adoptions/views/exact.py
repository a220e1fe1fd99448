"""What a service counts, exactly and to this day, for its team: beside it, what is published."""

from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from essaim.adoptions.domain.outcomes.counting import Series, exact, gather
from essaim.adoptions.domain.outcomes.releasing import release_now
from essaim.adoptions.domain.outcomes.wording import said
from essaim.adoptions.domain.queries.outcomes import OutcomeReport, report_of
from essaim.adoptions.guard import MANAGE, desk_page, sees
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.foundation.accounts import public as accounts
from essaim.foundation.ui.public import Column, Table, french

PUBLISHED = "Ce qui était à publier l’est : tout le monde peut le lire."
NOTHING_DUE = (
    "Rien de plus n’est à publier aujourd’hui : il faut un mois fini ou un premier nombre, et 11 personnes de plus."
)
COLUMNS = ["À ce jour", "Dont ce mois-ci", "Publié", "Arrêté au"]


@never_cache
@require_POST
@desk_page
def release(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Publish what is due without waiting for the hour: for a manager or an agent."""
    if not may_publish(request, adoption):
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    made = release_now(adoption=adoption, actor=actor.key)
    messages.success(request, PUBLISHED if made else NOTHING_DUE)
    return redirect("adoptions:exact", slug=adoption.slug)


def may_publish(request: HttpRequest, adoption: Adoption) -> bool:
    """Say whether the person leads the service or works in it."""
    return accounts.may(request, MANAGE, adoption.territory.code) or bool(sees(request, adoption))


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
        "may_publish": may_publish(request, adoption),
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
        french.day(one.total.on, "short") if one.total.on else french.MISSING,
    ]


def _number(value: Fraction | None) -> str:
    return french.number(None if value is None else round(float(value), 2))
