"""What a question gives to tabulate: its variables, each a question of one of the four kinds that figures are made of.

This is the one place that knows how a kind is counted. Whoever weighs, draws, tests or archives takes `variables` instead of the
questions and `values_of` instead of what an answer holds, and then meets single, multiple, scale and number only:

- single, multiple, scale, number: the question itself, unchanged;
- ranking: ``slug``, single, the choice ranked first; then ``slug-code``, number, the rank of each choice;
- grid: ``slug-line``, one for each line, single where the grid has choices, scale where it has a scale;
- text: none. Nothing written freely is tabulated; the team reads it and gives it a theme (`Remark.theme`).

A name of question has no hyphen, so that the name of a variable is never that of a question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from essaim.portal.barometer.domain.queries.questionnaire import Asked, Line, Option, Values
from essaim.portal.barometer.models import Kind

BETWEEN = "-"


def variables(questions: Sequence[Asked]) -> tuple[Asked, ...]:
    """Return the variables of questions, in order. Their kinds are single, multiple, scale or number."""
    return tuple(each for asked in questions for each in variables_of(asked))


def variables_of(asked: Asked) -> tuple[Asked, ...]:
    """Return the variables of one question."""
    if asked.kind is Kind.RANKING:
        return (_first(asked), *(_rank(asked, option) for option in asked.options))
    if asked.kind is Kind.GRID:
        return tuple(_line(asked, line) for line in asked.items)
    return () if asked.kind is Kind.TEXT else (asked,)


def values_of(questions: Sequence[Asked], values: Values) -> dict[str, Any]:
    """Return what an answer holds, by variable; None where it was left without answer, absent where it was not asked.

    The rank of a choice that a person did not rank is the middle of the ranks that she left (5th and 6th left: 5.5), so that the
    ranks of a person always have the same sum: a choice seldom ranked does not seem preferred.
    """
    found: dict[str, Any] = {}
    for asked in questions:
        if asked.slug in values and asked.kind is not Kind.TEXT:
            found.update(_values(asked, values[asked.slug]))
    return found


def _values(asked: Asked, value: Any) -> Iterator[tuple[str, Any]]:
    if asked.kind is Kind.RANKING:
        yield asked.slug, value[0] if value else None
        for option in asked.options:
            yield _name(asked, option.code), _rank_of(asked, option.code, value)
    elif asked.kind is Kind.GRID:
        for line in asked.items:
            yield _name(asked, line.code), (value or {}).get(line.code)
    else:
        yield asked.slug, value


def _rank_of(asked: Asked, code: str, ranked: list[str] | None) -> float | None:
    if not ranked:
        return None
    if code in ranked:
        return ranked.index(code) + 1
    return (len(ranked) + 1 + len(asked.options)) / 2


def _name(asked: Asked, code: str) -> str:
    return f"{asked.slug}{BETWEEN}{code}"


def _first(asked: Asked) -> Asked:
    return replace(asked, kind=Kind.SINGLE, label=f"{asked.label}, en premier", at_most=0)


def _rank(asked: Asked, option: Option) -> Asked:
    return replace(
        asked, slug=_name(asked, option.code), kind=Kind.NUMBER, label=f"{asked.label}, rang : {option.label}",
        wording=f"{asked.wording} (rang de « {option.label} », 1 : le premier)", at_most=0, lowest=1,
        highest=len(asked.options), options=(),
    )  # fmt: skip


def _line(asked: Asked, line: Line) -> Asked:
    return replace(
        asked, slug=_name(asked, line.code), kind=Kind.SINGLE if asked.options else Kind.SCALE, items=(),
        label=f"{asked.label} : {line.label}", wording=f"{asked.wording} {line.label}",
    )  # fmt: skip
