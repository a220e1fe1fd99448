# ruff: noqa: ARG001 - a view takes what its guard gives, whether it needs it or not
"""What moved: the lines of a day, all of them as a file, undoing with a reason, giving back a promise."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.guard import acting_as, desk_page
from essaim.adoptions.models import Adoption
from essaim.adoptions.refusing import refused_on, told
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ledger.domain import undoing, verbs
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.domain.queries.statements import drift
from essaim.engines.ledger.forms import ReasonForm
from essaim.engines.ledger.models import Hold, LedgerAccount, Movement
from essaim.engines.ledger.params import AccountRecord
from essaim.engines.ledger.views.by_hand import to_holder
from essaim.engines.ledger.views.shared import decimal, ledger_of, record_of, speech_of
from essaim.foundation.ui.public import spreadsheet

PAGE = 50


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
    account = undoing.holder_account(row)
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
    return spreadsheet(f"mouvements-{adoption.slug}-{timezone.localdate():%Y-%m-%d}", head, lines)


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
        with refused_on(form):
            undoing.reverse(movement=movement, actor=who, reason=data["reason"], request_key=data["key"])
            messages.success(request, "C’est annulé ; le motif est au relevé.")
            return redirect("ledger_desk:movements", adoption.slug)
    context = {
        "adoption": adoption, "form": form, "movement": movement, "said": record.measured.say(movement.amount),
        "holder": undoing.holder_of(movement), "tabs": tabs(request, adoption, "ledger:movements"),
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
    with told(request, "La réservation est rendue."):
        verbs.release(promised=promised, actor=who)
    account = promised.source if promised.source.participation else promised.target
    return to_holder(adoption, account.participation)
