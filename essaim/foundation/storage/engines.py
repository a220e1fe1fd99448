"""What backup and restore ask of a database, in SQLite's words and in PostgreSQL's.

Both prepare the restored database beside the one in use (`side`), then take its place at once (`swap`).
"""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, connections

from essaim.foundation.storage.archive import ArchiveError


class Engine(Protocol):
    """A database that can be copied as of one moment, and replaced."""

    name: str
    member: str

    def version(self) -> str: ...
    def dump(self, target: Path) -> None: ...
    def is_empty(self) -> bool: ...
    def others_connected(self) -> bool: ...
    def load(self, source: Path, side: str) -> None: ...
    def swap(self, side: str) -> None: ...
    def discard(self, side: str) -> None: ...


def current() -> Engine:
    """Return the engine of this node."""
    return PostgresEngine() if connection.vendor == "postgresql" else SqliteEngine(connection.settings_dict["NAME"])


class SqliteEngine:
    """A file. Its side is another file in the same folder; the swap is a rename."""

    name = "sqlite"
    member = "database.sqlite3"

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def version(self) -> str:
        return sqlite3.sqlite_version

    def dump(self, target: Path) -> None:
        """Copy the database as of one moment, while others read and write."""
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)

    def is_empty(self) -> bool:
        if not self.path.exists():
            return True
        with closing(sqlite3.connect(self.path)) as database:
            return not database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()

    def others_connected(self) -> bool:
        """Ask for the file alone: a server or a worker that has it open makes that fail."""
        connections.close_all()
        if not self.path.exists():
            return False
        with closing(sqlite3.connect(self.path, timeout=1, isolation_level=None)) as database:
            try:
                database.execute("PRAGMA locking_mode=EXCLUSIVE")
                database.execute("BEGIN EXCLUSIVE")
                database.execute("ROLLBACK")
            except sqlite3.OperationalError:
                return True
        return False

    def load(self, source: Path, side: str) -> None:
        """Put the copy beside the database, after checking that SQLite finds it whole."""
        try:
            with closing(sqlite3.connect(source)) as copy:
                verdict = copy.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"la base de l’archive est illisible ({type(error).__name__})") from None
        if verdict != ("ok",):
            raise ArchiveError("la base de l’archive est abîmée")
        source.replace(self._side(side))

    def swap(self, side: str) -> None:
        """Take the place of the database. May be repeated: done when the side is no longer there."""
        connections.close_all()
        if self._side(side).exists():
            for leftover in ("-wal", "-shm"):
                self.path.with_name(self.path.name + leftover).unlink(missing_ok=True)
            self._side(side).replace(self.path)

    def discard(self, side: str) -> None:
        self._side(side).unlink(missing_ok=True)

    def _side(self, side: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{side}")


class PostgresEngine:
    """A database of a server. Its side is another database; the swap renames both in one transaction."""

    name = "postgresql"
    member = "database.pgdump"

    def version(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return str(cursor.fetchone()[0])

    def dump(self, target: Path) -> None:
        """Copy the database as of one moment, while others read and write."""
        _tool("pg_dump", self.version())
        self._run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], self._name())

    def is_empty(self) -> bool:
        return not connection.introspection.table_names()

    def others_connected(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            return bool(cursor.fetchone()[0])

    def load(self, source: Path, side: str) -> None:
        """Restore into a new database; one error refuses the whole."""
        _tool("pg_restore", self.version())
        with self._maintenance() as cursor:
            if not _may_create(cursor):
                raise ArchiveError(
                    "l’utilisateur de la base n’a pas le droit d’en créer une : ALTER ROLE … CREATEDB, puis recommencez"
                )
            cursor.execute(f"CREATE DATABASE {_quoted(self._named(side))} TEMPLATE template0 ENCODING 'UTF8'")
        command = ["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        self._run([*command, f"--dbname={self._named(side)}", str(source)], self._named(side))

    def swap(self, side: str) -> None:
        """Take the place of the database, in one transaction of the server. May be repeated."""
        old = self._named(f"{side}_old")
        with self._maintenance() as cursor:
            if _exists(cursor, self._named(side)):
                cursor.execute("BEGIN")
                cursor.execute(f"ALTER DATABASE {_quoted(self._name())} RENAME TO {_quoted(old)}")
                cursor.execute(f"ALTER DATABASE {_quoted(self._named(side))} RENAME TO {_quoted(self._name())}")
                cursor.execute("COMMIT")
            cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(old)}")

    def discard(self, side: str) -> None:
        with self._maintenance() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(self._named(side))}")

    def _name(self) -> str:
        return str(connection.settings_dict["NAME"])

    def _named(self, side: str) -> str:
        return f"{self._name()[:40]}_{re.sub('[^a-z0-9_]', '_', side)}"

    def _maintenance(self) -> "_Maintenance":
        return _Maintenance(self._parameters())

    def _parameters(self) -> dict[str, Any]:
        values = connection.settings_dict
        chosen = {name: values[name.upper()] for name in ("host", "port", "user", "password")}
        return {name: value for name, value in chosen.items() if value}

    def _run(self, command: list[str], database: str) -> None:
        """Run one of PostgreSQL's own tools. The password goes by the environment, never by the command line."""
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        given = {names[name]: str(value) for name, value in self._parameters().items()}
        environment = os.environ | given | {"PGDATABASE": database}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            first = (done.stderr.strip().splitlines() or ["sans message"])[0]
            raise ArchiveError(f"{command[0]} a échoué : {first}")


class _Maintenance:
    """A connection outside the database of the node: one cannot rename the room one stands in."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters

    def __enter__(self) -> Any:
        import psycopg

        connections.close_all()
        self._connection = psycopg.connect(**self._parameters, dbname="postgres", autocommit=True)
        return self._connection.cursor()

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _may_create(cursor: Any) -> bool:
    cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])


def _exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


def _tool(name: str, server: str) -> None:
    """Refuse a tool that is absent, or older than the server: it would not understand it."""
    if shutil.which(name) is None:
        raise ArchiveError(f"{name} est absent : installez le client de PostgreSQL (apt install postgresql-client)")
    said = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout
    mine, theirs = (_major(text) for text in (said, server))
    if mine < theirs:
        raise ArchiveError(
            f"{name} {mine} est plus ancien que le serveur PostgreSQL {theirs} : installez la version {theirs}"
        )


def _major(version: str) -> int:
    found = re.search(r"(\d+)", version)
    return int(found[1]) if found else 0
