"""The section `engines.cases` of a kit: doors, states, transitions, deadlines, routing."""

from typing import Literal, Self

from pydantic import Field, model_validator

from essaim.adoptions.checks.machines import ENDS, StateRecord, TransitionRecord
from essaim.adoptions.params.base import (
    AmountRef,
    FieldRef,
    Identifier,
    Label,
    MessageRef,
    ParameterRef,
    RoleRef,
    RuleRef,
    Section,
    Text,
    YesNo,
)
from essaim.adoptions.params.pages import PageRecord

Transitive = Literal[
    "complete", "declare", "appeal", "withdraw", "take", "ask", "check", "advise", "forward", "propose",
    "grant", "refuse", "redirect", "close",
]  # fmt: skip

Counting = Literal["working-days", "days", "months", "minutes"]
UNITS = {"working-days": "jours ouvrés", "days": "jours", "months": "mois", "minutes": "minutes"}
"""How a delay is counted, and the unit that its parameter then has."""


class SortRecord(Section):
    """On arrival, a case for which the rule is « yes » begins in that state rather than in the initial one."""

    when: RuleRef
    to: Identifier


class DoorRecord(Section):
    """A way in: who may send what. ``sorts`` are tried in order; the first whose rule is « yes » is taken.

    ``rule``: who is entitled. Its answer is told before sending, with its reason; the person may send all the same.
    """

    id: Identifier
    role: RoleRef
    label: Label
    help: Text | None = None
    pages: list[PageRecord] = Field(min_length=1)
    rule: RuleRef | None = None
    sorts: list[SortRecord] = []


class CaseStateRecord(StateRecord):
    """A state. ``help`` says to the holder what happens now; ``tells`` is sent when a case enters it."""

    help: Text | None = None
    tells: MessageRef | None = None


class CaseTransitionRecord(TransitionRecord):
    """A way from a state to another: what is done (``verb``), by whom, under which rule.

    ``learns``: fields that are filled at that act. ``amount``, a sum of money, and
    ``quantity``, a whole number of anything else, go with the event it causes and stay with the decision. ``tells`` is sent instead of the message of the state it leads to.
    """

    verb: Transitive
    learns: list[FieldRef] = []
    amount: AmountRef | None = None
    quantity: AmountRef | None = None
    tells: MessageRef | None = None


class DeadlineRecord(Section):
    """How long a case may stay in some states, taken together: so many days, months or minutes as the parameter says.

    It starts when a case enters one of them, stands still in a state of kind `waiting`, and is over when the case leaves them. Late: the
    role is alerted, or the case goes to another state by itself (an escalation, or silence that decides), or both.
    """

    id: Identifier
    label: Label
    states: list[Identifier] = Field(min_length=1)
    within: ParameterRef
    counted: Counting
    alerts: RoleRef | None = None
    to: Identifier | None = None
    reason: Text | None = None
    tells: MessageRef | None = None
    amount: AmountRef | None = None
    quantity: AmountRef | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.alerts is None and self.to is None:
            raise ValueError(
                "un délai sans suite : écrivez « alerts » (qui est prévenu) ou « to » (l’état où va le dossier)"
            )
        if self.to is None and (self.reason or self.tells or self.amount or self.quantity):
            raise ValueError(
                "« reason », « tells », « amount » et « quantity » vont avec « to » : sans changement d’état, rien n’est décidé"
            )
        return self


class RoutingRecord(Section):
    """The field that holds the commune: each adopter says which sector a commune belongs to.

    ``restricts``: a member of the team opens the dossiers of her sectors and those that no sector has, no others.
    """

    field: FieldRef
    restricts: YesNo = False


class CasesSection(Section):
    """The section `engines.cases`."""

    doors: list[DoorRecord] = Field(min_length=1)
    initial: Identifier
    states: list[CaseStateRecord] = Field(min_length=1)
    transitions: list[CaseTransitionRecord] = Field(min_length=1)
    deadlines: list[DeadlineRecord] = []
    routing: RoutingRecord | None = None

    def state(self, key: str) -> CaseStateRecord:
        """Return a state by its identifier. Raises StopIteration when there is none: the section was checked."""
        return next(one for one in self.states if one.id == key)

    def ended(self, key: str) -> bool:
        """Say whether a state is an end."""
        return self.state(key).kind in ENDS

    def deadline(self, key: str) -> DeadlineRecord:
        """Return a deadline by its identifier. Raises StopIteration when there is none."""
        return next(one for one in self.deadlines if one.id == key)

    def of_the_service(self, key: str) -> bool:
        """Say whether a deadline is the service's own: one that runs only while the person has to answer is not."""
        return any(self.state(name).kind == "open" for name in self.deadline(key).states)

    def transition(self, key: str) -> CaseTransitionRecord | None:
        """Return a transition by its identifier."""
        return next((one for one in self.transitions if one.id == key), None)

    def door(self, key: str) -> DoorRecord | None:
        """Return a door by its key."""
        return next((one for one in self.doors if one.id == key), None)
