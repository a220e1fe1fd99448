"""The card of an account: made once for a holder, found again by its code, made anew when it is lost."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.adoptions.models import Participation
from essaim.engines.ledger.domain.codes import code_of, digest
from essaim.engines.ledger.models import Card


def card_of(participation: Participation, account: str) -> Card:
    """Return the card of an account, made when there is none. Side effect: one row."""
    found = Card.objects.filter(participation=participation, account=account, ended_at=None).first()
    return found or _made(participation, account)


def _made(participation: Participation, account: str) -> Card:
    card = Card(participation=participation, account=account, issued_at=timezone.now())
    card.code_hash = digest(code_of("card", card.key))
    try:
        with transaction.atomic():
            card.save(force_insert=True)
    except IntegrityError:  # two pages opened at once: one made it
        return Card.objects.get(participation=participation, account=account, ended_at=None)
    return card


def card_code(participation: Participation, account: str) -> str:
    """Return the code of the card of an account."""
    return code_of("card", card_of(participation, account).key)


@transaction.atomic
def renew(participation: Participation, account: str) -> Card:
    """End a card that was lost and make another: the old code opens nothing any more."""
    live = Card.objects.filter(participation=participation, account=account, ended_at=None)
    live.update(ended_at=timezone.now())
    return _made(participation, account)


def found_by(code: str) -> Card | None:
    """Return the live card that a code stands for."""
    return (
        Card.objects.filter(code_hash=digest(code), ended_at=None)
        .select_related("participation__adoption__territory", "participation__terms__version", "participation__party")
        .first()
    )
