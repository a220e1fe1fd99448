"""Totals, means, shares, ratios, net scores and quantiles, over all or in a domain, with their standard errors.

Each estimator has a linearised variable (Deville 1999, Survey Methodology 25, section 4; Woodruff 1971); ``Sample.scores`` takes the
calibration off. A domain keeps the whole sample in the variance (Särndal, Swensson & Wretman 1992, section 10.3). A missing
answer is NaN (numbers) or code -1 (categories): it is outside the domain.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from essaim.cores.survey.factors import Factor
from essaim.cores.survey.intervals import FEW, LEVEL, Interval, korn_graubard, logit, wald
from essaim.cores.survey.margins import Vector
from essaim.cores.survey.quality import kish_effect
from essaim.cores.survey.refusals import Problem, Refused
from essaim.cores.survey.sample import Sample

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """``value`` with ``error`` (standard error, same unit); ``base``: respondents; ``degrees`` of freedom.

    ``raw``: the same without weights. ``effect``: variance over that of a simple random sample of the same base (NaN
    where it has no sense); ``events``: respondents who say yes (shares), else the base.
    """

    value: float
    error: float
    base: int
    degrees: float
    raw: float
    effect: float = np.nan
    events: int = 0

    def interval(self, level: float = LEVEL) -> Interval:
        """Return value ± t × error."""
        return wald(self.value, self.error, self.degrees, level)


@dataclass(frozen=True)
class Share(Estimate):
    """An estimate between 0 and 1; ``kish``: the design effect of the weights of its base."""

    kish: float = 1.0

    def interval(self, level: float = LEVEL) -> Interval:
        """Return the logit interval; with fewer than ``FEW`` respondents on one side, Korn and Graubard's."""
        if min(self.events, self.base - self.events) >= FEW and 0 < self.value < 1:
            return logit(self.value, self.error, self.degrees, level)
        return korn_graubard(float(self.events > 0) if self.alike else self.value, self.effective_size, level)

    @property
    def alike(self) -> bool:
        """Say whether all said the same: a share summed from weights may miss 1 by its last digit."""
        return self.events in {0, self.base}

    @property
    def effective_size(self) -> float:
        """The simple random sample of the same precision, at most the base; by the weights alone at 0 and 1."""
        if self.error > 0 and 0 < self.value < 1 and not self.alike:
            return min(self.value * (1 - self.value) / self.error**2, float(self.base))
        return self.base / self.kish


def total(sample: Sample, values: Vector, domain: Mask | None = None) -> Estimate:
    """Return the total of values (n,); a missing answer (NaN) adds nothing. ``domain`` (n,): over whom."""
    known, y = _known(values, domain)
    error = _error(sample, y)
    base = int(known.sum())
    return Estimate(float(sample.weights @ y), error, base, sample.design.degrees, float(y.sum()), events=base)


def mean(sample: Sample, values: Vector, domain: Mask | None = None) -> Estimate:
    """Return the mean of values (n,), over those who answered. Refused when nobody did."""
    found, linearised = linearised_mean(sample, values, domain)
    error = _error(sample, linearised)
    known, y = _known(values, domain)
    weight, base = _weight(sample, known), int(known.sum())
    spread = float((sample.weights * known) @ (y - found) ** 2) / weight * base / max(base - 1, 1)
    effect = error**2 / (spread / base) if spread > 0 else np.nan
    raw = float(y.sum()) / base
    return Estimate(found, error, base, sample.design.degrees, raw, effect, base)


def linearised_mean(sample: Sample, values: Vector, domain: Mask | None = None) -> tuple[float, Vector]:
    """Return the mean of values (n,) and its linearised variable (n,), 0 outside the domain. Refused on an empty base."""
    known, y = _known(values, domain)
    weight = _weight(sample, known)
    found = float(sample.weights @ y) / weight
    return found, (y - found * known) / weight


def variance(sample: Sample, values: Vector, domain: Mask | None = None) -> float:
    """Return the weighted variance of values (n,) in the population: mean square times base / (base - 1)."""
    known, y = _known(values, domain)
    weight, base = _weight(sample, known), int(known.sum())
    found = float(sample.weights @ y) / weight
    return float((sample.weights * known) @ (y - found) ** 2) / weight * base / (base - 1)


def share(sample: Sample, yes: Mask, answered: Mask, domain: Mask | None = None) -> Share:
    """Return the share of ``yes`` (n,) among ``answered`` (n,). Refused when nobody answered."""
    asked = answered if domain is None else answered & domain
    found = mean(sample, np.where(asked, yes, np.nan))
    events = int((yes & asked).sum())
    effect = found.error**2 * found.base / (found.value * (1 - found.value)) if 0 < found.value < 1 else np.nan
    return Share(
        found.value,
        found.error,
        found.base,
        found.degrees,
        found.raw,
        effect,
        events,
        kish_effect(sample.weights[asked]),
    )


def ratio(sample: Sample, top: Vector, bottom: Vector, domain: Mask | None = None) -> Estimate:
    """Return the ratio of two totals, over those who have both numbers (n,). Refused when the lower total is 0."""
    known, _ = _known(top + bottom, domain)
    up, low = np.where(known, top, 0.0), np.where(known, bottom, 0.0)
    below = float(sample.weights @ low)
    if below == 0:
        raise Refused(Problem("small", "", "Rapport impossible : le total du dénominateur est nul."))
    found = float(sample.weights @ up) / below
    error = _error(sample, (up - found * low) / below)
    base = int(known.sum())
    raw = float(up.sum() / low.sum()) if low.sum() else np.nan
    return Estimate(found, error, base, sample.design.degrees, raw, events=base)


@dataclass(frozen=True)
class Shares:
    """The shares (k,) of every level of a question, and their ``covariance`` (k, k)."""

    levels: tuple[str, ...]
    values: Vector
    covariance: Vector
    raw: Vector
    base: int
    degrees: float

    @property
    def errors(self) -> Vector:
        """Standard errors (k,)."""
        found: Vector = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return found

    def contrast(self, coefficients: Vector) -> Estimate:
        """Return a sum of shares times coefficients (k,): a net score is +1 for, -1 against, 0 else."""
        error = float(np.sqrt(max(float(coefficients @ self.covariance @ coefficients), 0.0)))
        value, raw = float(coefficients @ self.values), float(coefficients @ self.raw)
        return Estimate(value, error, self.base, self.degrees, raw, events=self.base)


def shares(sample: Sample, question: Factor, domain: Mask | None = None) -> Shares:
    """Return the shares of every level of a question among those who answered it."""
    answered = question.codes >= 0 if domain is None else (question.codes >= 0) & domain
    weight, base = _weight(sample, answered), int(answered.sum())
    ones = ((question.codes[:, None] == np.arange(len(question.levels))) & answered[:, None]).astype(float)
    values = sample.weights @ ones / weight
    scores = sample.scores((ones - values * answered[:, None]) / weight)
    covariance = sample.design.covariance(scores)
    return Shares(question.levels, values, covariance, ones.sum(axis=0) / base, base, sample.design.degrees)


def quantile(sample: Sample, values: Vector, probability: float, domain: Mask | None = None) -> float:
    """Return the smallest value (n,) whose weighted share of values not above it reaches ``probability`` (0 to 1)."""
    known, y = _known(values, domain)
    _weight(sample, known)
    order = np.argsort(y[known], kind="stable")
    ranked, climb = y[known][order], np.cumsum(sample.weights[known][order])
    place = int(np.searchsorted(climb, probability * climb[-1] * (1 - 1e-12)))
    return float(ranked[min(place, len(ranked) - 1)])


def quantile_interval(
    sample: Sample, values: Vector, probability: float, domain: Mask | None = None, level: float = LEVEL
) -> Interval:
    """Return Woodruff's (1952) interval: that of the share below the quantile, read on the distribution."""
    known, y = _known(values, domain)
    middle = quantile(sample, values, probability, domain)
    below = share(sample, y <= middle, known)
    reach = below.error * (wald(0, 1, below.degrees, level).upper)
    ends = np.clip([probability - reach, probability + reach], 0, 1)
    low, high = (quantile(sample, values, float(end), domain) for end in ends)
    return Interval(low, high, level, "woodruff")


def _known(values: Vector, domain: Mask | None) -> tuple[Mask, Vector]:
    known = ~np.isnan(values) if domain is None else ~np.isnan(values) & domain
    return known, np.where(known, values, 0.0)


def _weight(sample: Sample, known: Mask) -> float:
    if not known.any():
        raise Refused(Problem("small", "", "Base vide : personne n’a répondu dans ce groupe."))
    return float(sample.weights[known].sum())


def _error(sample: Sample, linearised: Vector) -> float:
    return float(np.sqrt(sample.design.variance(sample.scores(linearised[:, None]))[0]))
