"""Working days (« jours ouvrés »: Monday to Friday but the public holidays) and the last day of a delay.

The day that starts a delay does not count: a delay of one working day from a Friday ends on the Monday.
"""

from calendar import monthrange
from datetime import date, timedelta

from essaim.cores.calendar.holidays import NATIONAL, Observance, holidays

_SATURDAY, _MONTHS = 5, 12
_DAY = timedelta(days=1)


class _Closed:
    """The days off of the years met so far: each year is worked out once."""

    def __init__(self, where: Observance) -> None:
        self.where = where
        self.years: dict[int, dict[date, str]] = {}

    def __contains__(self, day: date) -> bool:
        if day.year not in self.years:
            self.years[day.year] = holidays(day.year, self.where)
        return day.weekday() >= _SATURDAY or day in self.years[day.year]


def is_working(day: date, where: Observance = NATIONAL) -> bool:
    """Say whether a day is worked: neither Saturday, Sunday nor a public holiday.

    >>> is_working(date(2020, 5, 21))
    False
    """
    return day not in _Closed(where)


def after_working_days(start: date, count: int, where: Observance = NATIONAL) -> date:
    """Return the day that is so many working days after a day (0: the day itself, worked or not).

    Raises ValueError for a negative count. Time is linear in the count.

    >>> after_working_days(date(2020, 5, 20), 1).isoformat()
    '2020-05-22'
    """
    if count < 0:
        raise ValueError("a delay is not negative")
    closed, day, left = _Closed(where), start, count
    while left:
        day += _DAY
        left -= day not in closed
    return day


def working_days_between(start: date, end: date, where: Observance = NATIONAL) -> int:
    """Return how many working days there are after ``start``, up to ``end`` included; negative when it is before.

    It undoes `after_working_days`: the days from a start to the end of its delay are the delay.
    """
    if end < start:
        return -working_days_between(end, start, where)
    closed = _Closed(where)
    return sum(start + _DAY * one not in closed for one in range(1, (end - start).days + 1))


def after_months(start: date, count: int) -> date:
    """Return the day of the same number so many months later, or the last of the month when it has none.

    Source: Code de procédure civile, article 641, second paragraph. Raises ValueError for a negative count.

    >>> after_months(date(2020, 12, 31), 2).isoformat()
    '2021-02-28'
    """
    if count < 0:
        raise ValueError("a delay is not negative")
    return months_from(start, count)


def months_from(day: date, count: int) -> date:
    """Return the same day some months later, earlier for a negative count; the last of that month when it has no such day.

    >>> months_from(date(2026, 3, 31), -1).isoformat()
    '2026-02-28'
    """
    years, month = divmod(day.month - 1 + count, _MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
