"""Write marks and envelopes so that neither their place nor the hidden marks of the database join them.

A mark and its envelope are one transaction: one never stands without the other. SQLite keeps rows by their key, which is
drawn: it tells nothing. PostgreSQL writes in each row the number of its transaction and puts rows one after the other: so each
writing takes up others of the same zone, drawn at random, and writes them again, shuffled, with the new one. All of a small
zone then always bears one number; in a larger one a row hides among `COMPANIONS` others, until all are written again
(`rewrite`, every hour and at the close). Measured, and its twin fully linked: tests/faults/test_vote_unlinkable.py.
"""

from collections.abc import Iterable
from functools import cache
from random import SystemRandom
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from essaim.engines.ballots.models.consultation import Zone
from essaim.engines.ballots.models.vote import LEAST_KEY, Envelope, Mark, Urn, random_key

COMPANIONS = 15
CHUNK = 2000
ORDERED_BY_ARRIVAL = "postgresql"
ALONE = "INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING RETURNING 0, id"
AMONG = """
WITH after AS (
    SELECT id FROM {table} WHERE {like} AND id >= %(start)s ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), before AS (
    SELECT id FROM {table} WHERE {like} AND id < %(start)s ORDER BY id
    LIMIT %(most)s - (SELECT count(*) FROM after) FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM {table} WHERE id = ANY(ARRAY(SELECT id FROM after UNION ALL SELECT id FROM before)) RETURNING {columns}
)
INSERT INTO {table} ({columns})
SELECT {columns} FROM (SELECT {columns} FROM taken UNION ALL SELECT {values}) AS rows ORDER BY gen_random_uuid()
ON CONFLICT DO NOTHING RETURNING (SELECT count(*) FROM taken), id
"""
"""One statement: others of the zone that nobody else is writing, from a place drawn at random, then all in an order drawn by
the database's strong generator. Five, and sixteen rows brought to Python and back, took three times as long."""
OTHERS = {
    Mark: "voter_id <> %(voter_id)s",
    Envelope: "receipt <> %(receipt)s AND (handle = '' OR handle <> %(handle)s)",
}
"""What is not the double of a row: taken up as a companion, its double would be deleted and the new one written instead."""


def put(row: Mark | Envelope) -> bool:
    """Write a row among others, in the caller's transaction. Returns False, the row not written, when its like is there.

    A double is no error here: an error would print in the log of the database who voted twice.
    """
    drawn = {"start": random_key(), "most": COMPANIONS}
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(row)), {**_values(row), **drawn})
        written = cursor.fetchall()
    added = any(key == row.pk for _, key in written)
    if written and len(written) != written[0][0] + added:
        raise AssertionError(f"{type(row).__name__}: rows taken up were not written again")
    return added


@cache
def _statement(model: type[Mark | Envelope]) -> str:
    columns = [str(each.column) for each in model._meta.concrete_fields]
    return (AMONG if connection.vendor == ORDERED_BY_ARRIVAL else ALONE).format(
        table=model._meta.db_table,
        columns=", ".join(columns),
        values=", ".join(f"%({name})s" for name in columns),
        like=f"urn_id = %(urn_id)s AND zone_id = %(zone_id)s AND {OTHERS[model]}",
    )


def _values(row: Mark | Envelope) -> dict[str, Any]:
    fields = type(row)._meta.concrete_fields
    return {str(each.column): each.get_db_prep_save(getattr(row, each.attname), connection) for each in fields}


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


def _forget(table: QuerySet[Any], rows: Iterable[Any]) -> None:
    keys = [row.pk for row in rows]
    if keys:
        table.filter(pk__in=keys).delete()
