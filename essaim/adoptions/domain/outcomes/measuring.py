"""Numbers that people enter by hand or import: dated, sourced, with their author; corrected by a new row, never edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.adoptions.models import Adoption, Measure, Phase
from essaim.adoptions.params.speaking import MeasureRecord
from essaim.foundation.journal import public as journal
from essaim.foundation.ui.public import french


class RefusedMeasureError(Exception):
    """A measure that may not be written, for the reason that its text says in French."""


@dataclass(frozen=True)
class Value:
    """What is entered: the measure of the kit, its value at a date, its interval when it is estimated, its source.

    ``people``: how many people the value counts; None when it counts none.
    """

    measure: str
    on: date
    value: Decimal
    source: str
    low: Decimal | None = None
    high: Decimal | None = None
    people: int | None = None


def measures_for(adoption: Adoption, roles: Sequence[str]) -> list[MeasureRecord]:
    """Return the measures that these roles of the kit enter."""
    return [one for one in adoption.terms.kit.record.outcomes.measures if one.entered_by in roles]


@transaction.atomic
def enter(*, adoption: Adoption, value: Value, author: UUID | None) -> Measure:
    """Write one measure. Raises RefusedMeasureError: the service is not open, the date is to come, one is already there.

    Side effects: the row and one entry of the journal, in one transaction.
    """
    _check(adoption, value)
    written = _write(adoption, value, author)
    _journal("measure.enter", adoption, author, {"measure": value.measure, "on": value.on.isoformat()})
    return written


@transaction.atomic
def correct(*, wrong: Measure, value: Value, author: UUID | None) -> Measure:
    """Write a measure in the place of another, at the same date; the other stays, marked. Raises RefusedMeasureError.

    Side effects: the row and one entry of the journal, in one transaction.
    """
    _check(wrong.adoption, value)
    if (value.measure, value.on) != (wrong.measure, wrong.on):
        raise RefusedMeasureError(
            "Une correction garde la mesure et la date : pour une autre date, saisissez une mesure."
        )
    written = _write(wrong.adoption, value, author, wrong)
    details: dict[str, str | int | bool | None] = {
        "measure": value.measure,
        "on": value.on.isoformat(),
        "replaces": wrong.pk,
    }
    _journal("measure.correct", wrong.adoption, author, details)
    return written


@transaction.atomic
def enter_all(*, adoption: Adoption, values: Sequence[Value], author: UUID | None) -> int:
    """Write the measures of a file that are not there yet; return how many. One transaction: all of them or none.

    Side effects: the rows and one entry of the journal. Raises RefusedMeasureError naming the first that cannot be.
    """
    known = {(one.measure, one.on): one for one in live(adoption)}
    new = [value for value in values if not _same(known.get((value.measure, value.on)), value)]
    for value in new:
        _check(adoption, value)
        _write(adoption, value, author)
    if new:
        _journal("measure.import", adoption, author, {"rows": len(new)})
    return len(new)


def live(adoption: Adoption) -> list[Measure]:
    """Return the measures of an adoption that no other replaces."""
    return list(adoption.measures.filter(replaced_by__isnull=True).order_by("measure", "on"))


def _same(known: Measure | None, value: Value) -> bool:
    fields = ("value", "low", "high", "people", "source")
    return known is not None and all(getattr(known, name) == getattr(value, name) for name in fields)


def _check(adoption: Adoption, value: Value) -> None:
    if adoption.phase not in {Phase.OPEN, Phase.CLOSED}:
        raise RefusedMeasureError("Ce service n’est pas encore ouvert : rien n’y est mesuré.")
    if value.on > timezone.localdate():
        raise RefusedMeasureError(f"Le {french.day(value.on)} est à venir : une mesure constate.")
    if (value.low is None) != (value.high is None) or (
        value.low is not None and value.high is not None and not value.low <= value.value <= value.high
    ):
        raise RefusedMeasureError("Un intervalle a deux bornes, et la valeur est entre elles.")


def _write(adoption: Adoption, value: Value, author: UUID | None, wrong: Measure | None = None) -> Measure:
    try:
        with transaction.atomic():
            return Measure.objects.create(
                adoption=adoption, measure=value.measure, value=value.value, low=value.low, high=value.high,
                people=value.people, on=value.on, source=value.source, author=author, replaces=wrong,
            )  # fmt: skip
    except IntegrityError:
        when = french.day(value.on)
        raise RefusedMeasureError(
            f"« {value.measure} » a déjà une valeur au {when}, ou elle vient d’être corrigée : corrigez celle qui est là."
        ) from None


def _journal(act: str, adoption: Adoption, author: UUID | None, details: Mapping[str, str | int | bool | None]) -> None:
    journal.record(act=act, actor=author, target="adoption", key=str(adoption.key), details=details)
