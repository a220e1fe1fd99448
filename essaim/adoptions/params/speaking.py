"""Messages, outcomes, protocol, adapters and demonstration people."""

from typing import Literal, Self

from pydantic import Field, model_validator

from essaim.adoptions.params.base import (
    DocumentText,
    Identifier,
    Label,
    MessageLine,
    MessageText,
    Name,
    Number,
    OutcomeRef,
    ParameterRef,
    Qualified,
    RoleRef,
    Section,
    Text,
    Unit,
    Whole,
    Written,
    exactly_one,
)

MessageChannel = Literal["letter", "email", "sms"]
MESSAGE_CHANNELS = {"letter": "lettre", "email": "courriel", "sms": "SMS"}
DIGITAL_MESSAGE = frozenset({"email", "sms"})
SMS_AT_MOST = 320
Adapter = Literal["sms", "video", "health-hosting", "identity", "post"]


class MessageRecord(Section):
    """A letter, an e-mail, a text message. Its placeholders come from a closed list."""

    id: Identifier
    label: Label
    to: RoleRef
    channels: list[MessageChannel] = Field(min_length=1)
    subject: MessageLine | None = None
    body: MessageText

    @model_validator(mode="after")
    def _fits_its_channels(self) -> Self:
        if self.subject is None and {"letter", "email"} & set(self.channels):
            raise ValueError("une lettre ou un courriel a un objet : ajoutez « subject »")
        if "sms" in self.channels and len(self.body) > SMS_AT_MOST:
            raise ValueError(f"un SMS a {SMS_AT_MOST} caractères au plus : faites-en un message à part")
        return self


DocumentKind = Literal["deliberation", "agreement", "budget", "calendar", "note"]
DOCUMENT_KINDS: dict[DocumentKind, str] = {
    "deliberation": "modèle de délibération",
    "agreement": "convention avec les partenaires",
    "budget": "fiche de budget",
    "calendar": "calendrier",
    "note": "note",
}


class DocumentRecord(Section):
    """A model of document for whoever adopts: the platform fills its parameters, a person completes the rest.

    A blank line parts paragraphs; `- ` begins an item, `## ` a heading, `| a | b |` a row of a table; `[…]` is to be filled in.
    """

    id: Identifier
    label: Label
    kind: DocumentKind
    body: DocumentText


class TargetRecord(Section):
    """What one aims at: a number, or the value of a parameter."""

    value: Number | None = None
    parameter: ParameterRef | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("value", "parameter"), "une cible est un nombre ou un paramètre")
        return self


class OutcomeRecord(Section):
    """A number of an adoption: its name, its unit, how to read it, what one aims at."""

    id: Identifier
    label: Label
    unit: Unit
    reading: Text
    target: TargetRecord | None = None


class CountedRecord(OutcomeRecord):
    """An outcome that an engine counts by itself."""

    counts: Qualified


class MeasureRecord(OutcomeRecord):
    """A number that a person enters or imports, dated and sourced."""

    entered_by: RoleRef
    rhythm: Literal["month", "quarter", "year", "once"]


class OutcomesRecord(Section):
    """What an adoption produces."""

    counted: list[CountedRecord] = []
    measures: list[MeasureRecord] = []

    @property
    def ids(self) -> list[str]:
        """The identifiers of all outcomes, counted and entered."""
        return [one.id for one in self.counted] + [one.id for one in self.measures]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.counted and not self.measures:
            raise ValueError("un kit se mesure : déclarez au moins un résultat dans « counted » ou « measures »")
        return self


class SmallestEffectRecord(Section):
    """The smallest change of the primary outcome that would matter."""

    value: Number
    unit: Unit


class ProtocolRecord(Section):
    """How to know whether it changes anything."""

    question: Text
    primary: OutcomeRef
    comparison: Literal["before-after", "matched", "staggered", "randomised"]
    horizon_months: Whole
    smallest_effect: SmallestEffectRecord


class AdapterRecord(Section):
    """An outside part that the kit needs. Each has a built-in local default."""

    id: Adapter
    why: Text


class DemoPersonRecord(Section):
    """An invented person."""

    id: Identifier
    name: Name
    role: RoleRef
    fields: dict[Identifier, Written] = {}


class DemoRecord(Section):
    """Invented people, marked as such everywhere."""

    people: list[DemoPersonRecord] = Field(min_length=1)
