# ruff: noqa: ARG001 - a view takes what its guard gives, whether it needs it or not
"""The holder's pages: what she has, what happened to it, her card, her vouchers; declaring herself where the kit lets her."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.refusing import refused_on
from essaim.adoptions.runtime import Actor
from essaim.engines.ledger.domain import cards, verbs
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.domain.queries.statements import statement
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.forms import amount_of, quantity_form
from essaim.engines.ledger.models import LedgerAccount, Title
from essaim.engines.ledger.params import AccountRecord
from essaim.engines.ledger.views.papers import card_paper, drawn, pdf_of, title_paper
from essaim.engines.ledger.views.shared import Shown, accounts_of, record_of, shown, speech_of
from essaim.foundation.papers.public import Card


@never_cache
@require_GET
@holder_page
def account(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, account: str
) -> HttpResponse:
    """One account: what remains, its statement, its card, its vouchers."""
    record = _mine(participation, account)
    found = _all(participation, record)
    periods = [(one, list(reversed(statement(one.account, record.measured)))) for one in found if one.account]
    titles = Title.objects.filter(account__participation=participation, account__key=record.id)
    context = {
        "adoption": adoption, "participation": participation, "now": found[0], "periods": periods,
        "others": [one for one in accounts_of(participation) if one.record.id != record.id],
        "titles": titles.select_related("spending__reversal").order_by("expires_on", "number"),
        "declares": actor.role in record.declared_by, "shows_card": _has_card(record), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "ledger/account.html", context)


def _mine(participation: Participation, account: str) -> AccountRecord:
    record = record_of(participation.terms, account)
    if record.role != participation.role:
        raise Http404("ce compte n’est pas de ce dossier")
    return record


def _all(participation: Participation, record: AccountRecord) -> list[Shown]:
    """The account, period by period, the newest first; without any row when it never moved."""
    speech = speech_of(participation.terms)
    rows = LedgerAccount.objects.filter(participation=participation, key=record.id, place=Place.HOLDER)
    return [shown(record, speech, row) for row in rows.order_by("-since")] or [shown(record, speech)]


def _has_card(record: AccountRecord) -> bool:
    """Whether somebody else may move it on showing a card: who declares, who accepts without vouchers."""
    return bool(record.declared_by) or bool(record.acceptors and not record.titles)


@never_cache
@require_GET
@holder_page
def card(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    account: str,
) -> HttpResponse:
    """Her card, to show on a telephone or to print: its code and its QR code, an address like any other."""
    record = _mine(participation, account)
    return _printed(request, participation, record, [card_paper(adoption, participation, record, request)], "carte")


def _printed(
    request: HttpRequest, participation: Participation, record: AccountRecord, papers: list[Card], name: str
) -> HttpResponse:
    """Papers to show or to print, or as a file when that is asked for."""
    if request.GET.get("format") == "pdf":
        return pdf_of(papers, f"{name}-{record.id}")
    context = {
        "adoption": participation.adoption, "participation": participation, "record": record, "papers": drawn(papers),
    }  # fmt: skip
    return render(request, "ledger/card.html", context)


@never_cache
@require_GET
@holder_page
def titles(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    account: str,
) -> HttpResponse:
    """Her vouchers that are not spent, to show or to print."""
    record = _mine(participation, account)
    rows = Title.objects.filter(account__participation=participation, account__key=record.id, spending=None)
    papers = [title_paper(adoption, title, record, request) for title in rows.order_by("number")]
    return _printed(request, participation, record, papers, "titres")


@never_cache
@require_POST
@holder_page
def renew(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    account: str,
) -> HttpResponse:
    """Her card is lost: another code, the old one opens nothing."""
    record = _mine(participation, account)
    cards.renew(participation, record.id)
    messages.success(request, "Votre carte a un nouveau code : l’ancien n’ouvre plus rien.")
    return redirect("ledger:card", adoption.slug, participation.key, record.id)


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def declare(
    request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor, account: str
) -> HttpResponse:
    """The holder declares herself, where the kit lets her."""
    record = _mine(participation, account)
    if actor.role not in record.declared_by:
        raise Http404("vous ne déclarez pas sur ce compte")
    form = quantity_form(participation.terms, record, request.POST or None, dated=True)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            day, key = form.cleaned_data["day"], form.cleaned_data["key"]
            asked = Asked(record.id, amount_of(form, record), day, request_key=key)
            verbs.declare(adoption=adoption, holder=participation, asked=asked, actor=actor)
            messages.success(request, "C’est déclaré.")
            return redirect("ledger:account", adoption.slug, participation.key, record.id)
    now = _all(participation, record)[0]
    context = {"adoption": adoption, "form": form, "now": now, "title": "Déclarer"}
    return render(request, "ledger/quantity.html", context, status=422 if form.errors else 200)
