"""The door of background work: messages, tasks by name, periodic jobs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django_tasks import task
from django_tasks.base import Task

from essaim.foundation.jobs import registry, transports
from essaim.foundation.jobs.domain import outbox, tasks
from essaim.foundation.jobs.domain.outbox import MessageInfo, messages_to, names_address
from essaim.foundation.jobs.domain.worker import Worker

__all__ = [
    "MessageInfo",
    "can_leave",
    "due_for_erasure",
    "erase_messages_to",
    "erase_old_messages",
    "messages_to",
    "names_address",
    "register_periodic",
    "register_transport",
    "run_later",
    "send_message",
    "task",
    "work_once",
]


def send_message(
    *, to: str, subject: str, body: str, kind: str = "mail", key: str | None = None, fleeting: bool = False
) -> int:
    """Write a message in the outbox, in the caller's transaction; the worker sends it once that is committed.

    Args:
        to: Address, telephone number or postal address, by kind.
        subject: One line; line breaks become spaces.
        body: Plain text in French; addresses of pages are written whole (`https://…`).
        kind: `"mail"`, `"sms"` or `"letter"`.
        fleeting: A code for one use, say: recipient and text are erased as soon as it has left, or cannot.
        key: Names the occasion (`"proposal:…:accepted"`): a second message with the same key is not written.

    Returns:
        The identifier of the message (of the first one, for a key used before).

    Raises:
        ValueError: unknown kind, or no recipient.
    """
    return outbox.write(to=to, subject=subject, body=body, kind=kind, key=key, fleeting=fleeting)


def can_leave(kind: str) -> bool:
    """Say whether messages of a kind (`"mail"`, `"sms"`) reach somebody: a page offers no other."""
    return transports.can_leave(kind)


def run_later(work: Task[Any, Any] | str, *arguments: Any, run_after: datetime | None = None) -> str:
    """Enqueue a task in the caller's transaction; the worker runs it after commit. The tests run it at once.

    Args:
        work: A function decorated with `task()`, or its dotted name. It must bear being run twice: a task whose
            worker died is run again, three times at most.
        arguments: JSON values only (keys of rows, not rows). Kept a week: no personal data.
        run_after: Earliest moment; None: as soon as possible.

    Returns:
        The identifier of the task.
    """
    return tasks.enqueue(work, arguments, run_after)


def register_periodic(name: str, function: Callable[[], object], *, every: timedelta, label: str) -> None:
    """Declare, from `AppConfig.ready`, a job that the worker runs every so often, for the first time at once.

    Args:
        name: `app.what-it-does`, unique.
        function: Called without argument; bears being run twice, opens its own transaction, takes the date from
            `django.utils.timezone`. A failure is written and tried again within a quarter of an hour.
        every: From the start of one run to the start of the next.
        label: What it does, in French, for the page of operators.

    Raises:
        ValueError: another job has this name.
    """
    registry.add(registry.Periodic(name, function, every, label))


def register_transport(kind: str, transport: transports.Transport) -> None:
    """Say how messages of one kind leave. The function raises `transports.RefusedError` or `transports.UncertainError`."""
    transports.register(kind, transport)


def work_once() -> None:
    """Do everything that is due, in this process: messages, tasks, periodic jobs. For tests and demonstrations."""
    worker = Worker()
    while worker.turn():
        pass


def erase_messages_to(email: str) -> int:
    """Delete every message to an address or that names it, whatever its state. Returns how many."""
    return outbox.erase_to(email)


def due_for_erasure(today: date) -> int:
    """Count the messages whose recipient and text are past their time on a date."""
    return outbox.due_for_erasure(today)


def erase_old_messages(today: date) -> int:
    """Erase recipient, subject and text of messages past their time on a date. Returns how many."""
    return outbox.erase_old(today)
