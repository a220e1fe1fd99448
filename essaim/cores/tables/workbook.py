"""Workbooks (XLSX, ISO/IEC 29500), weighed before they are unpacked and read row by row."""

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from essaim.cores.tables.problems import MIB, Bounds, refuse
from essaim.cores.tables.text import Numbered

PACKED = b"PK\x03\x04"
LAST_ROW = 1_048_576
"""The last row that a sheet can have; a file that claims a later one would be read for hours."""
NO_VALUE = "\0formula"
"""Stands for a formula whose value the file does not hold: no text of a workbook has a NUL (XML 1.0, section 2.2)."""
BROKEN = (BadZipFile, ParseError, LookupError, ValueError, TypeError, OSError, RuntimeError, zlib.error)
_FORMULA = re.compile(rb"<(?:\w{1,9}:)?f[\s/>]")
_OVERLAP = 12


@contextmanager
def workbook(data: bytes, bounds: Bounds) -> Iterator[Mapping[str, Iterator[Numbered]]]:
    """Give the lines of each sheet, by its name, read as they are asked for.

    openpyxl says in many ways that a file is broken, and at any row: they become one refusal. Raises UnreadableError.
    """
    try:
        with ExitStack() as opened:
            has_formulas = _weigh(data, bounds)
            values = opened.enter_context(closing(_load(data, data_only=True)))
            formulas = opened.enter_context(closing(_load(data, data_only=False))) if has_formulas else None
            yield {sheet.title: _lines(sheet, formulas, bounds) for sheet in values.worksheets}
    except BROKEN as error:
        raise refuse(
            "Ce n’est pas un classeur XLSX lisible : ouvrez-le, enregistrez-le de nouveau en « .xlsx »."
        ) from error


def _load(data: bytes, *, data_only: bool) -> Any:
    return load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)


def _weigh(data: bytes, bounds: Bounds) -> bool:
    """Refuse a workbook that unpacks to too much; return whether one of its sheets has a formula."""
    with ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > bounds.unpacked:
            raise refuse(f"Ce classeur pèse plus de {bounds.unpacked // MIB} Mo une fois décompressé.")
        return any(_holds_formula(packed, name) for name in packed.namelist() if name.startswith("xl/worksheets/"))


def _holds_formula(packed: ZipFile, name: str) -> bool:
    before = b""
    with packed.open(name) as part:
        while block := part.read(MIB):
            if _FORMULA.search(before + block):
                return True
            before = block[-_OVERLAP:]
    return False


def _lines(sheet: Any, formulas: Any, bounds: Bounds) -> Iterator[Numbered]:
    """Yield the lines that hold something: between two far ones, a sheet may have a million without a cell."""
    if formulas is None:
        rows = enumerate(_rows(sheet, bounds), 1)
        yield from ((line, [_text(cell) for cell in row]) for line, row in rows if _holds(row))
        return
    both = zip(_rows(sheet, bounds, values_only=False), _rows(formulas[sheet.title], bounds), strict=True)
    for line, (row, written) in enumerate(both, 1):
        if _holds(written):
            yield line, [_valued(cell, formula) for cell, formula in zip(row, written, strict=True)]


def _rows(sheet: Any, bounds: Bounds, *, values_only: bool = True) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a file says of its own size may be wrong: rows beyond it would be lost
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(
        max_row=LAST_ROW, max_col=bounds.columns + 1, values_only=values_only
    )
    return rows


def _holds(row: tuple[Any, ...]) -> bool:
    return row.count(None) < len(row)


def _valued(cell: Any, written: Any) -> str:
    """Return the value of a cell; a formula whose value is the empty text has type « str », one never computed has none."""
    return NO_VALUE if cell.value is None and written is not None and cell.data_type != "str" else _text(cell.value)


def _text(value: Any) -> str:
    """Return a cell as text: whole numbers without decimals, dates as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
