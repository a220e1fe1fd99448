"""Load the reference of the territories from the files committed in this app."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import connection, transaction

from essaim.foundation.territories.domain import reference
from essaim.foundation.territories.domain.queries.index import forget_caches
from essaim.foundation.territories.models import Containment, Load, Territory

Progress = Callable[[str], None]
Item = TypeVar("Item")
BATCH = 5000
INSERT = "INSERT INTO territories_containment (whole_id, part_id) VALUES (%s, %s)"
SET = "référentiel géographique"
UPDATED = [
    "level",
    "insee",
    "name",
    "slug",
    "population",
    "latitude",
    "longitude",
    "postcodes",
    "kind",
    "retired",
]


def load(*, folder: Path = reference.DATA, progress: Progress | None = None) -> bool:
    """Bring the reference up to the files; return False at once when they were already loaded.

    Side effects: writes territories (by code: what refers to one stays) and rebuilds containment; a territory that
    the files no longer know becomes ``retired``. One transaction: killed half-way, nothing changes.
    ``progress`` receives short French sentences.
    """
    sha256 = reference.fingerprint(folder)
    if Load.objects.filter(name=SET, sha256=sha256).exists():
        return False
    say = progress or (lambda _sentence: None)
    say("lecture des fichiers")
    rows = reference.read(folder)
    with transaction.atomic():
        _write_territories(rows, say)
        _write_containment(rows, say)
        Load.objects.update_or_create(name=SET, defaults={"sha256": sha256})
        _count_anew()
    forget_caches()
    return True


def _write_territories(rows: reference.Reference, say: Progress) -> None:
    say(f"{len(rows.territories)} territoires")
    for batch in _batches(rows.territories.values()):
        Territory.objects.bulk_create(
            [Territory(**fields) for fields in batch],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=UPDATED,
        )
    known = set(Territory.objects.filter(retired=False).values_list("code", flat=True))
    for gone in _batches(known - rows.territories.keys()):
        Territory.objects.filter(code__in=gone).update(retired=True)


def _write_containment(rows: reference.Reference, say: Progress) -> None:
    say(f"{len(rows.pairs)} appartenances")
    Containment.objects.filter(part__retired=False).delete()
    keys = dict(Territory.objects.values_list("code", "pk"))
    pairs = sorted((keys[whole], keys[part]) for whole, part in rows.pairs)
    with connection.cursor() as cursor:  # the ORM takes four times as long for 143,605 pairs of numbers
        cursor.executemany(INSERT, pairs)


def _count_anew() -> None:
    """PostgreSQL plans with the sizes that it last saw: until it looks again, a question over all of France takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE territories_territory, territories_containment")


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch
