"""Read a file of answers: a CSV with a header, commas or semicolons, in UTF-8. Errors name line, column and value."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from essaim.cores.survey import Factor, factor


class UnusableFile(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """A file cannot be read as it is; the message says what, where, and what to do."""


@dataclass
class Table:
    """The columns of a file, as texts. ``lines``: the line of the file on which each row ends."""

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
    """Return the text of a file; UnusableFile when it is absent or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableFile(
            f"« {path} » n’est pas en UTF-8 (octet {error.start + 1}). Enregistrez-le à nouveau en CSV UTF-8."
        ) from None
    except OSError as error:
        raise UnusableFile(f"« {path} » ne peut pas être lu : {error.strerror}.") from None


def read_table(path: Path) -> Table:
    """Read a CSV; UnusableFile when a line has another number of cells than the header, or a column has no name."""
    text = read_text(path)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(path, header)
        rows, lines = _rows(path, len(header), reader, lambda: reader.line_num)
    except csv.Error as error:
        raise UnusableFile(f"« {path} », ligne {reader.line_num} : CSV illisible ({error}).") from None
    if not rows:
        raise UnusableFile(f"« {path} » n’a aucune ligne de réponses après son en-tête.")
    return Table(str(path), dict(zip(header, map(list, zip(*rows, strict=True)), strict=True)), lines)


def _check_header(path: Path, header: list[str]) -> None:
    if not header:
        raise UnusableFile(f"« {path} » est vide. Attendu : une ligne d’en-tête, puis une ligne par réponse.")
    if "" in header:
        raise UnusableFile(f"« {path} », ligne 1 : la colonne {header.index('') + 1} n’a pas de nom.")
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise UnusableFile(f"« {path} », ligne 1 : la colonne « {twice[0]} » est là deux fois. Renommez l’une d’elles.")


def _rows(
    path: Path, width: int, reader: Iterable[list[str]], line: Callable[[], int]
) -> tuple[list[list[str]], list[int]]:
    rows, lines = [], []
    for cells in reader:
        if not cells:
            continue
        if len(cells) != width:
            raise UnusableFile(
                f"« {path} », ligne {line()} : {len(cells)} cases au lieu de {width}. "
                "Mettez entre guillemets les réponses qui contiennent le séparateur."
            )
        rows.append([cell.strip() for cell in cells])
        lines.append(line())
    return rows, lines


def write_whole(path: Path, text: str) -> None:
    """Write a file at once, or not at all; UnusableFile when it cannot be."""
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UnusableFile(f"« {path} » ne peut pas être écrit : {error.strerror}.") from None
