"""Write marks and envelopes so that neither their place nor the hidden marks of the database join them.

A mark and its envelope are one transaction: one never stands without the other. SQLite keeps rows by their key, which is
drawn: it tells nothing. PostgreSQL writes in each row the number of its transaction and puts rows one after the other: so each
writing takes up others of the same zone, drawn at random, and writes them again, shuffled, with the new one. All of a small
zone then always bears one number; in a larger one a row hides among `COMPANIONS` others, until all are written again
(`rewrite`, every hour and at the close). Measured, and its twin fully linked: tests/faults/test_vote_unlinkable.py.
"""

from collections.abc import Iterable
from random import SystemRandom
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from essaim.engines.ballots.models.consultation import Zone
from essaim.engines.ballots.models.vote import LEAST_KEY, Envelope, Mark, Urn, random_key

COMPANIONS = 15
CHUNK = 2000
ORDERED_BY_ARRIVAL = "postgresql"


def put(row: Mark | Envelope) -> bool:
    """Write a row among others, in the caller's transaction. Returns False, nothing written, when its like is there.

    A double is no error here: an error would print in the log of the database who voted twice.
    """
    rows: list[Any] = [row]
    if connection.vendor == ORDERED_BY_ARRIVAL:
        rows += _taken_up(_table(row).filter(urn=row.urn_id, zone=row.zone_id).exclude(_like(row)), COMPANIONS)
    SystemRandom().shuffle(rows)
    type(row)._default_manager.bulk_create(rows, ignore_conflicts=True)
    return _table(row).filter(pk=row.pk).exists()


def _like(row: Mark | Envelope) -> Q:
    """The row that would be its double: taken up as a companion, it would be deleted and the new one written instead."""
    if isinstance(row, Mark):
        return Q(voter=row.voter_id)
    return Q(receipt=row.receipt) | (Q(handle=row.handle) & ~Q(handle=""))


def _table(row: Mark | Envelope) -> QuerySet[Any]:
    return type(row)._default_manager.all()


def _taken_up(table: QuerySet[Any], most: int) -> list[Any]:
    """Delete some rows drawn at random that nobody else is writing, and return them to be written again."""
    start = random_key()
    free = table.select_for_update(skip_locked=True).order_by("id")
    rows = list(free.filter(id__gte=start)[:most])
    if len(rows) < most:
        rows += list(free.filter(id__lt=start)[: most - len(rows)])
    _forget(table, rows)
    return rows


def _forget(table: QuerySet[Any], rows: Iterable[Any]) -> None:
    keys = [row.pk for row in rows]
    if keys:
        table.filter(pk__in=keys).delete()


def rewrite(urn: Urn) -> None:
    """Write all marks and envelopes of a vote again, zone by zone, in random order. Each zone is one transaction.

    Bears being run twice, and at any time of the vote: whoever votes meanwhile does not wait.
    """
    if connection.vendor != ORDERED_BY_ARRIVAL:
        return
    for zone in Zone.objects.filter(consultation=urn.consultation_id):
        for model in (Mark, Envelope):
            _rewrite(model._default_manager.filter(urn=urn, zone=zone))


@transaction.atomic
def _rewrite(table: QuerySet[Any]) -> None:
    rows = list(table.select_for_update(skip_locked=True).filter(id__gte=LEAST_KEY).order_by("id"))
    _forget(table, rows)
    SystemRandom().shuffle(rows)
    table.model._default_manager.bulk_create(rows, batch_size=CHUNK)
