"""The types of values that a rule may read, and the declaration of each value by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """The closed list of types. MONEY is in whole cents, DECIMAL is exact (Fraction): nothing is ever a float."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    COMMUNE = "commune"
    DEPARTEMENT = "departement"
    GROUP = "group"


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
ORDERED = NUMBERS | {Kind.DATE}

Scalar = str | int | bool | Fraction | date | frozenset[str]
Item = Mapping[str, Scalar]
"""One entry of a repeatable group: the values known of it, by name."""
Value = Scalar | tuple[Item, ...]


@dataclass(frozen=True)
class Choice:
    """One answer among a closed list."""

    key: str
    label: str


@dataclass(frozen=True)
class Shape:
    """What a number is: its kind and its unit. ``whole`` says that it has no part smaller than one (or one cent).

    As something expected, a ``unit`` of None accepts any.
    """

    kind: Kind
    unit: str | None = ""
    whole: bool = True


@dataclass(frozen=True)
class Variable:
    """A value that a tree may name: a field, a parameter or a look-up.

    ``unit`` is written in the plural (« heures »); ``choices`` belong to CHOICE and CHOICES, ``members`` to GROUP.
    """

    name: str
    kind: Kind
    label: str
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    members: tuple["Variable", ...] = ()

    @property
    def shape(self) -> Shape:
        """Return what the value is as a number; without meaning for other kinds."""
        return Shape(self.kind, self.unit, self.kind is not Kind.DECIMAL)

    def label_of(self, key: str) -> str:
        """Return the label of a choice, or the key itself when it is not declared."""
        return next((choice.label for choice in self.choices if choice.key == key), key)
