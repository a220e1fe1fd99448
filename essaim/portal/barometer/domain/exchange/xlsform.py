"""Read an XLSForm as questions of a wave. What has no equivalent here is refused by sheet, line and column; nothing is guessed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from essaim.cores.tables import Problem, Table, UnreadableError, refuse
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.domain.bank import LONGEST_CODE, LONGEST_SLUG, name
from essaim.portal.barometer.domain.exchange.bounds import bounds
from essaim.portal.barometer.domain.exchange.columns import CHOICES, FIELDS, ROLES, SURVEY, YES, parse
from essaim.portal.barometer.domain.exchange.conditions import Known, WrongError, read_condition
from essaim.portal.barometer.domain.intake.tables import read_workbook
from essaim.portal.barometer.models import Kind
from essaim.portal.barometer.params import ChoiceRecord, ItemRecord, QuestionRecord

MOST_LINES = 2_000
KINDS = {
    "select_one": Kind.SINGLE, "select_multiple": Kind.MULTIPLE, "rank": Kind.RANKING, "range": Kind.SCALE,
    "integer": Kind.NUMBER, "text": Kind.TEXT,
}  # fmt: skip
ASIDE = frozenset({
    "note", "start", "end", "today", "deviceid", "username", "email", "phonenumber", "audit", "start-geopoint",
    "background-audio", "subscriberid", "simserial",
})  # fmt: skip
"""Left aside: words between questions, and what tells who answered and when, which is never kept here."""


@dataclass
class Form:
    """What a form gives: its questions in order, the languages they are said in, what was left aside."""

    questions: list[QuestionRecord] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)

    @property
    def languages(self) -> list[str]:
        return sorted({language for one in self.questions for language in one.translations})


def read_xlsform(data: bytes) -> Form:
    """Read a workbook. Raises UnreadableError with every problem, by sheet, line and column."""
    sheets = read_workbook(data, rows=MOST_LINES)
    if SURVEY not in sheets:
        raise refuse(
            f"Feuille « {SURVEY} » absente : ce classeur n’est pas un XLSForm. Feuilles : {', '.join(sheets)}."
        )
    for column in ("type", "name"):
        if column not in sheets[SURVEY].columns:
            raise refuse(f"la colonne « {column} » manque", sheet=SURVEY)
    return _Reader(sheets[SURVEY], sheets.get(CHOICES)).read()


class _Reader:
    """Reads one form: the lists first, then each line; every line is read, so that every problem is told."""

    def __init__(self, survey: Table, choices: Table | None) -> None:
        self.survey, self.form = survey, Form()
        self.problems: list[Problem] = []
        self.lists: dict[str, list[tuple[ChoiceRecord, dict[str, str]]]] = {}
        self.codes: dict[tuple[str, str], str] = {}
        self.names: dict[str, QuestionRecord] = {}
        self.lists_of: dict[str, str] = {}
        self.grid: tuple[int, dict[str, str], list[tuple[int, dict[str, str]]]] | None = None
        self.relevant: list[str] = []
        if choices is not None and choices.rows:
            self._read_choices(choices)

    def read(self) -> Form:
        for line, row in self.survey.records():
            try:
                self._line(line, row)
            except WrongError as wrong:
                self.problems.append(Problem(wrong.said, line, wrong.column, SURVEY))
        if self.grid or self.relevant:
            self.problems.append(Problem("un groupe n’est pas fermé (end_group)", sheet=SURVEY))
        if not self.form.questions and not self.problems:
            self.problems.append(Problem("aucune question", sheet=SURVEY))
        if self.problems:
            raise UnreadableError(self.problems)
        return self.form

    def _read_choices(self, table: Table) -> None:
        for column in ("list_name", "name"):
            if column not in table.columns:
                raise refuse(f"la colonne « {column} » manque", sheet=CHOICES)
        for line, row in table.records():
            listed, raw = row["list_name"], row["name"]
            if not listed and not raw:
                continue
            said = _texts(row, "label")
            label = said.pop(questionnaires.FRENCH, "") or raw
            held = self.lists.setdefault(listed, [])
            code = name(raw, {choice.code for choice, _said in held}, LONGEST_CODE) if not _is_code(raw) else raw
            self.codes[listed, raw] = code
            roles = {role.removeprefix("essaim_"): _holds(row, role) for role in ROLES}
            try:
                held.append((ChoiceRecord(code=code, label=label, **roles), said))
            except ValidationError as problem:
                self.problems += [Problem(each, line, "name", CHOICES) for each in _french(problem)]

    def _line(self, line: int, row: dict[str, str]) -> None:
        kind, _, listed = row["type"].partition(" ")
        kind = kind.replace("begin group", "begin_group")
        if row["type"] in {"begin group", "begin_group"}:
            self._open(line, row)
        elif row["type"] in {"end group", "end_group"}:
            self._close()
        elif not row["type"] and not row["name"]:
            return
        elif kind in ASIDE:
            self.form.aside.append(f"ligne {line} ({kind})")
        elif self.grid is not None:
            self.grid[2].append((line, row))
        else:
            self._question(line, row, kind, listed.strip())

    def _open(self, line: int, row: dict[str, str]) -> None:
        if self.grid is not None:
            raise WrongError("un groupe dans une grille", "type")
        if "table-list" in row.get("appearance", ""):
            self.grid = (line, row, [])
        else:
            self.relevant.append(row.get("relevant", ""))

    def _close(self) -> None:
        if self.grid is not None:
            line, row, lines = self.grid
            self.grid = None
            self._grid(line, row, lines)
        elif self.relevant:
            self.relevant.pop()
        else:
            raise WrongError("ce groupe n’a pas été ouvert", "type")

    def _question(self, line: int, row: dict[str, str], kind: str, listed: str) -> None:
        if kind not in KINDS or "or_other" in listed:
            known = ", ".join(KINDS)
            raise WrongError(
                f"type « {row['type']} » non pris en charge ; types lus : {known}, et un groupe « table-list »", "type"
            )
        values: dict[str, Any] = {"kind": KINDS[kind]} | bounds(KINDS[kind], row)
        choices = self._choices(listed) if listed else []
        self._add(line, row, values, choices, [], listed)

    def _grid(self, line: int, row: dict[str, str], lines: list[tuple[int, dict[str, str]]]) -> None:
        kinds = {each["type"] for _line, each in lines}
        if len(kinds) != 1:
            raise WrongError("les lignes d’une grille sont toutes du même type, avec la même liste", "type")
        kind, _, listed = kinds.pop().partition(" ")
        if kind not in {"select_one", "range"}:
            raise WrongError(f"une grille est faite de « select_one » ou de « range », pas de « {kind} »", "type")
        prefix, taken, items = f"{row['name']}-", set[str](), []
        for _number, each in lines:
            raw = each["name"].removeprefix(prefix)
            code = raw if _is_code(raw) else name(raw, taken, LONGEST_CODE)
            taken.add(code)
            items.append((code, _texts(each, "label")))
        ends = bounds(Kind.SCALE, lines[0][1]) if kind == "range" else {}
        choices = self._choices(listed.strip()) if kind == "select_one" else []
        self._add(line, row, {"kind": Kind.GRID} | ends, choices, items, listed.strip())

    def _choices(self, listed: str) -> list[tuple[ChoiceRecord, dict[str, str]]]:
        if listed not in self.lists:
            raise WrongError(f"la liste « {listed} » n’est pas dans la feuille « {CHOICES} »", "type")
        return self.lists[listed]

    def _add(
        self, line: int, row: dict[str, str], values: dict[str, Any], choices: list[tuple[ChoiceRecord, dict[str, str]]],
        items: list[tuple[str, dict[str, str]]], listed: str,
    ) -> None:  # fmt: skip
        raw = row["name"].removeprefix("_")
        slug = (
            raw if _is_code(raw) and len(raw) <= LONGEST_SLUG else name(raw, {one.slug for one in self.form.questions})
        )
        if row["name"] in self.names:
            raise WrongError(f"« {row['name']} » nomme deux questions", "name")
        said = {column: _texts(row, column) for column in FIELDS}
        wording = said["label"].get(questionnaires.FRENCH, "")
        if not wording:
            raise WrongError("la question n’a pas de libellé en français", "label")
        french = questionnaires.FRENCH
        try:
            one = QuestionRecord(
                **values, slug=slug, label=(row.get("essaim_label") or _short(wording))[:120], wording=wording,
                **{field: said[column].get(french, "") for column, field in FIELDS.items() if field != "wording"},
                profile=_holds(row, "essaim_profile"), required=_holds(row, "required"), sensitive=_holds(row, "essaim_sensitive"),
                random_order=_holds(row, "essaim_random") or "randomize=true" in row.get("parameters", "").replace(" ", ""),
                block=row.get("essaim_block", ""), choices=tuple(choice for choice, _said in choices),
                items=tuple(ItemRecord(code=code, label=texts.get(french, "") or code) for code, texts in items),
                shown_if=self._condition(row), translations=_translations(said, choices, items),
            )  # fmt: skip
        except ValidationError as problem:
            self.problems += [Problem(each, line, sheet=SURVEY) for each in _french(problem)]
            return
        self.names[row["name"]], self.lists_of[row["name"]] = one, listed
        self.form.questions.append(one)

    def _condition(self, row: dict[str, str]) -> dict[str, Any] | None:
        own, around = row.get("relevant", ""), [each for each in self.relevant if each]
        if own and around:
            raise WrongError("une condition sur la question et une sur son groupe : gardez-en une", "relevant")
        text = own or (around[0] if around else "")
        return read_condition(text, Known(self.names, self.lists_of, self.codes)) if text else None


def _texts(row: Mapping[str, str], text: str) -> dict[str, str]:
    """Return a text in each language that has one, French where the column says none."""
    said = {}
    for column, value in row.items():
        wanted, language = parse(column)
        if wanted == text and value:
            said[language] = value
    return said


def _translations(
    said: Mapping[str, Mapping[str, str]], choices: list[tuple[ChoiceRecord, dict[str, str]]],
    items: list[tuple[str, dict[str, str]]],
) -> dict[str, Any]:  # fmt: skip
    """Return the words in every language that says the question itself and that we have words around it in."""
    languages = set(said["label"]) & set(questionnaires.languages()) - {questionnaires.FRENCH}
    return {
        language: {
            **{field: said[column].get(language, "") for column, field in FIELDS.items()},
            "choices": {choice.code: texts[language] for choice, texts in choices if language in texts},
            "items": {code: texts[language] for code, texts in items if language in texts},
        }
        for language in languages
    }


def _french(problem: ValidationError) -> Iterator[str]:
    for each in problem.errors():
        where = ".".join(str(step) for step in each["loc"])
        said = str(each["msg"]).removeprefix("Value error, ")
        yield (
            said
            if each["type"] == "value_error"
            else f"{where} : texte absent, trop long, ou valeur qui ne convient pas"
        )


def _holds(row: Mapping[str, str], column: str) -> bool:
    return row.get(column, "").lower() in YES


def _is_code(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)*", text) is not None and len(text) <= LONGEST_SLUG


def _short(wording: str) -> str:
    return wording if len(wording) <= 60 else f"{wording[:59].rsplit(' ', 1)[0]}…"  # noqa: PLR2004
