"""Tell somebody a message of a kit: its words kept as they were sent, its way chosen by what can reach them."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Participation, Told
from essaim.adoptions.params.speaking import MessageRecord
from essaim.cores.rules.kinds import Value
from essaim.foundation.jobs import public as jobs

TRIAL = "[Essai] "


def tell(participation: Participation, message: str, speech: Speech, now: datetime) -> Told:
    """Write a message in the outbox, or for print, in the caller's transaction; keep its words.

    Raises KeyError: the kit has no such message.
    """
    record = next((one for one in speech.kit.record.messages if one.id == message), None)
    if record is None:
        raise KeyError(message)
    subject = (TRIAL if participation.trial else "") + speech.text(record.subject or record.label)
    body = speech.text(record.body)
    channel = way(record, participation)
    told = Told.objects.create(
        participation=participation, message=message, channel=channel, subject=subject[:300], body=body, at=now
    )
    to = {"email": participation.party.email, "sms": participation.party.phone}.get(channel, "")
    if to:
        kind = {"email": "mail", "sms": "sms"}[channel]
        jobs.send_message(to=to, subject=subject, body=body, kind=kind, key=f"told:{told.pk}")
    return told


def way(record: MessageRecord, participation: Participation) -> str:
    """Return how a message leaves: by mail when there is an address, by SMS, else a letter to print."""
    party = participation.party
    if "email" in record.channels and party.email:
        return "email"
    if "sms" in record.channels and party.phone:
        return "sms"
    return "letter"


def written(value: Value) -> Any:
    """Return a value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [{name: written(one) for name, one in item.items()} for item in value]
    return value
