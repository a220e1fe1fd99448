"""Proposals on the desk: who has answered, an answer by telephone or on paper, an agreement to validate."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.engines.matching.domain import agreeing, answering
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.queries import desk
from essaim.engines.matching.domain.reasons import why
from essaim.engines.matching.domain.registering import for_them
from essaim.engines.matching.domain.standing import Side
from essaim.engines.matching.forms import ANSWERS, AnswerForm, DeclineForm, speech_of
from essaim.engines.matching.models import Profile, Proposal, ProposalState
from essaim.engines.matching.views.doors import done, frame, sent_key, team_page
from essaim.foundation.ui.public import Tab

PER_PAGE = 50
LISTS = {
    "attente": ("En attente", (ProposalState.OPEN,)),
    "valider": ("Acceptées par les deux", (ProposalState.CONSENTED,)),
    "closes": (
        "Closes",
        (ProposalState.AGREED, ProposalState.DECLINED, ProposalState.EXPIRED, ProposalState.WITHDRAWN),
    ),
}


@never_cache
@team_page
@require_safe
def index(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Proposals by where they stand."""
    del actor
    chosen = request.GET.get("liste", "attente")
    chosen = chosen if chosen in LISTS else "attente"
    ways = [Tab(label, f"?liste={key}", key == chosen) for key, (label, _) in LISTS.items()]
    found = desk.proposals(adoption).filter(state__in=LISTS[chosen][1])
    if chosen == "attente":
        found = found.order_by("expires_on", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, desk.names(one), why(one.reason)) for one in page]
    context = frame(request, adoption, "proposals", ways=ways, rows=rows, page=page, chosen=chosen)
    return render(request, "matching/desk/proposals.html", context)


def _proposal(adoption: Adoption, pk: int) -> Proposal:
    return get_object_or_404(desk.proposals(adoption), pk=pk)


@never_cache
@team_page
@require_safe
def page(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """One proposal: why, who has answered and how, what is left to do."""
    del actor
    one = _proposal(adoption, pk)
    terms = adoption.terms
    sides = [_side_view(one, "seeker"), _side_view(one, "partner")]
    reasons = {item.id: speech_of(terms).label(item.label) for item in section_of(terms).consent.reasons}
    context = frame(
        request, adoption, "proposals", proposal=one, sides=sides, why=why(one.reason), told=one.reason.get("told", ""), said=reasons.get(one.decline, one.decline),
        agreement=getattr(one, "agreement", None),
    )  # fmt: skip
    return render(request, "matching/desk/proposal.html", context)


def _side_view(one: Proposal, key: Side) -> dict[str, Any]:
    """One side of a proposal: who, when she said yes and how, the forms to write an answer for her."""
    profile = one.seeker if key == "seeker" else one.partner
    return {
        "key": key,
        "name": desk.label_of(profile),
        "at": one.seeker_at if key == "seeker" else one.partner_at,
        "by": one.get_seeker_by_display() if key == "seeker" else one.get_partner_by_display(),
        "answer": AnswerForm(auto_id=f"{key}-%s"),
        "decline": DeclineForm(profile.participation.terms, auto_id=f"{key}-%s"),
    }


@never_cache
@team_page
@require_POST
def act(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int, act: str) -> HttpResponse:
    """Write an answer for somebody, take the proposal back, validate the agreement."""
    del actor
    one, key = _proposal(adoption, pk), sent_key(request)
    acts: dict[str, tuple[str, Callable[[Actor], object], str]] = {
        "repondre": ("propose", lambda who: _answer(request, one, who, key), "La réponse est enregistrée."),
        "retirer": (
            "propose",
            lambda who: answering.withdraw(proposal=one, actor=who, request_key=key),
            "La proposition est retirée.",
        ),
        "valider": (
            "agree",
            lambda who: agreeing.agree(proposal=one, actor=who, request_key=key),
            "L’accord commence. Les deux personnes sont prévenues.",
        ),
    }
    if act not in acts:
        raise Http404
    verb, doing, said = acts[act]
    to = reverse("matching_desk:proposal", args=[adoption.slug, pk])
    return done(request, adoption, verb, doing, to, said=said)


def _answer(request: HttpRequest, one: Proposal, who: Actor, key: str) -> None:
    """Answer for one of the two, who said so by telephone, at the desk or on paper."""
    me = _side(request, one)
    by = request.POST.get("by", "")
    if by not in dict(ANSWERS):
        raise RefusedActError("Dites comment la réponse est arrivée.")
    theirs = for_them(me.participation, who)
    if request.POST.get("answer") == "yes":
        answering.accept(proposal=one, me=me, actor=theirs, by=by, request_key=key)
        return
    form = DeclineForm(me.participation.terms, data=request.POST)
    if not form.is_valid():
        raise RefusedActError("Choisissez une raison de la liste.")
    answering.decline(
        proposal=one, me=me, actor=theirs, reason=form.cleaned_data["reason"], written=form.cleaned_data["written"],
        request_key=key,
    )  # fmt: skip


def _side(request: HttpRequest, one: Proposal) -> Profile:
    side = request.POST.get("side", "")
    if side not in {"seeker", "partner"}:
        raise RefusedActError("Dites qui a répondu.")
    return one.seeker if side == "seeker" else one.partner
