"""Read a file of answers: a CSV or a workbook, its heads first. Errors name line, column and value."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from essaim.cores import tables
from essaim.cores.survey import Factor, factor
from essaim.cores.tables import Bounds, Expected, UnreadableError, decode

BOUNDS = Bounds(
    size=500 * 1024**2, unpacked=500 * 1024**2, rows=1_000_000, columns=5_000, cells=100_000_000, longest=100_000
)


class UnusableFile(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """A file cannot be read as it is; the message says what, where, and what to do."""


@dataclass
class Table:
    """The columns of a file, as texts. ``lines``: the line of the file on which each row begins."""

    name: str
    columns: dict[str, list[str]]
    lines: list[int]
    _coded: dict[str, Factor] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, column: str) -> list[str]:
        """Return a column; UnusableFile names those that exist."""
        if column not in self.columns:
            raise UnusableFile(
                f"« {self.name} » n’a pas de colonne « {column} ». Colonnes présentes : {', '.join(self.columns)}."
            )
        return self.columns[column]

    def factor(self, column: str) -> Factor:
        """Return a column coded by its values in sorted order."""
        if column not in self._coded:
            self._coded[column] = factor(column, self.texts(column))
        return self._coded[column]

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Return a column as numbers, NaN where empty; a decimal comma is read too."""
        return np.array([self._number(column, row, text) for row, text in enumerate(self.texts(column))], float)

    def _number(self, column: str, row: int, text: str) -> float:
        if not text:
            return np.nan
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = np.nan
        if not np.isfinite(value):
            raise UnusableFile(
                f"« {self.name} », ligne {self.lines[row]}, colonne « {column} » : « {text} » n’est pas un nombre. "
                "Écrivez un nombre (12,5 ou 12.5), ou laissez la case vide si la réponse manque."
            )
        return value


def read_text(path: Path) -> str:
    """Return the text of a file; UnusableFile when it is absent or in no encoding that is known."""
    try:
        return decode(_bytes(path))
    except UnreadableError as refused:
        raise UnusableFile(f"« {path} » : {refused}") from refused


def read_table(path: Path) -> Table:
    """Read a CSV or a workbook; UnusableFile with every line that has another number of cells than the heads."""
    try:
        found = tables.read_table(_bytes(path), BOUNDS, Expected(exact=True))
    except UnreadableError as refused:
        raise UnusableFile(f"« {path} » : {refused}") from refused
    if not found.columns:
        raise UnusableFile(f"« {path} » est vide. Attendu : une ligne d’en-tête, puis une ligne par réponse.")
    if not found.rows:
        raise UnusableFile(f"« {path} » n’a aucune ligne de réponses après son en-tête.")
    columns = dict(zip(found.columns, map(list, zip(*found.rows, strict=True)), strict=True))
    return Table(str(path), columns, list(found.lines))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableFile(f"« {path} » ne peut pas être lu : {error.strerror}.") from None


def write_whole(path: Path, text: str) -> None:
    """Write a file at once, or not at all; UnusableFile when it cannot be."""
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UnusableFile(f"« {path} » ne peut pas être écrit : {error.strerror}.") from None
