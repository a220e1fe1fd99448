"""How open tables are written: one form of CSV, of number and of missing answer for the page, the file and the archive."""

import csv
import io
from collections.abc import Iterable, Sequence

from essaim.portal.barometer.models import Wave

DECIMALS = 6
NO_ANSWER = "NR"
"""Asked, left without answer. A question that was not asked is an empty cell."""
BETWEEN = "|"
"""Between the answers of a question that takes several."""
FORMULA = ("=", "+", "-", "@", "\t")


def state(wave: Wave) -> str:
    """Return what each table says of its rows."""
    return "simulé" if wave.simulated else "réel"


def rounded(number: float) -> float:
    """Return a number with the decimals that are published; no minus before zero."""
    return round(number, DECIMALS) + 0.0


def written(value: float) -> str:
    return f"{round(value, DECIMALS) + 0.0:.{DECIMALS}f}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a CSV (RFC 4180, UTF-8, commas); a text that a spreadsheet would run begins with an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
