"""CSV files as people send them: with or without BOM, in Windows-1252, with semicolons. Each problem has its place."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

SEPARATORS = (",", ";", "\t")
SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where it is, what was read, why it is refused and what to do."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= SHOWN else self.value[:SHOWN] + "…"
        place = f"{self.file}, ligne {self.line}" + (f", colonne « {self.column} »" if self.column else "")
        return f"{place} : {f'« {value} » ' if self.value else ''}{self.reason}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class BadFileError(ValueError):
    """A file is refused; ``problems`` says all that is wrong in it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Line:
    """One line of a sheet, with its number in the file (the heading is line 1)."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A file that could be read: its lines, and the encoding and separator that were found."""

    name: str
    lines: tuple[Line, ...]
    encoding: str
    separator: str


def read_sheet(path: Path, *, required: tuple[str, ...]) -> Sheet:
    """Read a CSV file whose heading holds the required columns; raise BadFileError with every problem found."""
    text, encoding = _decode(path)
    heading = text.splitlines()[0] if text.strip() else ""
    separator = max(SEPARATORS, key=heading.count)
    rows = _rows(path.name, text, separator)
    columns = [name.strip().lower() for name in next(rows, (1, []))[1]]
    _check_heading(path.name, columns, required)
    problems: list[Problem] = []
    lines: list[Line] = []
    for number, cells in rows:
        if len(cells) == len(columns):
            lines.append(Line(number, dict(zip(columns, (cell.strip() for cell in cells), strict=True))))
        elif any(cell.strip() for cell in cells):
            reason = f"a {len(cells)} cases au lieu de {len(columns)} : entourez de guillemets une case qui contient « {separator} »"
            problems.append(Problem(path.name, number, "", separator.join(cells), reason))
    if problems:
        raise BadFileError(problems)
    return Sheet(path.name, tuple(lines), encoding, separator)


def _decode(path: Path) -> tuple[str, str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _whole_file(path, f"ne peut pas être lu ({error.strerror}) : vérifiez son nom et vos droits") from error
    if b"\0" in raw or raw[:2] == b"PK":
        raise _whole_file(path, "n’est pas un fichier CSV : dans le tableur, enregistrez-le « CSV UTF-8 »")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise _whole_file(path, "a un encodage inconnu : dans le tableur, enregistrez-le « CSV UTF-8 »")


def _whole_file(path: Path, reason: str) -> BadFileError:
    return BadFileError([Problem(path.name, 1, "", "", reason)])


def _rows(name: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        reason = "a un guillemet mal fermé : doublez les guillemets à l’intérieur d’une case"
        raise BadFileError([Problem(name, start, "", "", reason)]) from error


def _check_heading(name: str, columns: list[str], required: tuple[str, ...]) -> None:
    problems = [
        Problem(name, 1, column, "", f"manque à l’en-tête ; colonnes lues : {', '.join(columns) or 'aucune'}")
        for column in required
        if column not in columns
    ]
    problems += [
        Problem(name, 1, column, "", "est deux fois dans l’en-tête : gardez une seule colonne de ce nom")
        for column in sorted({column for column in columns if columns.count(column) > 1})
    ]
    if problems:
        raise BadFileError(problems)
