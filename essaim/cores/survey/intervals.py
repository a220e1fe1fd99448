"""Intervals of a share, and the conventional margin of a simple random sample."""

from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.factors import Codes
from essaim.cores.survey.laws import beta_quantile, normal_quantile, student_quantile
from essaim.cores.survey.margins import Vector

LEVEL = 0.95
FEW = 10
"""Below this many respondents on one side, the logit interval is too short: Korn and Graubard's is used."""


@dataclass(frozen=True)
class Interval:
    """``lower`` ≤ ``upper``; ``level``: how often it covers (0 to 1); ``method``: logit, korn-graubard, wald, wilson, woodruff."""

    lower: float
    upper: float
    level: float
    method: str

    def holds(self, value: float) -> bool:
        """Return whether a value is inside, ends included."""
        return self.lower <= value <= self.upper


def logit(share: float, error: float, degrees: float, level: float = LEVEL) -> Interval:
    """Return the interval on the logit scale, for 0 < share < 1. Source: Korn & Graubard (1998), Survey Methodology 24, section 2."""
    middle = np.log(share / (1 - share))
    reach = student_quantile((1 + level) / 2, degrees) * error / (share * (1 - share))
    ends = 1 / (1 + np.exp(-np.array([middle - reach, middle + reach])))
    return Interval(float(ends[0]), float(ends[1]), level, "logit")


def korn_graubard(share: float, size: float, level: float = LEVEL) -> Interval:
    """Return the Clopper–Pearson interval at an effective size. Source: Korn & Graubard (1998), section 2.

    ``share`` in [0, 1]; ``size``: effective number of answers, above 0.
    """
    tail, yes, no = (1 - level) / 2, share * size, (1 - share) * size
    lower = 0.0 if yes <= 0 else float(beta_quantile(tail, yes, no + 1))
    upper = 1.0 if no <= 0 else float(beta_quantile(1 - tail, yes + 1, no))
    return Interval(lower, upper, level, "korn-graubard")


def wilson(share: float, size: float, level: float = LEVEL) -> Interval:
    """Return Wilson's (1927) interval at an effective size."""
    z = float(normal_quantile((1 + level) / 2))
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    reach = z / (1 + z * z / size) * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return Interval(float(middle - reach), float(middle + reach), level, "wilson")


def wald(value: float, error: float, degrees: float = np.inf, level: float = LEVEL) -> Interval:
    """Return value ± t × error; ``degrees`` infinite gives the normal law."""
    reach = float(student_quantile((1 + level) / 2, degrees)) * error
    return Interval(value - reach, value + reach, level, "wald")


def random_margin(share: float, size: float, level: float = LEVEL, effect: float = 1.0) -> float:
    """Return the half-width that a simple random sample of ``size`` would have, times √``effect`` (a design effect).

    The « marge d'erreur » that law 77-808 of 19 July 1977 (article 2, as amended in 2016) asks beside each published poll.
    """
    spread = max(share * (1 - share), 0.0)  # a share that everybody holds may be 1 and a rounding
    return float(normal_quantile((1 + level) / 2) * np.sqrt(effect * spread / size))


def share_intervals(
    shares: Vector, errors: Vector, events: Codes, bases: Codes, degrees: float, effects: Vector, level: float = LEVEL
) -> tuple[Vector, Vector]:
    """Return the lower and upper ends of many shares at once, all of the same shape, by the rule of ``Share.interval``.

    ``events``: respondents who say yes; ``bases``: respondents; ``effects``: design effects, used where the error is 0. NaN on empty bases.
    """
    everybody_alike = (events == 0) | (
        events == bases
    )  # by their number: a share summed from weights may miss 1 by its last digit
    shares = np.where(everybody_alike & (bases > 0), events > 0, shares)
    rare = (np.minimum(events, bases - events) < FEW) | (shares <= 0) | (shares >= 1)
    spread = shares * (1 - shares)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.log(shares / (1 - shares))
        reach = student_quantile((1 + level) / 2, degrees) * errors / spread
        size = np.where((errors > 0) & (spread > 0), np.minimum(spread / errors**2, bases), bases / effects)
        yes, no, tail = shares * size, (1 - shares) * size, (1 - level) / 2
        lower = np.where(rare, np.where(yes > 0, beta_quantile(tail, yes, no + 1), 0), 1 / (1 + np.exp(reach - middle)))
        upper = np.where(
            rare, np.where(no > 0, beta_quantile(1 - tail, yes + 1, no), 1), 1 / (1 + np.exp(-reach - middle))
        )
    empty = bases == 0
    return np.where(empty, np.nan, lower), np.where(empty, np.nan, upper)
