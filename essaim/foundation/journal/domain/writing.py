"""Add one act to the journal."""

from collections.abc import Mapping
from datetime import UTC
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from essaim.foundation.journal import chain
from essaim.foundation.journal.models import Checkpoint, Entry

Detail = str | int | bool | None
LONGEST = 300


@transaction.atomic
def record(*, act: str, actor: UUID | None, target: str, key: str, details: Mapping[str, Detail]) -> None:
    """Add one act. Side effects: one entry and the checkpoint of the month, in the caller's transaction.

    The month stays locked until the transaction ends: chained entries have one order. Raises ValueError for what
    looks like personal data.
    """
    _refuse_personal(key, details)
    at = timezone.now()
    head = _locked_head(at.astimezone(UTC).strftime("%Y-%m"))
    entry = Entry(
        segment=head.segment, number=head.count + 1, at=at, act=act, actor=actor, target=target,
        key=key, details=dict(details), previous=head.last_hash,
    )  # fmt: skip
    entry.hash = chain.entry_hash(entry)
    entry.save(force_insert=True)
    head.count, head.last_hash = entry.number, entry.hash
    head.signature = chain.sign(head)
    head.save(update_fields=["count", "last_hash", "signature"])


def _locked_head(segment: str) -> Checkpoint:
    """Return the checkpoint of a month, locked; open the month where the one before it ended."""
    locked = Checkpoint.objects.select_for_update()
    head = locked.filter(segment=segment).first()
    if head is None:
        before = locked.filter(segment__lt=segment).order_by("-segment").first()
        opening = before.last_hash if before else chain.ZERO
        fresh = Checkpoint(segment=segment, opening=opening, last_hash=opening)
        fresh.signature = chain.sign(fresh)
        Checkpoint.objects.bulk_create([fresh], ignore_conflicts=True)  # another process may open it first
        head = locked.get(segment=segment)
    return head


def _refuse_personal(key: str, details: Mapping[str, Detail]) -> None:
    for name, value in [("key", key), *details.items()]:
        if not isinstance(value, str | int | None):
            raise TypeError(f"journal detail {name!r}: text, number, yes/no or nothing, not {type(value).__name__}")
        if isinstance(value, str) and ("@" in value or len(value) > LONGEST):
            raise ValueError(f"journal detail {name!r} looks like personal data or is too long: it stays out")
