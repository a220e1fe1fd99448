"""A table that the team takes away, for a spreadsheet in French: one way to write it for every engine."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell that a spreadsheet would carry out begins (OWASP, CSV injection)."""


def sheet(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a table as a file: « ; » between cells, a byte-order mark for the accents, no cell that acts as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def harmless(cell: object) -> object:
    """Return a cell, a text that would be taken for a formula kept as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
