"""Files to take away: one way to answer with one, and a table for a spreadsheet in French."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from essaim.cores.tables import csv_bytes

CSV = "text/csv; charset=utf-8"
CONTENT = {"csv": CSV, "json": "application/json", "pdf": "application/pdf", "yaml": "application/yaml; charset=utf-8"}
"""What a file is, by the end of its name."""


def attachment(content: bytes | str, name: str, kind: str = "") -> HttpResponse:
    """Answer with a file to keep.

    Args:
        content: The whole file.
        name: Its name, made of letters, digits, points and dashes: what comes from a person is made a slug before.
        kind: Its media type; empty: by the end of the name, one of `CONTENT`.
    """
    response = HttpResponse(content, content_type=kind or CONTENT[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def spreadsheet(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with a table that a spreadsheet in French opens as it is, and of which it runs no cell.

    Args:
        name: Of the file, without its end.
        heads: The names of the columns.
        rows: The cells; None is an empty one.
    """
    return attachment(csv_bytes(heads, rows), f"{name}.csv")
