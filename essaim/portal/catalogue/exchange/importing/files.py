"""Files of others become lines: JSON, JSON lines, CSV of any encoding and separator, XLSX."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from essaim.cores.tables import Bounds, Expected, Problem, Table, UnreadableError, decode, scan_table
from essaim.portal.catalogue.exchange.importing.mapping import Source

FORMATS = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
}
BEYOND = "nombre démesuré, ou emboîtements sans fin"
BOUNDS = Bounds(
    size=500 * 1024**2, unpacked=500 * 1024**2, rows=1_048_576, columns=1_000, cells=50_000_000, longest=131_072
)
HEADS = Expected(unnamed=True, exact=True)
HINT = "Si le fichier est bon, dites comment le lire sous « source » : encoding, separator, sheet."


class UnusableFile(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The file as a whole cannot be read."""


@dataclass(frozen=True)
class Line:
    """One line of the source: its number as a person counts (from 1), its values by column, or why it is bad."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    fault: str = ""


def file_hash(path: Path) -> str:
    """Return the SHA-256 of the file. Raises UnusableFile when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UnusableFile(f"Le fichier « {path} » est introuvable ou illisible.") from error


def read_lines(path: Path, source: Source) -> list[Line]:
    """Return every line of the file, the bad ones with their fault. Raises UnusableFile when nothing can be read."""
    kind = source.format if source.format != "auto" else FORMATS.get(path.suffix.lower(), "")
    readers = {"json": _json, "ndjson": _ndjson, "csv": _csv, "xlsx": _xlsx}
    if kind not in readers:
        raise UnusableFile(f"« {path.name} » : format non reconnu. Formats lus : .json, .ndjson, .csv, .xlsx.")
    try:
        lines = list(readers[kind](path, source))
    except UnreadableError as refused:
        raise UnusableFile(f"« {path.name} » : {refused} {HINT}") from refused
    if not lines:
        raise UnusableFile(f"« {path.name} » ne contient aucune fiche.")
    return lines


def _ndjson(path: Path, source: Source) -> Iterator[Line]:
    for number, text in enumerate(decode(path.read_bytes(), source.encoding).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            yield Line(number, fault=f"JSON mal écrit, au caractère {error.colno}")
            continue
        except (ValueError, RecursionError):
            yield Line(number, fault=BEYOND)
            continue
        yield _object(number, values)


def _json(path: Path, source: Source) -> Iterator[Line]:
    try:
        content = json.loads(decode(path.read_bytes(), source.encoding))
    except json.JSONDecodeError as error:
        raise UnusableFile(f"JSON mal écrit, ligne {error.lineno}, caractère {error.colno}.") from error
    except (ValueError, RecursionError) as error:
        raise UnusableFile(f"Ce JSON ne se lit pas : {BEYOND}.") from error
    for step in source.records.split("/") if source.records else []:
        content = content.get(step) if isinstance(content, dict) else None
    if not isinstance(content, list):
        raise UnusableFile("Ce JSON n’est pas une liste de fiches : indiquez où elle est sous source.records.")
    for number, values in enumerate(content, start=1):
        yield _object(number, values)


def _object(number: int, values: Any) -> Line:
    if isinstance(values, dict):
        return Line(number, values)
    return Line(number, fault="un objet JSON {…} est attendu")


def _csv(path: Path, source: Source) -> Iterator[Line]:
    data = path.read_bytes()
    read = scan_table(data, BOUNDS, HEADS, kind="csv", encoding=source.encoding, separator=source.separator)
    yield from _lines(*read)


def _xlsx(path: Path, source: Source) -> Iterator[Line]:
    yield from _lines(*scan_table(path.read_bytes(), BOUNDS, HEADS, kind="xlsx", sheet=source.sheet))


def _lines(table: Table, problems: Sequence[Problem]) -> list[Line]:
    sound = [Line(number, dict(values)) for number, values in table.records()]
    faulty = [Line(one.line, fault=f"{one.column} : {one.said}" if one.column else one.said) for one in problems]
    return sorted((*sound, *faulty), key=lambda line: line.number)
