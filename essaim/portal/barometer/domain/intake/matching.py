"""What each column of a file is in the questionnaire, and what each of its values means: proposed, then decided by the officer.

A target is written as text: « » (left aside), ``weight``, ``q:sexe`` (a question), ``q:soucis:climat`` (a choice of a question with
several answers, a line of a grid), ``q:ordre:1`` (a rank).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from essaim.portal.barometer.domain import composing
from essaim.portal.barometer.domain.bank import LONGEST_CODE, name
from essaim.portal.barometer.domain.intake.files import prepared
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, questionnaire
from essaim.portal.barometer.models import Intake, Kind, Wave
from essaim.portal.barometer.params import MOST_CHOICES, ChoiceRecord, WordsRecord

ASIDE, WEIGHT, NEW, QUESTION = "", "weight", "new:", "q:"
TICKED, UNTICKED, WITHOUT = "+", "-", ""
"""What a value of a ticked column means; WITHOUT: no answer was given."""
YES = frozenset({"1", "oui", "yes", "x", "true", "vrai", "coche", "selected", "cite"})
NO = frozenset({"0", "non", "no", "false", "faux", "non coche", "not selected", "non cite"})
SPLIT = re.compile(r"[;,|\s]+")


@dataclass(frozen=True)
class Target:
    """Where a column goes: a question, and the part of it (a choice, a line, a rank) where it is not the whole."""

    asked: Asked
    part: str = ""

    @property
    def ticks(self) -> bool:
        """Say whether the column says of one choice if it was ticked."""
        return self.asked.kind is Kind.MULTIPLE and bool(self.part)

    @property
    def numbers(self) -> bool:
        """Say whether the column holds numbers."""
        scale_of_grid = self.asked.kind is Kind.GRID and not self.asked.options
        return self.asked.kind in {Kind.SCALE, Kind.NUMBER} or scale_of_grid

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """Return what a value may mean: a code and its words; « sans réponse » besides, always."""
        if self.ticks:
            return [(TICKED, "coché"), (UNTICKED, "non coché")]
        if self.numbers or self.asked.kind is Kind.TEXT:
            return []
        return [(option.code, option.label) for option in self.asked.options]


def targets(asked: Questionnaire) -> list[tuple[str, str]]:
    """Return every target that a questionnaire has, with its words."""
    found = []
    for one in asked.questions:
        if one.kind not in {Kind.GRID, Kind.RANKING}:
            found.append((f"{QUESTION}{one.slug}", one.label))
        found += [(f"{QUESTION}{one.slug}:{part}", f"{one.label} : {words}") for part, words in _parts(one)]
    return found


def _parts(asked: Asked) -> list[tuple[str, str]]:
    if asked.kind is Kind.MULTIPLE:
        return [(option.code, option.label) for option in asked.options]
    if asked.kind is Kind.GRID:
        return [(line.code, line.label) for line in asked.items]
    count = (asked.at_most or len(asked.options)) if asked.kind is Kind.RANKING else 0
    return [(str(rank), f"rang {rank}") for rank in range(1, count + 1)]


def read_target(text: str, asked: Questionnaire) -> Target | None:
    """Return the target that a text names; None for a column left aside, a weight, or a question that is gone."""
    if not text.startswith(QUESTION):
        return None
    slug, _, part = text.removeprefix(QUESTION).partition(":")
    one = asked.by_slug.get(slug)
    if one is None or (part and part not in dict(_parts(one))) or (not part and one.kind in {Kind.GRID, Kind.RANKING}):
        return None
    return Target(one, part)


def propose(intake: Intake, asked: Questionnaire) -> dict[str, str]:
    """Return the target of each column whose name or label is that of a question, of its words, or of one of its parts."""
    known: dict[str, str] = {
        "poids": WEIGHT,
        "weight": WEIGHT,
        "weights": WEIGHT,
        "pond": WEIGHT,
        "ponderation": WEIGHT,
    }
    for text, words in targets(asked):
        known.setdefault(_plain(words), text)
        known.setdefault(_plain(text.removeprefix(QUESTION)), text)
    for one in asked.questions:
        if one.kind not in {Kind.GRID, Kind.RANKING}:
            known.setdefault(_plain(one.wording), f"{QUESTION}{one.slug}")
    taken: set[str] = set()
    found = {}
    for column in intake.columns:
        target = next((known[word] for word in map(_plain, (column["name"], column["label"])) if word in known), ASIDE)
        found[column["name"]] = ASIDE if target in taken else target
        taken.add(target or " ")
    return found


def meaning(column: Mapping[str, Any], value: str, target: Target, said: Mapping[str, str]) -> str | None:
    """Return the code that a value means, WITHOUT for no answer, None where nobody knows.

    ``said``: what the officer decided of the values of this column; else the code, the words, or the label of the value in the file.
    """
    if value in said:
        return said[value]
    words = _plain(column["labels"].get(value, value))
    if target.ticks:
        return TICKED if words in YES else UNTICKED if words in NO else None
    by_words = {_plain(label): code for code, label in target.meanings} | {code: code for code in target.asked.codes}
    return by_words.get(value, by_words.get(words))


def _plain(words: str) -> str:
    """Compare without accents, case nor punctuation: « Sexe ? » is « sexe »."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9+<>]+", " ", letters).strip()


@transaction.atomic
def match_columns(*, wave: Wave, chosen: Mapping[str, str], actor: UUID | None) -> list[str]:
    """Say where each column goes; make the questions asked for; return the labels of those made.

    ``chosen``: by name of column, a target, or ``new:profile``, ``new:single``, ``new:scale``, ``new:number``, ``new:text``.

    Side effects: the intake, and the questions with their entries of the journal, in one transaction. Raises NotNow, ValueError
    (pydantic's, when the values of a column make no question).
    """
    held = prepared(wave)
    intake = Intake.objects.select_for_update().get(wave=held)
    made, kept = [], {}
    for column in intake.columns:
        target = chosen.get(column["name"], ASIDE)
        said = intake.matching.get(column["name"], {}).get("values", {})
        if target.startswith(NEW):
            slug, said = _make(held, column, target.removeprefix(NEW), actor)
            made.append(column["label"] or column["name"])
            target = f"{QUESTION}{slug}"
        kept[column["name"]] = {"to": target, "values": said}
    intake.matching = kept
    intake.save(update_fields=["matching"])
    return made


def _make(wave: Wave, column: Mapping[str, Any], what: str, actor: UUID | None) -> tuple[str, dict[str, str]]:
    """Write the question that a column answers, from its label and its values; return its name and what each value means."""
    kind = Kind.SINGLE if what == "profile" else Kind(what)
    said, choices = _choices(column) if kind is Kind.SINGLE else ({}, [])
    label = (column["label"] or column["name"])[:120]
    bounds: dict[str, int] = {}
    if kind is Kind.SCALE:
        bounds = _bounds([*column["values"], *column["labels"]])
    words = WordsRecord(kind=kind, wording=column["label"] or column["name"], choices=tuple(choices), **bounds)
    row = composing.add_question(wave=wave, label=label, words=words, place={"profile": what == "profile"}, actor=actor)
    return row.version.question.slug, said


def _bounds(values: Sequence[str]) -> dict[str, int]:
    """Return the ends of a scale from the values that it took; from 0 to 10 where they do not tell."""
    numbers = [int(value) for value in values if _is_whole(value)]
    lowest, highest = min(numbers, default=0), max(numbers, default=0)
    return (
        {"lowest": lowest, "highest": highest}
        if lowest < highest
        else {"lowest": min(lowest, 0), "highest": max(highest, 10)}
    )


def _choices(column: Mapping[str, Any]) -> tuple[dict[str, str], list[ChoiceRecord]]:
    values = list(dict.fromkeys([*column["labels"], *column["values"]]))
    if column["distinct"] and not column["values"]:
        raise ValueError(
            f"« {column['name']} » a {column['distinct']} valeurs : {MOST_CHOICES} au plus font une question fermée."
        )
    said: dict[str, str] = {}
    found = []
    for value in values:
        label = column["labels"].get(value, value)[:200]
        said[value] = name(label, set(said.values()), LONGEST_CODE)
        found.append(ChoiceRecord(code=said[value], label=label))
    return said, found


@transaction.atomic
def match_values(*, wave: Wave, column: str, said: Mapping[str, str]) -> None:
    """Say what the values of a column mean. Side effects: the intake. Raises NotNow."""
    held = prepared(wave)
    intake = Intake.objects.select_for_update().get(wave=held)
    kept = intake.matching.get(column, {"to": ASIDE, "values": {}})
    intake.matching = intake.matching | {column: kept | {"values": dict(said)}}
    intake.save(update_fields=["matching"])


def matched(intake: Intake, asked: Questionnaire) -> Iterator[tuple[dict[str, Any], Target, dict[str, str]]]:
    """Give each column that answers a question, with where it goes and what the officer said of its values."""
    for column in intake.columns:
        kept = intake.matching.get(column["name"], {})
        target = read_target(kept.get("to", ASIDE), asked)
        if target is not None:
            yield column, target, kept["values"]


def listed(column: Mapping[str, Any], target: Target) -> list[str]:
    """Return the values of a column that need a meaning: all of a closed one, what is no number of one of numbers, none of a text."""
    if target.asked.kind is Kind.TEXT:
        return []
    if target.numbers:
        return [value for value in column["values"] if not _is_whole(value) or value in column["labels"]]
    if target.asked.kind is Kind.MULTIPLE and not target.part:
        return list(dict.fromkeys(part for value in column["values"] for part in split(value)))
    return list(column["values"])


def split(value: str) -> Sequence[str]:
    """Return the codes of a cell that holds several, parted by spaces, commas, semicolons or bars."""
    return [part for part in SPLIT.split(value) if part]


def _is_whole(value: str) -> bool:
    return value.removeprefix("-").isascii() and value.removeprefix("-").isdigit()


def unknown(intake: Intake, asked: Questionnaire | None = None) -> dict[str, list[str]]:
    """Return, by column, the listed values that have no meaning yet."""
    asked = asked or questionnaire(intake.wave)
    found = {}
    for column, target, said in matched(intake, asked):
        left = [value for value in listed(column, target) if _left(column, value, target, said)]
        if left:
            found[column["name"]] = left
    return found


def _left(column: Mapping[str, Any], value: str, target: Target, said: Mapping[str, str]) -> bool:
    return value not in said and (
        not _is_whole(value) if target.numbers else meaning(column, value, target, said) is None
    )
