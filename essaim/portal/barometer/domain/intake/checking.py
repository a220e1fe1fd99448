"""Read every cell of a matched file as an answer: the whole file, or every cell that says something unknown, by line and column."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from essaim.cores.tables import Problem
from essaim.portal.barometer.domain import values
from essaim.portal.barometer.domain.intake.keeping import cells_of
from essaim.portal.barometer.domain.intake.matching import (
    TICKED,
    UNTICKED,
    WEIGHT,
    WITHOUT,
    Target,
    matched,
    meaning,
    split,
)
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire, questionnaire
from essaim.portal.barometer.models import Intake, Kind


@dataclass(frozen=True)
class Column:
    """A column that answers a question, its place in the file, and what each of its values was found to say: read once each."""

    place: int
    column: Mapping[str, Any]
    target: Target
    said: Mapping[str, str]
    known: dict[str, tuple[Any, str]] = field(default_factory=dict)

    def read(self, cell: str) -> tuple[Any, str]:
        """Return what a cell says, and what is wrong with it."""
        if self.target.asked.kind is Kind.TEXT:
            return cell or None, ""
        if cell not in self.known:
            self.known[cell] = _cell(self.column, cell, self.target, self.said)
        return self.known[cell]


@dataclass(frozen=True)
class Person:
    """One row as answers. ``texts``: what she wrote, by question, kept apart."""

    values: dict[str, Any]
    texts: dict[str, str]
    weight: float | None


@dataclass
class Checked:
    """What a file gives. Nothing is taken in while there is a problem."""

    people: list[Person] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    weighed: bool = False


def check(intake: Intake, asked: Questionnaire | None = None) -> Checked:
    """Return the people of a file, or what is wrong with it."""
    asked = asked or questionnaire(intake.wave)
    places = {column["name"]: place for place, column in enumerate(intake.columns, 1)}
    columns = [Column(places[each["name"]], each, target, said) for each, target, said in matched(intake, asked)]
    weights = [name for name, kept in intake.matching.items() if kept["to"] == WEIGHT]
    found = Checked(
        questions=list(dict.fromkeys(each.target.asked.slug for each in columns)),
        weighed=bool(weights),
    )
    found.problems += _twice(columns, weights)
    if not columns:
        found.problems.append(Problem("Aucune colonne ne répond à une question : dites d’abord où va chacune."))
    if found.problems:
        return found
    # An institute may leave without answer what our pages would require.
    free = [replace(each, required=False, axis=False) for each in asked.questions if each.slug in found.questions]
    only = replace(asked, questions=tuple(free))
    for row in cells_of(intake):
        person, problems = _person(row, columns, only, places.get(weights[0]) if weights else None, weights)
        found.problems += problems
        found.people.append(person)
    return found


def _twice(columns: list[Column], weights: list[str]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for each in columns:
        target, name = each.target, each.column["name"]
        first = seen.setdefault((target.asked.slug, target.part), name)
        if first != name:
            yield Problem(f"va au même endroit que « {first} »", column=name)
        if target.part and (target.asked.slug, "") in seen:
            yield Problem(f"« {target.asked.label} » a déjà sa colonne entière", column=name)
    for name in weights[1:]:
        yield Problem(f"un seul poids par personne : « {weights[0]} » l’est déjà", column=name)


def _person(
    row: list[str], columns: list[Column], asked: Questionnaire, weight: int | None, weights: list[str]
) -> tuple[Person, list[Problem]]:
    line = int(row[0])
    given, problems = _given(row, line, columns, asked)
    problems += _not_asked(line, asked, given)
    kept = asked.kept(given)
    texts = {slug: kept.pop(slug) for slug in [*kept] if asked.by_slug[slug].kind is Kind.TEXT}
    factor, wrong = _weight(row[weight]) if weight else (None, "")
    if wrong:
        problems.append(Problem(wrong, line, weights[0]))
    return Person(kept, {slug: text for slug, text in texts.items() if text}, factor), problems


def _given(
    row: list[str], line: int, columns: list[Column], asked: Questionnaire
) -> tuple[dict[str, Any], list[Problem]]:
    """Return what a row says, by question; a question with an unknown cell says nothing, and is told once."""
    parts: dict[str, dict[str, Any]] = {}
    problems, strange = [], set()
    for each in columns:
        target = each.target
        value, wrong = each.read(row[each.place])
        if wrong:
            problems.append(Problem(wrong, line, each.column["name"]))
            strange.add(target.asked.slug)
        parts.setdefault(target.asked.slug, {})[target.part] = value
    given: dict[str, Any] = {}
    for slug, pieces in parts.items():
        value, wrong = (None, "") if slug in strange else _whole(asked.by_slug[slug], pieces)
        given[slug] = value
        if wrong or (wrong := values.problem(asked.by_slug[slug], value)):
            problems.append(Problem(wrong, line, slug))
    return given, problems


def _cell(column: Mapping[str, Any], cell: str, target: Target, said: Mapping[str, str]) -> tuple[Any, str]:
    """Return what a cell says, and what is wrong with it."""
    if not cell:
        return None, ""
    if target.numbers:
        return _number(cell, said)
    if target.asked.kind is Kind.MULTIPLE and not target.part:
        codes = {part: meaning(column, part, target, said) for part in split(cell)}
        strange = [part for part, code in codes.items() if code is None]
        return [code for code in codes.values() if code], f"valeur inconnue : « {strange[0]} »" if strange else ""
    code = meaning(column, cell, target, said)
    return (None, f"valeur inconnue : « {cell[:60]} »") if code is None else (code or None, "")


def _number(cell: str, said: Mapping[str, str]) -> tuple[int | None, str]:
    if said.get(cell) == WITHOUT and cell in said:
        return None, ""
    digits = cell.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):  # noqa: PLR2004 - what a database's integer holds
        return None, f"un nombre entier est attendu, pas « {cell[:60]} »"
    return int(cell), ""


def _whole(asked: Asked, parts: Mapping[str, Any]) -> tuple[Any, str]:
    """Put the columns of a question together."""
    if asked.kind is Kind.MULTIPLE and "" not in parts:
        return _ticks(asked, parts)
    if asked.kind is Kind.GRID:
        return {code: value for code, value in parts.items() if value is not None} or None, ""
    if asked.kind is Kind.RANKING:
        ranked = [parts.get(str(rank)) for rank in range(1, len(asked.options) + 1)]
        while ranked and ranked[-1] is None:
            ranked.pop()
        return ranked or None, "un rang est vide avant un rang rempli" if None in ranked else ""
    return parts[""] or None if asked.kind in {Kind.MULTIPLE, Kind.TEXT} else parts[""], ""


def _ticks(asked: Asked, parts: Mapping[str, Any]) -> tuple[list[str] | None, str]:
    """A person who ticked nothing of what she was offered answered « none »: the question must have a choice that says so."""
    ticked = [option.code for option in asked.options if parts.get(option.code) == TICKED]
    if ticked or UNTICKED not in parts.values():
        return ticked or None, ""
    nothing = [option.code for option in asked.options if option.exclusive and not option.no_opinion]
    if not nothing:
        return None, "rien n’est coché : ajoutez à cette question un choix « Aucun », exclusif"
    return nothing[:1], ""


def _not_asked(line: int, asked: Questionnaire, given: Mapping[str, Any]) -> Iterator[Problem]:
    path = {one.slug for one in asked.path(given)}
    for slug, value in given.items():
        if value is not None and slug not in path:
            yield Problem("réponse à une question que sa condition ne fait pas poser à cette personne", line, slug)


def _weight(cell: str) -> tuple[float | None, str]:
    try:
        weight = float(cell.replace(",", ".").replace("\u202f", "").replace(" ", ""))
    except ValueError:
        return None, f"un poids est un nombre plus grand que 0, pas « {cell[:60]} »"
    if not (math.isfinite(weight) and weight > 0):
        return None, f"un poids est un nombre plus grand que 0, pas « {cell[:60]} »"
    return weight, ""
