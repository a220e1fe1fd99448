"""Receive an institute's file: its columns, what each one holds, and its cells until they are matched."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from essaim.cores.tables import Table, refuse
from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.intake.keeping import pack
from essaim.portal.barometer.domain.intake.sav import read_sav
from essaim.portal.barometer.domain.intake.tables import read_table
from essaim.portal.barometer.domain.invitations import NotNow
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.models import Intake, Status, Wave

MOST_VALUES = 60
"""Distinct values of a column that are listed: a column with more holds numbers or free texts."""


@transaction.atomic
def receive(*, wave: Wave, name: str, data: bytes, actor: UUID | None) -> Intake:
    """Read a file and keep its cells while its columns are matched; a file received before is replaced.

    Side effects: one intake and one entry of the journal, in one transaction. Raises UnreadableError, NotNow.
    """
    held = prepared(wave)
    table, labels = _read(name, data)
    if not table.rows:
        raise refuse("Ce fichier n’a aucune ligne de réponses : la première ligne nomme les colonnes.")
    Intake.objects.filter(wave=held).delete()
    intake = Intake.objects.create(
        wave=held, name=name[:200], sha256=hashlib.sha256(data).hexdigest(), rows=len(table.rows),
        columns=[_column(table, place, *labels[place]) for place in range(len(table.columns))],
        content=pack([[str(line), *row] for line, row in zip(table.lines, table.rows, strict=True)]),
    )  # fmt: skip
    _record(held, actor, f"file received: {len(table.rows)} rows")
    return intake


@transaction.atomic
def discard(*, wave: Wave, actor: UUID | None) -> None:
    """Throw away a file that is not taken in. Side effects: as `receive`. Raises NotNow."""
    held = prepared(wave)
    Intake.objects.filter(wave=held).delete()
    _record(held, actor, "file thrown away")


def prepared(wave: Wave) -> Wave:
    """Return a wave in preparation without quotas, held until the transaction ends. Raises NotNow."""
    held = lock(wave.pk)
    if held.status != Status.DRAFT:
        raise NotNow("Un fichier ne se reprend que dans une vague en préparation : faites-en une pour lui.")
    if held.quotas.exists():
        raise NotNow("Cette vague a des quotas : le fichier vient d’une collecte déjà faite. Retirez-les d’abord.")
    return held


def _read(name: str, data: bytes) -> tuple[Table, list[tuple[str, Mapping[str, str]]]]:
    if name.lower().endswith((".sav", ".zsav")):
        return read_sav(data)
    table = read_table(name, data)
    return table, [("", {}) for _ in table.columns]


def _column(table: Table, place: int, label: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Say what a column is called and holds. ``values``: its distinct values in the order of the file, none where too many."""
    found = dict.fromkeys(row[place] for row in table.rows if row[place])
    few = len(found) <= MOST_VALUES
    return {
        "name": table.columns[place], "label": label, "labels": dict(values), "distinct": len(found),
        "values": sorted(found, key=_as_number) if few else [], "sample": list(found)[:3],
        "empty": sum(not row[place] for row in table.rows),
    }  # fmt: skip


def _as_number(value: str) -> tuple[float, str]:
    try:
        return float(value.replace(",", ".")), value
    except ValueError:
        return float("inf"), value


def _record(wave: Wave, actor: UUID | None, what: str) -> None:
    journal.record(act="barometer.import", actor=actor, target="wave", key=str(wave.key), details={"what": what})
