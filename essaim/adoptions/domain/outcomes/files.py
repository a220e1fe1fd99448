"""Outcomes as open data: one line a number, with what is not said and why; CSV, or JSON with its dictionary."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from essaim.adoptions.domain.outcomes.wording import COUNTED
from essaim.adoptions.domain.queries.outcomes import AdoptionReport, OutcomeReport, Reported
from essaim.cores.disclosure import few
from essaim.cores.tables import csv_lines

STATUS_WORDS = (
    f"publié ; {few()} : {few()} personnes, zéro compris ; non publié : trop petit, ou gardé pour protéger un nombre trop"
    " petit ; non disponible : rien n’est encore mesuré"
)
FIELDS: dict[str, tuple[str, str]] = {
    "kit": ("string", "Identifiant du kit"),
    "version": ("string", "Version du kit en vigueur"),
    "service": ("string", "Adresse du service sur cette plateforme"),
    "territoire": ("string", "Code du territoire : departement-32, commune-32013…"),
    "nom_territoire": ("string", "Nom du territoire"),
    "population": ("integer", "Habitants du territoire (population municipale), vide si elle n’est pas connue"),
    "structure": ("string", "Structure porteuse"),
    "simule": (
        "boolean",
        "Vrai pour une démonstration : ses personnes sont inventées, ne l’additionnez pas aux autres",
    ),
    "resultat": ("string", "Identifiant du résultat dans le kit"),
    "libelle": ("string", "Nom du résultat"),
    "unite": ("string", "Unité"),
    "nature": (
        "string",
        "sum : somme ; last : en cours ; mean : moyenne ; median : médiane ; measure : saisi par une personne",
    ),
    "objet": ("string", "total, mois, commune (depuis l’ouverture), commune et mois, mesure"),
    "debut": ("date", "Premier jour compté"),
    "fin": ("date", "Dernier jour compté : le nombre est arrêté à ce jour"),
    "commune": ("string", "Code de la commune, vide pour tout le territoire"),
    "nom_commune": ("string", "Nom de la commune"),
    "statut": ("string", STATUS_WORDS),
    "valeur": ("number", "Le nombre, vide s’il n’est pas publié"),
    "borne_basse": ("number", "Borne basse d’une valeur estimée"),
    "borne_haute": ("number", "Borne haute d’une valeur estimée"),
    "source": ("string", "D’où vient le nombre"),
}
RULE = (
    f"Aucun nombre de {few()} personnes n’est publié, ni ne se déduit de ce qui est ou a été publié : deux nombres publiés"
    " d’un même résultat diffèrent d’au moins 11 personnes, et un détail qui permettrait une soustraction est gardé. Un nombre"
    " publié ne change plus : une correction compte dans le mois où elle est faite. Code des relations entre le public et"
    " l’administration, articles L312-1-1 et L312-1-2."
)
LICENCE = "Licence Ouverte 2.0"
STATUS = {"published": "publié", "few": few(), "withheld": "non publié", "missing": "non disponible"}


def rows(reports: Iterable[AdoptionReport]) -> Iterator[dict[str, Any]]:
    """Yield one line a number: the total of each outcome, its months, communes and cells, its measures."""
    for report in reports:
        for outcome in report.outcomes:
            parts = (
                [("total" if outcome.counted else "mesure", outcome.total)]
                if outcome.counted or not outcome.months
                else []
            )
            parts += [("mois" if outcome.counted else "mesure", one) for one in outcome.months]
            parts += [("commune", one) for one in outcome.places] + [("commune et mois", one) for one in outcome.cells]
            for what, one in parts:
                yield {**_about(report, outcome), **_number(what, one, report, outcome)}


def _about(report: AdoptionReport, outcome: OutcomeReport) -> dict[str, Any]:
    return {
        "kit": report.kit, "version": report.kit_version, "service": report.url, "territoire": report.territory,
        "nom_territoire": report.place, "population": report.population, "structure": report.structure,
        "simule": report.simulated, "resultat": outcome.id, "libelle": outcome.label, "unite": outcome.unit,
        "nature": outcome.aggregation,
    }  # fmt: skip


def _number(what: str, one: Reported, report: AdoptionReport, outcome: OutcomeReport) -> dict[str, Any]:
    first = report.opened_on if what in {"total", "commune"} else one.first
    return {
        "objet": what, "debut": first, "fin": one.on, "commune": one.place or "", "nom_commune": one.place_name,
        "statut": STATUS[one.status], "valeur": one.number, "borne_basse": one.low, "borne_haute": one.high,
        "source": one.source or (COUNTED if outcome.counted else ""),
    }  # fmt: skip


def as_csv(reports: Iterable[AdoptionReport]) -> str:
    """Return the lines as CSV: commas, quotes where needed, UTF-8 with its mark so that a spreadsheet reads the accents."""
    cells = ([_cell(row[name]) for name in FIELDS] for row in rows(reports))
    return "".join(csv_lines(tuple(FIELDS), cells, mark=True))


def _cell(value: Any) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value


def as_json(reports: Iterable[AdoptionReport]) -> str:
    """Return the lines as JSON, with the rule of publication and the dictionary of the fields."""
    content: Mapping[str, Any] = {
        "licence": LICENCE,
        "regle": RULE,
        "champs": [{"name": name, "type": kind, "description": text} for name, (kind, text) in FIELDS.items()],
        "donnees": list(rows(reports)),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if value == int(value) else float(value)
