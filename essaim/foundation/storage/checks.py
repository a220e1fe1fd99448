"""What a production database must be set to: durable, and silent about what people typed."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage
from django.db import DatabaseError, connection

from essaim.foundation.storage.domain.durability import DURABLE

SILENT = {"log_error_verbosity": "terse", "log_min_error_statement": "panic"}


def check_production_database(**_: Any) -> list[CheckMessage]:
    """Deployment check W001–W002 on PostgreSQL: an acknowledged write stays, a refused one prints nobody's data."""
    if connection.vendor != "postgresql":
        return []
    try:
        said = {name: _shown(name) for name in DURABLE | SILENT}
    except DatabaseError:
        return [checks.Warning("La base ne répond pas : ses réglages ne sont pas vérifiés", id="storage.W003")]
    found = _wrong(said, DURABLE, "une écriture confirmée peut se perdre", "storage.W001")
    return found + _wrong(
        said, SILENT, "une donnée personnelle peut finir dans le journal de PostgreSQL", "storage.W002"
    )


def _shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _wrong(said: dict[str, str], wanted: dict[str, str], risk: str, code: str) -> list[CheckMessage]:
    return [
        checks.Warning(f"PostgreSQL : {name} vaut {said[name]} au lieu de {value} ; {risk}", id=code)
        for name, value in wanted.items()
        if said[name] != value
    ]
