"""Put in French what the database refuses."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError

from essaim.cores.rules.wording import say_date
from essaim.engines.ledger.domain import book
from essaim.engines.ledger.domain.book import REFUSED_THERE, Acceptance, Place
from essaim.engines.ledger.domain.units import unit_of
from essaim.engines.ledger.guards import SENTENCES
from essaim.engines.ledger.models import Acceptor, LedgerAccount

Row = tuple[book.Leg, LedgerAccount, LedgerAccount]
REQUEST, TITLE = ("ledger_request_once", "ledger_movement.request_key"), "title_id"
"""How each database names the constraint that an insertion breaks."""


class RepeatedError(Exception):
    """The same form was sent twice at once: the first one was done."""


def words(error: IntegrityError, rows: Iterable[Row], day: date) -> str:
    """Put a refusal of the database in French. Raises RepeatedError: it is the same form again."""
    said = str(error)
    if any(name in said for name in REQUEST):
        raise RepeatedError from error
    if TITLE in said:
        return "Ce titre a déjà été dépensé."
    own = next((sentence for sentence in SENTENCES if sentence in said), "")
    if own == REFUSED_THERE[Acceptance.SUSPENDED]:
        return own + _because(rows)
    return own or _bounds(rows, day) or "La base refuse ce mouvement : rechargez la page, puis recommencez."


def _because(rows: Iterable[Row]) -> str:
    """Say since when and why the structure of an order is suspended, where the decision said it."""
    leg, _, target = next(iter(rows))
    known = Acceptor.objects.filter(participation=target.participation_id, account=leg.account).first()
    if known is None or known.standing_since is None:
        return ""
    return f" (depuis le {say_date(known.standing_since)}{f' : {known.reason}' if known.reason else ''})"


def _bounds(rows: Iterable[Row], day: date) -> str:
    """Say which account of the order is at its bound, as it stands now."""
    for leg, source, target in rows:
        unit = unit_of(source.unit)
        for account, out, into in ((source, leg.amount, 0), (target, 0, leg.amount)):
            account.refresh_from_db()
            name = "l’enveloppe" if account.place == Place.ENVELOPE else "ce compte"
            why = book.refusal(account.position, unit, today=day, out=out, into=into, name=name)
            if why:
                return why
    return ""
