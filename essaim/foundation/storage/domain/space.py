"""Make what was deleted leave the files of the database, not only its tables."""

from django.db import connection


def forget_deleted() -> None:
    """Overwrite the pages that held deleted rows. Side effects: none that a reader sees; outside a transaction only.

    SQLite zeroes deleted cells by itself (`secure_delete`, set on every connection) but its write-ahead log keeps the
    former pages until a checkpoint empties it. PostgreSQL keeps dead rows until a VACUUM. Inside a transaction there
    is nothing to do yet: the daily retention comes back to it.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "VACUUM")
