# ruff: noqa: ARG001 - a view takes what its guard gives, whether it needs it or not
"""Credit, declare or hold from the desk, on the account of a holder or of the service itself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.adoptions.guard import acting_as, desk_page
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.refusing import refused_on
from essaim.adoptions.runtime import Actor
from essaim.adoptions.views.desk import tabs
from essaim.engines.ledger.domain import verbs
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.forms import amount_of, quantity_form
from essaim.engines.ledger.params import AccountRecord
from essaim.engines.ledger.views.shared import Shown, record_of, shown, speech_of

BY_HAND = {
    "credit": ("credited_by", "Créditer"),
    "declare": ("declared_by", "Déclarer"),
    "hold": ("held_by", "Réserver"),
}


def participation_of(adoption: Adoption, key: UUID) -> Participation:
    rows = adoption.participations.select_related("party", "terms__version", "adoption__territory")
    return get_object_or_404(rows, key=key)


def ways_of(request: HttpRequest, adoption: Adoption, one: Shown) -> list[tuple[str, str]]:
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
    participation = participation_of(adoption, key) if key else None
    terms = participation.terms if participation else adoption.terms
    record = record_of(terms, account)
    who = _may(request, adoption, record, verb) if verb in BY_HAND else None
    if who is None or record.role != (participation.role if participation else None):
        raise Http404("cet acte n’est pas ouvert à votre rôle")
    form = quantity_form(terms, record, request.POST or None, dated=verb == "declare")
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            asked = Asked(
                record.id, amount_of(form, record), form.cleaned_data.get("day"), request_key=form.cleaned_data["key"]
            )
            _by_hand(verb, adoption, participation, asked, who)
            messages.success(request, f"C’est fait : {BY_HAND[verb][1].lower()}.")
            return to_holder(adoption, participation)
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


def to_holder(adoption: Adoption, participation: Participation | None) -> HttpResponse:
    if participation is None:
        return redirect("ledger_desk:own", adoption.slug)
    return redirect("ledger_desk:holder", adoption.slug, participation.key)
