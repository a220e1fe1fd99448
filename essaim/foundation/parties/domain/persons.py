"""Everything that is held on one person: copied, or erased, in one act."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from essaim.foundation.journal.public import record
from essaim.foundation.parties import registry
from essaim.foundation.storage.public import forget_deleted


class NotAnAddressError(ValueError):
    """What was given is not an e-mail address."""


def export(email: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that is held on an address, holder by holder. Reads only. Raises NotAnAddressError."""
    address = _clean(email)
    return {holder.label: [dict(row) for row in holder.export(address)] for holder in registry.holders.values()}


def erase(email: str) -> dict[str, int]:
    """Erase all that is held on an address. Returns how many rows, holder by holder. Raises NotAnAddressError.

    Side effects: every holder's, and one journal entry under a key of its own that leads to nobody, all in one
    transaction; then the pages of the database that held the rows are overwritten.
    """
    address = _clean(email)
    with transaction.atomic():
        counts = {holder.label: holder.erase(address) for holder in registry.holders.values()}
        details = {holder.name: counts[holder.label] for holder in registry.holders.values()}
        record(act="person.erase", actor=None, target="person", key=str(uuid.uuid4()), details=details)
    forget_deleted()
    return counts


def _clean(email: str) -> str:
    address = email.strip().lower()
    name, at, domain = address.rpartition("@")
    if not (name and at and domain) or any(sign.isspace() for sign in address):
        raise NotAnAddressError("ce n’est pas une adresse électronique")
    return address


def retention(today: date, *, apply: bool) -> dict[str, int]:
    """Run the retention calendar on a date: count what is due, erase it with `apply`. One transaction a line."""
    counts = {}
    for line in registry.retentions.values():
        with transaction.atomic():
            counts[line.label] = line.run(today, apply)
            if apply and counts[line.label]:
                details = {"rows": counts[line.label]}
                record(act="person.retention", actor=None, target="retention", key=line.name, details=details)
    return counts


def retention_of_the_day() -> None:
    """The daily job: the date is the application's, never the database's."""
    if any(retention(timezone.localdate(), apply=True).values()):
        forget_deleted()
