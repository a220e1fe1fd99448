"""Our own JSON, as `essaim catalogue export` writes it: no mapping needed."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from essaim.cores.reading import place, sentence
from essaim.cores.tables import UnreadableError, decode
from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange.importing.files import UnusableFile
from essaim.portal.catalogue.exchange.importing.incoming import Incoming
from essaim.portal.catalogue.exchange.importing.report import Report

DRAFTS: dict[str, type[params.Record]] = {
    "solutions": params.SolutionDraft,
    "initiatives": params.InitiativeDraft,
    "diffusion": params.DiffusionRecord,
}
COMPLETE: dict[str, type[params.Record]] = DRAFTS | {
    "solutions": params.SolutionRecord,
    "initiatives": params.InitiativeRecord,
}


def read_own(path: Path, report: Report, *, complete: bool) -> list[Incoming]:
    """Return the records of an export; `complete` refuses those that could not be published.

    Raises UnusableFile when the file is no export of a catalogue, or of another version of the schema.
    """
    content = _content(path)
    shapes = COMPLETE if complete else DRAFTS
    found: list[Incoming] = []
    for kind, shape in shapes.items():
        for number, values in enumerate(content.get(kind, []), start=1):
            report.lines += 1
            record = _record(shape, values, f"{kind} {number}", number, report)
            if record is not None:
                found.append(Incoming(number, kind, record))
    report.records = len(found)
    return found


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(decode(path.read_bytes()))
    except (ValueError, RecursionError, UnreadableError) as error:
        raise UnusableFile(f"« {path.name} » n’est pas du JSON bien écrit ({error}).") from error
    if not isinstance(content, dict) or not any(isinstance(content.get(kind), list) for kind in DRAFTS):
        raise UnusableFile(
            f"« {path.name} » n’est pas un export d’Essaim (solutions, initiatives, diffusion). "
            "Pour un autre fichier, donnez une correspondance : --mapping."
        )
    if content.get("schema_version") != params.SCHEMA_VERSION:
        raise UnusableFile(
            f"Ce fichier suit la version « {content.get('schema_version')} » du schéma ; "
            f"cette plateforme lit la version {params.SCHEMA_VERSION}."
        )
    unknown = set(content) - set(DRAFTS) - {"schema_version"}
    if unknown or not all(isinstance(content.get(kind, []), list) for kind in DRAFTS):
        raise UnusableFile(
            f"Parties inconnues ou mal formées dans ce fichier : {', '.join(sorted(unknown)) or 'listes'}."
        )
    return content


def _record(shape: type[params.Record], values: Any, where: str, number: int, report: Report) -> params.Record | None:
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            given = "" if isinstance(detail.get("input"), dict) else detail.get("input", "")
            column = f"{where}, {place(detail)}"
            report.refuse(number, column, given, sentence(detail), "Corrigez cette fiche.")
        return None
