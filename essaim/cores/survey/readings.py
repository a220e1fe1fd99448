"""What may be published of a share: three readings, beside the conventional margin; and who comes first.

Law 77-808 of 19 July 1977 (article 2, amended by law 2016-508) asks that each published poll give its margins of error, « le cas
échéant par référence à la méthode aléatoire »: a quota sample has no design of its own.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from essaim.cores.survey.estimates import Share, Shares
from essaim.cores.survey.intervals import LEVEL, Interval, random_margin, wald

WITHHELD_UNDER = 50
FLAGGED_UNDER = 100


class Status(StrEnum):
    """Whether a figure may be shown: as it is, with a warning on its small base, or not at all."""

    SHOWN = "shown"
    FLAGGED = "flagged"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Thresholds:
    """Fewer answers than ``withheld`` are not published; fewer than ``flagged`` carry a warning."""

    withheld: int = WITHHELD_UNDER
    flagged: int = FLAGGED_UNDER

    def status(self, base: int) -> Status:
        """Return what a base of so many answers allows."""
        if base < self.withheld:
            return Status.WITHHELD
        return Status.FLAGGED if base < self.flagged else Status.SHOWN


@dataclass(frozen=True)
class Reading:
    """The three readings of a share (0 to 1): ``raw``, ``adjusted``, ``interval`` after adjustment.

    ``random_margin``: half-width that a simple random sample of the same ``base`` would have. ``effect``: variance after
    adjustment over that of such a sample.
    """

    raw: float
    adjusted: float
    interval: Interval
    random_margin: float
    base: int
    error: float
    effect: float
    status: Status


def read(share: Share, *, level: float = LEVEL, thresholds: Thresholds | None = None) -> Reading:
    """Return the readings of a share; the caller shows nothing but the base when the status is WITHHELD."""
    limits = thresholds or Thresholds()
    return Reading(
        raw=share.raw,
        adjusted=share.value,
        interval=share.interval(level),
        random_margin=random_margin(share.value, share.base, level),
        base=share.base,
        error=share.error,
        effect=share.effect,
        status=limits.status(share.base),
    )


@dataclass(frozen=True)
class Lead:
    """The answers of a question from the most chosen: ``first``, and ``tied``, those that it does not leave behind.

    ``level``: the intervals of all the differences with the first hold together at this level (Bonferroni).
    """

    first: str
    tied: tuple[str, ...]
    level: float


def lead(shares: Shares, *, level: float = LEVEL) -> Lead:
    """Return which answer comes first, and which others may be as high: their difference's interval holds 0."""
    order = np.argsort(-shares.values, kind="stable")
    top, others = int(order[0]), [int(place) for place in order[1:]]
    family = max(len(others), 1)
    tied = [place for place in others if _may_be_equal(shares, top, place, 1 - (1 - level) / family)]
    return Lead(shares.levels[top], tuple(shares.levels[place] for place in tied), level)


def _may_be_equal(shares: Shares, top: int, other: int, level: float) -> bool:
    coefficients = np.zeros(len(shares.levels))
    coefficients[top], coefficients[other] = 1, -1
    gap = shares.contrast(coefficients)
    return wald(gap.value, gap.error, gap.degrees, level).holds(0)
