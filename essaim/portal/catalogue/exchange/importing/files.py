"""Files of others become lines: JSON, JSON lines, CSV of any encoding and separator, XLSX."""

import csv
import datetime as dt
import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

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
LARGEST_SHEET = 500 * 1024 * 1024
"""What a workbook may weigh once unpacked: a few kilobytes of zip may hold gigabytes."""

LAST_ROW = 1_048_576
"""The last row that a sheet can have; a file that claims a later one would be read for hours."""

SEPARATORS = (";", ",", "\t", "|")


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
    lines = list(readers[kind](path, source))
    if not lines:
        raise UnusableFile(f"« {path.name} » ne contient aucune fiche.")
    return lines


def decode(content: bytes, encoding: str = "") -> str:
    """Return the text: in the encoding that is said, else UTF-16 by its mark, UTF-8, then Windows-1252."""
    if encoding:
        candidates = [encoding]
    elif content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for candidate in candidates:
        try:
            return content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    tried = ", ".join(candidates)
    raise UnusableFile(f"Encodage du texte non reconnu (essayé : {tried}). Indiquez-le sous source.encoding.")


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
    text = decode(path.read_bytes(), source.encoding)
    first = text.split("\n", 1)[0]
    separator = source.separator or max(SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] | None = None
    start = 1
    try:
        for row in rows:
            number, start = start, rows.line_num + 1
            if header is None:
                header = _header(row)
            elif any(cell.strip() for cell in row):
                yield _row(number, header, row)
    except csv.Error as error:
        yield Line(start, fault=f"CSV mal écrit, guillemets à vérifier ({error})")


def _header(names: list[str]) -> list[str]:
    header = [name.strip() for name in names]
    doubles = sorted({name for name in header if name and header.count(name) > 1})
    if doubles:
        raise UnusableFile(f"Colonnes en double dans l’en-tête : {', '.join(doubles)}.")
    return header


def _row(number: int, header: list[str], row: list[str]) -> Line:
    if len(row) != len(header):
        return Line(number, fault=f"{len(row)} cellules au lieu de {len(header)} : vérifiez séparateurs et guillemets")
    return Line(number, {name: cell for name, cell in zip(header, row, strict=True) if name})


def _xlsx(path: Path, source: Source) -> Iterator[Line]:
    """Read lazily: a fault may show at any row, and openpyxl says each in its own way."""
    try:
        yield from _sheet_lines(path, source)
    except UnusableFile:
        raise
    except (BadZipFile, ParseError, LookupError, ValueError, TypeError, OSError, RuntimeError, zlib.error) as error:
        raise UnusableFile(
            f"« {path.name} » n’est pas un classeur XLSX lisible : ouvrez-le, enregistrez-le de nouveau."
        ) from error


def _sheet_lines(path: Path, source: Source) -> Iterator[Line]:
    if _unpacked(path) > LARGEST_SHEET:
        raise UnusableFile(f"« {path.name} » pèse plus de {LARGEST_SHEET // 1024**2} Mo une fois décompressé.")
    # Opened here, and not by openpyxl, which leaves a workbook that it refuses open.
    with path.open("rb") as content, closing(load_workbook(content, read_only=True, data_only=True)) as workbook:
        sheet = _sheet(workbook, source)
        sheet.reset_dimensions()  # what a file says of its own size may be wrong: rows beyond it would be lost
        header: list[str] | None = None
        for number, cells in enumerate(sheet.iter_rows(max_row=LAST_ROW, values_only=True), start=1):
            row = [_cell(cell) for cell in cells]
            if header is None:
                header = _header(row) if any(row) else None
            elif any(row):
                yield Line(number, {name: cell for name, cell in zip(header, row, strict=False) if name})


def _sheet(workbook: Any, source: Source) -> Any:
    if source.sheet and source.sheet not in workbook.sheetnames:
        raise UnusableFile(f"Feuille « {source.sheet} » absente. Feuilles : {', '.join(workbook.sheetnames)}.")
    return workbook[source.sheet] if source.sheet else workbook.worksheets[0]


def _unpacked(path: Path) -> int:
    with ZipFile(path) as packed:
        return sum(part.file_size for part in packed.infolist())


def _cell(value: Any) -> str:
    """Return a cell as text: whole numbers without decimals, dates as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
