"""Some ballots: where they come from, what must be known of them, the rules to compare on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import desk_page, manager_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ballots.access import manages
from essaim.engines.ballots.domain.workshop import comparing, ending
from essaim.engines.ballots.domain.workshop.candidates import WAYS
from essaim.engines.ballots.domain.workshop.cutting import cost_of, fields_of, proposed_bounds
from essaim.engines.ballots.forms.workshop import ComparisonForm
from essaim.engines.ballots.models.workshop import BallotSet
from essaim.engines.ballots.views.workshop.shown import money


@never_cache
@require_GET
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """A set of ballots."""
    held = set_of(adoption, pk)
    bounds = " ; ".join(str(bound) for bound in proposed_bounds(cost_of(one) for one in held.projects))
    names = fields_of(held.projects)
    initial = {"bounds": bounds, "field": names[0][0] if names else ""}
    form = ComparisonForm(names, initial=initial, label_suffix="")
    return _page(request, adoption, held, form)


def set_of(adoption: Adoption, pk: int) -> BallotSet:
    """Return some ballots of a service, without the ballots themselves. Raises Http404."""
    rows = BallotSet.objects.select_related("consultation").defer("packed")
    return get_object_or_404(rows, consultation__adoption=adoption, pk=pk)


def _page(
    request: HttpRequest, adoption: Adoption, held: BallotSet, form: ComparisonForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:workshop"), "set": held, "form": form, "ways": WAYS,
        "arranges": manages(request, adoption), "comparisons": held.comparisons.all(), "kept_days": ending.KEPT_DAYS,
        "budget": money(held.budget, held.currency), "zones": [(name, money(sum_, held.currency)) for name, sum_ in held.zones],
    }  # fmt: skip
    return render(request, "ballots/workshop/set.html", context, status=status)


@never_cache
@require_POST
@manager_page
def compare(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Ask for a comparison."""
    held = set_of(adoption, pk)
    form = ComparisonForm(fields_of(held.projects), request.POST, label_suffix="")
    if form.is_valid():
        try:
            found = comparing.ask(ballot_set=held, by=actor.key, **form.cleaned_data)
        except RefusedActError as why:
            messages.error(request, str(why))
            return redirect("ballots_desk:ballot_set", slug=adoption.slug, pk=pk)
        return redirect("ballots_desk:comparison", slug=adoption.slug, pk=found.pk)
    return _page(request, adoption, held, form, 422)


@never_cache
@require_POST
@manager_page
def remove(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """Delete some ballots and what was compared on them."""
    held = set_of(adoption, pk)
    held.delete()
    messages.success(request, f"« {held.name} » est supprimé, avec ses comparaisons.")
    return redirect("ballots_desk:workshop", slug=adoption.slug)
