# ruff: noqa: ARG001 - a view takes what its guard gives, whether it needs it or not
"""The acceptor's pages: take a voucher or a payment, even when the network is cut; see what is owed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.forms import KitForm
from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.refusing import refused_on
from essaim.adoptions.runtime import Actor
from essaim.cores.rules.wording import say_date
from essaim.engines.ledger.domain import verbs
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.domain.queries.statements import owed_by_month
from essaim.engines.ledger.domain.units import unit_of
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.forms import amount_of, code_field, key_field, quantity_form
from essaim.engines.ledger.models import Card, LedgerAccount, Movement, Title
from essaim.engines.ledger.params import AccountRecord
from essaim.engines.ledger.views.codes import card_by, title_by
from essaim.engines.ledger.views.shared import decimal, ledger_of, record_of, speech_of
from essaim.foundation.ui.public import spreadsheet

UNKNOWN = "Ce code n’est pas de ce service : relisez les douze signes."


@dataclass(frozen=True)
class Presented:
    """What somebody shows to spend: a voucher, or a card with an amount."""

    record: AccountRecord
    title: Title | None = None
    card: Card | None = None
    amount: int = 0

    @property
    def words(self) -> str:
        """What it is, before it is taken."""
        if self.title is None:
            return self.record.measured.say(self.amount)
        until = f", à utiliser jusqu’au {say_date(self.title.expires_on)}" if self.title.expires_on else ""
        return f"{self.record.measured.say(self.title.value)} ({self.title!s}{until})"


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def take(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """Take what is shown: its code and an amount, then a confirmation; sent again with the same key, the same answer."""
    records = ledger_of(participation.terms).moved_by("spend", participation.role)
    if not records:
        raise Http404("ce dossier n’accepte rien")
    form = _form(participation, records, request)
    presented = None
    if form.is_bound and form.is_valid():
        with refused_on(form):
            presented = _presented(adoption, records, form)
            if request.POST.get("step") == "take":
                return _taken(request, adoption, participation, actor, presented, form.cleaned_data["key"])
        presented = None if form.errors else presented
    if request.POST.get("step") == "take" and _wants_json(request):
        return JsonResponse(
            {"done": False, "text": " ".join(str(one) for errors in form.errors.values() for one in errors)}
        )
    context = {
        "adoption": adoption, "participation": participation, "form": form, "presented": presented,
        "records": [(one, speech_of(participation.terms).label(one.label)) for one in records],
        "last": _last(adoption, participation, request),
    }  # fmt: skip
    return render(request, "ledger/take.html", context, status=422 if form.errors else 200)


def _form(participation: Participation, records: list[AccountRecord], request: HttpRequest) -> KitForm:
    """The code, and an amount where an account of this acceptor is spent from a card."""
    data: Any = request.POST if request.method == "POST" else None
    carded = next((one for one in records if not one.titles), None)
    if carded is None:
        form = KitForm({}, {}, data=data)
        form.fields["key"] = key_field()
    else:
        form = quantity_form(participation.terms, carded, data)
        field = form.fields[carded.quantity or ""]
        field.required = any(one.titles for one in records) is False
        field.help_text = field.help_text or "Inutile pour un titre : sa valeur est écrite dessus."
    code = code_field()
    code.initial = request.GET.get("code", "")[:40]
    form.fields = {"code": code, **form.fields}
    return form


def _presented(adoption: Adoption, records: list[AccountRecord], form: KitForm) -> Presented:
    """Find what a code stands for. Raises RefusedActError: nothing that is taken here, or no amount."""
    accepted = {one.id: one for one in records}
    title = title_by(adoption, form.cleaned_data["code"])
    if title is not None and title.account.key in accepted:
        return Presented(accepted[title.account.key], title=title)
    card = card_by(adoption, form.cleaned_data["code"])
    if card is None or card.account not in accepted:
        raise RefusedActError(UNKNOWN)
    record = accepted[card.account]
    if not form.answers().get(record.quantity or ""):
        raise RefusedActError("C’est une carte : écrivez le montant à prendre.")
    return Presented(record, card=card, amount=amount_of(form, record))


def _taken(
    request: HttpRequest, adoption: Adoption, mine: Participation, actor: Actor, presented: Presented, key: str
) -> HttpResponse:
    if presented.title is not None:
        movement = verbs.spend_title(title=presented.title, acceptor=mine, actor=actor, request_key=key)
    elif presented.card is not None:
        asked = Asked(presented.record.id, presented.amount, request_key=key)
        holder = presented.card.participation
        movement = verbs.spend(adoption=adoption, holder=holder, acceptor=mine, asked=asked, actor=actor)
    said = f"Pris : {presented.record.measured.say(movement.amount)}."
    if _wants_json(request):
        return JsonResponse({"done": True, "text": said})
    messages.success(request, said)
    return redirect("ledger:take", adoption.slug, mine.key)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _last(adoption: Adoption, mine: Participation, _request: HttpRequest) -> list[tuple[Movement, str]]:
    """The last takings, newest first, so that a doubt is settled at a glance."""
    rows = Movement.objects.filter(adoption=adoption, by=mine, moved="spent").select_related("title", "reversal")
    return [(row, ledger_of(mine.terms).account(row.key).measured.say(row.amount)) for row in rows.order_by("-pk")[:10]]


@never_cache
@require_GET
@holder_page
def takings(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    account: str,
) -> HttpResponse:
    """What an acceptor took and was paid, month by month; as a page or as a file."""
    record = record_of(participation.terms, account)
    row = LedgerAccount.objects.filter(participation=participation, key=account, place=Place.ACCEPTOR).first()
    if row is None:
        raise Http404("rien n’a été pris ici")
    months = owed_by_month(row, record.measured)
    if request.GET.get("format") == "csv":
        return spreadsheet(
            f"releve-{account}", ["mois", f"pris ({record.measured.label})", f"payé ({record.measured.label})"],
            [[f"{one.month:%Y-%m}", decimal(record, one.taken), decimal(record, one.paid)] for one in months],
        )  # fmt: skip
    context = {
        "adoption": adoption, "participation": participation, "record": record, "account": row, "months": months,
        "label": speech_of(participation.terms).label(record.label), "owed": unit_of(row.unit, record.unit_label).say(row.balance),
    }  # fmt: skip
    return render(request, "ledger/takings.html", context)
