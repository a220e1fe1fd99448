"""Read a list of voters from a CSV or a workbook: every line that is wrong is named, with what is expected. Pure."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

COLUMNS = {
    "numero": "numéro de la personne sur la liste, unique",
    "nom": "nom et prénoms",
    "naissance": "date de naissance : 1990-11-30 ou 30/11/1990 (facultatif)",
    "secteur": "secteur de vote, son code ou son nom, ou bien la commune",
    "adresse": "adresse où envoyer la lettre, ses lignes séparées par | (facultatif)",
    "courriel": "adresse électronique (facultatif)",
}
NEEDED = ("numero", "nom", "secteur")
LINES_AT_MOST = 100_000
BYTES_AT_MOST = 20_000_000
UNPACKED_AT_MOST = 200_000_000
PROBLEMS_AT_MOST = 50
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class RollLine:
    """A person of the list. ``zone``: the key of the table that the caller gave."""

    line: int
    number: str
    name: str
    zone: int
    born: date | None = None
    address: str = ""
    email: str = ""


@dataclass(frozen=True)
class LineProblem:
    """What is wrong on a line of the file (1 is the heads), and what is expected."""

    line: int
    text: str


class UnreadableRollError(Exception):
    """The list cannot be taken: `problems` says why, line by line; ``more`` others are not said."""

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        super().__init__("; ".join(f"ligne {one.line} : {one.text}" for one in problems[:3]))
        self.problems = tuple(problems[:PROBLEMS_AT_MOST])
        self.more = max(0, len(problems) - PROBLEMS_AT_MOST)


class _WrongCellError(Exception):
    pass


def read_roll(data: bytes, zones: Mapping[str, int], *, born_until: date | None = None) -> list[RollLine]:
    """Return the persons of a list: CSV (UTF-8 or Windows) or XLSX, one line of heads (`COLUMNS`).

    Args:
        data: The file, 20 MB and 100,000 lines at most.
        zones: Of each way to name a zone (code, name, commune; small letters), its key.
        born_until: The latest birth date of who may vote; None: not checked.

    Raises:
        UnreadableRollError: with every line at fault.
    """
    if len(data) > BYTES_AT_MOST:
        raise UnreadableRollError([LineProblem(1, "le fichier dépasse 20 Mo")])
    seen: dict[tuple[str, str], int] = {}
    lines: list[RollLine] = []
    problems: list[LineProblem] = []
    for number, row in _rows(data):
        try:
            found = _line(number, row, zones, born_until)
            _once(found, seen)
            lines.append(found)
        except _WrongCellError as error:
            problems.append(LineProblem(number, str(error)))
    if not lines and not problems:
        problems = [LineProblem(1, "le fichier n’a aucune personne")]
    if problems:
        raise UnreadableRollError(problems)
    return lines


def _once(found: RollLine, seen: dict[tuple[str, str], int]) -> None:
    for what, value in (("numero", found.number), ("courriel", found.email.lower())):
        before = seen.setdefault((what, value), found.line) if value else found.line
        if before != found.line:
            raise _WrongCellError(f"même {what} que la ligne {before}")


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    table = _workbook(data) if data[:4] == b"PK\x03\x04" else _csv(data)
    heads: list[str] = []
    for number, cells in table:
        if not any(cells):
            continue
        if number > LINES_AT_MOST + 1:
            raise UnreadableRollError(
                [LineProblem(number, f"plus de {LINES_AT_MOST} lignes : importez la liste en plusieurs fichiers")]
            )
        if not heads:
            heads = _heads(number, cells)
        else:
            yield number, {head: cell for head, cell in zip(heads, cells, strict=False) if head}


def _heads(number: int, cells: Sequence[str]) -> list[str]:
    heads = [cell.strip().lower().replace("é", "e") for cell in cells]
    heads = ["secteur" if head == "commune" else head for head in heads]
    missing = [name for name in NEEDED if name not in heads]
    unknown = [head for head in heads if head and head not in COLUMNS]
    if missing or unknown or len(set(heads)) < len(heads):
        said = f"colonnes attendues : {', '.join(COLUMNS)} ; lues : {', '.join(heads) or 'aucune'}"
        raise UnreadableRollError([LineProblem(number, said)])
    return heads


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    separator = ";" if text.partition("\n")[0].count(";") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for row in rows:
            yield start, [cell.strip() for cell in row]
            start = rows.line_num + 1
    except csv.Error as error:
        raise UnreadableRollError([LineProblem(start, f"CSV mal écrit, guillemets à vérifier ({error})")]) from None


def _workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_AT_MOST:
                raise UnreadableRollError([LineProblem(1, "le classeur pèse plus de 200 Mo une fois décompressé")])
        with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as workbook:
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(max_row=LINES_AT_MOST + 2, values_only=True), start=1):
                yield number, [_cell(cell) for cell in cells]
    except (zipfile.BadZipFile, ParseError, LookupError, ValueError, TypeError, OSError, RuntimeError, zlib.error):
        words = "ce classeur XLSX ne se lit pas : ouvrez-le, enregistrez-le de nouveau"
        raise UnreadableRollError([LineProblem(1, words)]) from None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _line(number: int, row: Mapping[str, str], zones: Mapping[str, int], born_until: date | None) -> RollLine:
    if len(row) < len(NEEDED) or any(not row.get(name) for name in NEEDED):
        empty = next((name for name in NEEDED if not row.get(name)), "cellule")
        raise _WrongCellError(f"« {empty} » est vide : {COLUMNS.get(empty, 'une valeur est attendue')}")
    zone = zones.get(row["secteur"].lower())
    if zone is None:
        raise _WrongCellError(f"« {row['secteur']} » n’est ni un secteur de vote ni une de leurs communes")
    email = row.get("courriel", "")
    if email and not _EMAIL.fullmatch(email):
        raise _WrongCellError("« courriel » n’est pas une adresse électronique")
    _short(row, {"numero": 40, "nom": 200, "adresse": 500, "courriel": 254})
    return RollLine(
        number, row["numero"], row["nom"], zone, _born(row.get("naissance", ""), born_until),
        "\n".join(part.strip() for part in row.get("adresse", "").split("|")).strip(), email,
    )  # fmt: skip


def _short(row: Mapping[str, str], most: Mapping[str, int]) -> None:
    long = next((name for name, size in most.items() if len(row.get(name, "")) > size), None)
    if long:
        raise _WrongCellError(f"« {long} » a plus de {most[long]} signes")


def _born(written: str, born_until: date | None) -> date | None:
    if not written:
        return None
    parts = written.split("/")
    try:
        born = date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else written)  # noqa: PLR2004
    except ValueError:
        raise _WrongCellError(f"« naissance » vaut « {written} » : 1990-11-30 ou 30/11/1990 est attendu") from None
    if born_until and born > born_until:
        raise _WrongCellError("cette personne n’a pas l’âge de voter au premier jour du vote")
    return born
