"""Write a message, take it under a lease, deliver it, say what became of it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from essaim.foundation.jobs import transports
from essaim.foundation.jobs.models import Message

LEASE = timedelta(minutes=5)
"""Longer than any transport may take: its own time-out is a minute."""

BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
"""Waiting time after each refusal; after the last one the message is a failure."""

LONGEST_KEY = 200

EMPTY = {"to": "", "subject": "", "body": "", "key": None}

State = Message.State


def write(*, to: str, subject: str, body: str, kind: str, key: str | None, fleeting: bool = False) -> int:
    """Write a message. Side effects: one row, in the caller's transaction; none when the key was used before.

    Returns the identifier of the message. Raises ValueError for an unknown kind or without recipient.
    """
    if kind not in Message.Kind.values:
        raise ValueError(f"unknown kind of message: {kind}")
    if not to.strip():
        raise ValueError("a message needs a recipient")
    now = timezone.now()
    if key is not None and len(key) > LONGEST_KEY:  # a key may hold an address, and addresses may be long
        key = hashlib.sha256(key.encode()).hexdigest()
    message = Message(
        to=to.strip(), subject=" ".join(subject.split()), body=body, kind=kind, key=key, created_at=now, next_try_at=now,
        fleeting=fleeting,
    )  # fmt: skip
    if key is None:
        message.save()
        return int(message.pk)
    # A refused duplicate would break the caller's transaction, and print the address in the log of the database.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return int(Message.objects.values_list("pk", flat=True).get(key=key))


def take(worker: str) -> Message | None:
    """Take the next message that is due, for the time of a lease. Side effects: its state, committed at once.

    The conditional UPDATE lets one worker win on either database.
    """
    now = timezone.now()
    due = Message.objects.filter(state=State.WAITING, next_try_at__lte=now)
    for message in due.order_by("next_try_at", "pk")[:20]:
        won = due.filter(pk=message.pk).update(
            state=State.LEASED, leased_by=worker, lease_until=now + LEASE, attempts=message.attempts + 1
        )
        if won:
            message.refresh_from_db()
            return message
    return None


def deliver(message: Message, worker: str) -> str:
    """Send a message that this worker holds, then write what became of it. Returns the new state.

    A crash between the two leaves it leased; `mark_lost` then says that nobody knows.
    """
    try:
        transports.send(message)
    except transports.RefusedError as refusal:
        return _refused(message, worker, refusal)
    except transports.UncertainError as doubt:
        return _close(message, worker, State.UNKNOWN, failure=str(doubt))
    return _close(message, worker, State.SENT)


def _refused(message: Message, worker: str, refusal: transports.RefusedError) -> str:
    """Nothing left: try again later, unless the refusal is final."""
    if refusal.final or message.attempts > len(BACK_OFF):
        return _close(message, worker, State.FAILED, failure=str(refusal))
    later = timezone.now() + BACK_OFF[message.attempts - 1]
    held = Message.objects.filter(pk=message.pk, state=State.LEASED, leased_by=worker)
    held.update(state=State.WAITING, next_try_at=later, lease_until=None, failure=str(refusal)[:120])
    return State.WAITING


def _close(message: Message, worker: str, state: str, failure: str = "") -> str:
    sent_at = timezone.now() if state == State.SENT else None
    held = Message.objects.filter(pk=message.pk, leased_by=worker).filter(
        Q(state=State.LEASED) | Q(state=State.UNKNOWN)
    )
    held.update(state=state, lease_until=None, failure=failure[:120], sent_at=sent_at, **_forgotten(message))
    return state


def _forgotten(message: Message) -> dict[str, object]:
    """What is emptied at the end of a message that must not stay: not where the local mailbox is the only place to read it."""
    if not message.fleeting or transports.stays_here(message.kind):
        return {}
    return {**EMPTY, "erased_at": timezone.now()}


def mark_lost() -> int:
    """Mark unknown the messages whose lease ran out: their worker stopped between sending and saying so."""
    late = Message.objects.filter(state=State.LEASED, lease_until__lt=timezone.now())
    late.filter(fleeting=True).update(**EMPTY, erased_at=timezone.now())
    return late.update(state=State.UNKNOWN, lease_until=None, failure="le travail de fond s’est arrêté pendant l’envoi")


@transaction.atomic
def send_again(pk: int) -> bool:
    """Put a failed or unknown message back in the queue, by a person's decision. Returns False when there is none."""
    ended = Message.objects.filter(pk=pk, state__in=[State.FAILED, State.UNKNOWN], erased_at=None)
    return bool(ended.update(state=State.WAITING, attempts=0, next_try_at=timezone.now(), failure=""))


def due_for_erasure(today: date) -> int:
    return _old(today).count()


def erase_old(today: date) -> int:
    """Erase recipient, subject and text of messages that ended long ago; the row stays, without anybody in it."""
    return _old(today).update(**EMPTY, erased_at=timezone.now())


def _old(today: date) -> QuerySet[Message]:
    limit = today - timedelta(days=settings.ESSAIM_ENVIRONMENT.message_days)
    ended = Message.objects.exclude(state__in=[State.WAITING, State.LEASED])
    return ended.filter(erased_at=None, created_at__date__lt=limit)


@dataclass(frozen=True)
class MessageInfo:
    """One message, as other apps and the tests see it."""

    id: int
    kind: str
    to: str
    subject: str
    body: str
    state: str


def messages_to(email: str) -> list[MessageInfo]:
    """Return the messages to one address, or that name it, oldest first."""
    return [
        MessageInfo(row.pk, row.kind, row.to, row.subject, row.body, row.state) for row in _about(email).order_by("pk")
    ]


def _about(email: str) -> QuerySet[Message]:
    """Messages to an address, and those to somebody else whose text names it (« répondre à … »)."""
    address = email.strip()
    holding = Message.objects.filter(Q(body__icontains=address) | Q(subject__icontains=address))
    texts = holding.values_list("pk", "subject", "body")
    naming = [pk for pk, subject, body in texts if names_address(f"{subject}\n{body}", address)]
    return Message.objects.filter(Q(to__iexact=address) | Q(pk__in=naming))


def names_address(text: str, address: str) -> bool:
    """Say whether a text names this very address: « dupont@… » is not named by « jean.dupont@… »."""
    whole = rf"(?<![\w.+%'-]){re.escape(address)}(?!\.?[\w-])"
    return re.search(whole, text, re.IGNORECASE) is not None


def erase_to(email: str) -> int:
    """Delete every message to an address or that names it, whatever its state: nothing is left to send."""
    return _about(email).delete()[0]


def in_mailbox(recipient: str) -> QuerySet[Message]:
    """Select the messages that still have their text, newest first; those of one recipient when one is given."""
    held = Message.objects.filter(erased_at=None)
    return held.filter(to=recipient) if recipient else held


def recipients() -> list[str]:
    """List the recipients of the mailbox, in order."""
    return list(Message.objects.filter(erased_at=None).order_by("to").values_list("to", flat=True).distinct())
