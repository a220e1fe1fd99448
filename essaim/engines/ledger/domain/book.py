"""The pure core: positions and legs. What a scenario rehearses and what the database keeps are these same functions.

A leg takes an amount from one place and puts it in another, so that the legs of an act always sum to zero. Amounts are
whole numbers of the smallest part of a unit (`units`); nothing is a float.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from essaim.cores.rules.wording import say_date
from essaim.engines.ledger.domain.units import UnitOfAccount


class Place(StrEnum):
    """Where an amount can be. OUTSIDE is the rest of the world; its balance is whatever makes the sum zero."""

    HOLDER = "holder"
    ACCEPTOR = "acceptor"
    ENVELOPE = "envelope"
    OUTSIDE = "outside"


class Moved(StrEnum):
    """Why an amount moves."""

    CREDITED = "credited"
    DECLARED = "declared"
    SPENT = "spent"
    EXPIRED = "expired"
    SETTLED = "settled"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Leg:
    """An amount, in parts of its account's unit, that goes from a place to another."""

    account: str
    source: Place
    target: Place
    amount: int

    def back(self) -> "Leg":
        """Return the leg that undoes this one."""
        return replace(self, source=self.target, target=self.source)


@dataclass(frozen=True)
class Nature:
    """What the legs of an account depend on."""

    key: str
    counter: bool
    fed: bool
    pair: "Pair | None" = None

    @property
    def origin(self) -> Place:
        """Where what it receives comes from."""
        return Place.ENVELOPE if self.fed else Place.OUTSIDE


@dataclass(frozen=True)
class Pair:
    """Another account that grows with this one: ``owes`` parts of it for each ``for_each`` parts here."""

    key: str
    for_each: int
    owes: int
    up: bool = True

    def amount(self, moved: int) -> int:
        """Return what is owed for an amount, rounded once, the way that the kit says."""
        exact = Fraction(moved * self.owes, self.for_each)
        return -((-exact.numerator) // exact.denominator) if self.up else exact.numerator // exact.denominator


def legs(nature: Nature, moved: Moved, amount: int) -> tuple[Leg, ...]:
    """Return the legs of an act on the account of a holder.

    Args:
        nature: The account.
        moved: CREDITED, DECLARED, SPENT, EXPIRED or SETTLED (an acceptor is paid what was spent there).
        amount: In parts, at least 1.

    Raises:
        ValueError: The amount is not at least 1.
    """
    if amount < 1:
        raise ValueError("an amount is at least 1")
    ways = {
        Moved.CREDITED: (nature.origin, Place.HOLDER),
        Moved.DECLARED: (nature.origin, Place.HOLDER) if nature.counter else (Place.HOLDER, Place.OUTSIDE),
        Moved.SPENT: (Place.HOLDER, Place.ACCEPTOR),
        Moved.EXPIRED: (Place.HOLDER, nature.origin),
        Moved.SETTLED: (Place.ACCEPTOR, Place.OUTSIDE),
    }
    source, target = ways[moved]
    leg = Leg(nature.key, source, target, amount)
    owed = nature.pair.amount(amount) if nature.pair and target is Place.HOLDER else 0
    return (leg, Leg(nature.pair.key, Place.OUTSIDE, Place.HOLDER, owed)) if nature.pair and owed else (leg,)


@dataclass(frozen=True)
class Position:
    """Where an account stands. ``leaving`` and ``coming`` are held: promised, not yet moved.

    Invariants: balance − leaving ≥ floor; balance + coming ≤ cap (no cap: None); leaving, coming ≥ 0. All in parts.
    """

    balance: int = 0
    floor: int = 0
    cap: int | None = None
    leaving: int = 0
    coming: int = 0
    expires_on: date | None = None

    @property
    def available(self) -> int:
        """What may still leave."""
        return self.balance - self.leaving - self.floor

    @property
    def room(self) -> int | None:
        """What may still come under the cap; None when there is none."""
        return None if self.cap is None else self.cap - self.balance - self.coming

    def left(self, *, counter: bool) -> int:
        """What may still be used: the room under the cap of a counter, what is available of a right."""
        return self.room if counter and self.room is not None else self.available

    @property
    def sound(self) -> bool:
        """Whether the invariants hold."""
        return self.available >= 0 and (self.room is None or self.room >= 0) and min(self.leaving, self.coming) >= 0

    def near(self, percent: int) -> bool:
        """Say whether the balance has come to a share of the cap, in percent."""
        return self.cap is not None and self.cap > 0 and self.balance * 100 >= self.cap * percent

    @property
    def full(self) -> bool:
        """Whether the cap is reached."""
        return self.cap is not None and self.balance >= self.cap


def refusal(
    position: Position, unit: UnitOfAccount, *, today: date, out: int = 0, into: int = 0, name: str = "ce compte"
) -> str:
    """Say in French why an amount may not leave or come today; an empty text when it may."""
    if position.expires_on is not None and today > position.expires_on:
        return f"{name} a pris fin le {say_date(position.expires_on)} : plus rien n’y bouge"
    if out > position.available:
        return f"il reste {unit.say(position.available)} sur {name}, pour {unit.say(out)} à prendre"
    if into and position.room is not None and into > position.room:
        return (
            f"le plafond est de {unit.say(position.cap or 0)}, il reste {unit.say(position.room)} sur {name}, "
            f"pour {unit.say(into)} à ajouter"
        )
    return ""


def moved(position: Position, *, out: int = 0, into: int = 0) -> Position:
    """Return a position once an amount left or came."""
    return replace(position, balance=position.balance - out + into)


def held(position: Position, *, out: int = 0, into: int = 0) -> Position:
    """Return a position once an amount is promised; negative amounts give the promise back."""
    return replace(position, leaving=position.leaving + out, coming=position.coming + into)
