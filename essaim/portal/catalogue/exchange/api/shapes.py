"""What the API answers: the published records, with their address and their last change."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from essaim.portal.catalogue import params


class SolutionItem(params.SolutionRecord):
    """Une solution, au schéma publié, avec l’adresse de sa page et sa dernière modification."""

    url: str
    updated_at: datetime


class InitiativeItem(params.InitiativeRecord):
    """Une initiative, au schéma publié, avec l’adresse de sa page et sa dernière modification."""

    url: str
    updated_at: datetime


class Listing(Schema):
    """Une page de résultats : le nombre total, la page lue, et les adresses des pages voisines."""

    model_config = ConfigDict(extra="forbid")

    total: int = Field(ge=0, description="Nombre total de résultats.")
    page: int = Field(ge=1, description="Page lue, à partir de 1.")
    page_count: int = Field(ge=1, description="Nombre de pages.")
    next: str | None = Field(description="Adresse de la page suivante, s’il y en a une.")
    previous: str | None = Field(description="Adresse de la page précédente, s’il y en a une.")


class SolutionList(Listing):
    """Une page de solutions."""

    results: list[SolutionItem]


class InitiativeList(Listing):
    """Une page d’initiatives."""

    results: list[InitiativeItem]


class DiffusionList(Listing):
    """Une page de liens de diffusion."""

    results: list[params.DiffusionRecord]


class TerritoryItem(Schema):
    """Un territoire : son code, son nom, son niveau."""

    model_config = ConfigDict(extra="forbid")

    code: str
    name: str
    level: str
    insee: str
    latitude: float | None
    longitude: float | None
    url: str


class TerritoryList(Listing):
    """Une page de territoires."""

    results: list[TerritoryItem]


class TermItem(Schema):
    """Un mot d’une liste fermée, et la phrase qui l’explique."""

    model_config = ConfigDict(extra="forbid")

    id: str
    label: str
    description: str


class TermList(Schema):
    """Une liste fermée, entière."""

    model_config = ConfigDict(extra="forbid")

    results: list[TermItem]


class Fault(Schema):
    """Ce qui ne va pas dans la demande, en français."""

    model_config = ConfigDict(extra="forbid")

    error: str
    details: list[str] = []


def fault(message: str, details: list[str] | None = None) -> dict[str, Any]:
    return Fault(error=message, details=details or []).model_dump()
