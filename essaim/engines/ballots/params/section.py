"""The section `engines.ballots` of a kit: who sends ideas, what services say, how one votes, how votes are counted."""

from typing import Literal

from pydantic import Field

from essaim.adoptions.params.base import (
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
from essaim.engines.ballots.params.frame import FrameRecord
from essaim.engines.ballots.params.rule import RuleRecord

Moment = Literal["received", "published", "hidden", "merged", "asked", "admitted", "refused", "won", "not-retained", "delivered", "abandoned"]  # fmt: skip
MOMENTS: dict[Moment, str] = {
    "received": "l’idée est reçue",
    "published": "l’idée est publiée",
    "hidden": "l’idée n’est pas publiée",
    "merged": "l’idée est réunie à une autre",
    "asked": "l’équipe écrit à l’auteur",
    "admitted": "le projet est soumis au vote",
    "refused": "le projet n’est pas soumis au vote",
    "won": "le projet est lauréat",
    "not-retained": "le projet n’est pas lauréat",
    "delivered": "le projet est réalisé",
    "abandoned": "le projet est abandonné",
}
Limit = Literal["at-most", "exactly"]
Precedence = Literal["paper-cancels-web", "first-counts"]
Roll = Literal["list", "declared"]
PRECEDENCES: dict[Precedence, str] = {
    "paper-cancels-web": "le bulletin papier annule celui envoyé en ligne",
    "first-counts": "le premier bulletin reçu compte",
}


class CalendarRecord(Section):
    """How many days each phase lasts. The adopter sets real dates: these are what the screen proposes."""

    ideas: ParameterRef
    instruction: ParameterRef
    catalogue: ParameterRef
    vote: ParameterRef
    results: ParameterRef
    follow_up: ParameterRef

    def parameter(self, key: str) -> str:
        """Return the parameter of a phase by the key of the phase."""
        return str(getattr(self, key.replace("-", "_")))


class IdeaRecord(Section):
    """The way in: who sends an idea, and which of the kit's fields say what of it.

    ``photo``: the document of a page whose pictures the team may publish. ``rule``: who may send one.
    ``cost``: what the author thinks that it costs. ``at_most``: ideas that one person may send in an edition.
    """

    id: Identifier
    role: RoleRef
    label: Label
    help: Text | None = None
    pages: list[PageRecord] = Field(min_length=1)
    rule: RuleRef | None = None
    title: FieldRef
    summary: FieldRef
    category: FieldRef
    commune: FieldRef
    cost: FieldRef | None = None
    photo: Identifier | None = None
    at_most: ParameterRef | None = None


class ServiceRecord(Section):
    """A service that says what it thinks of a project."""

    id: Identifier
    label: Label


class CostRecord(Section):
    """The bounds of the cost of a project, in euros."""

    at_least: ParameterRef
    at_most: ParameterRef


class BallotRecord(Section):
    """What a voter may write. A ballot without any choice is never one.

    ``roll``: who may vote is on a list that is imported, or declares her age and her commune.
    """

    choices: ParameterRef
    limit: Limit = "at-most"
    minimum_age: ParameterRef
    paper: YesNo
    precedence: Precedence = "paper-cancels-web"
    roll: Roll = "list"


class BallotsSection(Section):
    """The whole section. ``envelope``: the money of an edition, that its zones share out to the cent.

    ``frame``: what the rules of the territory add to the count; absent, nothing.
    """

    calendar: CalendarRecord
    idea: IdeaRecord
    services: list[ServiceRecord] = Field(min_length=1)
    envelope: ParameterRef
    cost: CostRecord
    ballot: BallotRecord
    rule: RuleRecord
    frame: FrameRecord = FrameRecord()
    tells: dict[Moment, list[MessageRef]] = {}

    def service(self, key: str) -> ServiceRecord | None:
        """Return a service by its identifier."""
        return next((one for one in self.services if one.id == key), None)
