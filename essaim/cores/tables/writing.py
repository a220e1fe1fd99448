"""Tables to take away: CSV (RFC 4180) and XLSX, in which no spreadsheet runs a cell.

A cell that begins like a formula is carried out by the spreadsheet of who opens the file (CWE-1236; OWASP, « CSV Injection »).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

MARK = "\ufeff"
"""By it a spreadsheet knows UTF-8, and reads the accents."""
CELL_LIMIT = 32_767
"""What one cell of Excel holds."""
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
_NUMBER = re.compile(r"^-\d{1,15}(?:[.,]\d{1,15})?(?:[eE][+-]?\d{1,3})?$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
Row = Sequence[object]


def inert(cell: object) -> object:
    """Return a cell that no spreadsheet runs: a text that begins like a formula gets an apostrophe before it.

    A number below zero, written as a text, stays a number: it carries out nothing.
    """
    runs = isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.match(cell)
    return f"'{cell}" if runs else cell


def csv_lines(heads: Sequence[str], rows: Iterable[Row], *, separator: str = ",", mark: bool = False) -> Iterator[str]:
    """Yield a CSV line by line, its heads first; CRLF ends them, quotes stand where needed, every cell is inert.

    ``separator``: « ; » for a spreadsheet in French, « , » for programs; ``mark``: whether the text begins with the mark of UTF-8.
    """
    buffer = io.StringIO()
    write = csv.writer(buffer, delimiter=separator, lineterminator="\r\n").writerow
    write(heads)
    yield (MARK if mark else "") + _taken(buffer)
    for row in rows:
        write([inert(cell) for cell in row])
        yield _taken(buffer)


def csv_bytes(heads: Sequence[str], rows: Iterable[Row], *, separator: str = ";") -> bytes:
    """Return a CSV that a spreadsheet opens as it is: with its mark, and « ; » between the cells unless another is said."""
    return "".join(csv_lines(heads, rows, separator=separator, mark=True)).encode()


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def write_workbook(file: IO[bytes], sheets: Mapping[str, tuple[Sequence[str], Iterable[Row]]]) -> None:
    """Write a workbook into a file: its sheets by name, each with its heads, in bold and frozen, and its rows.

    Numbers, dates and booleans keep their type; a text is marked as a text, so that « =… » stays words, without the control
    characters that XML refuses, and cut at what a cell holds.
    """
    book = Workbook(write_only=True)
    for name, (heads, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, head, Font(bold=True)) for head in heads])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    book.save(file)


def _cell(sheet: Any, value: object, font: Font | None = None) -> Any:
    if not isinstance(value, str) or not value:
        return value or None if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=_CONTROL.sub("", value)[:CELL_LIMIT])
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell
