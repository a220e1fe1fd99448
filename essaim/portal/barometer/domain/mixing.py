"""Write anonymous rows so that neither their place nor the database's hidden marks tell when they came.

Measured on PostgreSQL: rows of one transaction share ``xmin``, and rows of two transactions follow each other on disk. So
each writing takes up the rows not yet settled, draws their keys again and writes them back, shuffled, with the new ones;
when the tray is full, the whole table of the wave is written again so. See docs/adr/0015-anonymous-answers.md.
"""

import uuid
from collections.abc import Sequence
from random import SystemRandom
from typing import Any

from django.db.models import QuerySet

from essaim.portal.barometer.models import Answer, Remark, SpentCode, Wave

TRAY = 50
"""Rows that may wait in the tray. Larger: fewer whole rewritings; smaller: fewer rows that could be told apart as a set."""

Row = Answer | Remark | SpentCode


def lock(wave_id: int) -> Wave:
    """Return a wave, held until the transaction ends: two mixings at once would write the same rows twice."""
    return Wave.objects.select_for_update(no_key=True).get(pk=wave_id)


def mix(wave: Wave, fresh: Sequence[Row]) -> None:
    """Store rows of one model, in the caller's transaction, which holds the lock of the wave."""
    if not fresh:
        return
    table: QuerySet[Any] = type(fresh[0])._default_manager.filter(wave=wave)
    tray = table.filter(settled=False)
    rows = [*tray, *fresh]
    if len(rows) < TRAY:
        _rewrite(tray, rows)
    else:
        _rewrite(table, [*table.filter(settled=True), *rows], settled=True)


def mix_all(wave: Wave) -> None:
    """Write every answer and free text of a wave again, in random order, in the caller's transaction."""
    for model in (Answer, Remark):
        table: QuerySet[Any] = model._default_manager.filter(wave=wave)
        _rewrite(table, list(table), settled=True)


def _rewrite(old: QuerySet[Any], rows: list[Row], *, settled: bool = False) -> None:
    old.delete()
    SystemRandom().shuffle(rows)
    for row in rows:
        row.settled = settled
        if not isinstance(row, SpentCode):
            row.key = uuid.uuid4()
    old.model._default_manager.bulk_create(rows)
