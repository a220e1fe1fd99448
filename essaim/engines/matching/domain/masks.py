"""Where the rules of a kit hold, for all pairs at once: each different question is asked once.

A rule reads some answers of one side, some of the other, perhaps the distance. People who answer alike and live in the
same place get the same answer: the rule is evaluated once for each kind of pair, and only among the pairs wanted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from essaim.cores.rules.auditing import read_by
from essaim.cores.rules.book import Book
from essaim.cores.rules.evaluation import Facts, evaluate_rule
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.tree import Named, Ref, Source
from essaim.cores.rules.verdict import Verdict
from essaim.engines.matching.domain.people import UNKNOWN, Ints, People, Tenths, numbered, tenths_between

Mask = npt.NDArray[np.bool_]
DISTANCE = "matching.distance"
TABLE_AT_MOST = 1_000_000
"""Entries of a table that is quicker than a sort, and small beside what it reads."""


@dataclass(frozen=True)
class Ground:
    """What rules stand on: the book of the kit, the values of its parameters, the day."""

    book: Book
    parameters: Mapping[str, Value]
    today: date

    def reads(self, rule: str) -> set[Ref]:
        return read_by({Named(rule)}, self.book)

    def holds(self, rule: str, answers: Mapping[str, Value], tenths: int) -> bool:
        """Tell whether a rule holds for one pair; what is not known does not hold."""
        lookups: dict[str, Value] = {} if tenths == UNKNOWN else {DISTANCE: Fraction(tenths, 10)}
        facts = Facts(answers, self.parameters, lookups, self.today)
        return evaluate_rule(rule, self.book, facts).verdict is Verdict.YES


@dataclass(frozen=True)
class Crowd:
    """Both sides on their ground."""

    seekers: People
    partners: People
    ground: Ground

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.seekers), len(self.partners)

    @cached_property
    def between_places(self) -> Tenths:
        """Distances between the different places of both sides, in tenths of a kilometre."""
        return tenths_between(self.seekers.places[1], self.partners.places[1])

    @cached_property
    def _asked(self) -> "dict[str, tuple[_Questions, Mask]]":
        """The answers of rules for all kinds of pairs, kept from one call to the next."""
        return {}

    def tenths(self, rows: Ints, columns: Ints) -> Tenths:
        """Return the distances of pairs (k,) in tenths of a kilometre; UNKNOWN where a place is not known."""
        found: Tenths = self.between_places[self.seekers.places[0][rows], self.partners.places[0][columns]]
        return found

    def distance(self, seeker: int, partner: int) -> int:
        """Return the distance of one pair, in tenths of a kilometre, or UNKNOWN."""
        return int(self.tenths(np.array([seeker]), np.array([partner]))[0])

    def one_sided(self, rule: str) -> bool:
        """Tell whether a rule reads one side only, and no distance."""
        first, second, far = self._reads(rule)
        return not far and not (first and second)

    def where(self, rule: str, among: Mask) -> Mask:
        """Return the pairs (n, m) that satisfy a rule, False outside ``among`` (n, m)."""
        if rule not in self._asked:
            questions = _Questions(self, rule, *self._reads(rule))
            if questions.kinds_of_pairs > np.count_nonzero(among):
                found = np.zeros(self.shape, dtype=bool)
                rows, columns = np.nonzero(among)
                found[rows, columns] = questions.answers(rows, columns)
                return found
            self._asked[rule] = questions, questions.table()
        known, table = self._asked[rule]
        return table.take(known.rows, axis=0).take(known.columns, axis=1) & among

    def _reads(self, rule: str) -> tuple[list[str], list[str], bool]:
        read = self.ground.reads(rule)
        names = sorted(ref.name for ref in read if ref.source is Source.FIELD)
        sides = (self.seekers.fields, self.partners.fields)
        first, second = ([name for name in names if name in fields] for fields in sides)
        return first, second, Ref(Source.LOOKUP, DISTANCE) in read


class _Questions:
    """The different questions that a rule asks of pairs.

    ``first``, ``second``: the number of what each seeker and each partner answers; ``rows``, ``columns``: the same, and
    where they live when the distance counts.
    """

    def __init__(self, crowd: Crowd, rule: str, first: list[str], second: list[str], far: bool) -> None:  # noqa: FBT001 - read from the rule, never written by hand
        self.crowd, self.rule, self.far = crowd, rule, far
        self.first, self.second = crowd.seekers.kinds(first), crowd.partners.kinds(second)
        self.rows, self.columns = self._placed(self.first, crowd.seekers), self._placed(self.second, crowd.partners)

    def _placed(self, numbers: Ints, people: People) -> Ints:
        if not self.far:
            return numbers
        return numbered(zip(numbers.tolist(), people.places[0].tolist(), strict=True))[0]

    @property
    def kinds_of_pairs(self) -> int:
        return _count(self.rows) * _count(self.columns)

    def table(self) -> Mask:
        """Return the answer for each kind of seeker and each kind of partner."""
        if self.far and _count(self.first) == _count(self.second) == 1:
            return self._of_distance()
        rows, columns = (np.unique(one, return_index=True)[1] for one in (self.rows, self.columns))
        grid = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
        return self.answers(*grid).reshape(len(rows), len(columns))

    def _of_distance(self) -> Mask:
        """Return the answer for each two places, where the distance is all that differs."""
        tenths = self.crowd.between_places
        places, back = _different((tenths - UNKNOWN).ravel().astype(np.int64))
        asked = [self._ask(0, 0, one) for one in tenths.ravel()[places].tolist()]
        return np.array(asked, dtype=bool)[back].reshape(tenths.shape)

    def answers(self, rows: Ints, columns: Ints) -> Mask:
        """Return the answer for pairs (k,), each different question asked once."""
        tenths = self.crowd.tenths(rows, columns).astype(np.int64) if self.far else np.full(len(rows), UNKNOWN)
        keys = ((tenths - UNKNOWN) * _count(self.first) + self.first[rows]) * _count(self.second) + self.second[columns]
        places, back = _different(keys)
        asked = map(self._ask, rows[places].tolist(), columns[places].tolist(), tenths[places].tolist())
        return np.array(list(asked), dtype=bool)[back]

    def _ask(self, row: int, column: int, tenths: int) -> bool:
        answers = {**self.crowd.seekers.answers[row], **self.crowd.partners.answers[column]}
        return self.crowd.ground.holds(self.rule, answers, tenths)


def _different(keys: Ints) -> tuple[Ints, Ints]:
    """Return where each different key stands once, and the number of each key among them: a sort only where keys are sparse."""
    span = int(keys.max()) + 1 if len(keys) else 0
    if span > TABLE_AT_MOST:
        _, places, back = np.unique(keys, return_index=True, return_inverse=True)
        return places, back
    at = np.full(span, -1, dtype=np.int64)
    at[keys] = np.arange(len(keys))
    known = np.flatnonzero(at >= 0)
    numbers = np.zeros(span, dtype=np.int64)
    numbers[known] = np.arange(len(known))
    return at[known], numbers[keys]


def _count(numbers: Ints) -> int:
    """How many different numbers there are, from 0 without a gap."""
    return int(numbers.max()) + 1 if len(numbers) else 0
