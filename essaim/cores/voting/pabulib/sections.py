"""Cut a ``.pb`` text into its three sections, each row with its line number."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from essaim.cores.voting.election import BadElection, Remark

NAMES = ("META", "PROJECTS", "VOTES")


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its column names, its rows, and the line of the file where each begins."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def column(self, name: str) -> int | None:
        """Where a column stands, or None."""
        return self.header.index(name) if name in self.header else None


def decode(data: bytes | str) -> str:
    """Return the text of a file, one line feed a line, without a byte order mark. Raises BadElection on wrong bytes."""
    text = (data if isinstance(data, str) else _from_utf8(data)).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _from_utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadElection("le fichier n’est pas en UTF-8 ; l’enregistrer en UTF-8", line=line) from None


def cut(text: str) -> tuple[dict[str, Section], list[Remark]]:
    """Return the three sections by name. Raises BadElection where one is absent or repeated, or a row too long."""
    sections: dict[str, Section] = {}
    remarks: list[Remark] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        name = lines[at].strip().strip(";").strip('"').strip().upper()
        at += 1
        if not name:
            continue
        if name not in NAMES or name in sections:
            raise BadElection(
                f"« {lines[at - 1][:60]} » : attendu une section parmi {', '.join(NAMES)}, une fois", line=at
            )
        sections[name], at = _section(lines, at, remarks)
    absent = [name for name in NAMES if name not in sections]
    if absent:
        raise BadElection(f"section absente : {', '.join(absent)}")
    return sections, remarks


def _section(lines: list[str], at: int, remarks: list[Remark]) -> tuple[Section, int]:
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at == len(lines):
        raise BadElection("section sans ligne d’en-tête", line=at)
    header = [cell.strip().strip('"').lower() for cell in lines[at].split(";")]
    end = _end(lines, at + 1)
    body = lines[at + 1 : end]
    if any('"' in line for line in body):
        rows, numbers = _quoted(body, at + 2)
    else:
        rows = [line.split(";") for line in body if line]
        blank = len(rows) != len(body)
        numbers = (
            [n for n, line in enumerate(body, at + 2) if line] if blank else list(range(at + 2, at + 2 + len(body)))
        )
    if set(map(len, rows)) - {len(header)}:
        rows, numbers = _fitted(rows, numbers, header, remarks)
    return Section(header, rows, numbers), end


def _end(lines: list[str], start: int) -> int:
    """Find where the next section begins: a line that is only its name, outside quotes."""
    inside = False
    for at in range(start, len(lines)):
        line = lines[at]
        if not inside and len(line) < 20 and line.strip().strip(";").strip('"').strip().upper() in NAMES:  # noqa: PLR2004 - no need to look at long lines
            return at
        if '"' in line and line.count('"') % 2:
            inside = not inside
    return len(lines)


def _quoted(body: list[str], first: int) -> tuple[list[list[str]], list[int]]:
    rows, numbers = [], []
    reader = csv.reader(iter([line + "\n" for line in body]), delimiter=";", strict=True)
    start = first
    try:
        for row in reader:
            if row:
                rows.append(row)
                numbers.append(start)
            start = first + reader.line_num
    except csv.Error:
        raise BadElection("guillemets mal fermés ; doubler un guillemet qui fait partie du texte", line=start) from None
    return rows, numbers


def _fitted(
    rows: list[list[str]], numbers: list[int], header: list[str], remarks: list[Remark]
) -> tuple[list[list[str]], list[int]]:
    """Give every row as many cells as the header: blank rows go, short ones are filled and said, long ones refused."""
    kept: list[list[str]] = []
    lines: list[int] = []
    short = list(_fit(rows, numbers, header, kept, lines))
    if short:
        remarks.append(
            Remark(short[0], header[-1], "colonnes absentes à la fin de la ligne, lues comme vides", len(short))
        )
    return kept, lines


def _fit(
    rows: list[list[str]], numbers: list[int], header: list[str], kept: list[list[str]], lines: list[int]
) -> Iterator[int]:
    for row, line in zip(rows, numbers, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(header) :]):
            text = f"{len(row)} colonnes au lieu de {len(header)} ; mettre entre guillemets un texte qui contient « ; »"
            raise BadElection(text, place=header[-1], line=line)
        if len(row) < len(header):
            yield line
        kept.append((row + [""] * len(header))[: len(header)])
        lines.append(line)
