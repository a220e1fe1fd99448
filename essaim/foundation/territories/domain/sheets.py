"""Tables as people send them, to be brought into the indicators: each problem has its file, its line and its column."""

from dataclasses import asdict, dataclass
from pathlib import Path

from essaim.cores.tables import Bounds, Expected, UnreadableError, read_table

BOUNDS = Bounds(size=50 * 1024**2, unpacked=200 * 1024**2, rows=1_000_000, columns=50, cells=10_000_000, longest=2_000)
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
    """A file that could be read."""

    name: str
    lines: tuple[Line, ...]


def read_sheet(path: Path, *, required: tuple[str, ...]) -> Sheet:
    """Read a CSV, or the first sheet of a workbook, whose heads hold the required columns; raise BadFileError with every problem."""
    expected = Expected(required=required, fold=str.lower, unnamed=True, exact=True)
    try:
        table = read_table(path.read_bytes(), BOUNDS, expected)
    except OSError as error:
        reason = f"ne peut pas être lu ({error.strerror}) : vérifiez son nom et vos droits"
        raise BadFileError([Problem(path.name, 1, "", "", reason)]) from error
    except UnreadableError as refused:
        wrong = [Problem(path.name, one.line or 1, one.column, "", one.said) for one in refused.problems]
        raise BadFileError(wrong) from refused
    return Sheet(path.name, tuple(Line(*record) for record in table.records()))
