"""How many votes a losing project missed in a frame.

N more votes for this project, those of the others unchanged: with N it wins, with N − 1 it does not. In a plain count that passes what
does not fit, a project that loses changes nothing for the others: what it needed is read from the count itself, pot by pot. Everywhere
else the election is counted again with more votes.
"""

from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from math import ceil

from essaim.cores.voting.backing import Path, votes
from essaim.cores.voting.count import count
from essaim.cores.voting.frames.counting import fitted_of, support_of
from essaim.cores.voting.frames.funding import Funding, Run, State, Support
from essaim.cores.voting.frames.sharing import of_pot
from essaim.cores.voting.missing import Recounts, threshold
from essaim.cores.voting.result import PotCount, Result
from essaim.cores.voting.ties import TieOrder, UndeclaredTie, declare_order


class FramedRecounts:
    """What a project of a plain count within a frame missed."""

    def __init__(self, result: Result, path: Path = "auto") -> None:
        """Prepare for one result of the plain count."""
        self.result, self.election, self.rules = result, result.counted, result.rules
        self.funding = Funding(self.election, fitted_of(result), result.rules)
        self.support = support_of(self.election, result.rules, path)
        criteria = result.order.criteria
        self.redrawn = self.rules.by == "points" and "votes" in criteria  # the order itself changes with votes
        others = [each for each in criteria if each != "votes"]  # among equal votes the criterion says nothing
        self.order = result.order if len(others) == len(criteria) else declare_order(self.election, others)

    @cached_property
    def run(self) -> Run:
        """The count as it was."""
        return self.funding.run(self.support, self.result.order)

    @cached_property
    def _apart(self) -> bool:
        """Whether a loser changes nothing for the others: nothing stops or is used up by what does not fit."""
        parts = any(pot.pot.part is not None for pot in self.funding.fitted.pots)
        return self.rules.misfit == "skip" and not parts and not self.redrawn

    def missing(self, place: int) -> int | None:
        """Return how many votes a losing project missed, or None if no number would do."""
        if self._apart:
            needed = [self._needed(place, number) for number, pot in enumerate(self._pots) if place in pot]
            return min((each for each in needed if each is not None), default=None)
        if not self.wins(place, self._beyond):
            return None
        return threshold(lambda more: self.wins(place, more), 1) if self.redrawn else self._searched(place)

    def _searched(self, place: int) -> int:
        """Look among the numbers of votes that change the place of a project in some pot: between two, nothing changes."""
        among = {rival for pot in self._pots if place in pot for rival in pot} - {place}
        numbers = sorted(
            {max(self._least(place), self._before(place, rival)) for rival in among} | {self._least(place)}
        )
        low, high = -1, len(numbers) - 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.wins(place, numbers[middle]) else (middle, high)
        return numbers[high]

    @cached_property
    def _pots(self) -> list[frozenset[int]]:
        return [frozenset(pot.places) for pot in self.funding.fitted.pots]

    @cached_property
    def _beyond(self) -> int:
        """More votes than any project has, or than any rule asks for."""
        return ceil(max(self.support.by, default=0) + self.funding.minimum + self.funding.threshold) + 1

    def _needed(self, place: int, number: int) -> int | None:
        """Return the votes that would have funded a project in this pot, or None.

        It must come before the winner that took its room or its money; the least that rules ask for is needed besides.
        """
        state, winners = self.run.starts[number].copy(), self.run.counts[number].winners
        if not self._open(place, number, state):
            return None
        for winner in winners:
            self.funding.take(number, winner, state)
            if not self._open(place, number, state):
                return max(self._least(place), self._before(place, winner))
        return self._least(place)

    def _open(self, place: int, number: int, state: State) -> bool:
        return self.funding.costs[place] <= state.left and not self.funding.hindrance(number, place, state)[0]

    def _least(self, place: int) -> int:
        short = self.funding.minimum - self.support.votes[place]
        return max(1, short, ceil(self.funding.threshold - self.support.by[place]))

    def _before(self, place: int, rival: int) -> int:
        """Return the votes with which a project comes before another."""
        gap = self.support.by[rival] - self.support.by[place]
        mine, other, whole = self.order.ranks[place], self.order.ranks[rival], ceil(gap)
        if whole == gap and mine == other:
            raise UndeclaredTie([self.order.names[place], self.order.names[rival]])
        return whole + (whole == gap and mine > other)

    def wins(self, place: int, more: int) -> bool:
        """Whether a project wins with ``more`` votes (and as many points), counted again."""
        if self.redrawn:
            return place in self._again(place, more).winners
        support = self._grown(place, more)
        queues = [self._moved(queue, place, support.by[place]) if place in queue else queue for queue in self._queues]
        return self.funding.funds(place, queues, support)

    @cached_property
    def _queues(self) -> list[list[int]]:
        """The projects of each pot, in the order in which they are considered."""
        return [sorted(pot, key=lambda place: self._key(place, self.support.by[place])) for pot in self._pots]

    def _key(self, place: int, support: Fraction | int) -> tuple[Fraction | int, int]:
        return -support, self.order.ranks[place]

    def _moved(self, queue: list[int], place: int, support: Fraction | int) -> list[int]:
        """Return a queue where one project has another support. Raises UndeclaredTie where nothing places it."""
        others = [other for other in queue if other != place]
        key = self._key(place, support)
        at = bisect_left(others, key, key=lambda other: self._key(other, self.support.by[other]))
        if support and at < len(others) and self._key(others[at], self.support.by[others[at]]) == key:
            raise UndeclaredTie([self.order.names[place], self.order.names[others[at]]])
        return [*others[:at], place, *others[at:]]

    def at_best(self, place: int) -> list[PotCount]:
        """Return what would become of the pots if a project had more votes than any other."""
        return self._again(place, self._beyond).counts

    def _again(self, place: int, more: int) -> Run:
        order = self.order
        if self.redrawn:
            order = declare_order(self.election.with_voters(place, more), self.result.order.criteria)
        return self.funding.run(self._grown(place, more), order)

    def _grown(self, place: int, more: int) -> Support:
        by, found = list(self.support.by), list(self.support.votes)
        by[place] += more
        found[place] += more
        return Support(by, found)


class PotRecounts:
    """What a project missed in a pot that is counted as an election of its own (Equal Shares, Phragmén)."""

    def __init__(self, result: Result, pot: PotCount, path: Path = "auto") -> None:
        """Prepare for one pot of one result."""
        self.result, self.pot, self.path = result, pot, path
        self.minimum = result.frame.minimum if result.frame else 0
        self.votes = votes(result.counted, path)

    def missing(self, place: int) -> int | None:
        """Return how many votes a project missed that was below the minimum of votes, or None if no number would do."""
        if self.result.counted.projects[place].cost > self.pot.money:
            return None
        return threshold(self._wins(place), self.minimum - self.votes[place])

    def _wins(self, place: int) -> Callable[[int], bool]:
        """Count the pot with this project admitted, from the votes on that admit it."""
        places = tuple(sorted((*self.pot.places, place)))
        order: TieOrder
        election, order = of_pot(self.result.counted, self.pot.fitted, places, self.pot.money, self.result.order)
        recounts = Recounts(count(election, self.result.rules, order, path=self.path), self.path)
        gap, inner = self.minimum - self.votes[place], places.index(place)
        return lambda more: more >= gap and recounts.wins(inner, more)
