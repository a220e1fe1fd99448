"""The door of storage: declare what the database itself must refuse, and ask whether it does."""

from essaim.foundation.storage import registry
from essaim.foundation.storage.counts import due_for_erasure, erase_ended
from essaim.foundation.storage.domain.durability import free_bytes
from essaim.foundation.storage.domain.durability import problems as durability_problems
from essaim.foundation.storage.domain.guards import install as install_guards
from essaim.foundation.storage.domain.guards import lifted as guards_lifted
from essaim.foundation.storage.domain.guards import problems as guard_problems
from essaim.foundation.storage.domain.restore import start_problems
from essaim.foundation.storage.domain.space import forget_deleted
from essaim.foundation.storage.registry import Event, Guard

__all__ = [
    "Event",
    "Guard",
    "append_only",
    "due_for_erasure",
    "durability_problems",
    "erase_ended",
    "forget_deleted",
    "free_bytes",
    "guard_problems",
    "guards_lifted",
    "install_guards",
    "keep_in_step",
    "register_guard",
    "start_problems",
]


def register_guard(guard: Guard) -> None:
    """Declare a guard, from `AppConfig.ready`.

    It is installed after each migration (SQLite loses the triggers of a table that it rebuilds) and verified by
    `essaim check`, `essaim serve` and `/sante/`. A refused act raises `django.db.IntegrityError`.

    Raises:
        ValueError: another guard has this name.
    """
    registry.add(guard)


def keep_in_step(name: str, *, table: str, event: Event, then: str, when: str = "1 = 1") -> None:
    """Let the database itself carry an act on to another row, in the same statement, on both databases.

    Args:
        name: Name of the trigger.
        table: Table that it follows.
        event: What it follows there.
        then: One SQL statement over NEW (and OLD on UPDATE), without its semicolon.
        when: SQL condition over them under which it runs.
    """
    register_guard(Guard(name, table, event, when, "", then=then))


def append_only(table: str, *, delete_when: str = "") -> None:
    """Refuse to change or remove the rows of a table, on both databases.

    Args:
        table: Name of the table.
        delete_when: SQL condition over OLD under which a row may nonetheless be removed; empty: never.
    """
    refuse = f"NOT ({delete_when})" if delete_when else "1 = 1"
    sentence = f"{table} ne se modifie pas : on y ajoute seulement"
    register_guard(Guard(f"{table}_no_update", table, "UPDATE", "1 = 1", sentence))
    register_guard(Guard(f"{table}_no_delete", table, "DELETE", refuse, sentence))
    register_guard(Guard(f"{table}_no_truncate", table, "TRUNCATE", "1 = 1", sentence))
