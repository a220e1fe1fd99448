"""The desk of the roll: lists, letters, a voter found and marked when her paper comes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.cores.tables import UnreadableError
from essaim.engines.ballots.access import doing, may_do
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.vote import reception
from essaim.engines.ballots.domain.vote import roll as rolls
from essaim.engines.ballots.domain.vote.freezing import born_until
from essaim.engines.ballots.domain.vote.roll_reading import BOUNDS, COLUMNS
from essaim.engines.ballots.models.vote import Mark, RollImport, Stage, Urn, Voter
from essaim.engines.ballots.views.vote.box import urn_here
from essaim.engines.ballots.views.vote.forms import RollForm
from essaim.foundation.papers import public as papers
from essaim.foundation.ui.public import attachment

FOUND_AT_MOST = 30


def _urn(request: HttpRequest, adoption: Adoption) -> Urn:
    urn = urn_here(request, adoption)
    if urn is None:
        raise Http404("aucune édition n’est en cours")
    return urn


@never_cache
@require_http_methods(["GET", "POST"])
@doing("receive")
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Find a voter; take in a list; print letters; look at who may be on it twice."""
    urn = urn_here(request, adoption)
    may_enrol = may_do(request, adoption, "enrol")
    form = RollForm(request.POST, request.FILES) if request.method == "POST" and may_enrol else RollForm()
    problems: UnreadableError | None = None
    if urn is not None and form.is_bound and form.is_valid():
        try:
            return _taken(request, adoption, urn, form, actor)
        except UnreadableError as error:
            problems = error
        except RefusedActError as why:
            form.add_error(None, str(why))
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:roll"), "urn": urn, "form": form, "may_enrol": may_enrol,
        "problems": problems, "columns": COLUMNS, **(_found(request, urn) if urn else {}), **(_told(urn) if urn and may_enrol else {}),
    }  # fmt: skip
    return render(request, "ballots/vote/desk/roll.html", context, status=422 if problems or form.errors else 200)


def _taken(request: HttpRequest, adoption: Adoption, urn: Urn, form: RollForm, actor: Actor) -> HttpResponse:
    file = form.cleaned_data["file"]
    if file.size > BOUNDS.size:
        raise RefusedActError("Le fichier dépasse 20 Mo : importez la liste en plusieurs fichiers.")
    first = next((one.opens for one in editions.spans_of(urn.consultation) if one.key == "vote"), None)
    words = Words.of(adoption)
    age = words.value(words.section.ballot.minimum_age)
    limit = born_until(int(str(age)), first) if first else None
    taken = rolls.take_list(
        urn=urn, source=form.cleaned_data["source"], data=file.read(), actor=actor, born_until=limit
    )
    if taken.again:
        messages.info(request, f"Cette liste était déjà importée ({taken.voters} personnes) : rien n’a changé.")
    else:
        messages.success(request, f"{taken.voters} personnes sont sur la liste.")
    return redirect("ballots_desk:roll", adoption.slug)


def _found(request: HttpRequest, urn: Urn) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()[:100]
    rows = search(urn, words) if words else Voter.objects.none()
    paged = Paginator(rows, FOUND_AT_MOST).get_page(request.GET.get("page"))
    return {"q": words, "page": paged, "voters": list(paged)}


def search(urn: Urn, words: str) -> QuerySet[Voter]:
    """Return the voters whose number is this, or whose name holds each of these words."""
    named = Q()
    for word in words.split():
        named &= Q(name__icontains=word)
    rows = (
        Voter.objects.filter(Q(number__iexact=words) | named, urn_id=urn.pk)
        .select_related("zone")
        .order_by("name", "pk")
    )
    return rows.annotate(voted=Exists(Mark.objects.filter(voter=OuterRef("pk"))))


def _told(urn: Urn) -> dict[str, Any]:
    zones = urn.consultation.zones.order_by("label")
    counts = dict(Voter.objects.filter(urn_id=urn.pk).values_list("zone").annotate(number=Count("pk")).order_by())
    return {
        "zones": [(zone.label, counts.get(zone.pk, 0)) for zone in zones], "total": sum(counts.values()),
        "letters": rolls.waiting_for_letters(urn).count(), "alike": rolls.alike(urn), "imports": RollImport.objects.filter(urn_id=urn.pk),
        "most": papers.MOST_LETTERS,
    }  # fmt: skip


@never_cache
@require_POST
@doing("enrol")
def letters(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Print the next letters, each with a new code: the file is the only place where codes are."""
    urn = _urn(request, adoption)
    if not papers.pdf_available():
        messages.error(request, papers.PDF_MISSING)
        return redirect("ballots_desk:roll", adoption.slug)
    voters = list(rolls.waiting_for_letters(urn).select_related("zone")[: papers.MOST_LETTERS])
    return _letters(request, adoption, urn, voters, actor)


def _letters(request: HttpRequest, adoption: Adoption, urn: Urn, voters: list[Voter], actor: Actor) -> HttpResponse:
    if not voters:
        messages.info(request, "Toutes les lettres sont imprimées, ou personne n’a d’adresse.")
        return redirect("ballots_desk:roll", adoption.slug)
    try:
        drawn = rolls.print_codes(urn=urn, voters=voters, actor=actor)
    except RefusedActError as why:
        messages.error(request, str(why))
        return redirect("ballots_desk:roll", adoption.slug)
    site = request.build_absolute_uri(reverse("ballots:vote", args=[adoption.slug]))
    printed = papers.letters_pdf([letter(urn, voter, code, site) for voter, code in drawn], at=timezone.now())
    return attachment(printed, "lettres-de-vote.pdf")


def letter(urn: Urn, voter: Voter, code: str, site: str) -> papers.Letter:
    """Return the letter that brings somebody her code."""
    adoption = urn.consultation.adoption
    said = {one.key: one for one in editions.spans_of(urn.consultation)}.get("vote")
    dates = f" du {said.opens:%d/%m/%Y} au {said.closes:%d/%m/%Y}" if said else ""
    body = papers.blocks_of(
        f"Vous pouvez voter pour « {urn.consultation.title} »{dates}, dans le secteur {voter.zone.label}.\n\n"
        f"## Votre code\n\n{code}\n\n## Pour voter\n\n- En ligne : {site}, puis tapez votre code.\n"
        f"- Sur papier, ou pour toute question : {adoption.contact or adoption.structure}.\n\n"
        "Ce code est à vous seul. Il dit que vous avez le droit de voter ; il ne dit jamais ce que vous avez choisi."
    )
    return papers.Letter(
        sender=papers.Sender(adoption.structure), recipient=(voter.name, *voter.address.splitlines())[:6], body=body,
        subject=f"Voter : {urn.consultation.title}", reference=voter.number, day=timezone.localdate(),
    )  # fmt: skip


@never_cache
@require_GET
@doing("receive")
def voter(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> HttpResponse:  # noqa: ARG001 - the guard's shape
    """A voter: whether she has voted, and how; her paper is received here."""
    return _voter(request, adoption, key)


def _voter(request: HttpRequest, adoption: Adoption, key: UUID, **more: Any) -> HttpResponse:
    urn = _urn(request, adoption)
    one = get_object_or_404(Voter.objects.select_related("zone"), urn_id=urn.pk, key=key)
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "ballots:roll"), "urn": urn, "voter": one,
        "mark": Mark.objects.filter(urn=urn, voter=one).first(), "open": urn.stage == Stage.OPEN,
        "may_enrol": may_do(request, adoption, "enrol"), **more,
    }  # fmt: skip
    return render(request, "ballots/vote/desk/voter.html", context)


@never_cache
@require_POST
@doing("receive")
def receive(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> HttpResponse:
    """Mark somebody whose paper came."""
    urn = _urn(request, adoption)
    one = get_object_or_404(Voter, urn=urn, key=key)
    try:
        done = reception.receive(urn=urn, voter=one, actor=actor)
    except RefusedActError as why:
        messages.error(request, str(why))
    else:
        messages.success(request, reception.WORDS[done])
    return redirect("ballots_desk:voter", adoption.slug, key)


@never_cache
@require_POST
@doing("enrol")
def code(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID) -> HttpResponse:
    """Give a new code, said once on the screen: to somebody who stands there, or calls and was recognised."""
    urn = _urn(request, adoption)
    one = get_object_or_404(Voter.objects.select_related("zone"), urn_id=urn.pk, key=key)
    try:
        drawn = rolls.print_codes(urn=urn, voters=[one], actor=actor)
    except RefusedActError as why:
        messages.error(request, str(why))
        return redirect("ballots_desk:voter", adoption.slug, key)
    return _voter(request, adoption, key, new_code=drawn[0][1])
