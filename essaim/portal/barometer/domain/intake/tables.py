"""Tables that others send, as text cells with the line of each row: CSV of any separator, XLSX. Bounded, and refused in words."""

import csv
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
"""What a workbook may weigh once unpacked: a few kilobytes of zip may hold gigabytes."""
MOST_ROWS, MOST_COLUMNS, MOST_CELLS, LONGEST_CELL = 20_000, 300, 2_000_000, 2_000
SEPARATORS = ";,\t|"
SAID_AT_MOST = 50


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: the sheet where there are several, the line and the column as a person counts them."""

    said: str
    line: int = 0
    column: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        places = [
            f"feuille « {self.sheet} »" if self.sheet else "", f"ligne {self.line}" if self.line else "",
            f"colonne « {self.column} »" if self.column else "",
        ]  # fmt: skip
        where = ", ".join(place for place in places if place)
        return f"{where[0].upper()}{where[1:]} : {self.said}" if where else self.said


class UnreadableError(Exception):
    """A file is refused; ``problems`` says what is wrong with it, the first fifty at most, and ``total`` how many there are."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:SAID_AT_MOST])))
        self.problems, self.total = list(problems[:SAID_AT_MOST]), len(problems)


@dataclass(frozen=True)
class Table:
    """The cells of a table, and the line of the file that each row stands on. Every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each row with its line, by column."""
        for line, row in zip(self.lines, self.rows, strict=True):
            yield line, dict(zip(self.columns, row, strict=True))


def refuse(said: str, **place: Any) -> UnreadableError:
    """Make the refusal of a whole file for one reason."""
    return UnreadableError([Problem(said, **place)])


def rows_for(columns: int) -> int:
    """Return how many rows a table of so many columns may have."""
    return min(MOST_ROWS, MOST_CELLS // max(columns, 1))


def too_long(columns: int, most: int = MOST_ROWS, **place: Any) -> UnreadableError:
    """Make the refusal of a table that has too many rows for its columns."""
    return refuse(
        f"Plus de {min(most, rows_for(columns))} lignes, pour {columns} colonnes : partagez le fichier.", **place
    )


def read_table(name: str, data: bytes, *, rows: int = MOST_ROWS) -> Table:
    """Read a CSV or the first sheet of a workbook. Raises UnreadableError."""
    if name.lower().endswith(".xlsx"):
        return next(iter(read_workbook(data, rows=rows, first=True).values()))
    if not name.lower().endswith((".csv", ".tsv", ".txt")):
        raise refuse("Format non reconnu : donnez un fichier .csv ou .xlsx.")
    return _csv(data, rows)


def read_workbook(data: bytes, *, rows: int = MOST_ROWS, first: bool = False) -> dict[str, Table]:
    """Read the sheets of a workbook, by name; the first alone, or all. Raises UnreadableError."""
    _weigh(data)
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise refuse(f"Ce classeur pèse plus de {LARGEST_UNPACKED // 1024**2} Mo une fois décompressé.")
        with closing(load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as book:
            sheets = book.worksheets[:1] if first else book.worksheets
            return {sheet.title: _sheet(sheet, rows) for sheet in sheets}
    except UnreadableError:
        raise
    except (BadZipFile, ParseError, LookupError, ValueError, TypeError, OSError, RuntimeError, zlib.error) as error:
        raise refuse("Ce n’est pas un classeur XLSX lisible : ouvrez-le, enregistrez-le de nouveau.") from error


def _weigh(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise refuse(f"Ce fichier dépasse {LARGEST_FILE // 1024**2} Mo.")


def _sheet(sheet: Any, most: int) -> Table:
    sheet.reset_dimensions()  # what a file says of its own size may be wrong: rows beyond it would be lost
    cells = sheet.iter_rows(max_row=1_048_576, max_col=MOST_COLUMNS + 1, values_only=True)
    numbered = ((line, [_cell(value) for value in row]) for line, row in enumerate(cells, 1))
    return _table(numbered, most, sheet.title)


def _cell(value: Any) -> str:
    """Return a cell as text: whole numbers without decimals, dates as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _csv(data: bytes, most: int) -> Table:
    _weigh(data)
    text = _decoded(data)
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)

    def numbered() -> Iterator[tuple[int, list[str]]]:
        start = 1
        for row in reader:
            yield start, [cell.strip() for cell in row]
            start = reader.line_num + 1

    try:
        return _table(numbered(), most, "")
    except csv.Error as error:
        raise refuse(f"CSV mal écrit, guillemets à vérifier ({error})", line=reader.line_num) from error


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise refuse("Ce texte n’est pas de l’UTF-16 : enregistrez-le en UTF-8.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _table(numbered: Iterator[tuple[int, list[str]]], most: int, sheet: str) -> Table:
    """Make a table of lines of cells: the first that is not empty names the columns, an empty line is passed."""
    head: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    wrong: list[Problem] = []
    for line, cells in numbered:
        if not any(cells):
            continue
        if not head:
            head = _head(cells, line, sheet)
            continue
        if len(rows) == min(most, rows_for(len(head))):
            raise too_long(len(head), most, line=line, sheet=sheet)
        wrong += _cell_problems(head, cells, line, sheet)
        rows.append(tuple(cells[place] if place < len(cells) else "" for place in range(len(head))))
        lines.append(line)
    if wrong:
        raise UnreadableError(wrong)
    return Table(head, tuple(rows), tuple(lines))


def _head(cells: list[str], line: int, sheet: str) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise refuse(f"Plus de {MOST_COLUMNS} colonnes.", line=line, sheet=sheet)
    unnamed = [place for place, name in enumerate(cells, 1) if not name]
    if unnamed:
        raise refuse(f"La colonne {unnamed[0]} n’a pas de nom.", line=line, sheet=sheet)
    doubles = sorted({name for name in cells if cells.count(name) > 1})
    if doubles:
        raise refuse(f"Colonnes en double : {', '.join(doubles)}.", line=line, sheet=sheet)
    return tuple(cells)


def _cell_problems(head: tuple[str, ...], cells: list[str], line: int, sheet: str) -> Iterator[Problem]:
    if any(cells[len(head) :]):
        yield Problem("plus de cellules que de colonnes : vérifiez séparateurs et guillemets", line, sheet=sheet)
    for name, cell in zip(head, cells, strict=False):
        if len(cell) > LONGEST_CELL:
            yield Problem(f"texte trop long, {LONGEST_CELL} signes au plus", line, name, sheet)
