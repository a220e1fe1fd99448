"""Parameters and fields: what an adopter sets, what a person says."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from essaim.adoptions.params.base import (
    Bound,
    Identifier,
    Label,
    Name,
    RoleRef,
    Section,
    Text,
    Unit,
    Whole,
    Written,
    YesNo,
)
from essaim.adoptions.params.conditions import Condition
from essaim.adoptions.params.header import Sensitivity
from essaim.cores.rules.kinds import NUMBERS, Choice, Kind, Variable

Choosing = frozenset({Kind.CHOICE, Kind.CHOICES})
Simple = Literal[
    Kind.TEXT, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.YES_NO,
    Kind.CHOICE, Kind.CHOICES, Kind.COMMUNE, Kind.DEPARTEMENT,
]  # fmt: skip


class ChoiceRecord(Section):
    """One answer among a closed list."""

    id: Identifier
    label: Label


class ValueRecord(Section):
    """What a parameter, a field and the member of a group have in common."""

    id: Identifier
    type: Kind
    label: Label
    help: Text | None = None
    unit: Unit | None = None
    choices: list[ChoiceRecord] = []

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if bool(self.choices) != (self.type in Choosing):
            raise ValueError("« choices » va avec les types choice et choices, et seulement avec eux")
        if self.unit and self.type not in NUMBERS - {Kind.MONEY}:
            raise ValueError("« unit » va avec les types integer et decimal ; une somme (money) est toujours en euros")
        return self

    def variable(self) -> Variable:
        choices = tuple(Choice(one.id, one.label) for one in self.choices)
        return Variable(self.id, self.type, self.label, self.unit or "", choices)


class ParameterRecord(ValueRecord):
    """A value that an adopter sets. ``source`` says what decides it: a deliberation, a law, the origin's practice."""

    type: Simple  # a group is never a parameter
    default: Written
    min: Bound | None = None
    max: Bound | None = None
    source: Name
    valid_when: Condition | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        bounds = (self.min is not None, self.max is not None)
        if self.type in NUMBERS and not all(bounds):
            raise ValueError(
                "un paramètre chiffré a deux bornes : ajoutez « min » et « max », ce qu’un adoptant peut saisir"
            )
        if self.type not in NUMBERS and any(bounds):
            raise ValueError("« min » et « max » vont avec un nombre ou une somme")
        return self


class MemberRecord(ValueRecord):
    """A value of one item of a repeatable group."""

    type: Simple  # groups do not nest


KeptAfter = Literal["submission", "decision", "end", "last-activity"]
KEPT_AFTER: dict[KeptAfter, str] = {
    "submission": "l’envoi",
    "decision": "la décision",
    "end": "la fin",
    "last-activity": "la dernière activité",
}


class RetentionRecord(Section):
    """How long a field is kept, counted from an event of the file. Then it is erased."""

    months: Whole
    after: KeptAfter

    @property
    def words(self) -> str:
        """As anybody reads it, before adopting, in the register and on one's own file: « 24 mois après la décision »."""
        return f"{self.months} mois après {KEPT_AFTER[self.after]}"


class FieldRecord(ValueRecord):
    """A value that a person gives, with what the law wants to know of it."""

    members: list[MemberRecord] = []
    filled_by: RoleRef
    seen_by: list[RoleRef] = []
    purpose: Text
    retention: RetentionRecord
    sensitivity: Sensitivity
    required: YesNo = True
    condition: Condition | None = None

    @model_validator(mode="after")
    def _group(self) -> Self:
        if bool(self.members) != (self.type is Kind.GROUP):
            raise ValueError("« members » va avec le type group, et seulement avec lui")
        return self

    def variable(self) -> Variable:
        simple = super().variable()
        members = tuple(member.variable() for member in self.members)
        return Variable(simple.name, simple.kind, simple.label, simple.unit, simple.choices, members)

    @property
    def readers(self) -> frozenset[str]:
        """The roles that may see the field."""
        return frozenset({self.filled_by, *self.seen_by})


class RoleRecord(Section):
    """Who acts: a kind that the platform knows, and the verbs of the engines that the role may do."""

    id: Identifier
    label: Label
    kind: Literal["holder", "agent", "partner", "citizen"]
    may: list[Annotated[str, StringConstraints(max_length=81)]] = Field(default=[])
