"""Computations as data, beside conditions: a closed tree over exact numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from essaim.cores.rules.tree import Condition, Constant, Ref, Step


class Rounding(StrEnum):
    """Which way a number goes to the step; NEAREST sends a half away from zero, as French tax law rounds."""

    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"


class Span(StrEnum):
    """In what a time is counted; only whole spans count."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Sum:
    """All added."""

    of: tuple["Computation", ...]


@dataclass(frozen=True)
class Difference:
    """The second taken from the first."""

    of: "Computation"
    less: "Computation"


@dataclass(frozen=True)
class Product:
    """All multiplied. At most one is money; the result has the unit of the first that has one."""

    of: tuple["Computation", ...]


@dataclass(frozen=True)
class Ratio:
    """``of`` divided by ``by``; undefined when ``by`` is zero."""

    of: "Computation"
    by: "Computation"


@dataclass(frozen=True)
class Least:
    """The smallest."""

    of: tuple["Computation", ...]


@dataclass(frozen=True)
class Greatest:
    """The greatest."""

    of: tuple["Computation", ...]


@dataclass(frozen=True)
class Count:
    """How many items of a repeatable group, of those that fulfil ``where`` when there is one."""

    group: str
    where: Condition | None = None


@dataclass(frozen=True)
class Total:
    """A computation added over the items of a repeatable group, of those that fulfil ``where`` when there is one."""

    group: str
    of: "Computation"
    where: Condition | None = None


@dataclass(frozen=True)
class Row:
    """One row of a bracket table: what it gives up to and including ``up_to``. The last row has no ceiling."""

    gives: "Computation"
    up_to: Constant | Ref | None = None


@dataclass(frozen=True)
class Brackets:
    """A table read with ``of``: the first row whose ceiling is not passed. Ceilings rise."""

    of: "Computation"
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Round:
    """``of`` brought to a multiple of ``to``."""

    of: "Computation"
    to: Constant
    how: Rounding


@dataclass(frozen=True)
class Choose:
    """``then`` when the condition holds, ``otherwise`` when it does not."""

    when: Condition
    then: "Computation"
    otherwise: "Computation"


@dataclass(frozen=True)
class Elapsed:
    """Whole days, months or years from a date to another, or to today; 0 before it begins."""

    since: Ref
    span: Span
    until: Ref | None = None


Computation = (
    Ref | Constant | Sum | Difference | Product | Ratio | Least | Greatest | Count | Total | Brackets | Round | Choose | Elapsed
)  # fmt: skip

MANY = {Sum: "sum", Product: "product", Least: "minimum", Greatest: "maximum"}
"""The computations over a list, with the word that names each in its written form."""


def parts(computation: Computation) -> Iterator[tuple[tuple[Step, ...], Computation]]:
    """Yield the computations right below, each with the steps that lead to it in the written form."""
    match computation:
        case Sum(of) | Product(of) | Least(of) | Greatest(of):
            yield from (((MANY[type(computation)], place), part) for place, part in enumerate(of))
        case Difference(of, less):
            yield from ((("difference", "of"), of), (("difference", "less"), less))
        case Ratio(of, by):
            yield from ((("ratio", "of"), of), (("ratio", "by"), by))
        case Total(_, of, _):
            yield ("total", "of"), of
        case Brackets(of, rows):
            yield ("brackets", "of"), of
            yield from ((("brackets", "rows", place, "gives"), row.gives) for place, row in enumerate(rows))
        case Round(of, _, _):
            yield ("round", "of"), of
        case Choose(_, then, otherwise):
            yield from ((("choose", "then"), then), (("choose", "otherwise"), otherwise))


def conditions(computation: Computation) -> Iterator[tuple[tuple[Step, ...], Condition]]:
    """Yield the conditions right below a computation, with their steps."""
    match computation:
        case Count(_, where) if where is not None:
            yield ("count", "where"), where
        case Total(_, _, where) if where is not None:
            yield ("total", "where"), where
        case Choose(when, _, _):
            yield ("choose", "when"), when


def refs(computation: Computation) -> Iterator[tuple[tuple[Step, ...], Ref]]:
    """Yield the values that a computation names itself (not those of its parts), with their steps."""
    match computation:
        case Ref():
            yield (), computation
        case Elapsed(since, _, until):
            yield ("elapsed", "since"), since
            if until is not None:
                yield ("elapsed", "until"), until
        case Brackets(_, rows):
            yield from (
                (("brackets", "rows", place, "up_to"), row.up_to)
                for place, row in enumerate(rows)
                if isinstance(row.up_to, Ref)
            )


def walk(computation: Computation, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Computation]]:
    """Yield every computation of a tree with its path, the root first."""
    yield path, computation
    for steps, part in parts(computation):
        yield from walk(part, path + steps)


def depth(computation: Computation) -> int:
    """Return the depth of a tree of computations; a value is 1."""
    return 1 + max((depth(part) for _, part in parts(computation)), default=0)
