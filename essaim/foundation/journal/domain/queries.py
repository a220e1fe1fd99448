"""Read the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from essaim.foundation.journal.models import Entry


@dataclass(frozen=True)
class EntryInfo:
    """One act, as other apps see it."""

    id: int
    at: datetime
    act: str
    actor: UUID | None
    target: str
    key: str
    details: Mapping[str, Any]


def select(filters: Mapping[str, Any], before: int | None) -> QuerySet[Entry]:
    """Select acts, newest first; a filter whose value is None does not count."""
    chosen = {name: value for name, value in filters.items() if value is not None}
    if before is not None:
        chosen["pk__lt"] = before
    return Entry.objects.filter(**chosen)


def describe(entry: Entry) -> EntryInfo:
    return EntryInfo(entry.pk, entry.at, entry.act, entry.actor, entry.target, entry.key, entry.details)
