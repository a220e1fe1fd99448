"""Read the section with the values of a kit: how much, within which bounds, until when. Shared by rehearsal and verbs."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import cast

from essaim.adoptions.contract import RefusedActError, World
from essaim.cores.rules.kinds import Value
from essaim.engines.ledger.domain.book import Nature, Pair, Position
from essaim.engines.ledger.domain.periods import last_day, period_of
from essaim.engines.ledger.domain.units import UNITS, UnevenError, UnitOfAccount
from essaim.engines.ledger.params import AccountRecord, EffectRecord, LedgerSection, QuantityRecord


def quantity(record: QuantityRecord, unit: UnitOfAccount, world: World) -> int:
    """Return how much a quantity is, in parts of the unit. Raises RefusedActError: not known yet, or not whole."""
    if record.number is not None:
        return record.number * unit.parts * (100 if unit.key == "cents" else 1)
    if record.parameter is not None:
        return in_parts(unit, cast("int | Fraction", world.parameter(record.parameter)))
    found = world.amount(record.amount or "")
    if found.value is None:
        why = "il manque une réponse" if found.missing else " ; ".join(found.undefined)
        raise RefusedActError(f"le montant ne se calcule pas encore : {why}")
    return in_parts(unit, found.value)


def in_parts(unit: UnitOfAccount, value: int | Fraction) -> int:
    """Return a typed value in parts. Raises RefusedActError when it is not whole."""
    try:
        return unit.whole(value)
    except UnevenError as error:
        raise RefusedActError(str(error)) from None


def written(account: AccountRecord, world: World) -> int:
    """Return what whoever moves an account wrote in its field, in parts. Raises RefusedActError."""
    value = world.field(account.quantity) if account.quantity else None
    if not isinstance(value, int | Fraction):
        raise RefusedActError("la quantité manque : écrivez combien")
    return positive(account, in_parts(account.measured, value))


def positive(account: AccountRecord, amount: int) -> int:
    """Return an amount of at least one part. Raises RefusedActError."""
    if amount < 1:
        raise RefusedActError(f"{account.measured.say(amount)} : écrivez plus que zéro")
    return amount


def asked(account: AccountRecord, effect: EffectRecord, payload: Mapping[str, Value], world: World) -> int:
    """Return how much an effect moves, in parts: what the kit fixes, else what the table carries. Raises RefusedActError."""
    if effect.gives is not None:
        return quantity(effect.gives, account.measured, world)
    value = payload.get("sum", payload.get("quantity", 0))
    return in_parts(account.measured, cast("int | Fraction", value))


def opening(account: AccountRecord, world: World, day: date | None = None) -> Position:
    """Return the position of an account as it opens, for a day (today). Raises RefusedActError: a bound is not known yet."""
    unit = account.measured
    floor = quantity(account.floor, unit, world) if account.floor else 0
    cap = quantity(account.cap, unit, world) if account.cap else None
    return Position(floor=floor, cap=cap, expires_on=ends_on(account, world, day or world.today))


def ends_on(account: AccountRecord, world: World, day: date) -> date | None:
    """Return the last day of an account that opens for a day. Raises RefusedActError."""
    months = quantity(account.expires_after, UNITS["months"], world) if account.expires_after else None
    return last_day(day, months, period_of(account.period, day))


def budget(section: LedgerSection, world: World) -> Position | None:
    """Return the envelope before anything was given: it may go down to minus its cap. Raises RefusedActError."""
    if section.envelope is None:
        return None
    unit = section.account(section.envelope.feeds[0]).measured
    return Position(floor=-quantity(section.envelope.cap, unit, world))


def nature(section: LedgerSection, account: AccountRecord, world: World) -> Nature:
    """Return what the legs of an account depend on. Raises RefusedActError."""
    pair = account.paired
    if pair is None:
        return Nature(account.id, account.kind == "counter", section.fed(account.id))
    other = section.account(pair.account)
    each = quantity(pair.for_each, account.measured, world)
    owes = quantity(pair.owes, other.measured, world)
    if each < 1:
        raise RefusedActError("le taux entre les deux comptes est nul : changez les paramètres")
    return Nature(
        account.id,
        account.kind == "counter",
        section.fed(account.id),
        Pair(other.id, each, owes, pair.rounding == "up"),
    )
