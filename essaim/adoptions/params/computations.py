"""Computations as they are written, one key a node, turned into the trees of `cores.rules`."""

from typing import Annotated, Any

from pydantic import BaseModel, Discriminator, Field, Tag

from essaim.adoptions.params.base import FieldRef, Section
from essaim.adoptions.params.conditions import Condition, Named, ValueText
from essaim.cores.rules import amounts
from essaim.cores.rules.tree import Constant


class SumOf(Section):
    sum: list["Computation"] = Field(min_length=1)

    def tree(self) -> amounts.Computation:
        return amounts.Sum(tuple(map(computation, self.sum)))


class ProductOf(Section):
    product: list["Computation"] = Field(min_length=2)

    def tree(self) -> amounts.Computation:
        return amounts.Product(tuple(map(computation, self.product)))


class MinimumOf(Section):
    minimum: list["Computation"] = Field(min_length=2)

    def tree(self) -> amounts.Computation:
        return amounts.Least(tuple(map(computation, self.minimum)))


class MaximumOf(Section):
    maximum: list["Computation"] = Field(min_length=2)

    def tree(self) -> amounts.Computation:
        return amounts.Greatest(tuple(map(computation, self.maximum)))


class Less(Section):
    of: "Computation"
    less: "Computation"


class DifferenceOf(Section):
    difference: Less

    def tree(self) -> amounts.Computation:
        return amounts.Difference(computation(self.difference.of), computation(self.difference.less))


class Division(Section):
    of: "Computation"
    by: "Computation"


class RatioOf(Section):
    ratio: Division

    def tree(self) -> amounts.Computation:
        return amounts.Ratio(computation(self.ratio.of), computation(self.ratio.by))


class Counting(Section):
    group: FieldRef
    where: Condition | None = None


class CountOf(Section):
    count: Counting

    def tree(self) -> amounts.Computation:
        return amounts.Count(self.count.group, self.count.where.tree() if self.count.where else None)


class Totalling(Section):
    group: FieldRef
    of: "Computation"
    where: Condition | None = None


class TotalOf(Section):
    total: Totalling

    def tree(self) -> amounts.Computation:
        where = self.total.where.tree() if self.total.where else None
        return amounts.Total(self.total.group, computation(self.total.of), where)


def _ceiling(written: Any) -> str:
    return "=written" if isinstance(written, str) else "=named"


class BracketRow(Section):
    up_to: (
        Annotated[Annotated[ValueText, Tag("=written")] | Annotated[Named, Tag("=named")], Discriminator(_ceiling)]
        | None
    ) = None
    gives: "Computation"

    def row(self) -> amounts.Row:
        ceiling = self.up_to.ref() if isinstance(self.up_to, Named) else Constant(self.up_to) if self.up_to else None
        return amounts.Row(computation(self.gives), ceiling)


class Table(Section):
    of: "Computation"
    rows: list[BracketRow] = Field(min_length=1, max_length=50)


class BracketsOf(Section):
    brackets: Table

    def tree(self) -> amounts.Computation:
        return amounts.Brackets(computation(self.brackets.of), tuple(row.row() for row in self.brackets.rows))


class Rounded(Section):
    of: "Computation"
    to: ValueText
    how: amounts.Rounding


class RoundOf(Section):
    round: Rounded

    def tree(self) -> amounts.Computation:
        return amounts.Round(computation(self.round.of), Constant(self.round.to), self.round.how)


class Choosing(Section):
    when: Condition
    then: "Computation"
    otherwise: "Computation"


class ChooseOf(Section):
    choose: Choosing

    def tree(self) -> amounts.Computation:
        one = self.choose
        return amounts.Choose(one.when.tree(), computation(one.then), computation(one.otherwise))


class Spanning(Section):
    since: Named
    until: Named | None = None
    in_: amounts.Span = Field(alias="in")


class ElapsedOf(Section):
    elapsed: Spanning

    def tree(self) -> amounts.Computation:
        until = self.elapsed.until.ref() if self.elapsed.until else None
        return amounts.Elapsed(self.elapsed.since.ref(), self.elapsed.in_, until)


_NODES: dict[str, type[BaseModel]] = {
    "sum": SumOf,
    "product": ProductOf,
    "minimum": MinimumOf,
    "maximum": MaximumOf,
    "difference": DifferenceOf,
    "ratio": RatioOf,
    "count": CountOf,
    "total": TotalOf,
    "brackets": BracketsOf,
    "round": RoundOf,
    "choose": ChooseOf,
    "elapsed": ElapsedOf,
}


def _kind(written: Any) -> str:
    if isinstance(written, str):
        return "=written"
    keys = list(written) if isinstance(written, dict) else []
    return next((f"={key}" for key in keys if key in _NODES), "=named")


Computation = Annotated[
    Annotated[ValueText, Tag("=written")]
    | Annotated[Named, Tag("=named")]
    | Annotated[SumOf, Tag("=sum")]
    | Annotated[ProductOf, Tag("=product")]
    | Annotated[MinimumOf, Tag("=minimum")]
    | Annotated[MaximumOf, Tag("=maximum")]
    | Annotated[DifferenceOf, Tag("=difference")]
    | Annotated[RatioOf, Tag("=ratio")]
    | Annotated[CountOf, Tag("=count")]
    | Annotated[TotalOf, Tag("=total")]
    | Annotated[BracketsOf, Tag("=brackets")]
    | Annotated[RoundOf, Tag("=round")]
    | Annotated[ChooseOf, Tag("=choose")]
    | Annotated[ElapsedOf, Tag("=elapsed")],
    Discriminator(_kind),
]


def computation(written: Any) -> amounts.Computation:
    """Return the tree of a computation as it was written."""
    if isinstance(written, str):
        return Constant(written)
    tree: amounts.Computation = written.ref() if isinstance(written, Named) else written.tree()
    return tree


_PARTS: tuple[type[BaseModel], ...] = (Less, Division, Totalling, BracketRow, Table, Rounded, Choosing)
for model in (*_NODES.values(), *_PARTS):
    model.model_rebuild()
