"""The deadlines of a case: when each falls due, what stands still while somebody else has to answer. Pure."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from essaim.cores.calendar.delays import after_months, after_working_days, working_days_between
from essaim.cores.calendar.holidays import NATIONAL, Observance
from essaim.engines.cases.params import CasesSection, Counting, DeadlineRecord

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """One deadline of one case: due from that moment on, or standing still with so much left (days, or minutes)."""

    key: str
    due: datetime | None
    left: int = 0
    late: bool = False


@dataclass(frozen=True)
class Watch:
    """The moment, in local time, and where one is: what days are worked there."""

    now: datetime
    where: Observance = NATIONAL


def due_after(counting: Counting, count: int, watch: Watch) -> datetime:
    """Return the moment from which a delay is over: after its last minute, or at the end of its last day, in local time."""
    if counting == "minutes":
        return (watch.now.astimezone(UTC) + count * _MINUTE).astimezone(watch.now.tzinfo)
    return _end_of(_last_day(counting, count, watch), watch)


def _last_day(counting: Counting, count: int, watch: Watch) -> date:
    today = watch.now.date()
    if counting == "working-days":
        return after_working_days(today, count, watch.where)
    return after_months(today, count) if counting == "months" else today + timedelta(days=count)


def _end_of(day: date, watch: Watch) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, watch.now.tzinfo)


def last_day(due: datetime) -> date:
    """Return the last day on which one is in time: a deadline that falls at midnight ended the day before."""
    return (due - timedelta(microseconds=1)).date()


def wound(
    section: CasesSection, clocks: tuple[Clock, ...], state: str, lengths: dict[str, int], watch: Watch
) -> tuple[Clock, ...]:
    """Return the clocks of a case that is now in a state: those that go on, begin, stand still; the others are over.

    Args:
        section: The section of the kit.
        clocks: The clocks until now.
        state: The state of the case from now on.
        lengths: How long each deadline lasts, by identifier.
        watch: The moment.
    """
    running = {clock.key: clock for clock in clocks}
    found = (_next(one, running.get(one.id), state, lengths[one.id], section, watch) for one in section.deadlines)
    return tuple(clock for clock in found if clock is not None)


def _next(
    deadline: DeadlineRecord, clock: Clock | None, state: str, length: int, section: CasesSection, watch: Watch
) -> Clock | None:
    if state in deadline.states:
        if clock is None:
            return Clock(deadline.id, due_after(deadline.counted, length, watch))
        return clock if clock.due is not None else _resumed(deadline, clock, watch)
    if clock is not None and section.state(state).kind == "waiting":
        return _stopped(deadline, clock, watch)
    return None


def _stopped(deadline: DeadlineRecord, clock: Clock, watch: Watch) -> Clock:
    if clock.due is None or clock.late:
        return clock
    return replace(clock, due=None, left=_left(deadline.counted, clock.due, watch))


def _left(counting: Counting, due: datetime, watch: Watch) -> int:
    if counting == "minutes":
        return max(0, -((watch.now - due) // _MINUTE))
    if counting == "working-days":
        return max(0, working_days_between(watch.now.date(), last_day(due), watch.where))
    return max(0, (last_day(due) - watch.now.date()).days)


def _resumed(deadline: DeadlineRecord, clock: Clock, watch: Watch) -> Clock:
    counting: Counting = "days" if deadline.counted == "months" else deadline.counted
    return replace(clock, due=due_after(counting, clock.left, watch), left=0)


def first_due(clocks: tuple[Clock, ...]) -> datetime | None:
    """Return when the first deadline that runs falls due; None when none runs."""
    return min((clock.due for clock in clocks if clock.due is not None and not clock.late), default=None)
