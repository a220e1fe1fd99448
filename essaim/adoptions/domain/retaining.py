"""Each field is kept for as long as its kit says, then erased; the contact goes when nothing else is kept.

A period counts from a date of the participation. Where that date never came because the service closed, it counts from the
closing: nothing is kept for ever for want of a decision.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain.asking import door_fields, records
from essaim.adoptions.domain.erasing import erase_participation, throw_away
from essaim.adoptions.domain.participating import door_of, doors
from essaim.adoptions.models import Attachment, Participation, Standing, Terms
from essaim.adoptions.params.values import RetentionRecord
from essaim.cores.calendar.delays import after_months

DRAFT_DAYS = 30
"""How long a draft that nobody touches is kept."""
WITHOUT_FIELDS = RetentionRecord.model_validate({"months": "12", "after": "end"})
"""For the contact of a participation through a door that asks nothing."""
BASES = {"submission": "submitted_at", "decision": "decided_at", "end": "ended_at", "last-activity": "active_at"}
SHORTEST_MONTH = 28


@dataclass(frozen=True)
class Period:
    """How long something is kept, and the day it is erased: None while the event has not come."""

    words: str
    until: date | None


def period(participation: Participation, retention: RetentionRecord) -> Period:
    """Return how long something of a participation is kept. Needs ``adoption``; reads nothing else."""
    found = getattr(participation, BASES[retention.after]) or participation.adoption.closed_at
    until = after_months(timezone.localdate(found), retention.months) if found else None
    return Period(retention.words, until)


def erase_fields(today: date, apply: bool) -> int:  # noqa: FBT001 - the signature of a retention
    """Erase the answers whose time is over on a date; return how many there are."""
    return sum(_fields_of(terms, today, apply=apply) for terms in _all_terms())


def _all_terms() -> "QuerySet[Terms]":
    return Terms.objects.select_related("version", "adoption__territory").order_by("pk")


def _fields_of(terms: Terms, today: date, *, apply: bool) -> int:
    fields = records(terms)
    groups: dict[tuple[int, str], list[str]] = {}
    for name, one in fields.items():
        groups.setdefault((one.retention.months, one.retention.after), []).append(name)
    return sum(_erased(terms, names, fields[names[0]].retention, today, apply=apply) for names in groups.values())


def _erased(terms: Terms, names: list[str], retention: RetentionRecord, today: date, *, apply: bool) -> int:
    count = 0
    for one in _old(terms, retention, today).filter(answers__has_any_keys=names):
        until = period(one, retention).until
        gone = [name for name in names if name in one.answers] if until and until <= today else []
        count += len(gone)
        if apply and gone:
            kept = {name: value for name, value in one.answers.items() if name not in gone}
            Participation.objects.filter(pk=one.pk).update(answers=kept, version=F("version") + 1)
    return count


def _old(terms: Terms, retention: RetentionRecord, today: date) -> "QuerySet[Participation]":
    """What may be due: the exact day is told row by row."""
    latest = today - timedelta(days=SHORTEST_MONTH * retention.months)
    rows = Participation.objects.filter(terms=terms, erased_at=None).exclude(standing=Standing.DRAFT)
    dated = rows.annotate(counted_from=Coalesce(F(BASES[retention.after]), F("adoption__closed_at")))
    return dated.filter(counted_from__date__lte=latest).select_related("adoption", "party")


def erase_files(today: date, apply: bool) -> int:  # noqa: FBT001 - the signature of a retention
    """Erase the files whose time is over on a date; return how many there are."""
    count = 0
    for terms in _all_terms():
        for asked, retention in _documents(terms).items():
            due = [one.pk for one in _old(terms, retention, today) if _over(one, retention, today)]
            rows = Attachment.objects.filter(participation__in=due, asked=asked)
            count += rows.count()
            if apply:
                rows.delete()
    return count


def _documents(terms: Terms) -> dict[str, RetentionRecord]:
    pages = (page for door in doors(terms).values() for page in door.pages)
    return {one.id: one.retention for page in pages for one in page.documents}


def _over(one: Participation, retention: RetentionRecord, today: date) -> bool:
    until = period(one, retention).until
    return until is not None and until <= today


def throw_drafts(today: date, apply: bool) -> int:  # noqa: FBT001 - the signature of a retention
    """Throw away the drafts that nobody has touched for a month; return how many there are."""
    limit = today - timedelta(days=DRAFT_DAYS)
    rows = Participation.objects.filter(standing=Standing.DRAFT, active_at__date__lte=limit)
    return sum(throw_away(one) for one in rows) if apply else rows.count()


def erase_contacts(today: date, apply: bool) -> int:  # noqa: FBT001 - the signature of a retention
    """Erase the contact, the messages and what engines hold, once no answer is kept and none would be."""
    rows = Participation.objects.filter(erased_at=None, answers={}, attachments=None).exclude(standing=Standing.DRAFT)
    due = [one for one in rows.select_related("adoption__territory", "terms__version") if _contact_over(one, today)]
    return sum(erase_participation(one) for one in due) if apply else len(due)


def _contact_over(one: Participation, today: date) -> bool:
    until = contact_period(one).until
    return until is not None and until <= today


def contact_period(participation: Participation) -> Period:
    """Return how long the contact is kept: as long as the last of what the door may ask."""
    periods = [period(participation, one) for one in _retentions(participation)]
    days = [one.until for one in periods]
    if None in days:
        return Period("tant qu’une réponse est gardée", None)
    return Period("tant qu’une réponse est gardée", max(day for day in days if day))


def _retentions(participation: Participation) -> Iterable[RetentionRecord]:
    found = list(_door_retentions(participation, records(participation.terms)))
    return found or [WITHOUT_FIELDS]


def _door_retentions(participation: Participation, fields: Mapping[str, Any]) -> Iterator[RetentionRecord]:
    try:
        door = door_of(participation)
    except RefusedActError:  # its engine is switched off: what its role fills in
        yield from (one.retention for one in fields.values() if one.filled_by == participation.role)
        return
    yield from (fields[name].retention for name in door_fields(door))
    yield from (one.retention for page in door.pages for one in page.documents)
