"""From the section of a kit and the people registered to a problem of `cores.assignment`.

Criteria are met in the order of their cost: answers in common and rules about one side first, then what reads both, among
the pairs that are left.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from essaim.cores.assignment import Criterion, Pair, Problem, Quota, Wish
from essaim.cores.rules.kinds import Value
from essaim.engines.matching.domain.masks import Crowd, Mask
from essaim.engines.matching.domain.people import UNKNOWN, Ints, People
from essaim.engines.matching.params import MatchingSection, QuotaRecord, SharedRecord, WishRecord

POINTS = 100
"""What a wish wholly fulfilled brings, before its weight."""
NEAR = "Proximité"
Small = np.int8
"""Points go from 0 to POINTS: a matrix of every pair is four times smaller than with whole words."""
Points = npt.NDArray[Small]
Counts = npt.NDArray[np.int16]
Places = tuple[Ints, Ints]
"""Where pairs are: their rows and their columns."""


def as_written(text: str) -> str:
    return text


@dataclass(frozen=True)
class Pairing:
    """What is to be paired.

    ``running``: pairs with an agreement or a proposal that waits, which take their places; ``refused``: pairs never to be
    proposed again; ``say``: fills the placeholders of a label with the values of the adopter.
    """

    section: MatchingSection
    crowd: Crowd
    running: tuple[Pair, ...] = ()
    refused: tuple[Pair, ...] = ()
    say: Callable[[str], str] = field(default=as_written)

    @cached_property
    def problem(self) -> Problem:
        """The problem to solve, in the terms of the core. Names of criteria, wishes and quotas are French labels."""
        criteria = self._criteria()
        possible = np.ones(self.crowd.shape, dtype=bool)
        for one in criteria:
            possible &= one.passes
        rows, columns = np.nonzero(possible)
        at = rows, columns
        wishes = self._wishes(possible, at)
        scores = sum((one.weight * one.points[at].astype(np.int64) for one in wishes), np.zeros(len(at[0]), np.int64))
        return Problem(
            *(self.crowd.seekers.side, self.crowd.partners.side, *at, scores),
            criteria=tuple(criteria),
            wishes=tuple(wishes),
            running=self.running,
            refused=self.refused,
            quotas=tuple(self._quota(one) for one in self.section.quotas),
        )

    def label(self, rule: str) -> str:
        """Return the label of a rule, with the values of the adopter."""
        return self.say(self.crowd.ground.book.rules[rule].label)

    def in_common(self, one: SharedRecord) -> Counts:
        """Return how many answers each pair has in common (n, m)."""
        if one.id not in self._common:
            first, second = one.fields
            choices = [choice.key for choice in self.crowd.ground.book.fields[first].choices]
            common = self.crowd.seekers.chosen(first, choices) @ self.crowd.partners.chosen(second, choices).T
            self._common[one.id] = common.astype(np.int16)
        return self._common[one.id]

    @cached_property
    def _common(self) -> dict[str, Counts]:
        """Answers in common, counted once for a criterion and a wish alike."""
        return {}

    def number(self, parameter: str | None) -> int:
        """Return a parameter that is a whole number; 0 for none."""
        value: Value = self.crowd.ground.parameters[parameter] if parameter else 0
        return int(value) if isinstance(value, int) else 0

    def _criteria(self) -> list[Criterion]:
        """Every hard criterion, in the order of the kit: its rules, then the answers in common."""
        shared = [one for one in self.section.shared if one.at_least is not None]
        cheap = {self.say(one.label): self.in_common(one) >= self.number(one.at_least) for one in shared}
        everybody = np.ones(self.crowd.shape, dtype=bool)
        apart = [rule for rule in self.section.criteria if self.crowd.one_sided(rule)]
        cheap |= {self.label(rule): self.crowd.where(rule, everybody) for rule in apart}
        known = cheap | self._costly(
            [rule for rule in self.section.criteria if rule not in apart], list(cheap.values())
        )
        names = [*map(self.label, self.section.criteria), *(self.say(one.label) for one in shared)]
        return [Criterion(name, known[name]) for name in names]

    def _costly(self, rules: list[str], cheap: list[Mask]) -> dict[str, Mask]:
        """Ask the rules of both sides of the pairs that are left; of all the pairs of who has none, for the reason's counts."""
        left = np.ones(self.crowd.shape, dtype=bool)
        for one in cheap:
            left &= one
        known = {}
        for rule in rules:
            known[rule] = self.crowd.where(rule, left)
            left = left & known[rule]
        alone = np.zeros(self.crowd.shape, dtype=bool)
        alone[~self._allowed(left).any(axis=1)] = True
        return {self.label(rule): mask | self.crowd.where(rule, alone) for rule, mask in known.items()}

    def _allowed(self, mask: Mask) -> Mask:
        found = mask.copy()
        for pair in (*self.running, *self.refused):
            found[pair] = False
        return found

    def _wishes(self, possible: Mask, at: Places) -> list[Wish]:
        """Every wish; points are given to the pairs that are possible (``at``), the others keep 0."""
        shared = [one for one in self.section.shared if one.weight is not None]
        return [
            *(self._wish(one, possible, at) for one in self.section.wishes),
            *(self._wish_in_common(one, at) for one in shared),
        ]

    def _wish(self, one: WishRecord, possible: Mask, at: Places) -> Wish:
        if one.rule is not None:
            return Wish(self.label(one.rule), self.crowd.where(one.rule, possible) * Small(POINTS), one.weight)
        limit, tenths = 10 * max(self.number(one.near), 1), self.crowd.tenths(*at)
        near = np.where(tenths == UNKNOWN, 0, np.clip(limit - tenths, 0, limit) * POINTS // limit)
        return Wish(NEAR, self._filled(at, near), one.weight)

    def _wish_in_common(self, one: SharedRecord, at: Places) -> Wish:
        choices = len(self.crowd.ground.book.fields[one.fields[0]].choices)
        points = self.in_common(one)[at].astype(np.int32) * POINTS // max(choices, 1)
        return Wish(self.say(one.label), self._filled(at, points), one.weight or 1)

    def _filled(self, at: Places, points: npt.NDArray[np.integer]) -> Points:
        found: Points = np.zeros(self.crowd.shape, dtype=Small)
        found[at] = points
        return found

    def _quota(self, one: QuotaRecord) -> Quota:
        seeking = one.side == self.section.seekers.id
        members = self._members(one.rule, self.crowd.seekers if seeking else self.crowd.partners)
        most = self.number(one.at_most) if one.at_most else None
        return Quota(
            self.say(one.label), "seekers" if seeking else "partners", members, self.number(one.at_least), most
        )

    def _members(self, rule: str, people: People) -> npt.NDArray[np.bool_]:
        answers = [self.crowd.ground.holds(rule, one, UNKNOWN) for one in people.answers]
        return np.array(answers, dtype=bool).reshape(len(people))
