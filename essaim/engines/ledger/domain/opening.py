"""Find the account of a holder for a day, or open it; the common accounts of an adoption; who accepts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.cores.rules.evaluation import Computed, Evaluation
from essaim.cores.rules.kinds import Value
from essaim.engines.ledger.domain.book import Place, Position
from essaim.engines.ledger.domain.periods import EVER, period_of
from essaim.engines.ledger.domain.reckoning import budget, opening
from essaim.engines.ledger.models import LedgerAccount
from essaim.engines.ledger.params import AccountRecord, LedgerSection


@dataclass(frozen=True)
class CommonWorld:
    """What may be read about nobody: the parameters, under given terms."""

    terms: Terms
    today: date

    def parameter(self, name: str) -> Value:
        return self.terms.values[name]

    def field(self, _name: str) -> Value | None:
        return None

    def rule(self, name: str) -> Evaluation:
        raise RefusedActError(f"la règle « {name} » parle d’une personne")

    def amount(self, name: str) -> Computed:
        raise RefusedActError(f"le montant « {name} » parle d’une personne")


def section_of(act: Act) -> LedgerSection:
    """Return the section of the ledger under the terms of an act."""
    return section_in(act.terms)


def section_in(terms: Terms) -> LedgerSection:
    """Return the section of the ledger under given terms."""
    section = terms.kit.sections["ledger"]
    if not isinstance(section, LedgerSection):
        raise TypeError("the ledger acts under its own section")
    return section


def account_for(
    act: Act, record: AccountRecord, holder: Participation | None, day: date, *, incoming: bool = False
) -> LedgerAccount:
    """Return the account of a holder for the period of a day, opened when it is not. In the caller's transaction.

    A right without a period that ends some months after it is opened is opened again by what comes (``incoming``) once
    it has ended; vouchers always come on an account of their day, so that each has its whole validity.

    Raises RefusedActError: a bound is not known yet, or the participation does not hold this account.
    """
    if record.role is not None and (holder is None or holder.role != record.role):
        raise RefusedActError("Ce dossier n’a pas ce compte.")
    held = holder if record.role is not None else None
    place = {
        "adoption": act.adoption,
        "key": record.id,
        "place": Place.HOLDER,
        "participation": held,
        "trial": act.trial,
    }
    if record.period == "none" and record.expires_after is not None:
        found = _latest(place, record, day, incoming=incoming)
        return found or _opened(act, {**place, "since": day}, record, held, day)
    place["since"] = period_of(record.period, day).first
    return LedgerAccount.objects.filter(**place).first() or _opened(act, place, record, held, day)


def _latest(place: dict[str, Any], record: AccountRecord, day: date, *, incoming: bool) -> LedgerAccount | None:
    """Return the last account that serves: of this day for vouchers that come, not ended for the rest that comes."""
    found = LedgerAccount.objects.filter(**place, since__lte=day).order_by("-since").first()
    if found is None or not incoming:
        return found
    ended = found.expires_on is not None and found.expires_on < day
    return None if ended or (record.titles and found.since != day) else found


def _opened(
    act: Act, place: dict[str, Any], record: AccountRecord, holder: Participation | None, day: date
) -> LedgerAccount:
    world = act.world(holder) if holder else CommonWorld(act.terms, day)
    position = opening(record, world, day)
    bounds = {"floor": position.floor, "cap": position.cap, "expires_on": position.expires_on}
    values = {"unit": record.unit, "opened_on": act.today, **bounds, **_ended(place)}
    account, _ = LedgerAccount.objects.get_or_create(**place, defaults=values)
    return account


def _ended(place: dict[str, Any]) -> dict[str, Any]:
    """Return what ended the account of another period: what a decision closed is not opened again by a new month."""
    others = {name: value for name, value in place.items() if name != "since"}
    last = LedgerAccount.objects.filter(**others).order_by("since").last()
    return {"closed_at": last.closed_at, "declared_until": last.declared_until} if last else {}


def acceptor_account(act: Act, record: AccountRecord, acceptor: Participation) -> LedgerAccount:
    """Return where an acceptor's takings add up. That it accepts is not read here: the database refuses who does not."""
    return _common(act, record.id, Place.ACCEPTOR, record.unit, floor=0, participation=acceptor)


def outside(act: Act, record: AccountRecord) -> LedgerAccount:
    """Return the rest of the world, for an account of the kit."""
    return _common(act, record.id, Place.OUTSIDE, record.unit, floor=None)


def envelope(act: Act, record: AccountRecord) -> LedgerAccount:
    """Return the envelope, its cap being that of the terms in force, whatever those of the participation."""
    position = envelope_position(act.adoption, act.today)
    account = _common(act, "", Place.ENVELOPE, record.unit, floor=position.floor)
    if account.floor != position.floor:
        LedgerAccount.objects.filter(pk=account.pk).update(floor=min(position.floor, account.balance - account.leaving))
    return account


def envelope_position(adoption: Adoption, day: date) -> Position:
    """Return the envelope as the terms in force say it. Raises RefusedActError: the kit has none."""
    terms = adoption.terms
    found = budget(section_in(terms), CommonWorld(terms, day))
    if found is None:
        raise RefusedActError("Ce service n’a pas d’enveloppe.")
    return found


def _common(act: Act, key: str, place: Place, unit: str, floor: int | None, **more: Any) -> LedgerAccount:
    where = {"adoption": act.adoption, "key": key, "place": place, "since": EVER, "trial": act.trial}
    where |= more or {"participation": None}
    found = LedgerAccount.objects.filter(**where).first()
    if found is None:
        values = {"unit": unit, "opened_on": act.today, "floor": floor}
        found, _ = LedgerAccount.objects.get_or_create(**where, defaults=values)
    return found
