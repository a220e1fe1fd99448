"""What the trials of a questionnaire show: who passed what, what each answer drew, what those who tried say. Counts, never shares."""

from collections import Counter
from dataclasses import dataclass

from essaim.portal.barometer.domain.pretesting import OPINION
from essaim.portal.barometer.domain.queries.questionnaire import Asked, questionnaire
from essaim.portal.barometer.domain.variables import values_of, variables_of
from essaim.portal.barometer.models import Kind, Wave


@dataclass(frozen=True)
class Tried:
    """One question, or one line of a grid: how many were asked it, how many passed it, how often each answer came."""

    label: str
    asked: int
    passed: int
    counts: tuple[tuple[str, int], ...]


def tried(wave: Wave) -> list[Tried]:
    """Return the counts of the trials of a wave. Six queries, whatever its size."""
    found = questionnaire(wave)
    rows = [values_of(found.questions, values) for values in wave.answers.values_list("values", flat=True)]
    return [_tried(variable, rows) for asked in found.questions for variable in variables_of(asked)]


def opinions(wave: Wave) -> list[str]:
    """Return what those who tried say, in an order that tells nothing. One query."""
    return list(wave.remarks.filter(slug=OPINION).order_by("key").values_list("text", flat=True))


def _tried(variable: Asked, rows: list[dict[str, object]]) -> Tried:
    said = [row[variable.slug] for row in rows if variable.slug in row]
    given = [value for value in said if value is not None]
    flat = [str(code) for value in given for code in (value if isinstance(value, list) else [value])]
    counted = Counter(flat)
    known = [(option.label, counted[option.code]) for option in variable.options]
    if variable.kind in {Kind.SCALE, Kind.NUMBER}:
        known = sorted(counted.items(), key=lambda each: float(each[0]))
    return Tried(variable.label, len(said), len(said) - len(given), tuple(known))
