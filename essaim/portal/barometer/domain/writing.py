"""How open tables are written: one form of CSV, of number and of missing answer for the page, the file and the archive."""

from collections.abc import Iterable, Sequence

from essaim.cores.tables import csv_lines
from essaim.portal.barometer.models import Wave

DECIMALS = 6
NO_ANSWER = "NR"
"""Asked, left without answer. A question that was not asked is an empty cell."""
BETWEEN = "|"
"""Between the answers of a question that takes several."""


def state(wave: Wave) -> str:
    """Return what each table says of its rows."""
    return "simulé" if wave.simulated else "réel"


def rounded(number: float) -> float:
    """Return a number with the decimals that are published; no minus before zero."""
    return round(number, DECIMALS) + 0.0


def written(value: float) -> str:
    return f"{round(value, DECIMALS) + 0.0:.{DECIMALS}f}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a CSV for programs (RFC 4180, UTF-8, commas), of which no spreadsheet runs a cell."""
    return "".join(csv_lines(heads, rows))
