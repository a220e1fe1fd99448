"""What the last published wave says of a theme of the catalogue: a figure with its interval, never without."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import yaml

from essaim.cores.survey import words
from essaim.portal.barometer import questionnaires
from essaim.portal.barometer.models import Choice, Result, Status, Wave

LOOKED_AT = 3
"""Waves looked at, newest first: one may not ask the question."""


@dataclass(frozen=True)
class Need:
    """An answer of one wave, over everybody: its words, those of the question, and the sentence that gives its share and interval."""

    wave: Wave
    wording: str
    answer: str
    said: str


@cache
def themes() -> dict[str, dict[str, str]]:
    """Return the theme of each answer, by question and code."""
    found: dict[str, dict[str, str]] = yaml.safe_load(
        (questionnaires.FOLDER / "themes.yaml").read_text(encoding="utf-8")
    )
    return found


def needs(theme: str) -> list[Need]:
    """Return what the latest wave that asks of a theme found; a real wave before a simulated one. Two queries, one without a wave."""
    wanted = {(question, code) for question, codes in themes().items() for code, of in codes.items() if of == theme}
    if not wanted:
        return []
    rows = Result.objects.filter(wave__status=Status.PUBLISHED).select_related("wave__barometer__territory")
    for result in rows.defer("archive", "weights").order_by("wave__simulated", "-wave__published_at")[:LOOKED_AT]:
        if found := list(_found(result, wanted)):
            return found
    return []


def _found(result: Result, wanted: set[tuple[str, str]]) -> Iterator[Need]:
    figures = [
        each
        for each in result.figures["figures"]
        if not each["variable"] and (each["question"], each["choice"]) in wanted
    ]
    if not figures:
        return
    choices = Choice.objects.filter(version__uses__wave=result.wave_id).select_related("version__question")
    named = {
        (each.version.question.slug, each.code): each
        for each in choices.filter(code__in={each["choice"] for each in figures})
    }
    for each in figures:
        choice = named[each["question"], each["choice"]]
        ends = f"intervalle à 95 % : de {words.percent(each['low'])} à {words.percent(each['high'])}"
        yield Need(
            result.wave,
            choice.version.wording,
            choice.label,
            f"{words.percent(each['adjusted'])} ({ends} ; {each['base']} réponses)",
        )
