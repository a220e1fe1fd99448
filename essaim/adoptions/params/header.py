"""What a kit is, where it comes from, on what law it stands."""

from typing import Literal, Self

from pydantic import Field, model_validator

from essaim.adoptions.params.base import (
    Identifier,
    Label,
    Name,
    Number,
    Section,
    Semver,
    TerritoryCode,
    Text,
    Unit,
    Versioned,
    Year,
)

Sensitivity = Literal["ordinary", "social", "health"]
SENSITIVITIES: tuple[Sensitivity, ...] = ("ordinary", "social", "health")
Channel = Literal["online", "phone", "desk", "post", "home-visit"]
NOT_DIGITAL = frozenset({"phone", "desk", "post", "home-visit"})
CHANNELS = {
    "online": "en ligne",
    "phone": "au téléphone",
    "desk": "à un guichet",
    "post": "par courrier papier",
    "home-visit": "à domicile",
}
Ground = Literal["consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests"]
GROUNDS = {
    "consent": "le consentement",
    "contract": "un contrat",
    "legal-obligation": "une obligation légale",
    "vital-interests": "la sauvegarde d’intérêts vitaux",
    "public-task": "une mission d’intérêt public",
    "legitimate-interests": "un intérêt légitime",
}
"""The six bases of article 6 of the RGPD."""


class OriginFigureRecord(Section):
    """A figure of the first territory: it stays its own whatever an adopter sets. Quoted by `{origin.<id>}`."""

    id: Identifier
    value: Number
    unit: Unit | None = None
    source: Name


class OriginRecord(Section):
    """Who did it first."""

    territory: TerritoryCode
    year: Year
    initiative: Name
    source: Name
    figures: list[OriginFigureRecord] = []


class LegalRecord(Section):
    """On what the processing of personal data stands (RGPD, article 6), and the text that allows the service."""

    ground: Ground
    text: Text


class QuotationRecord(Section):
    """Words kept as they are, digits and all: the number of a law, the name of a form."""

    text: Name
    source: Name


def _steps(version: str) -> tuple[int, ...]:
    """The numbers of a semantic version, to compare two of them."""
    return tuple(int(step) for step in version.split("."))


class KitHeaderRecord(Section):
    """The section `kit`."""

    id: Identifier
    version: Semver
    title: Label
    summary: Text
    origin: OriginRecord
    licence: Name
    sensitivity: Sensitivity
    channels: list[Channel] = Field(min_length=1)
    legal_basis: LegalRecord
    quotations: list[QuotationRecord] = []
    replaces: Versioned | None = None
    forked_from: Versioned | None = None

    @model_validator(mode="after")
    def _one_parent(self) -> Self:
        if self.replaces and self.forked_from:
            raise ValueError("« replaces » (une version du même kit) ou « forked_from » (un autre kit), pas les deux")
        if self.replaces and self.replaces.split("@")[0] != self.id:
            raise ValueError(
                "« replaces » nomme une version de ce même kit ; pour partir d’un autre, écrivez « forked_from »"
            )
        if self.replaces and _steps(self.replaces.split("@")[1]) >= _steps(self.version):
            raise ValueError("« replaces » nomme une version plus ancienne que celle-ci")
        if self.forked_from and self.forked_from.split("@")[0] == self.id:
            raise ValueError("« forked_from » nomme un autre kit ; pour une version de celui-ci, écrivez « replaces »")
        return self
