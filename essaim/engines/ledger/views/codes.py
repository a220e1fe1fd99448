"""What a code opens: a voucher's page, a declaration on a card, and who accepts. Anybody who holds the code may look."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from essaim.adoptions.forms.fields import KitForm
from essaim.adoptions.guard import holder_page, service_page
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.refusing import refused_on
from essaim.adoptions.runtime import Actor
from essaim.engines.ledger.domain import verbs
from essaim.engines.ledger.domain.book import Acceptance
from essaim.engines.ledger.domain.codes import digest
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.forms import amount_of, code_field, key_field, quantity_form
from essaim.engines.ledger.models import Acceptor, Card, Title
from essaim.engines.ledger.params import AccountRecord
from essaim.engines.ledger.views.shared import held_here, ledger_of, record_of, shown, speech_of


def title_by(adoption: Adoption, code: str) -> Title | None:
    """Return the voucher that a code stands for, in this service."""
    rows = Title.objects.filter(adoption=adoption, code_hash=digest(code), trial=adoption.trial)
    return rows.select_related("adoption", "account__participation__terms__version", "spending__reversal").first()


def card_by(adoption: Adoption, code: str) -> Card | None:
    """Return the live card that a code stands for, in this service."""
    rows = Card.objects.filter(participation__adoption=adoption, code_hash=digest(code), ended_at=None)
    return rows.select_related(
        "participation__terms__version", "participation__party", "participation__adoption"
    ).first()


def declaring_role(record: AccountRecord, terms: object, kinds: tuple[str, ...] = ("partner",)) -> str:
    """Return the role under which whoever holds a card declares: the first partner that the account lets declare."""
    roles = {one.id: one.kind for one in terms.kit.record.roles}  # type: ignore[attr-defined]
    return next((one for one in record.declared_by if roles.get(one) in kinds), "")


@never_cache
@require_GET
@service_page
def code(request: HttpRequest, adoption: Adoption, code: str) -> HttpResponse:
    """What a scanned or typed code is. Whoever accepts here is led to take it."""
    title, card = title_by(adoption, code), None
    if title is None:
        card = card_by(adoption, code)
    if title is None and card is None:
        return render(request, "ledger/unknown.html", {"adoption": adoption}, status=404)
    terms = title.account.participation.terms if title and title.account.participation else adoption.terms
    if card:
        terms = card.participation.terms
    record = record_of(terms, title.account.key if title else card.account if card else "")
    mine = held_here(request, adoption, record.acceptors)
    if mine is not None:
        return redirect(f"{_take(adoption, mine)}?code={code}")
    if card and declaring_role(record, terms):
        return redirect("ledger:declare_by_code", adoption.slug, code)
    context = {
        "adoption": adoption,
        "title": title,
        "now": shown(record, speech_of(terms)),
        "today": timezone.localdate(),
    }
    return render(request, "ledger/code.html", context)


def _take(adoption: Adoption, mine: Participation) -> str:
    from django.urls import reverse

    return reverse("ledger:take", args=[adoption.slug, mine.key])


@never_cache
@require_http_methods(["GET", "POST"])
@service_page
def declare_by_code(request: HttpRequest, adoption: Adoption, code: str) -> HttpResponse:
    """An employer declares on the card of a person, without registering: the person gave the code."""
    card = card_by(adoption, code)
    if card is None:
        raise Http404("cette carte n’existe pas, ou n’est plus valable")
    record = record_of(card.participation.terms, card.account)
    role = declaring_role(record, card.participation.terms)
    if not role:
        raise Http404("on ne déclare pas sur ce compte")
    mine = held_here(request, adoption, [role])
    form = quantity_form(card.participation.terms, record, request.POST or None, dated=True, named=mine is None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data.get("label", "")
        done = _declared(form, record, card, Actor(role, None, name), mine)
        if done:
            messages.success(request, f"C’est déclaré : {done}. La personne le verra dans son relevé.")
            return redirect("ledger:declare_by_code", adoption.slug, code)
    context = {
        "adoption": adoption,
        "form": form,
        "card": card,
        "now": shown(record, speech_of(card.participation.terms)),
    }
    return render(request, "ledger/declare.html", context, status=422 if form.errors else 200)


def _declared(form: KitForm, record: AccountRecord, card: Card, actor: Actor, by: Participation | None) -> str:
    """Declare, and say what was; on a refusal show it on the form and say nothing."""
    with refused_on(form):
        amount = amount_of(form, record)
        asked = Asked(record.id, amount, form.cleaned_data["day"], by, actor.label, form.cleaned_data["key"])
        verbs.declare(adoption=card.participation.adoption, holder=card.participation, asked=asked, actor=actor)
        return record.measured.say(amount)
    return ""


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def declare_for(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """A registered employer declares for somebody: she writes the code of the person's card."""
    records = ledger_of(participation.terms).moved_by("declare", participation.role)
    if not records:
        raise Http404("ce dossier ne déclare rien")
    record = records[0]
    form = quantity_form(participation.terms, record, request.POST or None, dated=True)
    form.fields = {"code": code_field(), **form.fields, "key": key_field()}
    if request.method == "POST" and form.is_valid():
        card = card_by(adoption, form.cleaned_data["code"])
        if card is None or card.account != record.id:
            form.add_error("code", "Ce code n’est pas celui d’une carte de ce service : relisez-le avec la personne.")
        elif done := _declared(form, record, card, actor, participation):
            messages.success(request, f"C’est déclaré pour {card.participation.party.name} : {done}.")
            return redirect("ledger:declare_for", adoption.slug, participation.key)
    context = {"adoption": adoption, "form": form, "now": shown(record, speech_of(participation.terms))}
    return render(request, "ledger/declare.html", context, status=422 if form.errors else 200)


@require_GET
@service_page
def places(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Where the rights of this service may be used today."""
    today = timezone.localdate()
    rows = Acceptor.objects.filter(
        participation__adoption=adoption,
        participation__trial=adoption.trial,
        since__lte=today,
        standing=Acceptance.ADMITTED,
    )
    live = rows.exclude(until__lt=today).exclude(participation__erased_at__isnull=False)
    listed = live.select_related("participation__party", "participation__commune").order_by(
        "participation__party__name"
    )
    labels = {one.id: speech_of(adoption.terms).label(one.label) for one in ledger_of(adoption.terms).accounts}
    found = [(one, labels.get(one.account, one.account)) for one in listed]
    return render(request, "ledger/places.html", {"adoption": adoption, "found": found})
