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
    ROUNDED = "rounded"


class Acceptance(StrEnum):
    """Whether a structure that registered may accept: what a decision of the service says of it."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    SUSPENDED = "suspended"


DECLARED = "les déclarations de ce compte ont pris fin : on n’y déclare plus que ce qui a été fait avant"
NOT_LISTED = "cette structure n’est pas sur la liste de celles qui acceptent"
REFUSED_THERE = {
    Acceptance.WAITING: "cette structure n’est pas encore admise : le service doit d’abord décider",
    Acceptance.SUSPENDED: "cette structure est suspendue : rien ne s’y dépense pour le moment",
}
"""Why nothing is spent at a structure that is not admitted. The database says the same words."""


@dataclass(frozen=True)
class Admission:
    """A decision about who accepts: from which standings, to which, in words; ``begins``: it accepts from that day."""

    before: tuple[Acceptance, ...]
    to: Acceptance
    done: str
    begins: bool = False


ADMISSIONS = {
    "admit-acceptor": Admission((Acceptance.WAITING,), Acceptance.ADMITTED, "admise", begins=True),
    "suspend-acceptor": Admission((Acceptance.ADMITTED,), Acceptance.SUSPENDED, "suspendue"),
    "resume-acceptor": Admission((Acceptance.SUSPENDED,), Acceptance.ADMITTED, "reprise"),
}


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

    def exact(self, moved: int) -> Fraction:
        """Return what is owed for an amount, not rounded."""
        return Fraction(moved * self.owes, self.for_each)

    def rounded(self, exact: Fraction) -> int:
        """Return a total that is owed, in whole parts, the way that the kit says."""
        return -((-exact.numerator) // exact.denominator) if self.up else exact.numerator // exact.denominator

    def amount(self, moved: int, before: Fraction = Fraction(0)) -> int:
        """Return what an amount adds to what is owed: it is the total that is rounded, so that nothing drifts.

        Args:
            moved: In parts of the first account.
            before: What was exactly owed until now, in parts of the other account.
        """
        return self.rounded(before + self.exact(moved)) - self.rounded(before)

    def correction(self, undone: int, after: Fraction, before: Fraction) -> int:
        """Return what is left to add (or to take, when negative) once an act that had added ``undone`` is undone."""
        return self.rounded(after) - self.rounded(before) + undone


def way(nature: Nature, moved: Moved) -> tuple[Place, Place]:
    """Return from which place to which an act moves what it moves. See `legs`."""
    ways = {
        Moved.CREDITED: (nature.origin, Place.HOLDER),
        Moved.DECLARED: (nature.origin, Place.HOLDER) if nature.counter else (Place.HOLDER, Place.OUTSIDE),
        Moved.SPENT: (Place.HOLDER, Place.ACCEPTOR),
        Moved.EXPIRED: (Place.HOLDER, nature.origin),
        Moved.SETTLED: (Place.ACCEPTOR, Place.OUTSIDE),
    }
    return ways[moved]


def grows(nature: Nature, moved: Moved) -> Pair | None:
    """Return the pair that an act makes grow, if it does: what comes to the holder is owed elsewhere."""
    return nature.pair if way(nature, moved)[1] is Place.HOLDER else None


def legs(nature: Nature, moved: Moved, amount: int, before: Fraction = Fraction(0)) -> tuple[Leg, ...]:
    """Return the legs of an act on the account of a holder.

    Args:
        nature: The account.
        moved: CREDITED, DECLARED, SPENT, EXPIRED or SETTLED (an acceptor is paid what was spent there).
        amount: In parts, at least 1.
        before: What was exactly owed on the paired account until now, in its parts.

    Raises:
        ValueError: The amount is not at least 1.
    """
    if amount < 1:
        raise ValueError("an amount is at least 1")
    source, target = way(nature, moved)
    leg, pair = Leg(nature.key, source, target, amount), grows(nature, moved)
    owed = pair.amount(amount, before) if pair else 0
    return (leg, Leg(pair.key, Place.OUTSIDE, Place.HOLDER, owed)) if pair and owed else (leg,)


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
