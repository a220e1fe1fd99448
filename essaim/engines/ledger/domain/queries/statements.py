"""What an account has seen: its lines, newest last, each with the balance after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from essaim.adoptions.models import Adoption
from essaim.cores.rules.wording import say_date
from essaim.engines.ledger.domain.book import Moved, Place
from essaim.engines.ledger.domain.units import UnitOfAccount, unit_of
from essaim.engines.ledger.models import LedgerAccount, Movement
from essaim.engines.ledger.params import LedgerSection


@dataclass(frozen=True)
class Line:
    """One movement as a statement shows it: signed, with the balance after it."""

    movement: Movement
    unit: UnitOfAccount
    amount: int
    after: int

    @property
    def said(self) -> str:
        """The amount with its sign and its unit."""
        return f"{'+' if self.amount > 0 else '−'} {self.unit.say(abs(self.amount))}"

    @property
    def balance(self) -> str:
        """The balance after it, with its unit."""
        return self.unit.say(self.after)

    @property
    def undone(self) -> bool:
        """Whether it was undone since."""
        return hasattr(self.movement, "reversal")

    @property
    def reversible(self) -> bool:
        """Whether it may still be undone."""
        return self.movement.moved != Moved.REVERSED and not self.undone

    @property
    def by(self) -> str:
        """Who declared or accepted, as they are known: a structure of the service, or the name that was given."""
        note = getattr(self.movement, "note", None)
        return (self.movement.by.party.name if self.movement.by else "") or (note.label if note else "")

    @property
    def reason(self) -> str:
        """Why it was done, where somebody had to say it."""
        note = getattr(self.movement, "note", None)
        return note.reason if note else ""

    @property
    def told(self) -> dict[str, Any]:
        """The line for whoever exports her data."""
        return {"jour": self.movement.on, "acte": self.movement.get_moved_display(), "quantité": self.said}


def statement(account: LedgerAccount, unit: UnitOfAccount | None = None) -> list[Line]:
    """Return the lines of an account, in the order they were written. Two queries at most."""
    rows = (
        Movement.objects.filter(Q(source=account) | Q(target=account))
        .select_related("note", "reversal", "by__party", "title")
        .order_by("pk")
    )
    return list(_lines(account, rows, unit or unit_of(account.unit)))


def _lines(account: LedgerAccount, rows: Iterable[Movement], unit: UnitOfAccount) -> Iterable[Line]:
    after = 0
    for row in rows:
        amount = row.amount if row.target_id == account.pk else -row.amount
        after += amount
        yield Line(row, unit, amount, after)


@dataclass(frozen=True)
class Total:
    """What is where, for one account of the kit: the places, and their sum, which must be zero."""

    label: str
    unit: UnitOfAccount
    holders: int
    acceptors: int
    envelope: int
    outside: int

    @property
    def difference(self) -> int:
        """What is missing or too much: zero, or the database is damaged."""
        return self.holders + self.acceptors + self.envelope + self.outside

    @property
    def cells(self) -> list[str]:
        """The row of the table."""
        say = self.unit.say
        return [say(one) for one in (self.holders, self.acceptors, self.envelope, self.outside, self.difference)]


def totals(adoption: Adoption, section: LedgerSection) -> list[Total]:
    """Return the double-entry totals of each account of the kit.

    Kept balances (holders, acceptors, envelope) are set against the outside, worked out from the movements alone: that
    their sum is zero says that the balances are those of the movements. Three queries.
    """
    kept = _kept(adoption)
    left, came = _sums(adoption, "source__place"), _sums(adoption, "target__place")
    return [_total(section, key, kept, left, came) for key in [one.id for one in section.accounts]]


Sums = dict[tuple[str, str], int]


def _kept(adoption: Adoption) -> Sums:
    rows = LedgerAccount.objects.filter(adoption=adoption, trial=adoption.trial).exclude(place=Place.OUTSIDE)
    return {
        (row["key"], row["place"]): row["sum"]
        for row in rows.order_by().values("key", "place").annotate(sum=Sum("balance"))
    }


def _sums(adoption: Adoption, place: str) -> Sums:
    rows = Movement.objects.filter(adoption=adoption, trial=adoption.trial).order_by().values("key", place)
    return {(row["key"], row[place]): row["sum"] for row in rows.annotate(sum=Sum("amount"))}


def _total(section: LedgerSection, key: str, kept: Sums, left: Sums, came: Sums) -> Total:
    record = section.account(key)
    envelope = came.get((key, Place.ENVELOPE), 0) - left.get((key, Place.ENVELOPE), 0)
    outside = came.get((key, Place.OUTSIDE), 0) - left.get((key, Place.OUTSIDE), 0)
    return Total(
        record.label,
        record.measured,
        kept.get((key, Place.HOLDER), 0),
        kept.get((key, Place.ACCEPTOR), 0),
        envelope,
        outside,
    )


def drift(adoption: Adoption) -> list[LedgerAccount]:
    """Return the accounts whose kept balance is not the sum of their movements: none, unless the database was damaged."""
    accounts = LedgerAccount.objects.filter(adoption=adoption).exclude(place=Place.OUTSIDE)
    came = dict(Movement.objects.filter(adoption=adoption).order_by().values_list("target").annotate(sum=Sum("amount")))
    left = dict(Movement.objects.filter(adoption=adoption).order_by().values_list("source").annotate(sum=Sum("amount")))
    return [one for one in accounts if one.balance != came.get(one.pk, 0) - left.get(one.pk, 0)]


@dataclass(frozen=True)
class Owed:
    """What an acceptor took in a month, and what was paid to it."""

    month: date
    taken: int
    paid: int
    unit: UnitOfAccount

    @property
    def cells(self) -> list[str]:
        """The row of the table: month, taken, paid."""
        return [say_date(self.month).split(" ", 1)[1], self.unit.say(self.taken), self.unit.say(self.paid)]


def owed_by_month(account: LedgerAccount, unit: UnitOfAccount) -> list[Owed]:
    """Return, month by month, what an acceptor took less what was undone, and what it was paid. One query."""
    months: dict[date, list[int]] = {}
    for row in Movement.objects.filter(Q(source=account) | Q(target=account)).select_related("reverses"):
        about = row.reverses or row
        cell = months.setdefault(row.on.replace(day=1), [0, 0])
        sign = -1 if row.reverses else 1
        cell[about.moved == Moved.SETTLED] += sign * row.amount
    return [Owed(month, taken, paid, unit) for month, (taken, paid) in sorted(months.items())]
