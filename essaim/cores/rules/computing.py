"""Run a computation exactly, on fractions: a part that is not known makes the whole not known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from essaim.cores.rules.amounts import (
    MANY,
    Brackets,
    Choose,
    Computation,
    Count,
    Difference,
    Elapsed,
    Greatest,
    Least,
    Product,
    Ratio,
    Round,
    Rounding,
    Row,
    Span,
    Sum,
    Total,
)
from essaim.cores.rules.shapes import carrier, is_money
from essaim.cores.rules.tree import Condition, Constant, Ref
from essaim.cores.rules.tree import Step as Place
from essaim.cores.rules.verdict import Verdict

if TYPE_CHECKING:
    from essaim.cores.rules.evaluation import Reader

Path = tuple[Place, ...]
_MONTHS = 12
ZERO_DIVISION = "une division par zéro"


@dataclass(frozen=True)
class Step:
    """A part of a computation and what it gave (money in cents)."""

    path: Path
    value: Fraction


@dataclass
class Run:
    """One computation under way: what it lacks and what it found."""

    reader: "Reader"
    missing: list[str] = field(default_factory=list)
    undefined: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def value(self, node: Computation, path: Path, *, money: bool) -> Fraction | None:
        """Return what a part gives, or None; note it in the trace."""
        found = self._value(node, path, money=money)
        if found is not None:
            self.steps.append(Step(path, found))
        return found

    def _value(self, node: Computation, path: Path, *, money: bool) -> Fraction | None:  # noqa: C901, PLR0911 - one case per node of a closed tree: the type checker sees that none is missing
        match node:
            case Constant(written):
                return _number(written, money=money)
            case Ref():
                return self._named(node)
            case Sum(of) | Least(of) | Greatest(of):
                return self._many(node, of, path, money=money)
            case Product(of):
                return self._product(of, path, money=money)
            case Difference(of, less):
                return self._difference(of, less, path, money=money)
            case Ratio():
                return self._ratio(node, path, money=money)
            case Count() | Total():
                return self._counted(node, path, money=money)
            case Brackets():
                return self._brackets(node, path, money=money)
            case Round(of, to, how):
                found = self.value(of, (*path, "round", "of"), money=money)
                return None if found is None else rounded(found, _number(to.written, money=money), how)
            case Choose():
                return self._choose(node, path, money=money)
            case Elapsed():
                return self._elapsed(node)

    def _named(self, ref: Ref) -> Fraction | None:
        found = self.reader.value(ref)
        if isinstance(found, int | Fraction):
            return Fraction(found)
        self._lack(ref)
        return None

    def _lack(self, ref: Ref) -> None:
        missing, undefined = self.reader.lacking(ref)
        self.missing += missing
        self.undefined += undefined

    def _many(
        self, node: Sum | Least | Greatest, of: Sequence[Computation], path: Path, *, money: bool
    ) -> Fraction | None:
        word = MANY[type(node)]
        known = _all([self.value(part, (*path, word, place), money=money) for place, part in enumerate(of)])
        if known is None:
            return None
        return (
            sum(known, Fraction(0)) if isinstance(node, Sum) else min(known) if isinstance(node, Least) else max(known)
        )

    def _product(self, of: tuple[Computation, ...], path: Path, *, money: bool) -> Fraction | None:
        place_of_money = carrier(of, self.reader.book, self.reader.group) if money else None
        known = _all(
            [
                self.value(part, (*path, "product", place), money=place == place_of_money)
                for place, part in enumerate(of)
            ]
        )
        return None if known is None else math.prod(known, start=Fraction(1))

    def _difference(self, of: Computation, less: Computation, path: Path, *, money: bool) -> Fraction | None:
        first = self.value(of, (*path, "difference", "of"), money=money)
        second = self.value(less, (*path, "difference", "less"), money=money)
        return None if first is None or second is None else first - second

    def _ratio(self, node: Ratio, path: Path, *, money: bool) -> Fraction | None:
        over_money = is_money(node.by, self.reader.book, self.reader.group)
        of = self.value(node.of, (*path, "ratio", "of"), money=money or over_money)
        by = self.value(node.by, (*path, "ratio", "by"), money=over_money)
        if of is None or by is None:
            return None
        if by == 0:
            self.undefined.append(ZERO_DIVISION)
            return None
        return of / by

    def _counted(self, node: Count | Total, path: Path, *, money: bool) -> Fraction | None:
        readers = self.reader.items(node.group)
        if readers is None:
            self.missing.append(f"field.{node.group}")
            return None
        kept = [(reader, self._holds(node.where, reader)) for reader in readers]
        if any(held is Verdict.UNKNOWN for _, held in kept):
            return None
        inside = [reader for reader, held in kept if held is Verdict.YES]
        if isinstance(node, Count):
            return Fraction(len(inside))
        known = _all([self._inside(reader, node.of, (*path, "total", "of"), money=money) for reader in inside])
        return None if known is None else sum(known, Fraction(0))

    def _inside(self, reader: "Reader", node: Computation, path: Path, *, money: bool) -> Fraction | None:
        run = Run(reader, self.missing, self.undefined, self.steps)
        return run.value(node, path, money=money)

    def _holds(self, condition: Condition | None, reader: "Reader") -> Verdict:
        if condition is None:
            return Verdict.YES
        answer = reader.condition(condition)
        if answer.verdict is Verdict.UNKNOWN:
            self.missing += answer.missing
            self.undefined += answer.undefined
        return answer.verdict

    def _brackets(self, node: Brackets, path: Path, *, money: bool) -> Fraction | None:
        in_money = is_money(node.of, self.reader.book, self.reader.group)
        entry = self.value(node.of, (*path, "brackets", "of"), money=in_money)
        if entry is None:
            return None
        for place, row in enumerate(node.rows):
            at = (*path, "brackets", "rows", place)
            reached = self._reached(row, entry, at, money=in_money)
            if reached is not False:
                return None if reached is None else self.value(row.gives, (*at, "gives"), money=money)
        return None

    def _reached(self, row: Row, entry: Fraction, path: Path, *, money: bool) -> bool | None:
        """Say whether an entry falls in a row; None when its ceiling is not known."""
        if row.up_to is None:
            return True
        ceiling = self.value(row.up_to, (*path, "up_to"), money=money)
        return None if ceiling is None else entry <= ceiling

    def _choose(self, node: Choose, path: Path, *, money: bool) -> Fraction | None:
        held = self._holds(node.when, self.reader)
        if held is Verdict.UNKNOWN:
            return None
        word, part = ("then", node.then) if held is Verdict.YES else ("otherwise", node.otherwise)
        return self.value(part, (*path, "choose", word), money=money)

    def _elapsed(self, node: Elapsed) -> Fraction | None:
        since = self._day(node.since)
        until = self._day(node.until) if node.until is not None else self.reader.facts.today
        if node.until is None and until is None:
            self.missing.append("today")
        return None if since is None or until is None else Fraction(elapsed(since, until, node.span))

    def _day(self, ref: Ref) -> date | None:
        found = self.reader.value(ref)
        if isinstance(found, date):
            return found
        self._lack(ref)
        return None


def rounded(value: Fraction, step: Fraction, how: Rounding) -> Fraction:
    """Return ``value`` brought to a multiple of ``step`` (positive)."""
    ratio = value / step
    if how is Rounding.UP:
        return math.ceil(ratio) * step
    if how is Rounding.DOWN:
        return math.floor(ratio) * step
    away = math.floor(abs(ratio) + Fraction(1, 2))
    return (away if ratio >= 0 else -away) * step


def elapsed(since: date, until: date, span: Span) -> int:
    """Return how many whole days, months or years lie between two dates; 0 when the second comes first."""
    if until <= since:
        return 0
    if span is Span.DAYS:
        return (until - since).days
    months = (until.year - since.year) * _MONTHS + until.month - since.month - (until.day < since.day)
    return months if span is Span.MONTHS else months // _MONTHS


def _number(written: str, *, money: bool) -> Fraction:
    number = Fraction(written.removesuffix("€").strip().replace(",", "."))
    return number * 100 if money else number


def _all(values: list[Fraction | None]) -> list[Fraction] | None:
    """Return the values when every one is known."""
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else None
