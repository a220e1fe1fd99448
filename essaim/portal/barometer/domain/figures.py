"""Every figure of a wave, from its weighed rows: raw, adjusted, interval after adjustment, base; and the sentences made of them.

A figure is kept with six decimals: what the page rounds, the open data give whole, and the recomputing script compares.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from essaim.cores.survey import (
    Estimate,
    Sample,
    Share,
    Thresholds,
    factor,
    lead,
    mean,
    quantile,
    read,
    share,
    shares,
    words,
)
from essaim.cores.survey.intervals import LEVEL
from essaim.portal.barometer.domain.queries.material import Material
from essaim.portal.barometer.domain.queries.questionnaire import Asked
from essaim.portal.barometer.domain.weighing import REPLICATES, Weighed
from essaim.portal.barometer.domain.writing import rounded
from essaim.portal.barometer.models import Kind

HALF = 0.5
SHARE, MEAN, MEDIAN = "share", "mean", "median"
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Figure:
    """One published number. ``choice``: code, or value of a scale, "" for a mean or a median. ``variable`` and ``group``: "" for everybody.

    ``raw``, ``adjusted``, ``low``, ``high``: shares from 0 to 1, or a number in the unit of the question. ``error``: standard error,
    same unit. ``margin``: half-width « par référence au sondage aléatoire », of a share alone.
    """

    question: str
    kind: str
    choice: str
    variable: str
    group: str
    base: int
    raw: float
    adjusted: float
    low: float
    high: float
    margin: float | None
    status: str
    error: float


def figures(weighed: Weighed) -> dict[str, Any]:
    """Return every published figure and sentence of a weighed wave, ready to be kept as JSON."""
    book = _Book(weighed)
    found = weighed.material
    return {
        "figures": [asdict(each) for asked in found.published for each in book.of(asked)],
        "said": {asked.slug: book.said(asked) for asked in found.published},
        "withheld": [
            {"question": asked.slug, "label": asked.label, "reason": found.withheld[asked.slug]}
            for asked in found.opinions
            if asked.slug in found.withheld
        ],
        "crossed": [variable.slug for variable in found.crossed],
        "fine": [variable.label for variable in found.fine],
        "respondents": len(found.rows),
        "alike": found.alike,
        "unanswered": {asked.slug: found.unanswered(asked.slug) for asked in found.opinions},
    }


def choices(asked: Asked) -> list[tuple[str, str]]:
    """Return the code and words of each answer that has a share; none for a number."""
    if asked.kind is Kind.SCALE and asked.lowest is not None and asked.highest is not None:
        return [(str(value), str(value)) for value in range(asked.lowest, asked.highest + 1)]
    return [(option.code, option.label) for option in asked.options]


class _Book:
    """The figures of one wave: the columns are read once."""

    def __init__(self, weighed: Weighed) -> None:
        self.sample: Sample = weighed.sample
        self.material: Material = weighed.material
        self.domains = self._domains()
        self.weighed = weighed

    @property
    def replicates(self) -> list[NDArray[np.float64]]:
        return self.weighed.replicates

    def of(self, asked: Asked) -> Iterator[Figure]:
        """Give the figures of a question: over everybody, then in each group of the crossed variables."""
        answered = self._column(asked, lambda value: value is not None)
        for variable, group, domain in self.domains:
            if not (answered & domain).any():
                continue
            if asked.kind in {Kind.SCALE, Kind.NUMBER}:
                yield self._mean(asked, variable, group, domain)
            if asked.kind is Kind.NUMBER and len(self.replicates) >= REPLICATES * HALF:
                yield self._median(asked, variable, group, domain)
            for code, _ in choices(asked):
                found = share(self.sample, self._said(asked, code), answered, domain)
                yield _share_figure(asked.slug, code, variable, group, found)

    def said(self, asked: Asked) -> dict[str, str]:
        """Say what a question found, in words that the core's rules hold: who leads, the reading of the first, its margin."""
        if asked.kind in {Kind.SCALE, Kind.NUMBER}:
            return {"lead": "", "reading": _mean_words(asked, mean(self.sample, self._numbers(asked))), "margin": ""}
        answered = self._column(asked, lambda value: value is not None)
        found = {code: share(self.sample, self._said(asked, code), answered) for code, _ in choices(asked)}
        first = max(found, key=lambda code: found[code].value)
        reading = read(found[first])
        return {
            "lead": self._lead(asked) if asked.kind is Kind.SINGLE else "",
            "reading": f"« {asked.label_of(first)} » : {words.share_words(reading)}",
            "margin": words.margin_words(reading, quotas=False),
        }

    def _median(self, asked: Asked, variable: str, group: str, domain: Mask) -> Figure:
        """The median, which has no linearised variance worth its name on whole numbers: its interval is that of the replicates."""
        values, weights = self._numbers(asked), self.sample.weights
        base = int((domain & ~np.isnan(values)).sum())

        def read_with(these: NDArray[np.float64]) -> float:
            return quantile(Sample(these, self.sample.design), values, HALF, domain)

        found = read_with(weights)
        again = np.sort([read_with(each) for each in self.replicates if each[domain & ~np.isnan(values)].sum() > 0])
        low, high = (float(again[math.ceil(end * len(again)) - 1]) for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        error = math.sqrt(float(((again - found) ** 2).sum()) / (len(again) - 1))
        return Figure(
            question=asked.slug, kind=MEDIAN, choice="", variable=variable, group=group, base=base,
            raw=rounded(read_with(np.ones(len(weights)))), adjusted=rounded(found), low=rounded(low), high=rounded(high),
            margin=None, status=Thresholds().status(base).value, error=rounded(error),
        )  # fmt: skip

    def _lead(self, asked: Asked) -> str:
        labels = dict(choices(asked))
        values = [
            "" if row.values.get(asked.slug) is None else labels[row.values[asked.slug]] for row in self.material.rows
        ]
        return words.lead_words(lead(shares(self.sample, factor(asked.label, values, list(labels.values())))))

    def _mean(self, asked: Asked, variable: str, group: str, domain: Mask) -> Figure:
        found = mean(self.sample, self._numbers(asked), domain)
        interval = found.interval()
        return Figure(
            question=asked.slug, kind=MEAN, choice="", variable=variable, group=group, base=found.base,
            raw=rounded(found.raw), adjusted=rounded(found.value), low=rounded(interval.lower),
            high=rounded(interval.upper), margin=None, status=Thresholds().status(found.base).value, error=rounded(found.error),
        )  # fmt: skip

    def _domains(self) -> list[tuple[str, str, Mask]]:
        everybody = [("", "", np.ones(len(self.material.rows), bool))]
        return everybody + [
            (variable.slug, each.code, np.array([row.profile[place] == each.code for row in self.material.rows]))
            for place, variable in enumerate(self.material.used)
            if variable in self.material.crossed
            for each in variable.groups
        ]

    def _column(self, asked: Asked, holds: Callable[[Any], bool]) -> Mask:
        return np.array([holds(row.values.get(asked.slug)) for row in self.material.rows], bool)

    def _said(self, asked: Asked, code: str) -> Mask:
        if asked.kind is Kind.MULTIPLE:
            return self._column(asked, lambda value: value is not None and code in value)
        return self._column(asked, lambda value: value is not None and str(value) == code)

    def _numbers(self, asked: Asked) -> NDArray[np.float64]:
        values = [row.values.get(asked.slug) for row in self.material.rows]
        return np.array([math.nan if value is None else float(value) for value in values])


def _share_figure(question: str, code: str, variable: str, group: str, found: Share) -> Figure:
    reading = read(found)
    return Figure(
        question=question, kind=SHARE, choice=code, variable=variable, group=group, base=reading.base,
        raw=rounded(reading.raw), adjusted=rounded(reading.adjusted), low=rounded(reading.interval.lower),
        high=rounded(reading.interval.upper), margin=rounded(reading.random_margin), status=reading.status.value,
        error=rounded(reading.error),
    )  # fmt: skip


def _mean_words(asked: Asked, found: Estimate) -> str:
    interval = found.interval(LEVEL)
    unit = f" {asked.unit}" if asked.unit else ""
    scale = f" sur une échelle de {asked.lowest} à {asked.highest}" if asked.kind is Kind.SCALE else ""
    ends = f"entre {words.number(interval.lower, 2)} et {words.number(interval.upper, 2)}"
    return (
        f"Moyenne{scale} : {words.number(found.value, 2)}{unit} après redressement (brut : {words.number(found.raw, 2)} ; "
        f"{found.base} réponses). Intervalle à {words.percent(LEVEL, 0)} après redressement : {ends}."
    )
