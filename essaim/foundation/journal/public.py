"""The door of the journal: write what was done, read it back."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from essaim.foundation.journal.domain import queries, writing
from essaim.foundation.journal.domain.queries import EntryInfo
from essaim.foundation.journal.domain.writing import Detail

__all__ = ["Detail", "EntryInfo", "entries", "record"]


def record(
    *, act: str, actor: UUID | None, target: str, key: str, details: Mapping[str, Detail] = MappingProxyType({})
) -> None:
    """Write one act in the journal, in the caller's transaction.

    Call it last in the verb: the journal of the month stays locked until the transaction ends.

    Args:
        act: What was done, as `subject.verb` (`"catalogue.publish"`), at most 80 characters.
        actor: Opaque key of the account that acted (`Account.key`); None: nobody signed in, or the machine.
        target: Kind of thing it was done to (`"initiative"`), at most 40 characters.
        key: Opaque key of that thing, at most 200 characters. Never an address, never a name.
        details: What helps to understand later: text, numbers, yes or no. Never personal data.

    Raises:
        ValueError: `key` or a detail looks like personal data (an `@`) or is longer than 300 characters.
    """
    writing.record(act=act, actor=actor, target=target, key=key, details=details)


def entries(
    *,
    act: str | None = None,
    actor: UUID | None = None,
    target: str | None = None,
    key: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[EntryInfo]:
    """Return acts, newest first, in one query.

    Args:
        act: Start of the act's name (`"catalogue."`).
        actor: Opaque key of the account that acted.
        target: Kind of thing.
        key: Opaque key of the thing.
        since: Earliest moment, included.
        until: Latest moment, excluded.
        before: Identifier of an entry: only those written before it (next page).
        limit: How many at most.
    """
    filters = {
        "act__startswith": act, "actor": actor, "target": target, "key": key, "at__gte": since, "at__lt": until,
    }  # fmt: skip
    return [queries.describe(entry) for entry in queries.select(filters, before)[:limit]]
