"""A search of proposals: made, looked at before anything leaves, sent or left."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from essaim.adoptions.guard import MANAGE, acting_as
from essaim.adoptions.models import Adoption
from essaim.adoptions.refusing import told
from essaim.adoptions.runtime import Actor
from essaim.engines.matching.domain import running
from essaim.engines.matching.domain.closing import TOGETHER
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.queries import desk
from essaim.engines.matching.domain.reasons import why
from essaim.engines.matching.forms import SeedForm
from essaim.engines.matching.models import Run, RunKind
from essaim.engines.matching.views.doors import done, frame, sent_key, team_page
from essaim.engines.matching.views.people import profile_of
from essaim.foundation.accounts import public as accounts


@never_cache
@team_page
@require_POST
def search(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Search, or draw by lot; then show what was found."""
    del actor
    drawing = section_of(adoption.terms).mode == "draw"
    who = acting_as(request, adoption, "matching.draw" if drawing else "matching.propose")
    if who is None:
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    form = _form(adoption, request, drawing=drawing)
    if not form.is_valid():
        messages.error(request, "Donnez une graine, et les places à tirer si le service tire au sort.")
        return redirect("matching_desk:people", adoption.slug)
    with told(request):
        return redirect("matching_desk:run", adoption.slug, _searched(request, adoption, who, form).pk)
    return redirect("matching_desk:people", adoption.slug)


def _form(adoption: Adoption, request: HttpRequest, *, drawing: bool) -> SeedForm:
    if not drawing:
        return SeedForm(data=request.POST)
    free = desk.with_places(adoption, section_of(adoption.terms).partners.id)
    return SeedForm(targets=[(one.pk, "") for one in free], data=request.POST)


def _searched(request: HttpRequest, adoption: Adoption, who: Actor, form: SeedForm) -> Run:
    seed, key = form.cleaned_data["seed"], sent_key(request)
    if "target" not in form.cleaned_data:
        return running.prepare(adoption=adoption, actor=who, seed=seed, request_key=key)
    partner = profile_of(adoption, form.cleaned_data["target"])
    return running.prepare_draw(adoption=adoption, actor=who, seed=seed, partner=partner, request_key=key)


def _run(adoption: Adoption, pk: int) -> Run:
    return get_object_or_404(Run.objects.select_related("target__participation__party"), pk=pk, adoption=adoption)


@never_cache
@team_page
@require_safe
def page(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """How many are served, against their order of arrival; who, and why; who is not, and why."""
    del actor
    run = _run(adoption, pk)
    proposed = [
        (one, desk.names(one), why(one.reason), one.reason.get("told", ""))
        for one in run.proposals.select_related(*TOGETHER).order_by("pk")
    ]
    left = [(one, desk.label_of(one.profile)) for one in run.without.select_related("profile__participation__party")]
    seeking = section_of(adoption.terms).seekers.id
    without, offering = (
        [row for row in left if (row[0].profile.side == seeking) is is_seeker] for is_seeker in (True, False)
    )
    context = frame(
        request, adoption, "people", run=run, proposed=proposed, without=without, offering=offering, strata=run.draw
    )
    return render(request, "matching/desk/run.html", context)


@never_cache
@team_page
@require_POST
def act(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int, act: str) -> HttpResponse:
    """Send a search as it was seen, or leave it."""
    del actor
    run, key = _run(adoption, pk), sent_key(request)
    sending: Callable[[Actor], object] = lambda who: running.send_run(run=run, actor=who, request_key=key)  # noqa: E731 - one of two acts by name
    leaving: Callable[[Actor], object] = lambda who: running.discard(run=run, actor=who)  # noqa: E731 - one of two acts by name
    acts = {
        "envoyer": (sending, "Les propositions sont envoyées, aux deux côtés.", "matching_desk:proposals"),
        "laisser": (leaving, "La recherche est laissée : rien n’est parti.", "matching_desk:people"),
    }
    if act not in acts:
        raise Http404
    doing, said, to = acts[act]
    verb = "draw" if run.kind == RunKind.DRAW and act == "envoyer" else "propose"
    return done(request, adoption, verb, doing, reverse(to, args=[adoption.slug]), said=said)
