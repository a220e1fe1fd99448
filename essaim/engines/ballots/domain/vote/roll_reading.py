"""Read a list of voters from a CSV or a workbook: every line that is wrong is named, with what is expected. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from essaim.cores.tables import Bounds, Expected, Problem, UnreadableError, read_table, refuse
from essaim.engines.ballots.domain.vote.addresses import read_phone

COLUMNS = {
    "numero": "numéro de la personne sur la liste, unique",
    "nom": "nom et prénoms",
    "naissance": "date de naissance : 1990-11-30 ou 30/11/1990 (facultatif)",
    "secteur": "secteur de vote, son code ou son nom, ou bien la commune",
    "adresse": "adresse où envoyer la lettre, ses lignes séparées par | (facultatif)",
    "courriel": "adresse électronique, où recevoir un code (facultatif)",
    "telephone": "téléphone, où recevoir un code par SMS (facultatif)",
}
NEEDED = ("numero", "nom", "secteur")
BOUNDS = Bounds(size=20 * 1024**2, unpacked=200 * 1024**2, rows=100_000, columns=50, cells=5_000_000, longest=500)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class RollLine:
    """A person of the list. ``zone``: the key of the table that the caller gave."""

    line: int
    number: str
    name: str
    zone: int
    born: date | None = None
    address: str = ""
    email: str = ""
    phone: str = ""


class _WrongCellError(Exception):
    pass


def read_roll(data: bytes, zones: Mapping[str, int], *, born_until: date | None = None) -> list[RollLine]:
    """Return the persons of a list: CSV (UTF-8 or Windows) or XLSX, one line of heads (`COLUMNS`).

    Args:
        data: The file, within `BOUNDS`.
        zones: Of each way to name a zone (code, name, commune; small letters), its key.
        born_until: The latest birth date of who may vote; None: not checked.

    Raises:
        UnreadableError: with every line at fault.
    """
    table = read_table(data, BOUNDS, Expected(required=NEEDED, known=tuple(COLUMNS), fold=_folded))
    seen: dict[tuple[str, str], int] = {}
    lines: list[RollLine] = []
    problems: list[Problem] = []
    for number, row in table.records():
        try:
            found = _line(number, row, zones, born_until)
            _once(found, seen)
            lines.append(found)
        except _WrongCellError as error:
            problems.append(Problem(str(error), number))
    if problems:
        raise UnreadableError(problems)
    if not lines:
        raise refuse("Le fichier n’a aucune personne.")
    return lines


def _folded(head: str) -> str:
    name = head.lower().replace("é", "e")
    return "secteur" if name == "commune" else name


def _once(found: RollLine, seen: dict[tuple[str, str], int]) -> None:
    for what, value in (("numero", found.number), ("courriel", found.email.lower()), ("telephone", found.phone)):
        before = seen.setdefault((what, value), found.line) if value else found.line
        if before != found.line:
            raise _WrongCellError(f"même {what} que la ligne {before}")


def _line(number: int, row: Mapping[str, str], zones: Mapping[str, int], born_until: date | None) -> RollLine:
    empty = next((name for name in NEEDED if not row[name]), "")
    if empty:
        raise _WrongCellError(f"« {empty} » est vide : {COLUMNS[empty]}")
    zone = zones.get(row["secteur"].lower())
    if zone is None:
        raise _WrongCellError(f"« {row['secteur']} » n’est ni un secteur de vote ni une de leurs communes")
    email = row.get("courriel", "")
    if email and not _EMAIL.fullmatch(email):
        raise _WrongCellError("« courriel » n’est pas une adresse électronique")
    phone = read_phone(row.get("telephone", ""))
    if row.get("telephone") and not phone:
        raise _WrongCellError("« telephone » n’est pas un numéro : 06 12 34 56 78 ou +33 6 12 34 56 78 est attendu")
    _short(row, {"numero": 40, "nom": 200, "adresse": 500, "courriel": 254})
    return RollLine(
        number, row["numero"], row["nom"], zone, _born(row.get("naissance", ""), born_until),
        "\n".join(part.strip() for part in row.get("adresse", "").split("|")).strip(), email, phone,
    )  # fmt: skip


def _short(row: Mapping[str, str], most: Mapping[str, int]) -> None:
    long = next((name for name, size in most.items() if len(row.get(name, "")) > size), None)
    if long:
        raise _WrongCellError(f"« {long} » a plus de {most[long]} signes")


def _born(written: str, born_until: date | None) -> date | None:
    if not written:
        return None
    parts = written.split("/")
    try:
        born = date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else written)  # noqa: PLR2004
    except ValueError:
        raise _WrongCellError(f"« naissance » vaut « {written} » : 1990-11-30 ou 30/11/1990 est attendu") from None
    if born_until and born > born_until:
        raise _WrongCellError("cette personne n’a pas l’âge de voter au premier jour du vote")
    return born
