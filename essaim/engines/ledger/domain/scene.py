"""The accounts of one scenario, and how they change: a `Scene` is what is true, a `Turn` what one act has at hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from essaim.adoptions.contract import RefusedActError, World
from essaim.engines.ledger.domain import book
from essaim.engines.ledger.domain.book import Acceptance, Leg, Moved, Place, Position
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
    declared_until: date | None = None


@dataclass(frozen=True)
class Scene:
    """Everything at one moment.

    ``accepting``: the standing of each role that registered, by account. ``owed``: what each account exactly owes on its
    paired one, by account and by the first day of the paired one's period. ``last``: the legs that a reversal would undo,
    ``before``: what was owed before them.
    """

    purses: Mapping[str, Purse]
    envelope: Position | None
    accepting: Mapping[tuple[str, str], Acceptance] = field(default_factory=dict)
    taken: Mapping[str, int] | None = None
    used: int = 0
    owed: Mapping[tuple[str, date], Fraction] = field(default_factory=dict)
    last: tuple[Leg, ...] = ()
    before: Mapping[tuple[str, date], Fraction] = field(default_factory=dict)


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
        ended = {"closed": known.closed, "declared_until": known.declared_until} if known else {}
        return Purse(first, opening(account, self.world), **ended)  # type: ignore[arg-type]  # fields of Purse

    def renewed(self, account: AccountRecord) -> "Turn":
        """Return the turn with an account that has ended opened again, for what comes."""
        ends = self.purse(account).position.expires_on
        if ends is None or ends >= self.world.today:
            return self
        fresh = replace(self.purse(account), position=opening(account, self.world), holds=(), titles=())
        return self.with_purse(account, fresh)

    def with_purse(self, account: AccountRecord, purse: Purse) -> "Turn":
        """Return the turn once an account has changed."""
        return self.then(purses={**self.scene.purses, account.id: purse})

    def then(self, **changes: object) -> "Turn":
        """Return the turn once the scene has changed."""
        return replace(self, scene=replace(self.scene, **changes))  # type: ignore[arg-type]  # fields of Scene

    def act(self, account: AccountRecord, moved: Moved, amount: int) -> "Turn":
        """Move an amount with all its legs. Raises RefusedActError."""
        kept = nature(self.section, account, self.world)
        owed, pair = dict(self.scene.owed), book.grows(kept, moved)
        place = (account.id, self._first_day(pair.key if pair else account.id))
        legs = book.legs(kept, moved, amount, owed.get(place, Fraction(0)))
        if pair:
            owed[place] = owed.get(place, Fraction(0)) + pair.exact(amount)
        turn = self
        for leg in legs:
            turn = turn.leg(leg)
        return turn.then(last=legs, owed=owed, before=self.scene.owed)

    def _first_day(self, key: str) -> date:
        return period_of(self.section.account(key).period, self.world.today).first

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
