"""What must be true of the machine before a vote opens: what was acknowledged stays, the clock and the disk are fine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from essaim.foundation.signing import public as signing
from essaim.foundation.storage import public as storage

LEAST_DISK = 2_000_000_000
CLOCKS_APART = timedelta(seconds=30)


@dataclass(frozen=True)
class Fault:
    """What keeps a vote from opening, and what to do."""

    text: str


def machine_faults() -> list[Fault]:
    """Return what keeps this machine from holding a vote; nothing when all is well. Read only."""
    return [Fault(text) for text in [*storage.durability_problems(), *_clock(), *_disk(), signing.problem()] if text]


def _clock() -> list[str]:
    apart = abs(_database_now() - timezone.now())
    if apart <= CLOCKS_APART:
        return []
    return [
        f"L’horloge du serveur et celle de la base diffèrent de {int(apart.total_seconds())} secondes : réglez-les (chrony, systemd-timesyncd)."
    ]


def _database_now() -> datetime:
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        found: datetime = cursor.fetchone()[0]
    return found.replace(tzinfo=UTC)


def _disk() -> list[str]:
    free = storage.free_bytes(settings.VAR)
    if free >= LEAST_DISK:
        return []
    return [f"Il reste {free // 1_000_000} Mo sur le disque : il en faut {LEAST_DISK // 1_000_000} pour un vote."]
