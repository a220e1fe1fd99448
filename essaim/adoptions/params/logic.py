"""Rules, amounts and the event → effect table."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from essaim.adoptions.params.base import Identifier, Label, Qualified, Reason, RoleRef, RuleRef, Section, Unit
from essaim.adoptions.params.computations import Computation
from essaim.adoptions.params.conditions import Condition
from essaim.cores.rules.kinds import Kind


class RuleRecord(Section):
    """A named condition. ``reason`` says it in the words of the kit; without it the platform prints the condition."""

    id: Identifier
    label: Label
    when: Condition
    reason: Reason | None = None


class AmountRecord(Section):
    """A named computation. ``seen_by``: who may read the result; without it, who may read every field it comes from."""

    id: Identifier
    label: Label
    type: Literal[Kind.INTEGER, Kind.DECIMAL, Kind.MONEY]
    unit: Unit | None = None
    is_: Computation
    seen_by: list[RoleRef] | None = None

    model_config = {"alias_generator": lambda name: name.removesuffix("_")}


class EventRecord(Section):
    """One line of the table: when this happens in an engine, do that in another. ``with`` maps the effect's payload."""

    on: Qualified
    do: Qualified
    with_: dict[Identifier, Annotated[str, StringConstraints(pattern=r"^(payload|parameter)\.[a-z][a-z0-9-]*$")]] = {}
    when: RuleRef | None = None

    model_config = {"alias_generator": lambda name: name.removesuffix("_")}
