"""Change between two waves, with its own interval, whether or not some people answered both.

Sources: Kish (1965), "Survey sampling", section 12.4 (partial overlap); Qualité & Tillé (2008), "Variance estimation of changes in
repeated surveys", Survey Methodology 34, section 3. A change inside its interval is neither a rise nor a fall. When a family of changes is
read together, intervals are widened (Bonferroni; Dunn 1961, JASA 56) so that all of them hold at once.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from essaim.cores.survey.estimates import Mask, linearised_mean
from essaim.cores.survey.factors import Codes
from essaim.cores.survey.intervals import LEVEL, Interval, wald
from essaim.cores.survey.laws import normal_tail
from essaim.cores.survey.margins import Vector
from essaim.cores.survey.sample import Sample


class Direction(StrEnum):
    """What may be said of a change."""

    RISE = "rise"
    FALL = "fall"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Wave:
    """An estimate of one wave: ``value``, ``error``, and ``scores`` (n,) centred and scaled so that Σ scores² = error²."""

    value: float
    error: float
    scores: Vector


def wave(sample: Sample, values: Vector, domain: Mask | None = None) -> Wave:
    """Return the mean of values (n,) in one wave (a share: 0 and 1), NaN where there is no answer.

    ValueError for a sample of clusters, whose people do not vary one by one.
    """
    if sample.design.clusters is not None:
        raise ValueError("change between waves: clusters are not supported")
    value, linearised = linearised_mean(sample, values, domain)
    scores = sample.scores(linearised[:, None])[:, 0]
    strata = np.zeros(len(scores), np.intp) if sample.design.strata is None else sample.design.strata
    sizes = np.bincount(strata)
    means = np.bincount(strata, weights=scores) / np.maximum(sizes, 1)
    centred = (scores - means[strata]) * np.sqrt(sizes / np.maximum(sizes - 1, 1))[strata]
    return Wave(value, float(np.sqrt(centred @ centred)), centred)


@dataclass(frozen=True)
class Change:
    """``difference`` = second - first, with ``error``; ``z`` and ``p`` (two-sided, normal); ``overlap``: people in both.

    ``family``: how many changes are read together; ``interval`` holds for all of them at once at its level.
    """

    first: float
    second: float
    difference: float
    error: float
    z: float
    p: float
    overlap: int
    family: int
    interval: Interval

    @property
    def direction(self) -> Direction:
        """Return RISE or FALL only when the interval leaves 0 outside."""
        if self.interval.holds(0) or np.isnan(self.error):
            return Direction.UNCERTAIN
        return Direction.RISE if self.difference > 0 else Direction.FALL


def change(
    first: Wave,
    second: Wave,
    *,
    pairs: tuple[Codes, Codes] | None = None,
    family: int = 1,
    level: float = LEVEL,
) -> Change:
    """Return the change from the first wave to the second.

    ``pairs``: rows of the first and of the second wave (m,) and (m,) of the people who answered both; None when the waves
    are independent. ``family`` ≥ 1.
    """
    both = 0.0 if pairs is None else float(first.scores[pairs[0]] @ second.scores[pairs[1]])
    error = float(np.sqrt(max(first.error**2 + second.error**2 - 2 * both, 0)))
    difference = second.value - first.value
    z = difference / error if error else np.nan
    interval = wald(difference, error, level=1 - (1 - level) / family)
    overlap = 0 if pairs is None else len(pairs[0])
    p = float(2 * normal_tail(abs(z)))
    return Change(first.value, second.value, difference, error, z, p, overlap, family, interval)
