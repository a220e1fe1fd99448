"""The desk: accounts and their totals, one holder."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from essaim.adoptions.guard import acting_as, desk_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.domain.opening import envelope_position
from essaim.engines.ledger.domain.queries.statements import statement, totals
from essaim.engines.ledger.models import Hold, LedgerAccount
from essaim.engines.ledger.views.by_hand import participation_of, ways_of
from essaim.engines.ledger.views.codes import card_by, title_by
from essaim.engines.ledger.views.shared import ledger_of, shown, speech_of
from essaim.foundation.ui.public import Column, Table

PAGE = 50


@never_cache
@require_GET
@desk_page
def accounts(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """Every account of the holders, found by name, number or code; the totals, which balance; the envelope left."""
    terms = adoption.terms
    section, words = ledger_of(terms), request.GET.get("q", "").strip()[:100]
    rows = (
        _searched(adoption, words)
        .select_related("participation__party")
        .order_by("participation__party__name", "key", "-since")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    speech = speech_of(terms)
    records = {one.id: one for one in section.accounts}
    listed = [shown(records[row.key], speech, row) for row in page if row.key in records]
    context = {
        "adoption": adoption, "actor": actor, "tabs": tabs(request, adoption, "ledger:accounts"), "listed": listed,
        "page": page, "words": words, "totals": _totals(adoption), "envelope": _envelope(adoption),
    }  # fmt: skip
    return render(request, "ledger/desk/accounts.html", context)


def _searched(adoption: Adoption, words: str) -> QuerySet[LedgerAccount]:
    rows = LedgerAccount.objects.filter(adoption=adoption, place=Place.HOLDER, trial=adoption.trial)
    if not words:
        return rows
    card, title = card_by(adoption, words), title_by(adoption, words)
    if card or title:
        return (
            rows.filter(participation=card.participation) if card else rows.filter(pk=title.account_id if title else 0)
        )
    found = Q(participation__party__name__icontains=words)
    return rows.filter(found | Q(participation__number=int(words)) if words.isdecimal() and len(words) < 9 else found)  # noqa: PLR2004


def _totals(adoption: Adoption) -> Table:
    """The double-entry table: each row sums to zero."""
    found = totals(adoption, ledger_of(adoption.terms))
    speech = speech_of(adoption.terms)
    heads = ["Compte", "Titulaires", "Ceux qui acceptent", "Enveloppe", "Hors du service", "Somme"]
    rows = [[speech.label(one.label), *one.cells] for one in found]
    whole = all(one.difference == 0 for one in found)
    note = "Partie double : ce qui entre quelque part sort d’ailleurs, et chaque ligne fait zéro." if whole else (
        "Une ligne ne fait pas zéro : la base est abîmée. Arrêtez les opérations et appelez l’administrateur."
    )  # fmt: skip
    return Table("Où sont les quantités", [Column(head, rank > 0) for rank, head in enumerate(heads)], rows, note)


def _envelope(adoption: Adoption) -> dict[str, str] | None:
    section = ledger_of(adoption.terms)
    if section.envelope is None:
        return None
    unit = section.account(section.envelope.feeds[0]).measured
    row = LedgerAccount.objects.filter(adoption=adoption, place=Place.ENVELOPE, trial=adoption.trial).first()
    cap = -envelope_position(adoption, timezone.localdate()).floor
    given = -row.balance if row else 0
    label = speech_of(adoption.terms).label(section.envelope.label)
    return {"label": label, "left": unit.say(cap - given), "cap": unit.say(cap), "given": unit.say(given)}


@never_cache
@require_GET
@desk_page
def holder(request: HttpRequest, adoption: Adoption, actor: Actor, key: UUID | None = None) -> HttpResponse:
    """One holder, or the service itself: its accounts with their statements, and what the person at the desk may do."""
    participation = participation_of(adoption, key) if key else None
    terms = participation.terms if participation else adoption.terms
    speech, section = speech_of(terms), ledger_of(terms)
    held = LedgerAccount.objects.filter(adoption=adoption, participation=participation, place=Place.HOLDER)
    rows = {row.key: row for row in held.filter(trial=adoption.trial).order_by("since")}
    records = [one for one in section.accounts if one.role == (participation.role if participation else None)]
    found = [shown(one, speech, rows.get(one.id)) for one in records]
    blocks = [
        (
            one,
            list(reversed(statement(one.account, one.record.measured))) if one.account else [],
            ways_of(request, adoption, one),
        )
        for one in found
    ]
    mine = [row.pk for row in rows.values()]
    promised = Hold.objects.filter(Q(source__in=mine) | Q(target__in=mine), ended_at=None)
    context = {
        "adoption": adoption, "actor": actor, "participation": participation, "blocks": blocks, "promised": promised,
        "tabs": tabs(request, adoption, "ledger:accounts"),
        "may_reverse": acting_as(request, adoption, "ledger.reverse") is not None,
    }  # fmt: skip
    return render(request, "ledger/desk/holder.html", context)
