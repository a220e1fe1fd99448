"""The section `matching` of a kit: who meets whom, under which rules, and what follows.

The first side seeks, the second one offers: « served » counts people of the first.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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
    Whole,
    YesNo,
    exactly_one,
)
from essaim.adoptions.params.pages import PageRecord

Mode = Literal["proposals", "batch", "draw", "continuous"]
MODES: dict[str, str] = {
    "proposals": "l’agent cherche les meilleures mises en relation et choisit celles qu’il envoie",
    "batch": "tout le monde est servi ensemble, par une même répartition",
    "draw": "les places sont tirées au sort",
    "continuous": "chaque inscription reçoit aussitôt sa proposition",
}
Moment = Literal[
    "registered",
    "unserved",
    "proposed",
    "reminded",
    "consented",
    "declined",
    "expired",
    "withdrawn",
    "agreed",
    "followed-up",
    "ended",
]
MOMENTS: dict[str, str] = {
    "registered": "l’inscription est reçue",
    "unserved": "aucune proposition n’est possible pour le moment",
    "proposed": "une proposition est faite",
    "reminded": "une proposition attend encore une réponse",
    "consented": "les deux ont accepté : voici les coordonnées",
    "declined": "l’autre personne a refusé",
    "expired": "personne n’a répondu à temps",
    "withdrawn": "la proposition est retirée : la place est prise, ou l’équipe la reprend",
    "agreed": "l’accord commence",
    "followed-up": "un suivi est fait",
    "ended": "l’accord prend fin",
}
Weight = Annotated[Whole, Field(ge=1, le=10)]
KILOMETRES, DAYS, MONTHS = "kilomètres", "jours", "mois"


class CapacityRecord(Section):
    """How many agreements a person may have at the same time: the same for all, or what each one says."""

    value: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    parameter: ParameterRef | None = None
    field: FieldRef | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("value", "parameter", "field"), "une capacité est un nombre, un paramètre ou un champ")
        return self


class SideRecord(Section):
    """People who register alike. ``one`` and ``several``: what they are called in a sentence (conducteur, conducteurs).

    ``shows``: what the other side reads in a proposal, before anybody has consented; ``then_shows``: what it reads
    after both have, beside the name and the contact. ``rule``: who may register; its answer is told before sending, with
    its reason.
    """

    id: Identifier
    role: RoleRef
    label: Label
    one: Label
    several: Label
    help: Text | None = None
    pages: list[PageRecord] = Field(min_length=1)
    rule: RuleRef | None = None
    capacity: CapacityRecord
    place: FieldRef | None = None
    shows: list[FieldRef] = []
    then_shows: list[FieldRef] = []

    @property
    def fields(self) -> list[str]:
        """The fields that this side answers, in the order of its pages."""
        return [name for page in self.pages for name in page.fields]


class SharedRecord(Section):
    """Answers that both sides give in common: half-days, tasks, languages. One multiple choice of each side, same choices.

    ``at_least``: a hard criterion; ``weight``: a wish, the more in common the better.
    """

    id: Identifier
    label: Label
    fields: Annotated[list[FieldRef], Field(min_length=2, max_length=2)]
    at_least: ParameterRef | None = None
    weight: Weight | None = None

    @model_validator(mode="after")
    def _used(self) -> Self:
        if self.at_least is None and self.weight is None:
            raise ValueError("donnez « at_least » (condition ferme), « weight » (souhait), ou les deux")
        return self


class WishRecord(Section):
    """A wish: a rule that holds for the pair, or being near each other (all the points at 0 km, none from ``near`` on).

    A wish fulfilled brings a hundred points times its weight.
    """

    rule: RuleRef | None = None
    near: ParameterRef | None = None
    weight: Weight

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("rule", "near"), "un souhait est une règle ou une distance")
        return self


class QuotaRecord(Section):
    """Bounds on the running agreements of a group of one side."""

    id: Identifier
    label: Label
    side: Identifier
    rule: RuleRef
    at_least: ParameterRef | None = None
    at_most: ParameterRef | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("un quota a « at_least », « at_most », ou les deux")
        return self


class DrawRecord(Section):
    """Places drawn by lot from a published seed. ``strata``: a choice of the first side, so that each group is drawn apart."""

    strata: FieldRef | None = None
    reserves: ParameterRef | None = None


class DeclineRecord(Section):
    """A reason to say no, which the person picks."""

    id: Identifier
    label: Label


class ConsentRecord(Section):
    """Both sides agree, always, before either sees the other's name. ``within``: days to answer."""

    within: ParameterRef
    reasons: list[DeclineRecord] = Field(min_length=1)


class AgreementRecord(Section):
    """What begins once both have consented. ``at_once``: by itself, when nobody has to validate it.

    ``trial``: days; ``document``: the text of the agreement, printed and signed by both; ``fields``: what is agreed on.
    """

    label: Label
    at_once: YesNo = False
    trial: ParameterRef | None = None
    document: MessageRef | None = None
    fields: list[FieldRef] = []


class FollowUpRecord(Section):
    """How an agreement is followed. ``counts``: the number among ``fields`` that adds up (half-days, hours)."""

    every: ParameterRef
    fields: list[FieldRef] = Field(min_length=1)
    counts: FieldRef | None = None


class EndRecord(Section):
    """A reason why an agreement ends. ``well``: as it was meant to."""

    id: Identifier
    label: Label
    well: YesNo = False


class MatchingSection(Section):
    """The whole section."""

    mode: Mode = "proposals"
    sides: Annotated[list[SideRecord], Field(min_length=2, max_length=2)]
    criteria: list[RuleRef] = []
    shared: list[SharedRecord] = []
    wishes: list[WishRecord] = []
    quotas: list[QuotaRecord] = []
    draw: DrawRecord | None = None
    consent: ConsentRecord
    agreement: AgreementRecord
    follow_up: FollowUpRecord | None = None
    incident: list[FieldRef] = []
    ends: list[EndRecord] = Field(min_length=1)
    tells: dict[Moment, list[MessageRef]] = {}

    @property
    def seekers(self) -> SideRecord:
        return self.sides[0]

    @property
    def partners(self) -> SideRecord:
        return self.sides[1]

    def side(self, identifier: str) -> SideRecord:
        """Return a side by its identifier. Raises KeyError."""
        return {one.id: one for one in self.sides}[identifier]

    def of_role(self, role: str) -> SideRecord | None:
        """Return the side whose people have this role."""
        return next((one for one in self.sides if one.role == role), None)

    def other(self, side: SideRecord) -> SideRecord:
        """Return the side across."""
        return self.sides[1] if side.id == self.sides[0].id else self.sides[0]
