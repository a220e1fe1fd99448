"""The accounts of one scenario, and how they change: a `Scene` is what is true, a `Turn` what one act has at hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from essaim.adoptions.contract import RefusedActError, World
from essaim.engines.ledger.domain import book
from essaim.engines.ledger.domain.book import Leg, Moved, Place, Position
from essaim.engines.ledger.domain.periods import period_of
from essaim.engines.ledger.domain.reckoning import nature, opening
from essaim.engines.ledger.params import AccountRecord, LedgerSection


@dataclass(frozen=True)
class Purse:
    """An account of the scenario: where it stands, since which period, what was promised, what titles remain."""

    since: date
    position: Position
    holds: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Scene:
    """Everything at one moment. ``last``: the legs that a reversal would undo."""

    purses: Mapping[str, Purse]
    envelope: Position | None
    accepting: frozenset[str] = frozenset()
    taken: Mapping[str, int] | None = None
    used: int = 0
    last: tuple[Leg, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What one act has at hand."""

    section: LedgerSection
    world: World
    scene: Scene

    def purse(self, account: AccountRecord) -> Purse:
        """Return the account of this period, opened when it is not."""
        first = period_of(account.period, self.world.today).first
        known = self.scene.purses.get(account.id)
        if known is not None and known.since == first:
            return known
        return Purse(first, opening(account, self.world))

    def renewed(self, account: AccountRecord) -> "Turn":
        """Return the turn with an account that has ended opened again, for what comes."""
        ends = self.purse(account).position.expires_on
        if ends is None or ends >= self.world.today:
            return self
        return self.with_purse(account, Purse(self.purse(account).since, opening(account, self.world)))

    def with_purse(self, account: AccountRecord, purse: Purse) -> "Turn":
        """Return the turn once an account has changed."""
        return self.then(purses={**self.scene.purses, account.id: purse})

    def then(self, **changes: object) -> "Turn":
        """Return the turn once the scene has changed."""
        return replace(self, scene=replace(self.scene, **changes))  # type: ignore[arg-type]  # fields of Scene

    def act(self, account: AccountRecord, moved: Moved, amount: int) -> "Turn":
        """Move an amount with all its legs. Raises RefusedActError."""
        legs = book.legs(nature(self.section, account, self.world), moved, amount)
        turn = self
        for leg in legs:
            turn = turn.leg(leg)
        return turn.then(last=legs)

    def leg(self, leg: Leg) -> "Turn":
        """Carry out one leg. Raises RefusedActError."""
        turn = self
        for place, out, into in ((leg.source, leg.amount, 0), (leg.target, 0, leg.amount)):
            turn = turn.at(place, self.section.account(leg.account), out, into)
        return turn

    def at(self, place: Place, account: AccountRecord, out: int, into: int) -> "Turn":
        """Take from a place, or put in it. Raises RefusedActError: a bound, an end."""
        if place is Place.HOLDER:
            purse = self.open(account)
            position = self.checked(account, purse.position, out, into)
            return self.with_purse(account, replace(purse, position=position))
        if place is Place.ENVELOPE and self.scene.envelope is not None:
            return self.then(envelope=self.checked(account, self.scene.envelope, out, into, "l’enveloppe"))
        if place is Place.ACCEPTOR:
            taken = dict(self.scene.taken or {})
            taken[account.id] = taken.get(account.id, 0) + into - out
            return self.then(taken=taken)
        return self

    def open(self, account: AccountRecord) -> Purse:
        """Return an account that something may move on. Raises RefusedActError."""
        purse = self.purse(account)
        if purse.closed:
            raise RefusedActError("ce compte est fermé")
        return purse

    def checked(
        self, account: AccountRecord, position: Position, out: int, into: int, name: str = "ce compte"
    ) -> Position:
        """Return a position once moved. Raises RefusedActError."""
        why = book.refusal(position, account.measured, today=self.world.today, out=out, into=into, name=name)
        if why:
            raise RefusedActError(why)
        return book.moved(position, out=out, into=into)
