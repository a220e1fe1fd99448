"""The two files of an import of indicators, checked line by line: nothing is written here."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from essaim.foundation.territories.domain.sheets import BadFileError, Line, Problem, Sheet, read_sheet
from essaim.foundation.territories.models import Level
from essaim.foundation.territories.params import IndicatorLine

COUNTRY, METROPOLE = "FR", "FM"
MISSING = {"", "nd", "n.d.", "n/d", "ns", "secret", "…"}
META_COLUMNS = tuple(name for name in IndicatorLine.model_fields if name != "nb_departements")
VALUE_COLUMNS = ("indicateur", "territoire", "valeur")
MAX_DECIMALS = 6
SPACES = dict.fromkeys(map(ord, " \u00a0\u202f"))


@dataclass
class Series:
    """One vintage read from the files. ``values`` by territory code (ours), or ``FR`` and ``FM``."""

    line: IndicatorLine
    values: dict[str, float] = field(default_factory=dict)
    decimals: int = 0
    lines: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Figures:
    """All that the two files say, and their common fingerprint."""

    series: tuple[Series, ...]
    sha256: str


def read_figures(values: Path, meta: Path, *, territories: frozenset[str]) -> Figures:
    """Read and check both files; raise BadFileError with every problem of every line. ``territories``: the codes that exist."""
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    for path, columns in ((meta, META_COLUMNS), (values, VALUE_COLUMNS)):
        try:
            sheets.append(read_sheet(path, required=columns))
        except BadFileError as error:
            problems += error.problems
    if problems:
        raise BadFileError(problems)
    described, value_sheet = sheets
    series = _describe(described, problems)
    named = {line.cells["indicateur"] for line in described.lines}
    _fill(value_sheet, series, named, territories, problems)
    _check_coverage(described, series, problems)
    if problems:
        raise BadFileError(sorted(problems, key=lambda problem: (problem.file, problem.line)))
    return Figures(tuple(series.values()), fingerprint(values, meta))


def fingerprint(values: Path, meta: Path) -> str:
    """Return the SHA-256 of both files together."""
    return hashlib.sha256(values.read_bytes() + b"\0" + meta.read_bytes()).hexdigest()


def _describe(sheet: Sheet, problems: list[Problem]) -> dict[str, Series]:
    series: dict[str, Series] = {}
    if not sheet.lines:
        problems.append(
            Problem(sheet.name, 1, "", "", "ne décrit aucun indicateur : une ligne par indicateur est attendue")
        )
    for line in sheet.lines:
        try:
            read = IndicatorLine.model_validate(line.cells)
        except ValidationError as error:
            problems += [_explained(sheet, line, dict(item)) for item in error.errors()]
            continue
        if read.indicateur in series:
            problems.append(_problem(sheet, line, "indicateur", "est décrit deux fois : gardez une seule ligne"))
        series.setdefault(read.indicateur, Series(read))
    return series


def _explained(sheet: Sheet, line: Line, error: Mapping[str, object]) -> Problem:
    places = error["loc"]
    column = str(places[0]) if isinstance(places, tuple) else ""
    reason = {
        "string_too_short": "est vide : cette colonne est obligatoire",
        "string_too_long": "est trop long : 300 signes au plus",
    }.get(str(error["type"]), str(error["msg"]).removeprefix("Value error, "))
    return _problem(sheet, line, column, reason)


def _problem(sheet: Sheet, line: Line, column: str, reason: str) -> Problem:
    return Problem(sheet.name, line.number, column, line.cells.get(column, ""), reason)


def _fill(
    sheet: Sheet, series: dict[str, Series], named: set[str], territories: frozenset[str], problems: list[Problem]
) -> None:
    seen: dict[tuple[str, str], int] = {}
    for line in sheet.lines:
        name, place = line.cells["indicateur"], line.cells["territoire"]
        code = _territory_code(place)
        if name not in named:
            problems.append(
                _problem(sheet, line, "indicateur", "n’est pas décrit dans l’autre fichier : ajoutez-y sa ligne")
            )
        if code not in territories and code not in (COUNTRY, METROPOLE):
            problems.append(_problem(sheet, line, "territoire", _unknown(place, territories)))
        elif (name, code) in seen:
            reason = f"a déjà une valeur de « {name} » ligne {seen[name, code]} : gardez une seule ligne"
            problems.append(_problem(sheet, line, "territoire", reason))
        seen.setdefault((name, code), line.number)
        _add_value(sheet, line, series.get(name), code, problems)


def _add_value(sheet: Sheet, line: Line, series: Series | None, code: str, problems: list[Problem]) -> None:
    text = line.cells["valeur"].translate(SPACES)
    if series:
        series.lines += 1
    if text.lower() in MISSING:
        if series:
            series.missing += 1
        return
    if not re.fullmatch(r"[-+]?\d{1,15}(?:[.,]\d+)?", text):
        reason = "n’est pas un nombre : écrivez 12.5 ou 12,5 ; laissez vide une valeur non disponible"
        problems.append(_problem(sheet, line, "valeur", reason))
    elif series:
        decimals = len(re.split("[.,]", text)[1]) if re.search("[.,]", text) else 0
        series.decimals = max(series.decimals, min(decimals, MAX_DECIMALS))
        series.values[code] = float(text.replace(",", "."))


def _territory_code(place: str) -> str:
    """Return our code: a bare number is a département; France has one place, whichever way it is written."""
    if place == f"{Level.COUNTRY.value}-{COUNTRY}":
        return COUNTRY
    return place if "-" in place or place in (COUNTRY, METROPOLE) else f"{Level.DEPARTEMENT.value}-{place}"


def _unknown(place: str, territories: frozenset[str]) -> str:
    padded = place.upper().zfill(2)
    if place and f"{Level.DEPARTEMENT.value}-{padded}" in territories:
        return f"n’est pas un territoire connu : écrivez « {padded} » (un tableur retire souvent le zéro)"
    return (
        "n’est pas un territoire connu : écrivez le numéro d’un département (32, 2A, 974), FR, FM, "
        "ou un code complet (region-76, commune-32013)"
    )


def _check_coverage(sheet: Sheet, series: dict[str, Series], problems: list[Problem]) -> None:
    """A count announced and not met is a file cut short; it means nothing while lines are refused."""
    complete = not problems
    announced = Counter({line.cells["indicateur"]: line.number for line in sheet.lines})
    for name, one in series.items():
        line = next(line for line in sheet.lines if line.number == announced[name])
        found = sum(code.startswith(f"{Level.DEPARTEMENT.value}-") for code in one.values)
        if not one.lines:
            problems.append(
                _problem(
                    sheet,
                    line,
                    "indicateur",
                    "n’a aucune valeur dans l’autre fichier : ajoutez-les, ou retirez la ligne",
                )
            )
        elif complete and one.line.nb_departements and int(one.line.nb_departements) != found:
            reason = f"départements annoncés, mais {found} lus : le fichier est-il complet ? Corrigez, ou laissez vide"
            problems.append(_problem(sheet, line, "nb_departements", reason))
