"""Read measures from a CSV: every line that is wrong is named, with what is expected; nothing is written here."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from essaim.adoptions.domain.outcomes.measuring import Value
from essaim.adoptions.params.speaking import MeasureRecord
from essaim.cores.tables import Bounds, Expected, Problem, UnreadableError, read_table, refuse

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
BOUNDS = Bounds(size=2 * 1024**2, unpacked=20 * 1024**2, rows=5_000, columns=50, cells=250_000, longest=1_000)
DIGITS_AT_MOST = 14


class _WrongCellError(Exception):
    pass


def read(data: bytes, measures: Sequence[MeasureRecord]) -> list[Value]:
    """Return the values of a file: CSV of any office, or a workbook; one head line (`COLUMNS`).

    Raises UnreadableError with every line at fault.
    """
    table = read_table(data, BOUNDS, Expected(required=NEEDED, known=tuple(COLUMNS), fold=str.lower))
    known = {one.id for one in measures}
    found: dict[tuple[str, date], int] = {}
    values, problems = [], []
    for line, row in table.records():
        try:
            value = _value(row, known)
            _check_once(value, line, found)
            values.append(value)
        except _WrongCellError as error:
            problems.append(Problem(str(error), line))
    if problems:
        raise UnreadableError(problems)
    if not values:
        raise refuse("Le fichier n’a aucune valeur : une ligne par valeur est attendue.")
    return values


def _check_once(value: Value, line: int, found: dict[tuple[str, date], int]) -> None:
    before = found.setdefault((value.measure, value.on), line)
    if before != line:
        raise _WrongCellError(f"même mesure et même date que la ligne {before}")


def _value(row: Mapping[str, str], known: set[str]) -> Value:
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
