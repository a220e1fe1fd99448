"""Read measures from a CSV: every line that is wrong is named, with what is expected; nothing is written here."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from essaim.adoptions.domain.outcomes.measuring import Value
from essaim.adoptions.params.speaking import MeasureRecord

COLUMNS = {
    "mesure": "identifiant de la mesure",
    "date": "jour constaté : 2026-11-30 ou 30/11/2026",
    "valeur": "nombre : 12 ou 12,5",
    "au_moins": "borne basse, si la valeur est estimée",
    "au_plus": "borne haute, si la valeur est estimée",
    "personnes": "combien de personnes la valeur compte, si elle en compte",
    "source": "d’où vient le chiffre",
}
NEEDED = ("mesure", "date", "valeur", "source")
LINES_AT_MOST = 5000
BYTES_AT_MOST = 2_000_000
DIGITS_AT_MOST = 14


@dataclass(frozen=True)
class LineProblem:
    """What is wrong on a line of the file (1 is the heads), and what is expected."""

    line: int
    text: str


class UnreadableMeasuresError(Exception):
    """The file cannot be taken: `problems` says why, line by line."""

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        super().__init__("; ".join(f"ligne {one.line} : {one.text}" for one in problems))
        self.problems = tuple(problems)


class _WrongCellError(Exception):
    pass


def read(data: bytes, measures: Sequence[MeasureRecord]) -> list[Value]:
    """Return the values of a file: UTF-8 or Windows, commas or semicolons, one head line (`COLUMNS`).

    Raises UnreadableMeasuresError with every line at fault.
    """
    rows = _rows(data)
    known = {one.id for one in measures}
    found: dict[tuple[str, date], int] = {}
    values, problems = [], []
    for line, row in rows:
        try:
            value = _value(row, known)
            _check_once(value, line, found)
            values.append(value)
        except _WrongCellError as error:
            problems.append(LineProblem(line, str(error)))
    if problems:
        raise UnreadableMeasuresError(problems)
    return values


def _check_once(value: Value, line: int, found: dict[tuple[str, date], int]) -> None:
    before = found.setdefault((value.measure, value.on), line)
    if before != line:
        raise _WrongCellError(f"même mesure et même date que la ligne {before}")


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(data) > BYTES_AT_MOST:
        raise UnreadableMeasuresError([LineProblem(1, "le fichier dépasse 2 Mo")])
    text = _text(data)
    separator = ";" if text.partition("\n")[0].count(";") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    heads = [(one or "").strip().lower() for one in reader.fieldnames or ()]
    missing = [one for one in NEEDED if one not in heads]
    unknown = [one for one in heads if one not in COLUMNS]
    if missing or unknown or len(set(heads)) < len(heads):
        words = f"colonnes attendues : {', '.join(COLUMNS)} ; lues : {', '.join(heads) or 'aucune'}"
        raise UnreadableMeasuresError([LineProblem(1, words)])
    reader.fieldnames = heads
    try:
        rows = [(reader.line_num, _stripped(row)) for row in reader]
    except csv.Error as error:
        raise UnreadableMeasuresError([LineProblem(reader.line_num, f"ligne illisible ({error})")]) from None
    if not rows or len(rows) > LINES_AT_MOST:
        raise UnreadableMeasuresError(
            [LineProblem(1, f"le fichier a {len(rows)} lignes : de 1 à {LINES_AT_MOST} sont attendues")]
        )
    return rows


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _stripped(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    return {key or "": (value or "").strip() if not isinstance(value, list) else "…" for key, value in row.items()}


def _value(row: Mapping[str, str], known: set[str]) -> Value:
    if "" in row:
        raise _WrongCellError("plus de cellules que de colonnes : une virgule dans un nombre se met entre guillemets")
    if row["mesure"] not in known:
        raise _WrongCellError(
            f"« {row['mesure']} » n’est pas une mesure que votre rôle saisit : {', '.join(sorted(known))}"
        )
    if not row["source"] or len(row["source"]) > 300:  # noqa: PLR2004 - the column of the table
        raise _WrongCellError("« source » est obligatoire, 300 caractères au plus")
    value = _number(row, "valeur")
    if value is None:
        raise _WrongCellError("« valeur » est obligatoire : une valeur qui manque ne s’écrit pas")
    low, high, people = (_number(row, name) for name in ("au_moins", "au_plus", "personnes"))
    if people is not None and (people < 0 or people != int(people) or people > 10**9):
        raise _WrongCellError("« personnes » est un nombre entier, 0 ou plus")
    if (low is None) != (high is None) or (low is not None and high is not None and not low <= value <= high):
        raise _WrongCellError("« au_moins » et « au_plus » vont ensemble, et la valeur est entre eux")
    return Value(
        row["mesure"], _day(row["date"]), value, row["source"], low, high, None if people is None else int(people)
    )


def _number(row: Mapping[str, str], name: str) -> Decimal | None:
    written = row.get(name, "").replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if not written:
        return None
    try:
        found = Decimal(written)
    except InvalidOperation:
        raise _WrongCellError(f"« {name} » vaut « {row[name]} » : un nombre est attendu") from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** DIGITS_AT_MOST:
        raise _WrongCellError(
            f"« {name} » vaut « {row[name]} » : un nombre de {DIGITS_AT_MOST} chiffres au plus est attendu"
        )
    return round(found, 4)


def _day(written: str) -> date:
    parts = written.split("/")
    try:
        return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else written)  # noqa: PLR2004
    except ValueError:
        raise _WrongCellError(f"« date » vaut « {written} » : 2026-11-30 ou 30/11/2026 est attendu") from None
