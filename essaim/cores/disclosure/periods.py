"""A number published month after month: what may be said of the newest slice, knowing everything said before.

What is said is never unsaid and never changed: a slice is counted once, a later correction belongs to the slice in which
it is made. Below the threshold the total is said in words (« moins de 11 »); every other number is said exactly or not at
all, without a word that would tell small from withheld. Months and places are said together with a total, or wait for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from essaim.cores.disclosure.audit import Audit, Breach, Secret
from essaim.cores.disclosure.choice import Candidate, choose
from essaim.cores.disclosure.layout import Layout, Slice, lay_out
from essaim.cores.disclosure.statements import Knowledge, Statement
from essaim.cores.disclosure.threshold import THRESHOLD, check_threshold

__all__ = ["Publication", "Said", "Slice", "publish"]
Kind = Literal["total", "month", "place", "cell"]


@dataclass(frozen=True)
class Said:
    """A number that was published, over the slices ``first`` to ``last``.

    ``kind``: the total since the beginning, a month, a place since the beginning, a place in a month. ``place``: None for
    all. ``number``: None when only the words « moins de 11 » were said.
    """

    kind: Kind
    first: int
    last: int
    place: str | None
    number: int | None


@dataclass(frozen=True)
class Publication:
    """What is said of the newest slice. ``withheld``: how many numbers of enough people are not said, to protect others.

    ``audit`` proves every secret open, ``standing`` are the breaches that earlier publications make alone (none, if all
    were decided here).
    """

    said: tuple[Said, ...]
    withheld: int
    audit: Audit
    standing: tuple[Breach, ...]


def publish(
    slices: Sequence[Slice],
    said: Sequence[Said],
    places: Sequence[str],
    *,
    threshold: int = THRESHOLD,
    whole_months: bool = True,
    recurring: bool = False,
) -> Publication:
    """Decide what to say of the last slice.

    ``said``: everything said of the slices before. ``places``: every place of the territory, whether counted or not.
    ``whole_months``: False when the month goes on: only the total may be said. ``recurring``: the same person may count in
    several months (hours, vouchers): only the month that has most people tells how many there are at least. A secret stays open over ``threshold`` people
    (over one less where « moins de 11 » has been said), an amount over its own size and over as many average people.
    Raises ValueError for counts, months or places out of order.
    """
    check_threshold(threshold)
    layout = lay_out(
        slices, places, sorted({one.place for one in said if one.place is not None}), threshold, recurring=recurring
    )
    total = _total(layout, len(slices) - 1, threshold)
    base, secrets = _known(layout, [*said, *([total] if total.number is None else [])], threshold)
    able = [*_details(layout, threshold)] if whole_months else []
    if total.number is None:
        return Publication((total,), 0, choose(base, [], secrets).audit, ())
    first = choose(base, [_candidate(layout, total)], secrets)
    if not all(first.kept):
        return Publication((), 1 + len(able), first.audit, first.standing)
    base = base.and_also([_statement(layout, total, threshold)])
    choice = choose(base, [_candidate(layout, one) for one in able], secrets)
    kept = [one for one, keep in zip(able, choice.kept, strict=True) if keep]
    return Publication((total, *kept), len(able) - len(kept), choice.audit, (*first.standing, *choice.standing))


def _known(layout: Layout, said: Sequence[Said], threshold: int) -> tuple[Knowledge, list[Secret]]:
    """Return what an attacker knows, and what must stay open."""
    secrets = [*_secrets(layout, _spoken_low(said), threshold)]
    widest = max((one.width for one in secrets), default=0)
    known = [_statement(layout, one, threshold) for one in said]
    return Knowledge(layout.size, known, whole=layout.counts, ask=widest), secrets


def _total(layout: Layout, last: int, threshold: int) -> Said:
    """Return the total since the beginning: its number, or only the words."""
    span = range(last + 1)
    return Said("total", 0, last, None, layout.number(span) if layout.people(span) >= threshold else None)


def _details(layout: Layout, threshold: int) -> Iterator[Said]:
    """Yield the numbers of enough people that go with a total."""
    last = len(layout.slices) - 1
    month = layout.month(last)
    for place in (None, *layout.columns):
        if layout.people(month, place) >= threshold:
            yield Said("month" if place is None else "cell", month.start, last, place, layout.number(month, place))
        if place is not None and layout.people(range(last + 1), place) >= threshold:
            yield Said("place", 0, last, place, layout.number(range(last + 1), place))


def _candidate(layout: Layout, one: Said) -> Candidate:
    """A month is worth more than all places, a place more than all its cells; among equals, the one of more people."""
    breadth = len(layout.columns) + 1
    rank = {"cell": 1, "place": breadth, "month": breadth**2, "total": 1}[one.kind]
    people = layout.people(range(one.first, one.last + 1), one.place)
    return Candidate(_statement(layout, one, 2), 1000 * rank + min(people, 999))


def _statement(layout: Layout, one: Said, threshold: int) -> Statement:
    """What a reader learns. Words on an amount speak of its people: they bound nothing here."""
    atoms = layout.atoms(range(one.first, one.last + 1), one.place)
    if one.number is not None:
        return Statement(atoms, one.number, one.number)
    return Statement(atoms, 0, threshold - 1 if layout.counts else None)


def _spoken_low(said: Sequence[Said]) -> int:
    """Return the last slice whose total was said to be small, -1 if none was."""
    return max((one.last for one in said if one.kind == "total" and one.number is None), default=-1)


def _secrets(layout: Layout, low: int, threshold: int) -> Iterator[Secret]:
    """Yield every sum of a few people that means something: months, totals since the beginning, slices, by place."""
    for span, name in _spans(layout):
        spoken = threshold - (span.start <= low + 1)
        yield from _secret_sums(layout, span, name, threshold, spoken)
        yield from _secret_places(layout, span, name, threshold, spoken if span.stop - 1 <= low else threshold)


def _spans(layout: Layout) -> Iterator[tuple[range, str]]:
    ends = range(len(layout.slices))
    spans = {range(end + 1): f"to {layout.slices[end].month}" for end in ends}
    spans |= {layout.month(end): f"in {layout.slices[end].month}" for end in ends}
    spans |= {range(end, end + 1): f"slice {end}" for end in ends if range(end, end + 1) not in spans}
    yield from spans.items()


def _secret_sums(layout: Layout, span: range, name: str, threshold: int, wide: int) -> Iterator[Secret]:
    """Everywhere, and all places without a column. A number said after the words tells that some came in between."""
    if layout.people(span) < threshold:
        yield Secret(f"everywhere {name}", layout.atoms(span), _width(layout, span, layout.number(span), wide))
    if layout.several and layout.others and layout.unlisted_people(span) < threshold:
        width = _width(layout, span, layout.unlisted_number(span), wide)
        yield Secret(f"other places {name}", layout.unlisted(span), width)


def _secret_places(layout: Layout, span: range, name: str, threshold: int, wide: int) -> Iterator[Secret]:
    for place in layout.columns:
        if layout.people(span, place) < threshold:
            width = _width(layout, span, layout.number(span, place), wide)
            yield Secret(f"{place} {name}", layout.atoms(span, place), width)
    if layout.several and layout.others:
        yield Secret(f"one other place {name}", layout.unlisted(span, one=True), _width(layout, span, 0, wide))


def _width(layout: Layout, span: range, number: int, people: int) -> int:
    """Return how far a secret stays open: this many people, or for an amount its own size and as many average shares.

    The average is that of its time, so that a secret asks the same of every later publication.
    """
    if layout.counts:
        return people
    before = range(span.stop)
    return max(number, people * layout.number(before) // max(layout.counted(before), 1))
