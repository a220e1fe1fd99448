"""The atoms of a series: what was counted in each slice of time at each place, the small places taken together.

Only places with enough people have a column. All others are exchangeable in whatever is said, so two columns stand for
them without loss: one place like any other, and the rest of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ELSEWHERE = None  # the key of « all places » in what is said


@dataclass(frozen=True)
class Slice:
    """What was counted since the slice before. ``month``: « 2026-11 », never before the one of the slice before.

    ``people`` by place, and ``amounts`` by place when the number is not the people themselves (cents, hours): whole
    numbers, 0 or more. The place « » is for people whose place is not known.
    """

    month: str
    people: Mapping[str, int]
    amounts: Mapping[str, int] | None = None

    @property
    def numbers(self) -> Mapping[str, int]:
        """What is published: amounts, or people."""
        return self.people if self.amounts is None else self.amounts


@dataclass(frozen=True)
class Layout:
    """Slices of time × columns.

    ``columns``: places on their own; ``others``: how many places are taken together. ``recurring``: the same person may
    count in several months, so that several months have at least as many people as the one that has most.
    """

    slices: tuple[Slice, ...]
    columns: tuple[str, ...]
    others: int
    recurring: bool = False

    @property
    def breadth(self) -> int:
        """Atoms in a slice."""
        return len(self.columns) + min(self.others, 2)

    @property
    def counts(self) -> bool:
        """Whether the numbers are people, not amounts."""
        return self.slices[0].amounts is None

    @property
    def several(self) -> bool:
        """Whether there are parts to subtract: one place is the whole."""
        return len(self.columns) + self.others > 1

    @property
    def size(self) -> int:
        """Atoms in all."""
        return self.breadth * len(self.slices)

    def atoms(self, span: range, place: str | None = ELSEWHERE) -> tuple[int, ...]:
        """Return the atoms of a place, or of all, over a span of slices."""
        within = range(self.breadth) if place is None else (self.columns.index(place),)
        return tuple(row * self.breadth + column for row in span for column in within)

    def unlisted(self, span: range, *, one: bool = False) -> tuple[int, ...]:
        """Return the atoms of all places without a column, or of one of them."""
        first = len(self.columns)
        within = range(first, first + 1 if one else self.breadth)
        return tuple(row * self.breadth + column for row in span for column in within)

    def month(self, last: int) -> range:
        """Return the slices up to ``last`` that are of its month."""
        first = next(row for row in range(last + 1) if self.slices[row].month == self.slices[last].month)
        return range(first, last + 1)

    def people(self, span: range, place: str | None = ELSEWHERE) -> int:
        """Return how many people a sum counts, at least."""
        counts = Counter[str]()
        for row in span:
            counts[self.slices[row].month] += _total([self.slices[row].people], place)
        return max(counts.values(), default=0) if self.recurring else counts.total()

    def counted(self, span: range) -> int:
        """Return how many times somebody was counted."""
        return sum(sum(self.slices[row].people.values()) for row in span)

    def number(self, span: range, place: str | None = ELSEWHERE) -> int:
        """Return the number that would be said."""
        return _total([self.slices[row].numbers for row in span], place)

    def unlisted_people(self, span: range) -> int:
        """Return how many people the places without a column count together, at least."""
        others = {place for row in span for place in self.slices[row].people} - set(self.columns)
        rest = Layout(
            tuple(Slice(one.month, {p: one.people.get(p, 0) for p in others}) for one in self.slices),
            (),
            1,
            self.recurring,
        )
        return rest.people(span)

    def unlisted_number(self, span: range) -> int:
        """Return the number of the places without a column, together."""
        return self.number(span) - sum(self.number(span, place) for place in self.columns)


def _total(parts: Sequence[Mapping[str, int]], place: str | None) -> int:
    return sum(sum(part.values()) if place is None else part.get(place, 0) for part in parts)


def lay_out(
    slices: Sequence[Slice], places: Sequence[str], listed: Sequence[str], threshold: int, *, recurring: bool = False
) -> Layout:
    """Return the layout: a column for each place of ``listed`` and each with ``threshold`` people in all.

    Raises ValueError for a negative count or months out of order.
    """
    check_slices(slices)
    known = {*places, *(place for one in slices for place in (*one.people, *one.numbers))}
    if len(known) < 2:  # noqa: PLR2004 - a single place is the whole: there is nothing to subtract
        return Layout(tuple(slices), (), 1, recurring)
    whole = Layout(tuple(slices), (), len(known), recurring)
    everything = range(len(slices))
    columns = {*listed, *(place for place in known if whole.people(everything, place) >= threshold)}
    return Layout(tuple(slices), tuple(sorted(columns)), len(known) - len(columns), recurring)


def check_slices(slices: Sequence[Slice]) -> None:
    """Raise ValueError unless there is a slice, months are in order and counts are whole, 0 or more."""
    if not slices:
        raise ValueError("slices is empty: the slice to publish is expected last")
    months = [one.month for one in slices]
    if months != sorted(months):
        raise ValueError(f"slices are of the months {months}: they must be in order")
    for row, one in enumerate(slices):
        for field, counts in (("people", one.people), ("numbers", one.numbers)):
            for place, count in counts.items():
                if count < 0 or int(count) != count:
                    raise ValueError(
                        f"slices[{row}].{field}[{place!r}] is {count}: a whole number, 0 or more, is expected"
                    )
