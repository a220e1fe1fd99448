"""Seats in quota cells: held when somebody's profile is known, passed to done when her answer is stored, freed when she leaves.

One conditional update takes a seat: whoever waits on the row finds the count as the one before left it. Cells are always
taken in the order of their keys, so that two people never wait for each other. The database holds ``done + held <= target``.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from essaim.portal.barometer.models import Draft, QuotaCell, Tally


class CellFull(Exception):  # noqa: N818 - an answer of the collection, not a fault
    """A cell has all the people that it wants."""


def move(old: Sequence[int], new: Sequence[int]) -> None:
    """Hold one seat in each new cell and free the old ones, in the caller's transaction; CellFull must roll it back."""
    for key in sorted(set(old) ^ set(new)):
        if key in new:
            _hold(key)
        else:
            free([key])


def _hold(key: int) -> None:
    if not QuotaCell.objects.filter(pk=key, target__gt=F("done") + F("held")).update(held=F("held") + 1):
        raise CellFull


def free(cells: Sequence[int]) -> None:
    """Give back the seats that a draft held, in the caller's transaction."""
    for key in sorted(cells):
        QuotaCell.objects.filter(pk=key).update(held=F("held") - 1)


def settle(cells: Sequence[int]) -> None:
    """Pass the seats of a draft from held to done, in the caller's transaction."""
    for key in sorted(cells):
        QuotaCell.objects.filter(pk=key).update(held=F("held") - 1, done=F("done") + 1)


def free_expired(wave_id: int | None = None) -> int:
    """Erase the begun answers that were left, free their seats, count them. Returns how many.

    Side effects: one transaction for each; a draft being worked on at this moment is left alone.
    """
    due = Draft.objects.filter(expires_at__lt=timezone.now())
    keys = list((due.filter(wave_id=wave_id) if wave_id else due).values_list("pk", flat=True))
    return sum(_drop(key) for key in keys)


@transaction.atomic
def _drop(key: UUID) -> int:
    draft = Draft.objects.select_for_update(skip_locked=True).filter(pk=key, expires_at__lt=timezone.now()).first()
    if draft is None:
        return 0
    draft.delete()
    free(draft.cells)
    Tally.objects.filter(wave_id=draft.wave_id, mode=draft.mode).update(left=F("left") + 1)
    return 1
