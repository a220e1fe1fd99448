"""Conditions as data: a closed tree of frozen nodes. Constants stay as they were written; checking gives them a type."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a value comes from."""

    FIELD = "field"
    PARAMETER = "parameter"
    AMOUNT = "amount"
    LOOKUP = "lookup"


class Operator(StrEnum):
    """How two values are compared: the closed list."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ONE_OF = "one_of"
    CONTAINS = "contains"
    WITHIN = "within"


@dataclass(frozen=True)
class Ref:
    """A value by name. Inside a repeatable group, a field is first looked for among the members of the group."""

    source: Source
    name: str

    def __str__(self) -> str:
        return f"{self.source}.{self.name}"


@dataclass(frozen=True)
class Constant:
    """A value as it was written."""

    written: str


@dataclass(frozen=True)
class Constants:
    """Several values as they were written."""

    written: tuple[str, ...]


@dataclass(frozen=True)
class All:
    """Every condition holds. Without any, it holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one condition holds. Without any, it does not."""

    of: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    of: "Condition"


@dataclass(frozen=True)
class Named:
    """A rule of the book, by name."""

    rule: str


@dataclass(frozen=True)
class Every:
    """The condition holds for each item of a repeatable group (true of an empty one)."""

    group: str
    where: "Condition"


@dataclass(frozen=True)
class Some:
    """The condition holds for at least one item of a repeatable group (false of an empty one)."""

    group: str
    where: "Condition"


@dataclass(frozen=True)
class Compare:
    """One value against another. ``right`` is Constants for ONE_OF (or a Ref to a multiple choice)."""

    left: Ref
    operator: Operator
    right: Ref | Constant | Constants


@dataclass(frozen=True)
class Matches:
    """A text fits a pattern of RE2 from end to end; ``described`` says what that is in French (« un IBAN français »)."""

    left: Ref
    pattern: str
    described: str


Leaf = Compare | Matches
Condition = All | AnyOf | Not | Named | Every | Some | Leaf
Step = str | int


def children(condition: Condition) -> Iterator[tuple[tuple[Step, ...], Condition]]:
    """Yield the conditions right below, each with the steps that lead to it in the written form."""
    match condition:
        case All(of):
            yield from (((("all", place)), child) for place, child in enumerate(of))
        case AnyOf(of):
            yield from (((("any", place)), child) for place, child in enumerate(of))
        case Not(of):
            yield ("not",), of
        case Every(_, where) | Some(_, where):
            yield ("where",), where


def walk(condition: Condition, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Condition]]:
    """Yield every condition of a tree with its path, the root first."""
    yield path, condition
    for steps, child in children(condition):
        yield from walk(child, path + steps)


def depth(condition: Condition) -> int:
    """Return the depth of a tree; a leaf is 1."""
    return 1 + max((depth(child) for _, child in children(condition)), default=0)
