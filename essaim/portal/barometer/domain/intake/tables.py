"""Tables that others send to the barometer: by which name a file is known, and how much of it is read."""

from dataclasses import replace

from essaim.cores.tables import Bounds, Kind, Table, read_sheets, refuse
from essaim.cores.tables import read_table as read

BOUNDS = Bounds(size=20 * 1024**2, unpacked=200 * 1024**2, rows=20_000, columns=300, cells=2_000_000, longest=2_000)
KINDS: dict[str, Kind] = {".xlsx": "xlsx", ".csv": "csv", ".tsv": "csv", ".txt": "csv"}


def read_table(name: str, data: bytes, *, rows: int = BOUNDS.rows) -> Table:
    """Read a CSV or the first sheet of a workbook. Raises UnreadableError."""
    kind = next((kind for end, kind in KINDS.items() if name.lower().endswith(end)), None)
    if kind is None:
        raise refuse("Format non reconnu : donnez un fichier .csv ou .xlsx.")
    return read(data, replace(BOUNDS, rows=rows), kind=kind)


def read_workbook(data: bytes, *, rows: int = BOUNDS.rows) -> dict[str, Table]:
    """Read the sheets of a workbook, by name. Raises UnreadableError."""
    return read_sheets(data, replace(BOUNDS, rows=rows))
