"""What the engines of an adoption count, for each outcome that its kit names. Nothing here may be published as it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from essaim.adoptions import registry
from essaim.adoptions.contract import Counted, Outcome
from essaim.adoptions.models import Adoption, Phase, Terms
from essaim.adoptions.params.speaking import CountedRecord

HUNDREDTHS = 100
UNKNOWN = ""
"""The place of people whose commune is not known."""
Tally = dict[str, tuple[int, int]]
"""By place: a value in hundredths, and how many people are behind it."""


@dataclass(frozen=True)
class Series:
    """One counted outcome of a kit, and the parts that its engine gave."""

    record: CountedRecord
    outcome: Outcome
    parts: tuple[Counted, ...]


def gather(adoption: Adoption, terms: Terms, *, without: AbstractSet[str] = frozenset()) -> list[Series]:
    """Return the counted outcomes of an adoption that is open or was: what is done in a test never counts.

    ``without``: identifiers of outcomes that are not asked for; an engine that counts no other is left in peace.
    """
    if adoption.phase not in {Phase.OPEN, Phase.CLOSED}:
        return []
    wanted = [record for record in terms.kit.record.outcomes.counted if record.id not in without]
    named = [(record, *split(record.counts)) for record in wanted]
    used = sorted({key for _, key, _ in named} & set(terms.kit.engines) & set(registry.engines))
    parts = {key: list(registry.engines[key].runtime.count(adoption)) for key in used}
    found = []
    for record, key, name in named:
        outcome = declared(key, name)
        if key in parts and outcome is not None:
            found.append(Series(record, outcome, tuple(part for part in parts[key] if part.outcome == name)))
    return found


def split(qualified: str) -> tuple[str, str]:
    """Return the engine and the outcome that « engine.outcome » names."""
    key, _, name = qualified.partition(".")
    return key, name


def declared(engine: str, name: str) -> Outcome | None:
    """Return an outcome that an engine of this platform declares."""
    outcomes = registry.engines[engine].outcomes if engine in registry.engines else ()
    return next((one for one in outcomes if one.key == name), None)


def tally(parts: Iterable[Counted], until: date) -> Tally:
    """Add up, by place, all that was counted until a month."""
    values: dict[str, Fraction] = defaultdict(Fraction)
    people: dict[str, int] = defaultdict(int)
    for part in parts:
        if part.month <= until:
            values[part.commune or UNKNOWN] += part.value
            people[part.commune or UNKNOWN] += part.people
    return {place: (round(value * HUNDREDTHS), people[place]) for place, value in values.items()}


def exact(series: Series, parts: Sequence[Counted]) -> Fraction | None:
    """Return what some parts of a series make together: their sum, the newest state, the middle. For the team alone."""
    if not parts:
        return None if series.outcome.aggregation in {"mean", "median"} else Fraction(0)
    if series.outcome.aggregation in {"mean", "median"}:
        return middle(series.outcome, parts)
    newest = max(part.month for part in parts)
    kept = [part for part in parts if series.outcome.aggregation == "sum" or part.month == newest]
    return sum((Fraction(part.value) for part in kept), Fraction(0))


def middle(outcome: Outcome, parts: Sequence[Counted]) -> Fraction:
    """Return the mean or the median of some parts, each weighing its people."""
    values = [Fraction(part.value) for part in parts for _ in range(part.people)]
    return Fraction(median(values)) if outcome.aggregation == "median" else sum(values, Fraction(0)) / len(values)


def since(now: Tally, before: Iterable[Tally]) -> Tally:
    """Return what came since what was already counted. A correction downwards waits until as much came again."""
    left = {place: list(pair) for place, pair in now.items()}
    for counted in before:
        for place, (value, people) in counted.items():
            pair = left.setdefault(place, [0, 0])
            pair[0] -= value
            pair[1] -= people
    return {
        place: (max(value, 0), max(people, 0)) for place, (value, people) in left.items() if value > 0 or people > 0
    }
