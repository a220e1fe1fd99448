"""Publish the outcomes of an adoption: each month once it is over, and the first number as soon as it is counted.

Pages read what was published: counting is done here, by the hour (`RHYTHM`) and when the team asks for it.

See docs/adr/0010-outcomes.md for the rule, `essaim.cores.disclosure` for the proof.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.adoptions.contract import Counted
from essaim.adoptions.domain.outcomes.counting import HUNDREDTHS, Series, Tally, gather, middle, since, tally
from essaim.adoptions.models import Adoption, Phase, Release
from essaim.cores.disclosure import THRESHOLD, Publication, Said, Slice, publish, step
from essaim.foundation.journal import public as journal
from essaim.foundation.territories import public as territories

RHYTHM = timedelta(hours=1)
"""How often what is due is published: an engine counts only for outcomes that still wait for a number or for a month."""


def release_due(*, adoption: Adoption, now: datetime | None = None) -> int:
    """Publish what is due: every whole month not yet closed, then a first number if there is one. Return how many releases.

    Side effects: one row an outcome and a month, each in its own transaction, then the moment of the count; a second run at
    the same time adds nothing.
    """
    if adoption.phase not in {Phase.OPEN, Phase.CLOSED}:
        return 0
    terms, moment = adoption.terms, now or timezone.now()
    histories = _histories(adoption)
    idle = {
        one.id
        for one in terms.kit.record.outcomes.counted
        if next(_due(adoption, histories.get(one.id, []), moment), None) is None
    }
    found = gather(adoption, terms, without=idle)
    made = sum(_release(adoption, one, histories.get(one.record.id, []), moment) for one in found)
    Adoption.objects.filter(pk=adoption.pk).update(counted_at=moment)
    adoption.counted_at = moment
    return made


def release_now(*, adoption: Adoption, actor: UUID | None) -> int:
    """Publish what is due because somebody of the team asks for it. Side effects: as `release_due`, and the journal."""
    made = release_due(adoption=adoption)
    if made:
        journal.record(
            act="outcome.release", actor=actor, target="adoption", key=str(adoption.key), details={"releases": made}
        )
    return made


def _histories(adoption: Adoption) -> dict[str, list[Release]]:
    found: dict[str, list[Release]] = {}
    for row in Release.objects.filter(adoption=adoption).order_by("number"):
        found.setdefault(row.outcome, []).append(row)
    return found


def release_all() -> int:
    """Publish what is due in every adoption that is open or was. Return how many releases."""
    found = Adoption.objects.filter(phase__in=[Phase.OPEN, Phase.CLOSED]).select_related("territory")
    return sum(release_due(adoption=adoption) for adoption in found)


def _release(adoption: Adoption, series: Series, history: list[Release], now: datetime) -> int:
    made = 0
    for month, whole in _due(adoption, history, now):
        new = _built(adoption, series, history, month, whole=whole, now=now)
        if not whole and not new.said:
            break
        if not _written(new):
            return made
        history.append(new)
        made += 1
    return made


def _written(new: Release) -> bool:
    """Write a release, unless somebody else just did."""
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _due(adoption: Adoption, history: list[Release], now: datetime) -> Iterator[tuple[date, bool]]:
    """Yield the months to close, then this month while no number has been said."""
    this = timezone.localdate(now).replace(day=1)
    opened = timezone.localdate(adoption.opened_at or now).replace(day=1)
    closed = [one.month for one in history if one.whole_month]
    month = following(max(closed)) if closed else opened
    end = this if adoption.closed_at is None else min(this, following(timezone.localdate(adoption.closed_at)))
    while month < end:
        yield month, True
        month = following(month)
    if adoption.phase == Phase.OPEN and not any(one["number"] is not None for row in history for one in row.said):
        yield this, False


def following(month: date) -> date:
    """Return the first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _built(
    adoption: Adoption, series: Series, history: list[Release], month: date, *, whole: bool, now: datetime
) -> Release:
    release = Release(
        adoption=adoption,
        outcome=series.record.id,
        number=len(history) + 1,
        month=month,
        whole_month=whole,
        made_at=now,
    )
    decide = {"sum": _decide_sum, "last": _decide_last}.get(series.outcome.aggregation, _decide_middle)
    decide(series, history, release)
    return release


def _decide_sum(series: Series, history: list[Release], release: Release) -> None:
    """Decide what a sum may say, by month and commune."""
    release.counted = since(tally(series.parts, release.month), [_tally(one) for one in history])
    slices = slices_of([*history, release], amount=series.outcome.amount)
    scale = 1 if slices[0].amounts else HUNDREDTHS
    known = [Said(**{**one, "number": _over(one["number"], scale)}) for row in history for one in row.said]
    found: Publication = publish(
        slices, known, places_of(release.adoption), whole_months=release.whole_month, recurring=series.outcome.recurring
    )
    release.said = [
        {"kind": one.kind, "first": one.first, "last": one.last, "place": one.place,
         "number": None if one.number is None else one.number * scale}
        for one in found.said
        if release.whole_month or one.number is not None
    ]  # fmt: skip
    release.withheld, release.secrets = found.withheld, len(found.audit.secrets)


def _over(number: int | None, scale: int) -> int | None:
    return None if number is None else number // scale


def _tally(release: Release) -> Tally:
    return {place: (int(value), int(people)) for place, (value, people) in release.counted.items()}


def slices_of(releases: list[Release], *, amount: bool) -> list[Slice]:
    """Return the slices of the core. An outcome whose people are fewer than its number (titles) is published as an amount."""
    tallies = [_tally(one) for one in releases]
    counts = not amount and all(value <= people * HUNDREDTHS for one in tallies for value, people in one.values())
    found = []
    for release, one in zip(releases, tallies, strict=True):
        values = {place: value for place, (value, _) in one.items()}
        people = {place: value // HUNDREDTHS if counts else people for place, (value, people) in one.items()}
        found.append(Slice(f"{release.month:%Y-%m}", people, None if counts else values))
    return found


def places_of(adoption: Adoption) -> tuple[str, ...]:
    """Return the codes of the communes that an adoption serves."""
    code = adoption.territory.code
    return tuple(one.code for one in territories.parts(code, "commune")) or (code,)


def _decide_last(series: Series, history: list[Release], release: Release) -> None:
    """Decide what a number that moves up and down may say: only when it has moved by enough people."""
    months = [part.month for part in series.parts if part.month <= release.month]
    latest = [part for part in series.parts if months and part.month == max(months)]
    value, people = sum(part.value for part in latest), sum(part.people for part in latest)
    release.counted = {"": (round(value * HUNDREDTHS), people)}
    told = [row for row in history if any(one["number"] is not None for one in row.said)]
    size = people if series.outcome.amount else min(int(value), people)
    before = None if not told else _size(told[-1], amount=series.outcome.amount)
    if step(before, max(size, 0)):
        release.said = [_total(release, round(value * HUNDREDTHS))]
    elif before is None and release.whole_month:
        release.said = [_total(release, None)]


def _size(release: Release, *, amount: bool) -> int:
    value, people = _tally(release)[""]
    return people if amount else min(value // HUNDREDTHS, people)


def _decide_middle(series: Series, history: list[Release], release: Release) -> None:
    """Decide what a mean or a median may say: of everything, when enough people came since the last; of a month."""
    everything = [part for part in series.parts if part.month <= release.month]
    people = sum(part.people for part in everything)
    release.counted = {"": (0, people)}
    told = [row for row in history if any(one["number"] is not None for one in row.said)]
    if people - (told[-1].counted[""][1] if told else 0) >= THRESHOLD:
        release.said = [_total(release, _middle(series, everything))]
        month = [part for part in everything if part.month == release.month]
        if release.whole_month and sum(part.people for part in month) >= THRESHOLD:
            release.said.append(
                {**_total(release, _middle(series, month)), "kind": "month", "first": release.number - 1}
            )
    elif not told and release.whole_month:
        release.said = [_total(release, None)]


def _middle(series: Series, parts: list[Counted]) -> int:
    return round(middle(series.outcome, parts) * HUNDREDTHS)


def _total(release: Release, number: int | None) -> dict[str, object]:
    return {"kind": "total", "first": 0, "last": release.number - 1, "place": None, "number": number}
