"""Agreements on the desk: visits due, late first; one agreement, its paper, its visits, its problems, its end."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.forms import form_for
from essaim.adoptions.guard import MANAGE, acting_as
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.engines.matching.domain import agreeing, following
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.domain.queries import answers, desk, sheets
from essaim.engines.matching.forms import EndForm, ProblemAnswerForm, SignForm, speech_of
from essaim.engines.matching.models import Agreement, AgreementState, Incident, Profile
from essaim.engines.matching.views import papers
from essaim.engines.matching.views.doors import done, frame, report, sent_key, team_page
from essaim.foundation.accounts import public as accounts
from essaim.foundation.parties.models import Party
from essaim.foundation.ui.public import Tab

PER_PAGE = 50


@never_cache
@team_page
@require_safe
def index(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Agreements that run, whose visit is late first; or those that ended."""
    del actor
    ended = request.GET.get("liste") == "termines"
    ways = [Tab("En cours", "?liste=en-cours", not ended), Tab("Terminés", "?liste=termines", ended)]
    state = AgreementState.ENDED if ended else AgreementState.RUNNING
    order = ("-ended_on", "-pk") if ended else ("next_visit", "pk")
    found = desk.agreements(adoption).filter(state=state).order_by(*order)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, desk.names(one.proposal)) for one in page]
    context = frame(
        request, adoption, "agreements", ways=ways, rows=rows, page=page, ended=ended, today=timezone.localdate()
    )
    return render(request, "matching/desk/agreements.html", context)


@never_cache
@team_page
@require_safe
def visits(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The visits due, on a sheet to take along: who, where, what to ask, with room to write."""
    due = desk.visits_due(adoption, timezone.localdate())
    section = section_of(adoption.terms)
    label, book = speech_of(adoption.terms).label, adoption.terms.kit.book
    asked = [label(book.fields[name].label) for name in (section.follow_up.fields if section.follow_up else [])]
    people = [side.participation for one in due for side in (one.proposal.seeker, one.proposal.partner)]
    names = answers.communes_of(people)
    rows = [
        (one, [_visited(side, actor.role, names) for side in (one.proposal.seeker, one.proposal.partner)])
        for one in due
    ]
    return render(request, "matching/desk/visits.html", frame(request, adoption, "agreements", rows=rows, asked=asked))


def _visited(side: Profile, role: str, names: answers.Names) -> tuple[str, Party, answers.Said]:
    """Who is visited, how to reach her, what the role may read of her answers."""
    participation = side.participation
    return desk.label_of(side), participation.party, answers.for_role(participation, role, names)


def agreement_of(adoption: Adoption, pk: int) -> Agreement:
    return get_object_or_404(desk.agreements(adoption).prefetch_related("follow_ups"), pk=pk)


@never_cache
@team_page
@require_safe
def page(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """One agreement: its dates, its visits, its problems, what may be done."""
    del actor
    one = agreement_of(adoption, pk)
    section, speech = section_of(adoption.terms), speech_of(adoption.terms)
    ends = {item.id: speech.label(item.label) for item in section.ends}
    context = frame(
        request, adoption, "agreements", agreement=one, name=desk.names(one.proposal), section=section,
        title=speech.label(section.agreement.label), sign=SignForm(initial={"on": timezone.localdate()}),
        end=EndForm(adoption.terms), visits=desk.visits(adoption, one), today=timezone.localdate(),
        agreed=desk.in_words(adoption, one.answers), problems=one.proposal.incidents.all(), ended=ends.get(one.end_reason, ""),
    )  # fmt: skip
    return render(request, "matching/desk/agreement.html", context)


@never_cache
@team_page
@require_safe
def sheet(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """The paper of an agreement, to print and sign."""
    del actor
    one = agreement_of(adoption, pk)
    base = reverse("matching_desk:paper", args=[adoption.slug, pk, "pdf"]).removesuffix("pdf")
    context = {"adoption": adoption, "sheet": sheets.agreement_sheet(one), "base": base}
    return render(request, "matching/sheet.html", context)


@never_cache
@team_page
@require_safe
def paper(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int, kind: str) -> HttpResponse:
    """The paper of an agreement as a file."""
    del request, actor
    return papers.download(agreement_of(adoption, pk), kind)


@never_cache
@team_page
@require_http_methods(["GET", "POST"])
def settled(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Write what the two agreed on, before they sign."""
    del actor
    one, fields = agreement_of(adoption, pk), section_of(adoption.terms).agreement.fields
    who = acting_as(request, adoption, "matching.agree")
    if who is None:
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    if not fields:
        raise Http404("ce service n’écrit rien de plus dans l’accord")
    form = form_for(
        adoption.terms, fields, data=request.POST if request.method == "POST" else None, initial=one.answers
    )
    if form.is_bound and form.is_valid():
        found = form.answers()
        report(
            request, lambda: following.settle(agreement=one, actor=who, answers=found), "Ce qui est convenu est écrit."
        )
        return redirect("matching_desk:agreement", adoption.slug, pk)
    context = frame(request, adoption, "agreements", agreement=one, name=desk.names(one.proposal), form=form)
    return render(request, "matching/desk/settled.html", context, status=422 if form.errors else 200)


@never_cache
@team_page
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Write what a visit found."""
    del actor
    one, section = agreement_of(adoption, pk), section_of(adoption.terms)
    who = acting_as(request, adoption, "matching.follow-up")
    if section.follow_up is None:
        raise Http404("ce service ne prévoit pas de suivi")
    if who is None:
        return accounts.refuse(request, MANAGE, adoption.territory.code)
    form = form_for(adoption.terms, section.follow_up.fields, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        found, number, key = form.answers(), _number(request), sent_key(request)
        act = lambda: following.follow_up(agreement=one, actor=who, answers=found, number=number, request_key=key)  # noqa: E731 - said with its one call
        report(request, act, "Le suivi est enregistré.")
        return redirect("matching_desk:agreement", adoption.slug, pk)
    context = frame(request, adoption, "agreements", agreement=one, name=desk.names(one.proposal), form=form)
    return render(request, "matching/desk/follow_up.html", context, status=422 if form.errors else 200)


def _number(request: HttpRequest) -> int:
    """The number of the visit that the form showed; 0 where it is none."""
    written = request.POST.get("number", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0  # noqa: PLR2004 - more visits than a life holds


@never_cache
@team_page
@require_POST
def act(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int, act: str) -> HttpResponse:
    """Note the signature, end the agreement."""
    del actor
    one, key = agreement_of(adoption, pk), sent_key(request)
    acts: dict[str, tuple[str, Callable[[Actor], object], str]] = {
        "signer": ("agree", lambda who: _sign(request, one, who), "La date de signature est enregistrée."),
        "finir": ("end", lambda who: _end(request, one, who, key), "L’accord a pris fin. Les deux sont prévenus."),
    }
    if act not in acts:
        raise Http404
    verb, doing, said = acts[act]
    to = reverse("matching_desk:agreement", args=[adoption.slug, pk])
    return done(request, adoption, verb, doing, to, said=said)


def _sign(request: HttpRequest, one: Agreement, who: Actor) -> None:
    form = SignForm(data=request.POST)
    if not form.is_valid():
        raise RefusedActError("Donnez le jour de la signature.")
    following.sign(agreement=one, actor=who, on=form.cleaned_data["on"])


def _end(request: HttpRequest, one: Agreement, who: Actor, key: str) -> None:
    agreeing.end(agreement=one, actor=who, reason=request.POST.get("reason", ""), request_key=key)


@never_cache
@team_page
@require_safe
def incidents(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Problems reported, those without an answer first."""
    del actor
    rows = [
        (one, desk.names(one.proposal), desk.incident_answers(adoption, one)) for one in desk.incidents(adoption)[:200]
    ]
    open_ones = [row for row in rows if row[0].closed_at is None]
    closed = [row for row in rows if row[0].closed_at is not None]
    context = frame(request, adoption, "incidents", open_ones=open_ones, closed=closed, form=ProblemAnswerForm())
    return render(request, "matching/desk/incidents.html", context)


@never_cache
@team_page
@require_POST
def answer(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Write what was done about a problem."""
    del actor
    one = get_object_or_404(Incident, pk=pk, adoption=adoption)
    form = ProblemAnswerForm(data=request.POST)
    written = form.cleaned_data["answer"] if form.is_valid() else ""
    act: Callable[[Actor], object] = lambda who: following.close_incident(incident=one, actor=who, answer=written)  # noqa: E731 - said with its one call
    to = reverse("matching_desk:incidents", args=[adoption.slug])
    return done(request, adoption, "follow-up", act, to, said="La suite est enregistrée.")
