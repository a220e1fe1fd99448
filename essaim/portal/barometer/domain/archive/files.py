"""The tables of the archive, in CSV and JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from essaim.portal.barometer.domain.figures import MEAN, MEDIAN, choices
from essaim.portal.barometer.domain.queries.material import Material, Row
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.domain.weighing import Weighed
from essaim.portal.barometer.domain.writing import BETWEEN, DECIMALS, NO_ANSWER, state, table, written
from essaim.portal.barometer.models import Kind, Result, Wave

NUMBERS = ("raw", "adjusted", "low", "high", "margin", "error")
HEADS = {
    "question": "question", "kind": "statistique", "choice": "reponse", "variable": "variable", "group": "groupe",
    "base": "base", "raw": "brut", "adjusted": "redresse", "low": "intervalle_bas", "high": "intervalle_haut",
    "margin": "marge_convention", "error": "erreur_type", "status": "lecture",
}  # fmt: skip
WORDS = {"share": "part", MEAN: "moyenne", MEDIAN: "médiane", "shown": "normale", "flagged": "base faible", "": ""}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


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
    if asked.kind is Kind.MULTIPLE:
        return BETWEEN.join(sorted(value))
    return (
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    )  # a rank of 3 and of 3.0 are one


def weights(wave: Wave, weighed: Weighed) -> str:
    """One weight a person, in the order of `people`, with all its digits, and the weight that it started from."""
    pairs = zip(weighed.sample.weights.tolist(), weighed.material.rows, strict=True)
    rows = [[str(number), state(wave), repr(weight), repr(row.start)] for number, (weight, row) in enumerate(pairs, 1)]
    return table(["numero", "etat", "poids", "depart"], rows)


def draw_table(wave: Wave, weighed: Weighed) -> str:
    """How many times each replicate drew each person, a figure in base 36 a replicate: all that chance decided of the medians."""
    drawn = ["".join(DIGITS[count] for count in column) for column in weighed.draws.T.tolist()]
    return table(
        ["numero", "etat", "tirages"], [[str(number), state(wave), text] for number, text in enumerate(drawn, 1)]
    )


def has_medians(result: Result) -> bool:
    """Say whether a wave has figures that stand on replicates."""
    return any(each["kind"] == MEDIAN for each in result.figures["figures"])


def margin_table(wave: Wave, found: Material, result: Result) -> str:
    """What the answers were brought to: total asked and reached of each group, with its source."""
    lines = {(line["variable"], line["group"]): line for line in result.trace["lines"]}
    rows = []
    for variable in found.used:
        for group in variable.groups:
            line = lines[variable.slug, group.code]
            numbers = [str(line["respondents"]), repr(line["target"]), written(line["reached"])]
            rows.append(
                [variable.slug, group.code, group.label, *numbers, variable.source, variable.source_date, state(wave)]
            )
    heads = ["variable", "groupe", "libelle", "reponses", "total", "atteint", "source", "periode", "etat"]
    return table(heads, rows)


def codebook(wave: Wave, found: Material, result: Result) -> dict[str, Any]:
    """What each column and each code means, and how the weights were made, for a program."""
    return {
        "baromètre": wave.barometer.title, "vague": wave.number, "titre": wave.title, "simulé": wave.simulated,
        "réponses": len(found.rows), "sans_réponse": NO_ANSWER, "entre_réponses": BETWEEN, "décimales": DECIMALS,
        "redressement": result.parameters["limit"] | {"method": result.parameters["method"]},
        "répliques": result.parameters["replicates"] | {"méthode": "Rao et Wu 1988, chacune recalée sur les marges"},
        "profil": [
            {"variable": variable.slug, "nom": variable.label, "croisée": variable in found.crossed,
             "question": found.asked.by_slug[variable.slug].wording,
             "groupes": [{"code": each.code, "libellé": each.label} for each in variable.groups]}
            for variable in found.used
        ],
        "questions": [_entry(asked) for asked in found.published],
        "questions_retenues": result.figures["withheld"],
    }  # fmt: skip


def in_json(body: Mapping[str, Any]) -> str:
    """Write a dictionary, always alike."""
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _entry(asked: Asked) -> dict[str, Any]:
    return {
        "question": asked.slug, "nom": asked.label, "libellé": asked.wording, "précision": asked.help, "nature": asked.kind.value,
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
    rows = [[*(_cell(name, each.get(name)) for name in HEADS), state(wave)] for each in figures]
    return table([*HEADS.values(), "etat"], rows)


def _cell(name: str, value: Any) -> str:
    if name in NUMBERS:
        return "" if value is None else written(value)
    return WORDS[value] if name in {"kind", "status"} else str(value)
