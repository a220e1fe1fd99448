"""The periods over which an account counts, and when a right ends. Days are the adoption's, inclusive on both sides."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from essaim.cores.calendar.delays import months_from

PeriodKey = Literal["none", "month", "school-year", "civil-year"]
PERIODS: dict[PeriodKey, str] = {
    "none": "sans période",
    "month": "par mois",
    "school-year": "par année scolaire",
    "civil-year": "par année civile",
}
SEPTEMBER = 9
EVER = date(1970, 1, 1)
"""Where an account without a period begins."""


@dataclass(frozen=True)
class Period:
    """From a day to another, both in it; ``last`` is None when it never ends."""

    first: date
    last: date | None


def period_of(key: PeriodKey, day: date) -> Period:
    """Return the period that a day is in. A school year runs from the 1st of September to the 31st of August."""
    if key == "month":
        return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    if key == "civil-year":
        return Period(date(day.year, 1, 1), date(day.year, 12, 31))
    if key == "school-year":
        year = day.year if day.month >= SEPTEMBER else day.year - 1
        return Period(date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER, 1) - timedelta(days=1))
    return Period(EVER, None)


def last_day(opened: date, months: int | None, period: Period) -> date | None:
    """Return the last day on which something may move: that of the period, or some months after opening, whichever first."""
    ends = [day for day in (period.last, months_from(opened, months) if months is not None else None) if day]
    return min(ends) if ends else None
