"""A table of lines of cells: its first line that is not empty names the columns, and every other line is held to them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from essaim.cores.tables.problems import Bounds, Problem, UnreadableError, refuse, too_long, weigh
from essaim.cores.tables.text import Numbered, lines_of_text
from essaim.cores.tables.workbook import NO_VALUE, PACKED, workbook

Kind = Literal["", "csv", "xlsx"]
NO_SAVED_VALUE = "cette formule n’a pas de valeur enregistrée : ouvrez le classeur dans un tableur et enregistrez-le, ou écrivez la valeur"


@dataclass(frozen=True)
class Expected:
    """What the heads of a table must be.

    ``required``: the columns that must be there; ``known``: those that may be (empty: any); ``fold``: how a name is brought to ours;
    ``unnamed``: whether a column without a name is passed over, or refused; ``exact``: whether a line of a CSV must have as many cells
    as the heads, or may leave out its last ones (a sheet never writes its empty ends).
    """

    required: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    fold: Callable[[str], str] = str
    unnamed: bool = False
    exact: bool = False


ANY = Expected()


@dataclass(frozen=True)
class Table:
    """The cells of a table, and the line of the file that each row begins on. Every row has as many cells as there are columns."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[int, ...] = ()

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each row with its line, by column; a column without a name is left out."""
        for line, row in zip(self.lines, self.rows, strict=True):
            yield line, {name: cell for name, cell in zip(self.columns, row, strict=True) if name}


def read_table(data: bytes, bounds: Bounds, expected: Expected = ANY, *, kind: Kind = "") -> Table:
    """Read a CSV or the first sheet of a workbook, whole or not at all.

    Args:
        data: The file.
        bounds: What it may hold.
        expected: Its heads.
        kind: What it is; empty: a workbook by its first bytes, else a CSV.

    Raises:
        UnreadableError: with every problem found, by line and column.
    """
    table, problems = scan_table(data, bounds, expected, kind=kind)
    if problems:
        raise UnreadableError(problems)
    return table


def scan_table(
    data: bytes, bounds: Bounds, expected: Expected = ANY, *, kind: Kind = "", encoding: str = "", separator: str = "",
    sheet: str = "",
) -> tuple[Table, list[Problem]]:  # fmt: skip
    """Read a table with the rows that are sound, and a problem for each of the others.

    Args:
        data: The file.
        bounds: What it may hold.
        expected: Its heads.
        kind: As in `read_table`.
        encoding: Of a CSV, when it is said (`decode`).
        separator: Between the cells of a CSV, when it is said.
        sheet: The sheet of a workbook; empty: the first.

    Raises:
        UnreadableError: nothing can be read, a bound is passed, or the heads are not the expected ones.
    """
    weigh(data, bounds)
    if kind == "xlsx" or (not kind and data.startswith(PACKED)):
        with workbook(data, bounds) as sheets:
            name = _chosen(sheets, sheet)
            return _Reader(bounds, expected, name if len(sheets) > 1 else "").read(sheets[name])
    return _Reader(bounds, expected, exact=expected.exact).read(lines_of_text(data, encoding, separator))


def read_sheets(data: bytes, bounds: Bounds) -> dict[str, Table]:
    """Read every sheet of a workbook, by name. Raises UnreadableError with the problems of the first sheet that has any."""
    weigh(data, bounds)
    tables = {}
    with workbook(data, bounds) as sheets:
        for name, lines in sheets.items():
            tables[name], problems = _Reader(bounds, ANY, name).read(lines)
            if problems:
                raise UnreadableError(problems)
    return tables


def _chosen(sheets: Mapping[str, object], sheet: str) -> str:
    if not sheets:
        raise refuse("Ce classeur n’a aucune feuille de cellules.")
    if sheet and sheet not in sheets:
        raise refuse(f"Feuille « {sheet} » absente. Feuilles : {', '.join(sheets)}.")
    return sheet or next(iter(sheets))


@dataclass
class _Reader:
    """Reads one table, line by line. ``width``: how many cells its line of heads has, those without a name included."""

    bounds: Bounds
    expected: Expected
    sheet: str = ""
    exact: bool = False
    columns: tuple[str, ...] = ()
    width: int = 0
    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self, lines: Iterable[Numbered | Problem]) -> tuple[Table, list[Problem]]:
        for one in lines:
            if isinstance(one, Problem):
                self.problems.append(one)
            elif any(one[1]):
                self._take(*one)
        if not self.columns and not self.problems:
            self._check((), 1)
        return Table(self.columns, tuple(self.rows), tuple(self.lines)), self.problems

    def _take(self, line: int, cells: list[str]) -> None:
        if not self.columns:
            self.columns, self.width = self._heads(line, cells), len(cells)
            return
        if len(self.rows) + len(self.problems) >= self.bounds.rows_for(len(self.columns)):
            raise too_long(self.bounds, len(self.columns), line=line, sheet=self.sheet)
        wrong = list(self._wrong(line, cells))
        self.problems += wrong
        if not wrong:
            width = len(self.columns)
            self.rows.append(tuple(cells[:width]) + ("",) * (width - len(cells)))
            self.lines.append(line)

    def _heads(self, line: int, cells: list[str]) -> tuple[str, ...]:
        names = [self.expected.fold(cell) for cell in cells]
        while names and not names[-1]:
            names.pop()
        if len(names) > self.bounds.columns:
            raise refuse(f"Plus de {self.bounds.columns} colonnes.", line=line, sheet=self.sheet)
        if NO_VALUE in cells:
            raise refuse(NO_SAVED_VALUE, line=line, sheet=self.sheet)
        if "" in names and not self.expected.unnamed:
            raise refuse(f"La colonne {names.index('') + 1} n’a pas de nom.", line=line, sheet=self.sheet)
        self._check(tuple(names), line)
        return tuple(names)

    def _check(self, names: tuple[str, ...], line: int) -> None:
        required, known = self.expected.required, self.expected.known
        told = (
            f"colonnes attendues : {', '.join(known or required)} ; lues : {', '.join(filter(None, names)) or 'aucune'}"
        )
        found = [(name, f"manque à l’en-tête ; {told}") for name in required if name not in names]
        found += [(name, f"inconnue ; {told}") for name in names if known and name and name not in known]
        doubles = sorted({name for name in names if name and names.count(name) > 1})
        found += [(name, "en double dans l’en-tête : gardez une seule colonne de ce nom") for name in doubles]
        if found:
            raise UnreadableError([Problem(said, line, name, self.sheet) for name, said in found])

    def _wrong(self, line: int, cells: list[str]) -> Iterator[Problem]:
        most = self.width if self.expected.unnamed else len(self.columns)
        if any(cells[most:]) or (self.exact and len(cells) != self.width):
            held = max(place for place, cell in enumerate(cells, 1) if cell)
            read = len(cells) if self.exact else held
            said = f"{read} cellules au lieu de {most} : vérifiez séparateurs et guillemets"
            yield Problem(said, line, sheet=self.sheet)
            return
        if max(map(len, cells)) <= self.bounds.longest and NO_VALUE not in cells:
            return
        for name, cell in zip(self.columns, cells, strict=False):
            if cell == NO_VALUE and name:
                yield Problem(NO_SAVED_VALUE, line, name, self.sheet)
            elif len(cell) > self.bounds.longest:
                yield Problem(f"texte trop long, {self.bounds.longest} signes au plus", line, name, self.sheet)
