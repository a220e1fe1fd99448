"""Whether this database keeps what it acknowledged, whatever happens to the machine; and how much disk is left."""

import shutil
from pathlib import Path

from django.db import connection

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
SYNCHRONOUS = {0: "OFF", 1: "NORMAL"}
"""Settings of SQLite under which a power cut may take back what was acknowledged (2, FULL, and 3, EXTRA, do not)."""


def problems() -> list[str]:
    """Name, in French, each setting under which an acknowledged write may be lost; an empty list is good news."""
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()


def _postgresql() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)])
        said = dict(cursor.fetchall())
    return [
        f"PostgreSQL : {name} vaut {said.get(name, 'inconnu')} au lieu de {wanted} ; une écriture confirmée peut se perdre."
        for name, wanted in DURABLE.items()
        if said.get(name) != wanted
    ]


def _sqlite() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        level = int(cursor.fetchone()[0])
    if level not in SYNCHRONOUS:
        return []
    return [f"SQLite : synchronous vaut {SYNCHRONOUS[level]} au lieu de FULL ; une écriture confirmée peut se perdre."]


def free_bytes(folder: Path) -> int:
    """Return how many bytes are left on the disk of a folder."""
    return shutil.disk_usage(folder).free
