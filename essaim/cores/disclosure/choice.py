"""What to withhold, at least cost, so that every secret stays open: the cell suppression problem, solved exactly.

A breach is proved by a few statements. At least one of them must be withheld: that is a cut, and the cheapest set that
meets all cuts is the next try (the cover inequalities of Fischetti and Salazar 2001, section 3, in a loop instead of a
branching tree). It ends, for each turn forbids the set just tried, and what it finds is optimal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from essaim.cores.disclosure.attack import Attacker, Interval
from essaim.cores.disclosure.audit import Audit, Breach, Secret, Span
from essaim.cores.disclosure.statements import Floats, Knowledge, Statement, rows

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Candidate:
    """A number that could be said, and what withholding it costs (1 or more)."""

    statement: Statement
    cost: int


@dataclass(frozen=True)
class Choice:
    """``kept`` (c,): which candidates may be said. ``standing``: breaches that what was said before makes alone.

    ``audit`` proves the other secrets open; ``cuts`` are sets of candidates that may not be said together.
    """

    kept: tuple[bool, ...]
    standing: tuple[Breach, ...]
    audit: Audit
    cuts: tuple[frozenset[int], ...]


class _Search:
    """The sets of candidates tried so far, what they taught, and the tables found on the way."""

    def __init__(self, base: Knowledge, candidates: Sequence[Candidate], secrets: Sequence[Secret]) -> None:
        self.base, self.candidates = base, tuple(candidates)
        self.secrets = list(secrets)
        self.cuts: list[frozenset[int]] = []
        self.standing: list[Breach] = []
        self.tables: list[Floats] = []

    def cheapest(self) -> Mask:
        """Return which candidates to keep: the least cost withheld that meets every cut."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(self.candidates)
        if not self.cuts:
            return np.ones(count, dtype=bool)
        rule = LinearConstraint(rows(count, [tuple(cut) for cut in self.cuts]), 1, np.inf)
        costs = np.array([one.cost for one in self.candidates], dtype=float)
        answer = milp(costs, integrality=np.ones(count), bounds=Bounds(0, 1), constraints=[rule])
        return np.asarray(answer.x < 0.5)  # noqa: PLR2004

    def attempt(self, kept: Mask) -> Audit | None:
        """Return the audit of a set of candidates; None when it encloses a secret, which adds cuts."""
        places = np.flatnonzero(kept).tolist()
        span = Span(
            Attacker(self.base.and_also([self.candidates[one].statement for one in places])), self.secrets, self.tables
        )
        span.sweep()
        before = len(self.cuts)
        lost = {one for one in span.closed().tolist() if self._learn(span, one, places)}
        self.tables = span.tables
        if lost:
            self.secrets = [one for place, one in enumerate(self.secrets) if place not in lost]
            return None
        return span.audit() if len(self.cuts) == before else None

    def _learn(self, span: Span, place: int, places: Sequence[int]) -> bool:
        """Attack a secret; add the cut that its proof gives. Return whether no candidate is to blame."""
        found = span.enclosed(place) if place in span.closed() else None
        if found is None:
            return False
        cut = self._blamed(found, places)
        if cut:
            self.cuts.append(cut)
            return False
        self.standing.append(Breach(self.secrets[place], found.low, found.high))
        return True

    def _blamed(self, found: Interval, places: Sequence[int]) -> frozenset[int]:
        said = len(self.base.statements)
        return frozenset(places[one - said] for one in found.proof if one >= said)


def choose(base: Knowledge, candidates: Sequence[Candidate], secrets: Sequence[Secret]) -> Choice:
    """Return which numbers may be said beside those already said (``base``), withholding as little as possible.

    A secret that ``base`` alone encloses is reported as standing and no longer constrains. Raises ContradictionError
    when what is said cannot all be true, ValueError for atoms that do not exist.
    """
    search = _Search(base, candidates, secrets)
    while True:
        kept = search.cheapest()
        if (found := search.attempt(kept)) is not None:
            return Choice(tuple(kept.tolist()), tuple(search.standing), found, tuple(search.cuts))
