"""The desk of paper: the ballot to print, piles typed by two people, what they read differently."""

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import desk_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ballots.access import doing
from essaim.engines.ballots.domain.vote import batches
from essaim.engines.ballots.domain.vote.batches import VOID_PAPER
from essaim.engines.ballots.domain.vote.choices import choice_of
from essaim.engines.ballots.domain.vote.frame import style_of
from essaim.engines.ballots.models.vote import Batch, Stage, Urn
from essaim.engines.ballots.views.vote.box import urn_here
from essaim.engines.ballots.views.vote.forms import BatchForm, SlipForm
from essaim.engines.ballots.views.vote.shared import Poll
from essaim.foundation.papers import public as papers

SlipForms: Any = formset_factory(SlipForm, extra=0)


@never_cache
@require_http_methods(["GET", "POST"])
@doing("type")
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The piles: how many slips the roll says, how many are in piles, which are still to type."""
    urn = urn_here(request, adoption)
    zones = urn.consultation.zones.order_by("label") if urn else None
    form = BatchForm(zones, request.POST if request.method == "POST" else None) if urn else None
    if urn is not None and form is not None and form.is_bound and form.is_valid():
        try:
            made = batches.new_batch(urn=urn, actor=actor, **form.cleaned_data)
            return redirect("ballots_desk:batch", adoption.slug, made.number)
        except RefusedActError as why:
            form.add_error(None, str(why))
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:slips"), "urn": urn, "form": form,
        "zones": [(one, batches.marked(urn, one), batches.piled(urn, one)) for one in zones or []] if urn else [],
        "batches": Batch.objects.filter(urn_id=urn.pk).select_related("zone") if urn else [], "actor": actor,
    }  # fmt: skip
    return render(
        request, "ballots/vote/desk/slips.html", context, status=422 if form is not None and form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
@doing("type")
def batch(request: HttpRequest, adoption: Adoption, actor: Actor, number: int) -> HttpResponse:
    """One pile: the first typing, the second by somebody else, then what differs."""
    urn = urn_here(request, adoption)
    one = get_object_or_404(Batch.objects.select_related("zone"), urn_id=urn.pk if urn else None, number=number)
    if urn is None:
        raise Http404("aucune édition n’est en cours")
    one.urn = urn
    try:
        turn = batches.turn_of(one, actor)
    except RefusedActError as why:
        return _shown(request, adoption, one, waiting=str(why))
    return _typed(request, adoption, one, actor, turn) if turn else _settled(request, adoption, one, actor)


def _shown(request: HttpRequest, adoption: Adoption, one: Batch, status: int = 200, **more: Any) -> HttpResponse:
    context = {"adoption": adoption, "tabs": tabs(request, adoption, "ballots:slips"), "batch": one, **more}
    return render(request, "ballots/vote/desk/batch.html", context, status=status)


def _forms(request: HttpRequest, places: list[int]) -> Any:
    initial: list[dict[str, Any]] = [{} for _ in places]
    return SlipForms(request.POST, initial=initial) if request.method == "POST" else SlipForms(initial=initial)


def _readings(one: Batch, forms: Any) -> list[batches.Reading]:
    style = style_of(one.urn.consultation.sealed_rules, one.zone.code)
    return [batches.reading_of(form.cleaned_data["numbers"], form.cleaned_data["void"], style) for form in forms]


def _filled(forms: Any) -> bool:
    """Say whether every slip is typed: a form of a set that is left empty would pass unseen."""
    for form in forms:
        form.empty_permitted = False
    return bool(forms.is_valid())


def _typed(request: HttpRequest, adoption: Adoption, one: Batch, actor: Actor, turn: str) -> HttpResponse:
    places = list(range(1, one.expected + 1))
    forms = _forms(request, places)
    refused = ""
    if request.method == "POST" and len(forms.forms) == one.expected and _filled(forms):
        try:
            differ = batches.type_batch(batch=one, readings=_readings(one, forms), actor=actor)
        except RefusedActError as why:
            refused = str(why)
        else:
            messages.success(request, _said(turn, len(differ)))
            return redirect(
                "ballots_desk:batch" if differ else "ballots_desk:slips",
                adoption.slug,
                *([one.number] if differ else []),
            )
    status = 422 if request.method == "POST" else 200
    return _shown(
        request,
        adoption,
        one,
        status,
        forms=forms,
        pairs=list(zip(places, forms, strict=False)),
        turn=turn,
        refused=refused,
    )


def _said(turn: str, differ: int) -> str:
    if turn == "first":
        return "Première saisie faite. Une autre personne fait maintenant la seconde."
    return (
        f"Seconde saisie faite : {differ} bulletin(s) lus différemment."
        if differ
        else "Seconde saisie faite : les deux lectures sont les mêmes."
    )


def _settled(request: HttpRequest, adoption: Adoption, one: Batch, actor: Actor) -> HttpResponse:
    """What was read differently, side by side; the paper in hand, one says what it holds."""
    differ = batches.differences(one)
    forms = _forms(request, [each.place for each in differ])
    if request.method == "POST" and len(forms.forms) == len(differ) and _filled(forms):
        chosen = {each.place: reading for each, reading in zip(differ, _readings(one, forms), strict=True)}
        try:
            batches.settle(batch=one, chosen=chosen, actor=actor)
        except RefusedActError as why:
            messages.error(request, str(why))
        else:
            messages.success(request, "Ce lot est arrêté.")
        return redirect("ballots_desk:slips", adoption.slug)
    rows = [
        (each.place, _read(each.first), _read(each.second), form) for each, form in zip(differ, forms, strict=False)
    ]
    return _shown(request, adoption, one, 422 if request.method == "POST" else 200, forms=forms, differ=rows)


def _read(reading: batches.Reading) -> str:
    if reading["void"]:
        return f"nul : {VOID_PAPER[reading['void']]}"
    return ", ".join(str(number) for number in reading["choices"])


@never_cache
@require_GET
@desk_page
def paper(request: HttpRequest, adoption: Adoption, actor: Actor, zone: str) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """The ballot of a zone, to print: from the frozen rules, so that no two people vote on different projects."""
    urn = urn_here(request, adoption)
    if (
        urn is None
        or urn.stage == Stage.PREPARING
        or zone not in {one["code"] for one in urn.consultation.sealed_rules["zones"]}
    ):
        raise Http404("ce bulletin n’existe pas avant l’ouverture du vote")
    if not papers.pdf_available():
        messages.error(request, papers.PDF_MISSING)
        return redirect("ballots_desk:slips", adoption.slug)
    response = HttpResponse(
        papers.ballot_pdf(paper_of(urn, adoption, zone), at=urn.opened_at or timezone.now()),
        content_type="application/pdf",
    )
    response["Content-Disposition"] = f'inline; filename="bulletin-{zone}.pdf"'
    return response


def paper_of(urn: Urn, adoption: Adoption, zone: str) -> papers.BallotPaper:
    """Return the ballot of a zone."""
    poll = Poll(adoption, urn.consultation, urn)
    found = poll.zone(zone)
    lines = tuple(
        papers.BallotLine(one.number, one.title, ", ".join(part for part in (one.cost, one.place) if part))
        for one in map(choice_of, found["projects"])
    )
    return papers.BallotPaper(
        title=urn.consultation.title, zone=found["label"], rule=f"{poll.rule_words} Cochez leurs cases.", lines=lines,
        style=f"essaim:{str(urn.key)[:8]}:{zone}",
        notes=("N’écrivez rien d’autre : un bulletin qui porte un nom ou un signe est nul.",),
    )  # fmt: skip
