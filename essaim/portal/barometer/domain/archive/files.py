"""The tables of the archive, in CSV and JSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from essaim.portal.barometer.domain.figures import DECIMALS, MEAN, choices
from essaim.portal.barometer.domain.queries.material import Material, Row
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.domain.weighing import Weighed
from essaim.portal.barometer.models import Kind, Result, Wave

NO_ANSWER = "NR"
"""Asked, left without answer. A question that was not asked is an empty cell."""
BETWEEN = "|"
NUMBERS = ("raw", "adjusted", "low", "high", "margin")
HEADS = {
    "question": "question", "kind": "statistique", "choice": "reponse", "variable": "variable", "group": "groupe",
    "base": "base", "raw": "brut", "adjusted": "redresse", "low": "intervalle_bas", "high": "intervalle_haut",
    "margin": "marge_convention", "status": "lecture",
}  # fmt: skip
WORDS = {"share": "part", MEAN: "moyenne", "shown": "normale", "flagged": "base faible", "": ""}
FORMULA = ("=", "+", "-", "@", "\t")


def state(wave: Wave) -> str:
    """Return what each table says of its rows."""
    return "simulé" if wave.simulated else "réel"


def people(wave: Wave, found: Material) -> str:
    """One row a person: the groups of her profile, then what she said. The number is a place in this file, nothing else."""
    heads = [*(variable.slug for variable in found.used), *(asked.slug for asked in found.published)]
    rows = [
        [str(number), state(wave), *row.profile, *(_said(row, asked) for asked in found.published)]
        for number, row in enumerate(found.rows, 1)
    ]
    return table(["numero", "etat", *heads], rows)


def _said(row: Row, asked: Asked) -> str:
    if asked.slug not in row.values:
        return ""
    value = row.values[asked.slug]
    if value is None:
        return NO_ANSWER
    return BETWEEN.join(sorted(value)) if asked.kind is Kind.MULTIPLE else str(value)


def weights(wave: Wave, weighed: Weighed) -> str:
    """One weight a person, in the order of `people`, with all its digits."""
    rows = enumerate(weighed.sample.weights.tolist(), 1)
    return table(["numero", "etat", "poids"], [[str(number), state(wave), repr(weight)] for number, weight in rows])


def margin_table(wave: Wave, found: Material, result: Result) -> str:
    """What the answers were brought to: total asked and reached of each group, with its source."""
    lines = {(line["variable"], line["group"]): line for line in result.trace["lines"]}
    rows = []
    for variable in found.used:
        for group in variable.groups:
            line = lines[variable.slug, group.code]
            numbers = [str(line["respondents"]), repr(line["target"]), _number(line["reached"])]
            rows.append(
                [variable.slug, group.code, group.label, *numbers, variable.source, variable.source_date, state(wave)]
            )
    heads = ["variable", "groupe", "libelle", "reponses", "total", "atteint", "source", "periode", "etat"]
    return table(heads, rows)


def codebook(wave: Wave, found: Material, result: Result) -> str:
    """What each column and each code means, and how the weights were made, for a program."""
    body = {
        "baromètre": wave.barometer.title, "vague": wave.number, "titre": wave.title, "simulé": wave.simulated,
        "réponses": len(found.rows), "sans_réponse": NO_ANSWER, "entre_réponses": BETWEEN, "décimales": DECIMALS,
        "redressement": result.parameters["limit"] | {"method": result.parameters["method"]},
        "profil": [
            {"variable": variable.slug, "libellé": variable.label, "croisée": variable in found.crossed,
             "question": found.asked.by_slug[variable.slug].wording,
             "groupes": [{"code": each.code, "libellé": each.label} for each in variable.groups]}
            for variable in found.used
        ],
        "questions": [_entry(asked) for asked in found.published],
        "questions_retenues": result.figures["withheld"],
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _entry(asked: Asked) -> dict[str, Any]:
    return {
        "question": asked.slug, "libellé": asked.wording, "précision": asked.help, "nature": asked.kind.value,
        "unité": asked.unit, "version": asked.version, "posée_si": asked.shown_if, "réponses_qui_la_font_poser": asked.shown_if_codes,
        "réponses": [{"code": code, "libellé": label} for code, label in choices(asked)],
        "moyenne": asked.kind in {Kind.SCALE, Kind.NUMBER},
    }  # fmt: skip


def codebook_table(wave: Wave, found: Material) -> str:
    """The same meaning of columns and codes, for a spreadsheet."""
    rows = [
        [variable.slug, "profil", found.asked.by_slug[variable.slug].wording, group.code, group.label, state(wave)]
        for variable in found.used
        for group in variable.groups
    ]
    for asked in found.published:
        for code, label in choices(asked) or [("", asked.unit)]:
            rows.append([asked.slug, str(asked.kind.label), asked.wording, code, label, state(wave)])
    return table(["colonne", "nature", "libelle", "code", "sens", "etat"], rows)


def figure_table(wave: Wave, figures: Iterable[Mapping[str, Any]]) -> str:
    """Every published figure, six decimals."""
    rows = [[*(_cell(name, each[name]) for name in HEADS), state(wave)] for each in figures]
    return table([*HEADS.values(), "etat"], rows)


def _cell(name: str, value: Any) -> str:
    if name in NUMBERS:
        return "" if value is None else _number(value)
    return WORDS[value] if name in {"kind", "status"} else str(value)


def _number(value: float) -> str:
    return f"{round(value, DECIMALS) + 0.0:.{DECIMALS}f}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a CSV (RFC 4180, UTF-8, commas); a text that a spreadsheet would run begins with an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
