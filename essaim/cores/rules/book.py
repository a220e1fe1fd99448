"""What a tree may name: declared values, named rules and named amounts, and what each is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from essaim.cores.rules.amounts import Computation
from essaim.cores.rules.kinds import Kind, Variable
from essaim.cores.rules.tree import Condition, Ref, Source


@dataclass(frozen=True)
class Rule:
    """A named condition; ``label`` is its French name."""

    name: str
    label: str
    condition: Condition


@dataclass(frozen=True)
class Amount:
    """A named computation with what it gives: INTEGER, DECIMAL or MONEY, and a unit."""

    name: str
    label: str
    kind: Kind
    computation: Computation
    unit: str = ""

    @property
    def variable(self) -> Variable:
        """Return the amount seen as a value that a tree may name."""
        return Variable(self.name, self.kind, self.label, self.unit)


@dataclass(frozen=True)
class Book:
    """All that the trees of one kit may name, by name."""

    fields: Mapping[str, Variable] = field(default_factory=dict)
    parameters: Mapping[str, Variable] = field(default_factory=dict)
    lookups: Mapping[str, Variable] = field(default_factory=dict)
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)

    def variable(self, ref: Ref, group: str | None = None) -> Variable | None:
        """Return what a name stands for, or None. Inside ``group``, its members come before the fields."""
        if ref.source is Source.AMOUNT:
            amount = self.amounts.get(ref.name)
            return amount.variable if amount else None
        if ref.source is Source.FIELD and group is not None:
            members = {member.name: member for member in self.members(group)}
            if ref.name in members:
                return members[ref.name]
        return self._shelf(ref.source).get(ref.name)

    def members(self, group: str) -> tuple[Variable, ...]:
        """Return the members of a repeatable group; none when it is not one."""
        declared = self.fields.get(group)
        return declared.members if declared else ()

    def names(self, source: Source, group: str | None = None) -> list[str]:
        """Return the names that a source offers, sorted: for error messages."""
        if source is Source.AMOUNT:
            return sorted(self.amounts)
        inner = [member.name for member in self.members(group)] if group and source is Source.FIELD else []
        return sorted({*inner, *self._shelf(source)})

    def _shelf(self, source: Source) -> Mapping[str, Variable]:
        if source is Source.FIELD:
            return self.fields
        return self.parameters if source is Source.PARAMETER else self.lookups
