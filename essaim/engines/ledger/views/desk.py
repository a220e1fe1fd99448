# ruff: noqa: ARG001 - a view takes what its guard gives, whether it needs it or not
"""The desk: accounts and their totals, one holder, what moved that day, undoing with a reason."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.guard import acting_as, desk_page
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ledger.domain import verbs
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.domain.opening import envelope_position
from essaim.engines.ledger.domain.queries.statements import drift, statement, totals
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.forms import ReasonForm, amount_of, quantity_form, refuse
from essaim.engines.ledger.models import Hold, LedgerAccount, Movement
from essaim.engines.ledger.params import AccountRecord
from essaim.engines.ledger.views.codes import card_by, title_by
from essaim.engines.ledger.views.shared import Shown, decimal, ledger_of, record_of, sheet, shown, speech_of
from essaim.foundation.ui.public import Column, Table

PAGE = 50
BY_HAND = {
    "credit": ("credited_by", "Créditer"),
    "declare": ("declared_by", "Déclarer"),
    "hold": ("held_by", "Réserver"),
}


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
    participation = _participation(adoption, key) if key else None
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
            _ways(request, adoption, one),
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


def _participation(adoption: Adoption, key: UUID) -> Participation:
    rows = adoption.participations.select_related("party", "terms__version", "adoption__territory")
    return get_object_or_404(rows, key=key)


def _ways(request: HttpRequest, adoption: Adoption, one: Shown) -> list[tuple[str, str]]:
    """What may be done by hand on an account: verb and words."""
    found = []
    for verb, (_, words) in BY_HAND.items():
        if _may(request, adoption, one.record, verb) is not None:
            found.append((verb, words))
    return found


def _may(request: HttpRequest, adoption: Adoption, record: AccountRecord, verb: str) -> Actor | None:
    """Return who acts, when one of her roles moves this account with this verb."""
    actor = acting_as(request, adoption, f"ledger.{verb}")
    return actor if actor is not None and actor.role in getattr(record, BY_HAND[verb][0]) else None


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page
def by_hand(
    request: HttpRequest, adoption: Adoption, actor: Actor, account: str, verb: str, key: UUID | None = None
) -> HttpResponse:
    """Credit, declare or hold on the account of a holder, or of the service itself."""
    participation = _participation(adoption, key) if key else None
    terms = participation.terms if participation else adoption.terms
    record = record_of(terms, account)
    who = _may(request, adoption, record, verb) if verb in BY_HAND else None
    if who is None or record.role != (participation.role if participation else None):
        raise Http404("cet acte n’est pas ouvert à votre rôle")
    form = quantity_form(terms, record, request.POST or None, dated=verb == "declare")
    if request.method == "POST" and form.is_valid():
        try:
            asked = Asked(
                record.id, amount_of(form, record), form.cleaned_data.get("day"), request_key=form.cleaned_data["key"]
            )
            _by_hand(verb, adoption, participation, asked, who)
        except RefusedActError as why:
            refuse(form, why)
        else:
            messages.success(request, f"C’est fait : {BY_HAND[verb][1].lower()}.")
            return _to_holder(adoption, participation)
    context = {
        "adoption": adoption, "participation": participation, "form": form, "title": BY_HAND[verb][1],
        "now": shown(record, speech_of(terms)), "tabs": tabs(request, adoption, "ledger:accounts"),
    }  # fmt: skip
    return render(request, "ledger/desk/by_hand.html", context, status=422 if form.errors else 200)


def _by_hand(verb: str, adoption: Adoption, participation: Participation | None, asked: Asked, who: Actor) -> None:
    if verb == "hold":
        verbs.hold(adoption=adoption, holder=participation, asked=asked, actor=who)
    elif verb == "credit":
        verbs.credit(adoption=adoption, holder=participation, asked=asked, actor=who)
    else:
        verbs.declare(adoption=adoption, holder=participation, asked=asked, actor=who)


def _to_holder(adoption: Adoption, participation: Participation | None) -> HttpResponse:
    if participation is None:
        return redirect("ledger_desk:own", adoption.slug)
    return redirect("ledger_desk:holder", adoption.slug, participation.key)


@never_cache
@require_GET
@desk_page
def movements(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """What was written on a day, newest first; or everything, as a file."""
    day = parse_date(request.GET.get("jour", "")) or timezone.localdate()
    section, speech = ledger_of(adoption.terms), speech_of(adoption.terms)
    records = {one.id: one for one in section.accounts}
    rows = Movement.objects.filter(adoption=adoption, trial=adoption.trial).select_related(
        "source__participation__party", "target__participation__party", "by__party", "note", "reversal", "title"
    )
    if request.GET.get("format") == "csv":
        return _file(adoption, rows, records)
    of_day = rows.filter(at__date=day).order_by("-pk")
    page = Paginator(of_day, PAGE).get_page(request.GET.get("page"))
    lines = [_line(row, records[row.key], speech.label(records[row.key].label)) for row in page if row.key in records]
    context = {
        "adoption": adoption, "actor": actor, "tabs": tabs(request, adoption, "ledger:movements"), "day": day,
        "page": page, "lines": lines, "may_reverse": acting_as(request, adoption, "ledger.reverse") is not None,
        "drift": drift(adoption),
    }  # fmt: skip
    return render(request, "ledger/desk/movements.html", context)


def _line(row: Movement, record: AccountRecord, label: str) -> dict[str, object]:
    account = verbs.holder_account(row)
    who = account.participation
    return {
        "row": row, "label": label, "said": record.measured.say(row.amount), "who": who,
        "name": who.party.name if who else adoption_words(account.place), "undone": hasattr(row, "reversal"),
        "by": (row.by.party.name if row.by else "") or (row.note.label if hasattr(row, "note") else ""),
    }  # fmt: skip


def adoption_words(place: str) -> str:
    """Name an account that nobody holds."""
    return {Place.ENVELOPE: "enveloppe", Place.OUTSIDE: "hors du service"}.get(Place(place), "le service")


def _file(adoption: Adoption, rows: QuerySet[Movement], records: dict[str, AccountRecord]) -> HttpResponse:
    """Every movement, for a spreadsheet: numbers of participations, no name."""
    head = [
        "écrit le",
        "jour",
        "acte",
        "compte",
        "quantité",
        "unité",
        "de",
        "dossier",
        "vers",
        "dossier",
        "par",
        "rôle",
        "annulé",
    ]
    lines = [
        [
            f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}", row.on.isoformat(), row.get_moved_display(), row.key,
            decimal(records[row.key], row.amount), records[row.key].measured.label, row.source.get_place_display(),
            _number(row.source), row.target.get_place_display(), _number(row.target),
            row.by.number if row.by else "", row.role, "oui" if hasattr(row, "reversal") else "",
        ]
        for row in rows.order_by("pk").iterator(chunk_size=2000) if row.key in records
    ]  # fmt: skip
    return sheet(f"mouvements-{adoption.slug}-{timezone.localdate():%Y-%m-%d}", head, lines)


def _number(account: LedgerAccount) -> object:
    return account.participation.number if account.participation else ""


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page
def reverse_movement(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Undo all that an act moved, with its reason."""
    who = acting_as(request, adoption, "ledger.reverse")
    rows = Movement.objects.filter(adoption=adoption).select_related("source", "target", "adoption__territory")
    movement = get_object_or_404(rows, pk=pk)
    if who is None:
        raise Http404("annuler n’est pas ouvert à votre rôle")
    record = record_of(adoption.terms, movement.key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.reverse(movement=movement, actor=who, reason=data["reason"], request_key=data["key"])
        except RefusedActError as why:
            refuse(form, why)
        else:
            messages.success(request, "C’est annulé ; le motif est au relevé.")
            return redirect("ledger_desk:movements", adoption.slug)
    context = {
        "adoption": adoption, "form": form, "movement": movement, "said": record.measured.say(movement.amount),
        "holder": verbs.holder_of(movement), "tabs": tabs(request, adoption, "ledger:movements"),
        "legs": [one for one in Movement.objects.filter(act=movement.act) if one.pk != movement.pk],
    }  # fmt: skip
    return render(request, "ledger/desk/reverse.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["POST"])
@desk_page
def release(request: HttpRequest, adoption: Adoption, actor: Actor, pk: int) -> HttpResponse:
    """Give back what was promised."""
    who = acting_as(request, adoption, "ledger.release")
    rows = Hold.objects.filter(adoption=adoption).select_related(
        "source__participation", "target__participation", "adoption"
    )
    promised = get_object_or_404(rows, pk=pk)
    if who is None:
        raise Http404("rendre une réservation n’est pas ouvert à votre rôle")
    try:
        verbs.release(promised=promised, actor=who)
        messages.success(request, "La réservation est rendue.")
    except RefusedActError as why:
        messages.error(request, str(why))
    account = promised.source if promised.source.participation else promised.target
    return _to_holder(adoption, account.participation)
