"""The outcomes of cases, by month and commune. One query."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from essaim.adoptions.contract import Counted
from essaim.adoptions.models import Adoption
from essaim.engines.cases.domain.words import section_in
from essaim.engines.cases.models import Case

Place = tuple[str, date, str | None]
"""An outcome, a month, a commune."""
_COLUMNS = (
    "kind",
    "opened_at",
    "ended_at",
    "late_since",
    "where",
    "participation__party_id",
    "decision__amount_cents",
    "decision__days",
)


@dataclass
class _Part:
    value: Fraction = Fraction(0)
    people: set[int] = field(default_factory=set)


def outcomes(adoption: Adoption) -> Iterator[Counted]:
    """Yield each outcome by month and commune. Delays come one by one, since medians do not add up."""
    parts: defaultdict[Place, _Part] = defaultdict(_Part)
    for kind, opened, ended, late, where, party, cents, days in _rows(adoption):
        _add(parts, ("submitted", _month(opened), where), 1, party)
        if late:
            _add(parts, ("late", _month(opened), where), 1, party)
        if ended and kind in {"granted", "refused"}:
            _add(parts, (kind, _month(ended), where), 1, party)
            yield Counted("days-to-decision", _month(ended), days, 1, where)
        if ended and cents is not None:
            _add(parts, ("granted-sums", _month(ended), where), Fraction(cents, 100), party)
    for (outcome, month, where), part in parts.items():
        yield Counted(outcome, month, part.value, len(part.people), where)


def _rows(
    adoption: Adoption,
) -> Iterator[tuple[str, datetime, datetime | None, bool, str | None, int, int | None, int]]:
    cases = Case.objects.filter(adoption=adoption, trial=False)
    routing = section_in(adoption.terms).routing
    answered = (
        KeyTextTransform(routing.field, "participation__answers") if routing else F("participation__commune__insee")
    )
    for row in cases.annotate(where=answered).values_list(*_COLUMNS):
        kind, opened, ended, late, where, *rest = row
        yield kind, opened, ended, late, f"commune-{where}" if where else None, *rest


def _add(parts: defaultdict[Place, _Part], place: Place, value: int | Fraction, party: int) -> None:
    parts[place].value += value
    parts[place].people.add(party)


def _month(moment: datetime) -> date:
    return timezone.localdate(moment).replace(day=1)
