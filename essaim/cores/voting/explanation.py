"""What is said of one project."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened to one project.

    ``reason``: the decision of a plain count (see `Step`), or ``bought``, ``unaffordable`` (its backers had not enough left),
    ``too_dear`` (costs more than the envelope), ``unbacked``, ``blocked``, ``after``, ``chosen``, ``not_chosen`` (optimum).
    In a frame: the decision of the last pot that considered it. ``missing``: votes that it missed (see `missing`), or None where
    it won, or where no number would do, or none was sought. ``short``: money that its backers missed together at the end, or None.
    """

    project: int
    won: bool
    reason: str
    votes: int
    points: Fraction
    text: str
    short: Fraction | None = None
    missing: int | None = None
