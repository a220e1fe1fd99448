"""How many votes a losing project missed, proved by counting again.

Added votes are new voters who choose this project only (one point each where ballots carry points). The envelope does not
change: in Equal Shares everybody's share is then the envelope divided by more voters, and the completion is made again.
The number N that is returned is true in this sense: with N more the project wins, with N − 1 it does not. In a plain count
it is also the smallest. Equal Shares and Phragmén are not monotone: there a smaller number might win too, and then lose again.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import ceil

from essaim.cores.voting.backing import Path, scores, votes
from essaim.cores.voting.count import count, counter_of, fill
from essaim.cores.voting.greedy import greedy
from essaim.cores.voting.result import Result
from essaim.cores.voting.shares.classes import Joined
from essaim.cores.voting.shares.completion import Counter, complete
from essaim.cores.voting.ties import TieOrder, declare_order

_MOST = 2**34  # more voters than there are people: no number of them is enough


class Recounts:
    """Counts an election again with more voters, sharing what does not change between two counts."""

    def __init__(self, result: Result, path: Path = "auto") -> None:
        """Prepare for one result."""
        self.result, self.path = result, path
        election, rules = result.election, result.rules
        by_points = rules.rule == "greedy" and rules.by == "points"
        self.support: list[Fraction | int] = [*(scores(election, path) if by_points else votes(election, path))]
        self.counter = counter_of(election, rules, result.order, path) if rules.rule == "equal-shares" else None

    def wins(self, project: int, more: int) -> bool:
        """Whether a project wins with ``more`` voters who choose it only."""
        election, rules, order = self.result.election, self.result.rules, self._order(project, more)
        if self.counter:
            return self._wins_in_shares(self.counter, project, more, order)
        if rules.rule == "greedy":
            steps, _ = greedy(election, self._support(project, more), rules, order)
            return any(step.project == project and step.decision in {"funded", "reserve"} for step in steps)
        return project in count(election.with_voters(project, more), rules, order, path=self.path).winners

    def _support(self, project: int, more: int) -> list[Fraction | int]:
        return [each + more * (place == project) for place, each in enumerate(self.support)]

    def _wins_in_shares(self, counter: Counter, project: int, more: int, order: TieOrder) -> bool:
        """Count with the classes that are known already: those who join are beside them (see `Joined`)."""
        election, rules = self.result.election, self.result.rules
        unit = election.ballots.scale if rules.utility == "points" else 1
        backed = [each + more * unit * (place == project) for place, each in enumerate(counter.market.backed)]
        share = Fraction(counter.envelope.budget, election.voters + more or 1)
        joined = Joined(counter.trail, project, more, unit) if more else counter.trail
        grown = Counter(joined, replace(counter.market, backed=backed), order, replace(counter.envelope, share=share))
        winners = complete(grown, rules.completion, rules.stop, rules.step).won.winners
        if project in winners or not rules.fill:
            return project in winners
        return project in fill(election, order, winners, [int(n) for n in self._support(project, more)])[1]

    def _order(self, project: int, more: int) -> TieOrder:
        """The declared order, drawn again only where it depends on votes."""
        if "votes" not in self.result.order.criteria:
            return self.result.order
        return declare_order(self.result.election.with_voters(project, more), self.result.order.criteria)

    def missing(self, project: int) -> int | None:
        """Return how many votes a losing project missed, or None if no number would do."""
        if self.result.election.projects[project].cost > self.result.election.budget:
            return None
        return threshold(lambda more: self.wins(project, more), self._guess(project))

    def _guess(self, project: int) -> int:
        """Where to begin looking: any number is right, a near one is quick."""
        cost, start = self.result.election.projects[project].cost, self.result.start
        if start and start.share and project in self.result.left:
            return max(1, ceil((cost - self.result.left[project]) / start.share))
        return 1


def threshold(wins: Callable[[int], bool], guess: int) -> int | None:
    """Return a number that wins while one fewer does not, looking from ``guess``; None if none was found. 0 must lose."""
    low, high = 0, guess
    while not wins(high):
        low, high = high, 2 * high
        if high > _MOST:
            return None
    step = 1
    while high - step > low and wins(high - step):
        high -= step
        step *= 2
    low = max(low, high - step)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    return high
