"""How much of a file is read, and what is said of one that is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MIB = 1024 * 1024
SAID_AT_MOST = 50


@dataclass(frozen=True)
class Bounds:
    """What a file may hold at most.

    ``size``: bytes of the file; ``unpacked``: bytes of a workbook once unpacked, for a few kilobytes of zip may hold gigabytes;
    ``rows``, ``columns``, ``cells``: of one table, its heads aside; ``longest``: characters of one cell.
    """

    size: int = 20 * MIB
    unpacked: int = 200 * MIB
    rows: int = 20_000
    columns: int = 300
    cells: int = 2_000_000
    longest: int = 2_000

    def rows_for(self, columns: int) -> int:
        """Return how many rows a table of so many columns may have."""
        return min(self.rows, self.cells // max(columns, 1))


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
    """A file is refused. ``problems``: what is wrong, the first fifty at most; ``total``: how many; ``more``: how many are not said."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:SAID_AT_MOST])))
        self.problems, self.total = list(problems[:SAID_AT_MOST]), len(problems)
        self.more = self.total - len(self.problems)


def refuse(said: str, **place: Any) -> UnreadableError:
    """Make the refusal of a whole file for one reason. ``place``: as the fields of `Problem`."""
    return UnreadableError([Problem(said, **place)])


def too_long(bounds: Bounds, columns: int, **place: Any) -> UnreadableError:
    """Make the refusal of a table that has too many rows for its columns."""
    return refuse(f"Plus de {bounds.rows_for(columns)} lignes, pour {columns} colonnes : partagez le fichier.", **place)


def weigh(data: bytes, bounds: Bounds) -> None:
    """Refuse a file that is too large. Raises UnreadableError."""
    if len(data) > bounds.size:
        raise refuse(f"Ce fichier dépasse {bounds.size // MIB} Mo : partagez-le.")
