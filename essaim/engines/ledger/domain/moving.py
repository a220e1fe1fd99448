"""Write movements. What may not be is refused by the database; here its refusal is put in words.

No balance is read before it is written: whoever checks first and writes after lets two clients through at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Participation
from essaim.cores.rules.kinds import Value
from essaim.engines.ledger.domain import book, opening
from essaim.engines.ledger.domain.book import Moved, Place, Position
from essaim.engines.ledger.domain.offering import offered
from essaim.engines.ledger.domain.opening import CommonWorld
from essaim.engines.ledger.domain.owing import owed
from essaim.engines.ledger.domain.periods import Period, period_of
from essaim.engines.ledger.domain.reckoning import nature
from essaim.engines.ledger.domain.refusing import Row, words
from essaim.engines.ledger.models import Hold, LedgerAccount, Movement, Note, Title
from essaim.engines.ledger.params import AccountRecord


@dataclass(frozen=True)
class Order:
    """What is asked: which account, how much, for which day, by whom, and the key of the form that asks it."""

    record: AccountRecord
    moved: Moved
    amount: int
    holder: Participation | None = None
    day: date | None = None
    account: LedgerAccount | None = None
    acceptor: Participation | None = None
    by: Participation | None = None
    title: Title | None = None
    label: str = ""
    request_key: str = ""
    act: UUID = field(default_factory=uuid4)


@dataclass
class Places:
    """The accounts that an order moves, found or opened, then locked in the order of their keys."""

    act: Act
    order: Order
    day: date
    found: dict[tuple[str, Place], LedgerAccount] = field(default_factory=dict)

    def at(self, key: str, place: Place) -> LedgerAccount:
        """Return the account of a leg."""
        if (key, place) not in self.found:
            self.found[key, place] = self._find(key, place)
        return self.found[key, place]

    def concerned(self, kept: book.Nature, pair: book.Pair | None) -> list[LedgerAccount]:
        """Return every account that the order may move, the paired one included: they are locked before anything is read."""
        for place in book.way(kept, self.order.moved):
            self.at(kept.key, place)
        if pair:
            self.at(pair.key, Place.OUTSIDE)
            self.at(pair.key, Place.HOLDER)
        return list(self.found.values())

    def _find(self, key: str, place: Place) -> LedgerAccount:
        record = opening.section_of(self.act).account(key)
        if place is Place.HOLDER and key == self.order.record.id and self.order.account:
            return self.order.account
        if place is Place.HOLDER:
            incoming = self.order.moved is Moved.CREDITED
            return opening.account_for(self.act, record, self.order.holder, self.day, incoming=incoming)
        if place is Place.ACCEPTOR and self.order.acceptor:
            return opening.acceptor_account(self.act, record, self.order.acceptor)
        return opening.envelope(self.act, record) if place is Place.ENVELOPE else opening.outside(self.act, record)


def move(act: Act, order: Order) -> Movement:
    """Write the movements of an order, the first of which is returned. In the act's transaction.

    Side effects: what was held first on the account is used; events `credited`, `declared`, `spent`…, `near-cap`,
    `cap-reached`, and the messages that the account tells. Raises RefusedActError, in French; nothing is then written.
    """
    day = order.day or act.today
    places = Places(act, order, day)
    kept = _nature(act, order, day)
    pair = book.grows(kept, order.moved)
    before = lock(places.concerned(kept, pair))
    owing = owed(places.at(order.record.id, Place.HOLDER), _period(act, pair, day)) if pair else Fraction(0)
    legs = book.legs(kept, order.moved, order.amount, owing)
    rows = [(leg, places.at(leg.account, leg.source), places.at(leg.account, leg.target)) for leg in legs]
    holder = places.found.get((order.record.id, Place.HOLDER))
    try:
        with transaction.atomic():
            if holder is not None and order.moved in {Moved.DECLARED, Moved.SPENT} and before[holder.pk].promised:
                use_hold(act, holder)
            written = [_write(act, order, row, day, pair) for row in rows]
    except IntegrityError as error:
        raise RefusedActError(words(error, rows, day)) from None
    if order.label:
        Note.objects.create(movement=written[0], label=order.label)
    if holder is not None:
        _happened(act, order, before[holder.pk].position, holder)
    return written[0]


def _nature(act: Act, order: Order, day: date) -> book.Nature:
    world = act.world(order.holder) if order.holder else CommonWorld(act.terms, day)
    return nature(opening.section_of(act), order.record, world)


def _period(act: Act, pair: book.Pair, day: date) -> Period:
    return period_of(opening.section_of(act).account(pair.key).period, day)


def lock(accounts: Iterable[LedgerAccount]) -> dict[int, LedgerAccount]:
    """Lock accounts in the order of their keys, so that two orders never wait for each other in a circle.

    The outside keeps no balance: nobody waits for it.
    """
    keys = [one.pk for one in accounts if one.place != Place.OUTSIDE]
    rows = LedgerAccount.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


def _write(act: Act, order: Order, row: Row, day: date, pair: book.Pair | None) -> Movement:
    leg, source, target = row
    first = leg.account == order.record.id
    rate = {"owes": pair.owes, "per": pair.for_each} if pair and first else {}
    return Movement.objects.create(
        adoption=act.adoption, moved=order.moved, key=leg.account, source=source, target=target, amount=leg.amount,
        on=day, at=act.now, title=order.title if first else None, by=order.by, role=act.actor.role, actor=act.actor.key,
        request_key=order.request_key if first else "", trial=act.trial, act=order.act, **rate,
    )  # fmt: skip


def use_hold(act: Act, account: LedgerAccount) -> Hold | None:
    """Give back the oldest promise of an account, if it has one: what is done now is what was promised."""
    hold = Hold.objects.filter(Q(source=account) | Q(target=account), ended_at=None).order_by("pk").first()
    if hold is None or not Hold.objects.filter(pk=hold.pk, ended_at=None).update(ended_at=act.now):
        return None
    return hold


def _happened(act: Act, order: Order, before: Position, account: LedgerAccount) -> None:
    """Say what moved, and which level the account came to; tell its holder what the kit wants told."""
    account.refresh_from_db()
    after, near = account.position, order.record.near
    events = [(order.moved.value, order.amount)]
    if after.full and not before.full:
        events.append(("cap-reached", after.balance))
    elif after.near(near) and not before.near(near):
        events.append(("near-cap", after.balance))
    for event, amount in events:
        say(act, order.record, event, amount, order.holder, account)


def say(
    act: Act, record: AccountRecord, event: str, amount: int, holder: Participation | None, account: LedgerAccount
) -> None:
    """Let an event happen, and tell the holder the message that the account has for it."""
    payload: dict[str, Value] = {"account": record.id, "amount": record.measured.value(amount)}
    act.happened(event, holder, payload)
    message = record.tells.get(event)  # type: ignore[call-overload]  # an event that has no message is not among its keys
    if message and holder is not None:
        act.tell(message, holder, offered=offered(act, record, account, amount))
