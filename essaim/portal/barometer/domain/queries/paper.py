"""How far a pile of paper is: what is keyed once, twice, differs, is missing; what two agents read differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from essaim.portal.barometer.domain.queries.questionnaire import Asked, Questionnaire
from essaim.portal.barometer.models import Kind, PaperBatch, PaperSheet

SAID_AT_MOST = 8


@dataclass(frozen=True)
class Difference:
    """One question that two agents read differently, in words."""

    asked: Asked
    first: str
    second: str


@dataclass(frozen=True)
class Progress:
    """A pile, by number of sheet. ``unkeyed``: keyed by nobody; ``once``: by one agent; ``differing``: to settle; ``done``."""

    unkeyed: tuple[int, ...]
    once: tuple[int, ...]
    differing: tuple[int, ...]
    done: tuple[int, ...]

    @property
    def left(self) -> list[str]:
        """What keeps the pile from being poured, in words with the numbers concerned."""
        said = [
            (self.unkeyed, "à saisir"), (self.once, "saisis une seule fois"), (self.differing, "saisis différemment, à trancher")
        ]  # fmt: skip
        return [f"{len(numbers)} {words} ({_some(numbers)})" for numbers, words in said if numbers]


def progress(batch: PaperBatch) -> Progress:
    """Return where each sheet of a pile stands. One query."""
    sheets = {sheet.number: sheet for sheet in batch.sheets.all()}
    standing: dict[str, list[int]] = {"unkeyed": [], "once": [], "differing": [], "done": []}
    for number in range(1, batch.received + 1):
        standing[_standing(sheets.get(number))].append(number)
    return Progress(**{name: tuple(numbers) for name, numbers in standing.items()})


def _standing(sheet: PaperSheet | None) -> str:
    if sheet is None or sheet.first is None:
        return "unkeyed"
    if sheet.second is None:
        return "once"
    return "done" if sheet.agreed is not None else "differing"


def next_for(batch: PaperBatch, agent: UUID, after: int = 0) -> int | None:
    """Return the number of the next sheet that this agent may key, going round the pile; None when none is left for her."""
    keyed = {sheet.number: sheet for sheet in batch.sheets.all()}
    order = [*range(after + 1, batch.received + 1), *range(1, after + 1)]
    return next((number for number in order if _keyable(keyed.get(number), agent)), None)


def _keyable(sheet: PaperSheet | None, agent: UUID) -> bool:
    return sheet is None or (sheet.second is None and sheet.first_by != agent)


def differing(questionnaire: Questionnaire, sheet: PaperSheet) -> list[Difference]:
    """Return the questions that two agents read differently; free texts, keyed once, are never among them."""
    first, second = sheet.first or {}, sheet.second or {}
    return [
        Difference(asked, _words(asked, first), _words(asked, second))
        for asked in questionnaire.questions
        if asked.kind is not Kind.TEXT and _read(asked, first) != _read(asked, second)
    ]


def _read(asked: Asked, given: Mapping[str, Any]) -> Any:
    """An answer as it is compared: the order in which boxes were ticked does not matter."""
    value = given.get(asked.slug)
    return sorted(value) if asked.kind is Kind.MULTIPLE and isinstance(value, list) else value


def _words(asked: Asked, given: Mapping[str, Any]) -> str:
    return asked.in_words(given.get(asked.slug)) or ("sans réponse" if given else "questionnaire inexploitable")


def _some(numbers: Sequence[int]) -> str:
    more = ", …" if len(numbers) > SAID_AT_MOST else ""
    return f"n° {', '.join(map(str, numbers[:SAID_AT_MOST]))}{more}"
