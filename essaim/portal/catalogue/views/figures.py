"""The figures of one page: a source that all share is said once, and only the kinds that are there are explained."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from essaim.portal.catalogue import params
from essaim.portal.catalogue.models import Figure, Initiative

NBSP = "\u00a0"
KINDS = {
    params.FigureKind.MEASURED: "Mesuré",
    params.FigureKind.TARGET: "Objectif",
    params.FigureKind.PLANNED: "Prévu",
    params.FigureKind.CONTEXT: "Contexte",
}
MEANINGS = {
    params.FigureKind.MEASURED: "compté",
    params.FigureKind.TARGET: "visé",
    params.FigureKind.PLANNED: "annoncé",
    params.FigureKind.CONTEXT: "pour situer, sans dire ce que l’initiative produit",
}


@dataclass(frozen=True)
class Told:
    """Figures as a page shows them. ``source`` is empty where they do not all have the same."""

    rows: tuple[dict[str, Any], ...]
    source: str
    source_url: str
    kinds: str


@dataclass(frozen=True)
class Compared:
    """The figures of one initiative beside those of the others."""

    initiative: Initiative
    told: Told


def told_figures(figures: Iterable[Figure]) -> Told:
    """Return the figures with where each leads, the source they share and the sentence that explains their kinds."""
    known = list(figures)
    origins = {(row.source, source_url(row)) for row in known}
    source, url = origins.pop() if len(origins) == 1 else ("", "")
    return Told(tuple(_row(row) for row in known), source, url, _kinds(known))


def source_url(row: Figure) -> str:
    """Return the address of the passage that states a figure, empty where none does."""
    return f"{reverse('home:note')}#passage-{row.passage}" if row.passage else ""


def _row(row: Figure) -> dict[str, Any]:
    names = ("value", "value_max", "unit", "label", "precision", "kind", "when_text", "source", "method")
    return {name: getattr(row, name) for name in names} | {"source_url": source_url(row)}


def _kinds(rows: list[Figure]) -> str:
    found = [kind for kind in MEANINGS if any(row.kind == kind for row in rows)]
    return " ".join(f"«{NBSP}{KINDS[kind]}{NBSP}»{NBSP}: {MEANINGS[kind]}." for kind in found)
