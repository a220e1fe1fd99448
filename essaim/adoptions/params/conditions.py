"""Conditions as they are written, one closed table a node, turned into the trees of `cores.rules`."""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, StringConstraints, Tag, WithJsonSchema, model_validator

from essaim.adoptions.params.base import AS_NUMBER, FieldRef, Identifier, Label, RuleRef, Section, exactly_one
from essaim.cores.rules import tree

SOURCES = ("field", "parameter", "amount", "lookup")
OPERATORS = tuple(operator.value for operator in tree.Operator)
TAG = "="
"""Begins the tags of unions, so that they are told from keys in the place of an error."""

ValueText = Annotated[str, StringConstraints(max_length=200), WithJsonSchema(AS_NUMBER)]
LookupName = Annotated[str, StringConstraints(max_length=81)]


class Named(Section):
    """A value by name: exactly one of the four sources. Their existence is checked with the rules."""

    field: Identifier | None = None
    parameter: Identifier | None = None
    amount: Identifier | None = None
    lookup: LookupName | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, SOURCES, "nommez une seule valeur")
        return self

    def ref(self) -> tree.Ref:
        source = next(source for source in SOURCES if getattr(self, source) is not None)
        return tree.Ref(tree.Source(source), getattr(self, source))


def _side(written: Any) -> str:
    if isinstance(written, str):
        return "=written"
    return "=list" if isinstance(written, list) else "=named"


Right = Annotated[
    Annotated[ValueText, Tag("=written")]
    | Annotated[list[ValueText], Field(min_length=1, max_length=200), Tag("=list")]
    | Annotated[Named, Tag("=named")],
    Discriminator(_side),
]


class Comparison(Named):
    """One value against another: a source on the left, one operator with its right side."""

    is_: Right | None = Field(None, alias="is")
    is_not: Right | None = None
    at_least: Right | None = None
    at_most: Right | None = None
    more_than: Right | None = None
    less_than: Right | None = None
    one_of: Right | None = None
    contains: Right | None = None
    within: Right | None = None
    matches: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    described: Label | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        exactly_one(self, ("is_", *OPERATORS[1:], "matches"), "comparez d’une seule façon")
        if (self.matches is None) != (self.described is None):
            raise ValueError("« matches » et « described » vont ensemble : dites en français ce que le motif veut dire")
        return self

    def tree(self) -> tree.Condition:
        if self.matches is not None:
            return tree.Matches(self.ref(), self.matches, self.described or "")
        name = exactly_one(self, ("is_", *OPERATORS[1:]), "")
        return tree.Compare(self.ref(), tree.Operator(name.removesuffix("_")), _right(getattr(self, name)))


def _right(written: Any) -> tree.Ref | tree.Constant | tree.Constants:
    if isinstance(written, Named):
        return written.ref()
    return tree.Constants(tuple(written)) if isinstance(written, list) else tree.Constant(written)


class AllOf(Section):
    """Every condition holds."""

    all: list["Condition"] = Field(min_length=1)

    def tree(self) -> tree.Condition:
        return tree.All(tuple(one.tree() for one in self.all))


class AnyOf(Section):
    """At least one condition holds."""

    any: list["Condition"] = Field(min_length=1)

    def tree(self) -> tree.Condition:
        return tree.AnyOf(tuple(one.tree() for one in self.any))


class NotOf(Section):
    """The condition does not hold."""

    not_: "Condition" = Field(alias="not")

    def tree(self) -> tree.Condition:
        return tree.Not(self.not_.tree())


class RuleOf(Section):
    """A named rule."""

    rule: RuleRef

    def tree(self) -> tree.Condition:
        return tree.Named(self.rule)


class EveryOf(Section):
    """The condition holds for every item of a repeatable group."""

    every: FieldRef
    where: "Condition"

    def tree(self) -> tree.Condition:
        return tree.Every(self.every, self.where.tree())


class SomeOf(Section):
    """The condition holds for at least one item of a repeatable group."""

    some: FieldRef
    where: "Condition"

    def tree(self) -> tree.Condition:
        return tree.Some(self.some, self.where.tree())


def _kind(written: Any) -> str:
    if isinstance(written, dict):
        return next((f"={word}" for word in ("all", "any", "not", "rule", "every", "some") if word in written), "=leaf")
    return "=leaf"


Condition = Annotated[
    Annotated[AllOf, Tag("=all")]
    | Annotated[AnyOf, Tag("=any")]
    | Annotated[NotOf, Tag("=not")]
    | Annotated[RuleOf, Tag("=rule")]
    | Annotated[EveryOf, Tag("=every")]
    | Annotated[SomeOf, Tag("=some")]
    | Annotated[Comparison, Tag("=leaf")],
    Discriminator(_kind),
]
CONDITION_MODELS = (AllOf, AnyOf, NotOf, RuleOf, EveryOf, SomeOf, Comparison)
for model in (AllOf, AnyOf, NotOf, EveryOf, SomeOf):
    model.model_rebuild()
