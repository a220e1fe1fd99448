"""Install the declared guards, verify them, lift them: in SQLite's words and in PostgreSQL's."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from essaim.foundation.storage.registry import Guard, guards

_PG_EVENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
_PG_ROW, _PG_BEFORE = 1, 2


def expected() -> list[Guard]:
    """Return the guards that this database can hold: TRUNCATE has no trigger on SQLite, nor the act itself."""
    return [guard for guard in guards.values() if guard.event != "TRUNCATE" or connection.vendor == "postgresql"]


def install() -> None:
    """Install every guard that is missing or altered, on tables that exist. Side effects: DDL, in one transaction."""
    tables = set(connection.introspection.table_names())
    wrong = [guard for guard in expected() if guard.table in tables and not _in_order(guard)]
    if not wrong:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for guard in wrong:
            _drop(cursor, guard)
            _create(cursor, guard)


def problems() -> list[str]:
    """Name, in French, each guard that is missing or altered; an empty list is good news."""
    tables = set(connection.introspection.table_names())
    found = []
    for guard in expected():
        if guard.table not in tables:
            found.append(f"Garde {guard.name} : la table {guard.table} manque (lancez « essaim setup »)")
        elif not _in_order(guard):
            found.append(f"Garde {guard.name} absente ou modifiée sur {guard.table} (lancez « essaim setup »)")
    return found


def lift() -> None:
    """Take every guard away. Side effects: DDL; `install` puts them back."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in expected():
            if guard.table in tables:
                _drop(cursor, guard)


@contextmanager
def lifted() -> Iterator[None]:
    """Take every guard away for the time of a block, then put them back: only the flush between tests needs it."""
    lift()
    try:
        yield
    finally:
        install()


def _create(cursor: CursorWrapper, guard: Guard) -> None:
    if connection.vendor == "sqlite":
        cursor.execute(_sqlite(guard))
        return
    name = _quoted(guard.name)
    scope = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${_body(guard)}$guard$"
    )
    cursor.execute(
        f"CREATE TRIGGER {name} {_when(guard)} {guard.event} ON {_quoted(guard.table)}"
        f" FOR EACH {scope} EXECUTE FUNCTION {name}()"
    )


def _drop(cursor: CursorWrapper, guard: Guard) -> None:
    name = _quoted(guard.name)
    if connection.vendor == "sqlite":
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {_quoted(guard.table)}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _in_order(guard: Guard) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [guard.name])
            return bool(cursor.fetchone() == (_sqlite(guard),))
        cursor.execute(
            "SELECT t.tgtype, t.tgenabled, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgname = %s AND t.tgrelid = to_regclass(%s)",
            [guard.name, _quoted(guard.table)],
        )
        row = cursor.fetchone()
    kind = _PG_EVENTS[guard.event] | (0 if guard.then else _PG_BEFORE) | (0 if guard.event == "TRUNCATE" else _PG_ROW)
    return row is not None and (row[0], _text(row[1]), row[2]) == (kind, "O", _body(guard))


def _when(guard: Guard) -> str:
    return "AFTER" if guard.then else "BEFORE"


def _sqlite(guard: Guard) -> str:
    body = guard.then or f"SELECT RAISE(ABORT, {_literal(guard.message)})"
    return (
        f"CREATE TRIGGER {_quoted(guard.name)} {_when(guard)} {guard.event} ON {_quoted(guard.table)} FOR EACH ROW"
        f" WHEN {guard.condition('sqlite')} BEGIN {body}; END"
    )


def _body(guard: Guard) -> str:
    """The function of the trigger. SQLSTATE 23514 is a refused check: Django raises IntegrityError, as on SQLite."""
    if guard.then:
        return f" BEGIN IF {guard.condition('postgresql')} THEN {guard.then}; END IF; RETURN NULL; END "
    row = "NULL" if guard.event == "TRUNCATE" else ("OLD" if guard.event == "DELETE" else "NEW")
    return (
        f" BEGIN IF {guard.condition('postgresql')} THEN"
        f" RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = {_literal(guard.message)}; END IF; RETURN {row}; END "
    )


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


def _literal(sentence: str) -> str:
    return "'" + sentence.replace("'", "''") + "'"


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
