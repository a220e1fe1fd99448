"""Issue vouchers: the account is credited of their value, and each is numbered. Their codes are made for print only."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.db.models import F, Max

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.ledger.domain.book import Moved
from essaim.engines.ledger.domain.codes import code_of, digest
from essaim.engines.ledger.domain.moving import Order, move, say
from essaim.engines.ledger.domain.opening import account_for, envelope, section_of
from essaim.engines.ledger.domain.reckoning import positive, quantity
from essaim.engines.ledger.domain.units import UNITS
from essaim.engines.ledger.models import LedgerAccount, Title
from essaim.engines.ledger.params import AccountRecord


def issue(*, adoption: Adoption, holders: list[Participation], account: str, actor: Actor) -> UUID:
    """Issue the vouchers of an account to each of these holders, all or none. Returns the batch, to print it.

    Raises RefusedActError: the envelope is too small, a holder has not this account.
    """
    batch = uuid4()
    with acting(adoption, "ledger.issue", actor=actor, participations=holders) as act:
        record = section_of(act).account(account)
        for holder in act.participations:
            issued(act, record, holder, batch)
    return batch


def issued(act: Act, record: AccountRecord, holder: Participation, batch: UUID | None = None) -> list[Title]:
    """Issue to one holder. In the act's transaction. Raises RefusedActError."""
    value, count = worth(act, record, holder)
    account = account_for(act, record, holder, act.today, incoming=True)
    move(act, Order(record, Moved.CREDITED, value * count, holder, account=account))
    titles = _titles(act, account, value, count, batch or uuid4())
    say(act, record, "issued", value * count, holder, account)
    return titles


def worth(act: Act, record: AccountRecord, holder: Participation) -> tuple[int, int]:
    """Return the value of a voucher, in parts, and how many are issued. Raises RefusedActError."""
    if record.titles is None:
        raise RefusedActError("Ce compte n’a pas de titres.")
    world = act.world(holder)
    value = positive(record, quantity(record.titles.value, record.measured, world))
    return value, positive(record, quantity(record.titles.count, UNITS["items"], world))


def _titles(act: Act, account: LedgerAccount, value: int, count: int, batch: UUID) -> list[Title]:
    """Write vouchers, numbered after the last: the adoption's row is locked, for numbers are given once."""
    Adoption.objects.filter(pk=act.adoption.pk).update(last_number=F("last_number"))
    last = Title.objects.filter(adoption=act.adoption, trial=act.trial).aggregate(last=Max("number"))["last"] or 0
    rows = [
        _title(
            Title(
                adoption=act.adoption, account=account, number=last + rank, batch=batch, value=value, issued_at=act.now,
                expires_on=account.expires_on, trial=act.trial,
            )
        )
        for rank in range(1, count + 1)
    ]  # fmt: skip
    return Title.objects.bulk_create(rows)


def _title(row: Title) -> Title:
    row.code_hash = digest(code_of("title", row.key))
    return row


@dataclass(frozen=True)
class Preview:
    """What a bulk issue would do: to how many people, how many vouchers, of which value in all, what the envelope has."""

    people: int = 0
    titles: int = 0
    total: int = 0
    left: int | None = None
    refused: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether the envelope allows it."""
        return self.left is None or self.total <= self.left


def preview(*, adoption: Adoption, holders: list[Participation], account: str, actor: Actor) -> Preview:
    """Say what an issue would do, without doing it: nothing is written. Raises RefusedActError: the role may not."""
    with acting(adoption, "ledger.issue", actor=actor) as act:
        record, found = section_of(act).account(account), Preview()
        if section_of(act).fed(record.id):
            found = replace(found, left=envelope(act, record).position.available)
        for holder in holders:
            found = _with(act, record, holder, found)
    return found


def _with(act: Act, record: AccountRecord, holder: Participation, found: Preview) -> Preview:
    try:
        value, count = worth(act, record, holder)
    except RefusedActError as why:
        return replace(found, refused=(*found.refused, f"{holder.reference} : {why}"))
    return replace(found, people=found.people + 1, titles=found.titles + count, total=found.total + value * count)
