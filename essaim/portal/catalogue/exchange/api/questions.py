"""What may be asked of the API: the same parameters as the address of the results page."""

from collections.abc import Sequence
from typing import Literal, TypeVar

from ninja import Schema
from pydantic import Field

from essaim.foundation.territories.public import Level
from essaim.portal.catalogue import params

PER_PAGE = 20
MOST_PER_PAGE = 100
T = TypeVar("T")


class Paged(Schema):
    page: int = Field(default=1, ge=1, le=10_000, description="Page, à partir de 1.")
    per_page: int = Field(default=PER_PAGE, ge=1, le=MOST_PER_PAGE, description="Résultats par page (100 au plus).")

    @property
    def first(self) -> int:
        """The position of the first result of this page."""
        return (self.page - 1) * self.per_page

    def cut(self, found: Sequence[T]) -> Sequence[T]:
        """Return the part of what was found that this page shows."""
        return found[self.first : self.first + self.per_page]


class Solutions(Paged):
    q: str = Field(default="", max_length=300, description="Mots de tous les jours.")
    theme: list[str] = Field(default=[], max_length=40, description="Identifiants de thèmes.")
    public: list[str] = Field(default=[], max_length=40, description="Identifiants de publics.")
    tri: Literal["pertinence", "recent", "titre", "distance"] = Field(
        default="pertinence", description="Ordre des résultats."
    )


class Initiatives(Solutions):
    departement: list[str] = Field(default=[], max_length=40, description="Numéros de départements, comme 32 ou 2A.")
    etape: list[params.Stage] = Field(default=[], max_length=40, description="Étapes.")
    preuve: list[params.EvidenceLevel] = Field(default=[], max_length=40, description="Niveaux de preuve.")
    territoire: str = Field(default="", max_length=40, description="Code d’un territoire : ce qui le concerne.")
    pres: str = Field(default="", max_length=40, description="Code d’une commune autour de laquelle chercher.")
    rayon: int = Field(default=50, ge=1, le=1000, description="Rayon autour de cette commune, en kilomètres.")


class Diffusion(Paged):
    solution: str = Field(default="", max_length=100, description="Identifiant d’une solution.")
    territoire: str = Field(default="", max_length=40, description="Code du territoire d’arrivée.")


class Territories(Paged):
    q: str = Field(default="", max_length=100, description="Début du nom, code postal ou numéro de département.")
    niveau: Level | None = Field(default=None, description="Niveau du territoire.")
