"""The outcomes of the ledger, by month and commune. What was undone is taken off the month in which it had happened."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, DateField, F, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from essaim.adoptions.contract import Counted
from essaim.adoptions.models import Adoption
from essaim.engines.ledger.domain.book import Acceptance, Moved, Place
from essaim.engines.ledger.domain.opening import section_in
from essaim.engines.ledger.models import Acceptor, Movement, Title

OUTCOMES = (("credited", Moved.CREDITED), ("declared", Moved.DECLARED), ("spent", Moved.SPENT))


def counted(adoption: Adoption) -> Iterable[Counted]:
    """Yield every outcome of an adoption, trials left out. Seven queries, whatever the number of movements."""
    section = section_in(adoption.terms)
    for outcome, moved in OUTCOMES:
        record = section.counted(outcome)
        if record is not None:
            yield from _amounts(adoption, outcome, moved, record.id, record.measured.value)
    yield from _holders(adoption)
    yield from _titles(adoption)
    yield from _acceptors(adoption)


def _standing(adoption: Adoption) -> QuerySet[Movement]:
    """The movements that were not undone."""
    return Movement.objects.filter(adoption=adoption, trial=False, reversal=None).exclude(moved=Moved.REVERSED)


def _by_month(rows: QuerySet[Movement], day: str = "on") -> Any:
    """Group movements by month and by the commune of the holder."""
    held = Case(When(source__place=Place.HOLDER, then=F("source__participation")), default=F("target__participation"))
    commune = Case(
        When(source__place=Place.HOLDER, then=F("source__participation__commune__code")),
        default=F("target__participation__commune__code"),
    )
    return rows.order_by().annotate(who=held).values(month=TruncMonth(day), commune=commune)


def _amounts(
    adoption: Adoption, outcome: str, moved: Moved, key: str, value: Callable[[int], Fraction]
) -> Iterable[Counted]:
    rows = _by_month(_standing(adoption).filter(moved=moved, key=key))
    for row in rows.annotate(sum=Sum("amount"), people=Count("who", distinct=True)):
        yield Counted(outcome, row["month"], value(row["sum"]), row["people"], row["commune"])


def _holders(adoption: Adoption) -> Iterable[Counted]:
    """Yield the holders by the month in which their account first moved."""
    firsts: dict[int, tuple[date, str | None]] = {}
    rows = _by_month(_standing(adoption).filter(moved__in=[moved for _, moved in OUTCOMES]))
    for row in rows.annotate(rows=Count("pk"), who=F("who")):
        if row["who"] is not None:
            known = firsts.get(row["who"])
            firsts[row["who"]] = min(known, (row["month"], row["commune"])) if known else (row["month"], row["commune"])
    for (month, commune), people in Counter(firsts.values()).items():
        yield Counted("holders", month, people, people, commune)


def _titles(adoption: Adoption) -> Iterable[Counted]:
    used = _by_month(_standing(adoption).filter(title__isnull=False))
    for row in used.annotate(count=Count("pk"), people=Count("who", distinct=True)):
        yield Counted("titles-used", row["month"], row["count"], row["people"], row["commune"])
    issued: Any = Title.objects.filter(adoption=adoption, trial=False).order_by()
    where = {
        "month": TruncMonth("issued_at", output_field=DateField()),
        "commune": F("account__participation__commune__code"),
    }
    for row in (
        issued.annotate(**where)
        .values("month", "commune")
        .annotate(count=Count("pk"), people=Count("account__participation", distinct=True))
    ):
        yield Counted("titles-issued", row["month"], row["count"], row["people"], row["commune"])


def _acceptors(adoption: Adoption) -> Iterable[Counted]:
    """Yield how many structures accept, at the months in which that changed: the last says how many there are.

    One that waits for a decision does not accept; one that is suspended no longer does, since its suspension.
    """
    rows = Acceptor.objects.filter(participation__adoption=adoption, participation__trial=False)
    days: Counter[date] = Counter()
    for _, since, until in {
        (one.participation_id, one.since, one.ends) for one in rows.exclude(standing=Acceptance.WAITING)
    }:
        days[since.replace(day=1)] += 1
        if until is not None:
            days[until.replace(day=1)] -= 1
    standing = 0
    for month in sorted(days):
        standing += days[month]
        yield Counted("acceptors", month, standing, standing)
