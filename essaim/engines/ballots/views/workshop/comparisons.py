"""A comparison: candidates side by side, by canton and by cost band, what changes between two; on paper, in a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import desk_page, manager_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ballots.access import manages
from essaim.engines.ballots.domain.vote.frame import SMALL
from essaim.engines.ballots.domain.workshop import choosing, showing
from essaim.engines.ballots.domain.workshop.candidates import BY_KEY
from essaim.engines.ballots.domain.workshop.showing import COST, Change, Shown, Side
from essaim.engines.ballots.forms.workshop import RuleChoiceForm
from essaim.engines.ballots.models.workshop import Comparison
from essaim.engines.ballots.views.workshop.common import noted
from essaim.engines.ballots.views.workshop.shown import (
    CSV_HEAD,
    EVERYTHING,
    MEASURES,
    csv_rows,
    mean,
    money,
    share,
    table_by,
)
from essaim.foundation.ui.public import Tab, spreadsheet


def comparison_of(adoption: Adoption, pk: int) -> Comparison:
    """Return a comparison of a service, without the ballots. Raises Http404."""
    rows = Comparison.objects.select_related("ballot_set__consultation").defer("ballot_set__packed")
    return get_object_or_404(rows, ballot_set__consultation__adoption=adoption, pk=pk)


@never_cache
@require_GET
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """The comparison as far as it is counted."""
    held = comparison_of(adoption, pk)
    found = showing.sides(held)
    measure = request.GET.get("mesure", "")
    asked = measure if measure in {*MEASURES, EVERYTHING} else "laureats"
    edition = held.ballot_set.consultation
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:workshop"), "comparison": held, "set": held.ballot_set,
        "rows": _rows(held, found), "waits": [BY_KEY[key] for key in held.ways[len(held.lines):]], "small": SMALL,
        "budget": money(held.ballot_set.budget, held.ballot_set.currency), "measures": _measures(request, asked),
        "tables": _tables(held, showing.counted(found), asked), "winners": _winners(held, found),
        "first": next((side.way.key for side in found if not side.refused), ""), "measure": asked, **_choices(found),
        "arranges": manages(request, adoption), "frozen": edition.sealed or edition.ended_at is not None,
        **_between(held, showing.counted(found), request.GET.get("de", ""), request.GET.get("a", "")),
    }  # fmt: skip
    return render(request, "ballots/workshop/comparison.html", context)


def _choices(found: Sequence[Side]) -> dict[str, Any]:
    """The candidates that an edition can take, and those that it cannot."""
    taken = [side.way for side in found if side.way.record is not None and not side.refused]
    form = RuleChoiceForm(taken, label_suffix="") if taken else None
    return {"choice_form": form, "only_compared": [side.way for side in found if side.way.record is None]}


def _rows(held: Comparison, found: Sequence[Side]) -> list[dict[str, Any]]:
    currency, first = held.ballot_set.currency, next(iter(showing.counted(found)), None)
    return [
        {
            "way": side.way, "refused": side.refused, "winners": len(side.winners), "cost": money(side.cost, currency),
            "spent": share(side.spent), "unspent": money(side.unspent, currency), "share": share(side.share),
            "served": side.served, "mean": mean(side.mean), "first": side is first,
            "change": showing.change(first, side) if first and not side.refused else None,
        }
        for side in found
    ]  # fmt: skip


def _measures(request: HttpRequest, asked: str) -> list[Tab]:
    """One address for each measure; what else was asked stays in it."""
    kept = {name: request.GET[name] for name in ("de", "a") if name in request.GET}
    named = [*MEASURES.items(), (EVERYTHING, "Tout, pour imprimer")]
    return [Tab(label, f"?{urlencode({**kept, 'mesure': key})}#decoupages", key == asked) for key, label in named]


def _tables(held: Comparison, sides: Sequence[Side], asked: str) -> list[Any]:
    wanted = list(MEASURES) if asked == EVERYTHING else [asked]
    cuts = [*([held.field] if held.field else []), COST]
    found = [table_by(held, sides, by, measure) for measure in wanted for by in cuts]
    return [table for table in found if table is not None]


def _winners(held: Comparison, found: Sequence[Side]) -> list[tuple[Side, list[tuple[Shown, str]]]]:
    return [(side, _priced(held, side.winners)) for side in showing.counted(found)]


def _priced(held: Comparison, projects: Sequence[Shown]) -> list[tuple[Shown, str]]:
    return [(one, money(one.cost, held.ballot_set.currency)) for one in projects]


def _between(held: Comparison, sides: Sequence[Side], before: str, after: str) -> dict[str, Any]:
    """What changes between two rules: those asked in the address, else the first two that were counted."""
    if len(sides) < 2:  # noqa: PLR2004 - a change is between two
        return {"pair": None}
    known = {side.way.key: side for side in sides}
    one = known.get(before, sides[0])
    other = known.get(after, next(side for side in sides if side is not one))
    change: Change = showing.change(one, other)
    return {
        "pair": (one, other), "sides": sides, "stays": change.stays,
        "enters": _priced(held, change.enters), "leaves": _priced(held, change.leaves),
    }  # fmt: skip


@never_cache
@require_GET
@desk_page
def export(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """The whole comparison for a spreadsheet."""
    held = comparison_of(adoption, pk)
    name = f"{'simulation-' if held.ballot_set.simulated else ''}comparaison-{held.pk}"
    return spreadsheet(name, CSV_HEAD, csv_rows(held, showing.sides(held)))


@never_cache
@require_POST
@manager_page
def choose(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Write a candidate into the rules of the edition."""
    held = comparison_of(adoption, pk)
    edition, key = held.ballot_set.consultation, request.POST.get("regle", "")
    if key not in held.ways:
        messages.error(request, "Choisissez une règle de cette comparaison.")
        return redirect("ballots_desk:comparison", slug=adoption.slug, pk=pk)
    try:
        choosing.choose(consultation=edition, key=key, by=actor.key)
    except RefusedActError as why:
        messages.error(request, str(why))
        noted(request, edition)
        return redirect("ballots_desk:comparison", slug=adoption.slug, pk=pk)
    messages.success(request, f"« {edition.title} » comptera ainsi : {BY_KEY[key].label}. Le journal le dit.")
    return redirect(reverse("ballots_desk:workshop", args=[adoption.slug]))
