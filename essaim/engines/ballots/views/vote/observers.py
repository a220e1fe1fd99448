"""The officer names those who keep checkpoints outside."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.access import doing
from essaim.engines.ballots.domain.vote import observing
from essaim.engines.ballots.views.vote.box import show, urn_here
from essaim.engines.ballots.views.vote.forms import ObserverForm


@never_cache
@require_POST
@doing("open-vote")
def name(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Name an observer."""
    form, urn = ObserverForm(request.POST, prefix="o"), urn_here(request, adoption)
    if urn is None or not form.is_valid():
        return show(request, adoption, 422, observer_form=form, form=form)
    try:
        observing.name(urn=urn, label=form.cleaned_data["label"], email=form.cleaned_data["email"], actor=actor)
    except RefusedActError as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "Cet observateur recevra un relevé par jour de vote, et le relevé final.")
    return redirect("ballots_desk:ballot_box", adoption.slug)


@never_cache
@require_POST
@doing("open-vote")
def take_away(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> HttpResponse:
    """Take an observer away."""
    urn = urn_here(request, adoption)
    try:
        if urn is not None:
            observing.take_away(urn=urn, key=str(key), actor=actor)
    except RefusedActError as why:
        messages.error(request, str(why))
    return redirect("ballots_desk:ballot_box", adoption.slug)
