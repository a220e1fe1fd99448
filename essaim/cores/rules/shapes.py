"""What a computation gives, read from its parts: money or a number, and its unit."""

from essaim.cores.rules.amounts import (
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
    Span,
    Sum,
    Total,
)
from essaim.cores.rules.book import Book
from essaim.cores.rules.kinds import NUMBERS, Kind, Shape
from essaim.cores.rules.tree import Constant, Ref

SPANS = {Span.DAYS: "jours", Span.MONTHS: "mois", Span.YEARS: "ans"}
"""The unit of a time elapsed."""


def natural(computation: Computation, book: Book, group: str | None = None) -> Shape | None:  # noqa: C901, PLR0911 - one case per node of a closed tree: the type checker sees that none is missing
    """Return what a computation gives by itself; None when only constants, or unknown names, are in it."""
    match computation:
        case Constant():
            return None
        case Ref():
            variable = book.variable(computation, group)
            return variable.shape if variable and variable.kind in NUMBERS else None
        case Sum(of) | Least(of) | Greatest(of):
            return _first(of, book, group)
        case Difference(of, less):
            return _first((of, less), book, group)
        case Choose(_, then, otherwise):
            return _first((then, otherwise), book, group)
        case Brackets(_, rows):
            return _first(tuple(row.gives for row in rows), book, group)
        case Round(of, _, _):
            return natural(of, book, group)
        case Total(inner, of, _):
            return natural(of, book, inner)
        case Count():
            return Shape(Kind.INTEGER, None)
        case Elapsed(_, span, _):
            return Shape(Kind.INTEGER, SPANS[span])
        case Product(of):
            return _product(of, book, group)
        case Ratio(of, by):
            return _ratio(natural(of, book, group), natural(by, book, group))


def carrier(of: tuple[Computation, ...], book: Book, group: str | None = None) -> int:
    """Return which factor of a product of money is the money: the one that is, else the first constant, else the first."""
    for place, factor in enumerate(of):
        shape = natural(factor, book, group)
        if shape and shape.kind is Kind.MONEY:
            return place
    return next((place for place, factor in enumerate(of) if isinstance(factor, Constant)), 0)


def is_money(computation: Computation, book: Book, group: str | None = None) -> bool:
    """Say whether a computation gives money by itself."""
    shape = natural(computation, book, group)
    return shape is not None and shape.kind is Kind.MONEY


def _first(of: tuple[Computation, ...], book: Book, group: str | None) -> Shape | None:
    return next((shape for part in of if (shape := natural(part, book, group))), None)


def _product(of: tuple[Computation, ...], book: Book, group: str | None) -> Shape:
    if any(is_money(factor, book, group) for factor in of):
        return Shape(Kind.MONEY, "", whole=False)
    return Shape(Kind.DECIMAL, None, whole=False)


def _ratio(of: Shape | None, by: Shape | None) -> Shape:
    over_money = by is not None and by.kind is Kind.MONEY
    if of is not None and of.kind is Kind.MONEY and not over_money:
        return Shape(Kind.MONEY, "", whole=False)
    return Shape(Kind.DECIMAL, None, whole=False)
