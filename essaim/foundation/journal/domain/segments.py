"""Verify the chain month by month, export it, drop the months that are past their time."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from essaim.foundation.journal import chain
from essaim.foundation.journal.domain.writing import record
from essaim.foundation.journal.models import Checkpoint, Entry

LEAST_MONTHS = 6
"""The shortest time that the setting allows: a month dropped sooner was not dropped by us."""


def verify(anchors: Mapping[str, tuple[int, str]] | None = None) -> list[str]:
    """Name, in French, everything that is wrong with the journal; an empty list means that it is whole.

    Args:
        anchors: Checkpoints published earlier, outside this node (`month -> (count, last hash)`). Without them, a
            journal put back as it once was, with its checkpoints of that day, passes for whole.
    """
    problems = []
    opening = chain.ZERO
    months = list(Checkpoint.objects.order_by("segment"))
    for month in months:
        problems += _month_problems(month, opening)
        opening = month.last_hash
    known = {month.segment for month in months}
    strays = Entry.objects.exclude(segment__in=known).values_list("segment", flat=True).order_by().distinct()
    problems += [f"{segment} : des actes sans point de contrôle" for segment in strays]
    return problems + _anchor_problems(anchors or {}, months)


def _month_problems(month: Checkpoint, opening: str) -> list[str]:
    problems = []
    if not chain.signature_holds(month):
        problems.append(f"{month.segment} : la signature du point de contrôle ne tient pas")
    if month.opening != opening:
        problems.append(f"{month.segment} : ne commence pas où le mois précédent finit")
    if month.dropped_at:
        if month.segment >= first_kept_month(timezone.localdate(month.dropped_at), LEAST_MONTHS):
            problems.append(f"{month.segment} : retiré avant son échéance")
        return problems
    return problems + _chain_problems(month)


def _chain_problems(month: Checkpoint) -> list[str]:
    """Walk the entries of a month; stop at the first break, since all that follows depends on it."""
    previous, number = month.opening, 0
    for entry in Entry.objects.filter(segment=month.segment).order_by("number", "pk").iterator(chunk_size=2000):
        number += 1
        if entry.number != number:
            return [f"{month.segment} : l’acte n° {number} manque ou n’est pas à sa place"]
        if entry.previous != previous:
            return [f"{month.segment} : l’acte n° {number} ne suit pas le précédent"]
        if chain.entry_hash(entry) != entry.hash:
            return [f"{month.segment} : l’acte n° {number} a été modifié"]
        previous = entry.hash
    if (number, previous) != (month.count, month.last_hash):
        return [f"{month.segment} : {number} actes trouvés, {month.count} signés"]
    return []


def _anchor_problems(anchors: Mapping[str, tuple[int, str]], months: list[Checkpoint]) -> list[str]:
    """Compare with checkpoints published outside: a month may only have grown since."""
    by_segment = {month.segment: month for month in months}
    problems = []
    for segment, (count, last_hash) in anchors.items():
        month = by_segment.get(segment)
        if month is None or month.count < count:
            problems.append(f"{segment} : {count} actes publiés, {month.count if month else 0} au journal")
        elif not month.dropped_at and _hash_at(segment, count) != last_hash and count:
            problems.append(f"{segment} : l’acte n° {count} n’est pas celui qui a été publié")
        elif month.dropped_at and (month.count, month.last_hash) != (count, last_hash) and month.count == count:
            problems.append(f"{segment} : le point de contrôle n’est pas celui qui a été publié")
    return problems


def _hash_at(segment: str, number: int) -> str | None:
    return Entry.objects.filter(segment=segment, number=number).values_list("hash", flat=True).first()


def export() -> Iterator[dict[str, Any]]:
    """Yield every checkpoint, then every entry still held, as plain data. Reads only."""
    for month in Checkpoint.objects.order_by("segment"):
        fields = ["segment", "opening", "count", "last_hash", "signature"]
        dropped = month.dropped_at.isoformat() if month.dropped_at else None
        yield {"kind": "checkpoint"} | {name: getattr(month, name) for name in fields} | {"dropped_at": dropped}
    for entry in Entry.objects.order_by("segment", "number").iterator(chunk_size=2000):
        fields = ["segment", "number", "act", "target", "key", "details", "previous", "hash"]
        actor = str(entry.actor) if entry.actor else None
        at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
        yield {"kind": "entry", "at": at, "actor": actor} | {name: getattr(entry, name) for name in fields}


def first_kept_month(today: date, months_kept: int) -> str:
    """Return the oldest month that is kept, as `YYYY-MM`: the current one and those before it."""
    months = today.year * 12 + today.month - 1 - months_kept
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def expired(today: date) -> list[str]:
    """List the months past their time whose entries are still held."""
    first_kept = first_kept_month(today, settings.ESSAIM_ENVIRONMENT.journal_months)
    months = Checkpoint.objects.filter(segment__lt=first_kept, dropped_at=None)
    return list(months.order_by("segment").values_list("segment", flat=True))


def drop_expired() -> list[str]:
    """Drop the entries of expired months, keep their checkpoints. One transaction a month; returns the months.

    A month whose chain does not hold is kept: it is evidence. Its date comes from the application's clock.
    """
    dropped = [segment for segment in expired(timezone.localdate()) if _drop(segment)]
    for segment in dropped:
        record(act="journal.drop", actor=None, target="journal", key=segment, details={})
    return dropped


@transaction.atomic
def _drop(segment: str) -> bool:
    month = Checkpoint.objects.select_for_update().get(segment=segment)
    if month.dropped_at or _chain_problems(month):
        return False
    month.dropped_at = timezone.now()
    month.signature = chain.sign(month)
    month.save(update_fields=["dropped_at", "signature"])
    Entry.objects.filter(segment=segment).delete()
    return True
