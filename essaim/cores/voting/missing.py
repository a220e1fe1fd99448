"""How many votes a losing project missed, proved by counting again.

Added votes are new voters who choose this project only (one point each where ballots carry points). The envelope does not
change: in Equal Shares everybody's share is then the envelope divided by more voters, and the completion is made again.
The number N that is returned is true in this sense: with N more the project wins, with N − 1 it does not. In a plain count
it is also the smallest. Equal Shares and Phragmén are not monotone: there a smaller number might win too, and then lose again.
"""

from collections.abc import Callable
from math import ceil

from essaim.cores.voting.backing import Path
from essaim.cores.voting.count import count
from essaim.cores.voting.greedy import greedy
from essaim.cores.voting.result import Result
from essaim.cores.voting.ties import TieOrder, declare_order

_MOST = 2**34  # more voters than there are people: no number of them is enough


class Recounts:
    """Counts an election again with more voters, sharing what does not change between two counts."""

    def __init__(self, result: Result, path: Path = "auto") -> None:
        """Prepare for one result."""
        self.result, self.path = result, path
        self.support = [step.support for step in sorted(result.steps, key=lambda step: step.project)]

    def wins(self, project: int, more: int) -> bool:
        """Whether a project wins with ``more`` voters who choose it only."""
        rules, grown = self.result.rules, self.result.election.with_voters(project, more)
        order = self._order(project, more)
        if rules.rule == "greedy":
            support = [each + more * (place == project) for place, each in enumerate(self.support)]
            steps, _ = greedy(self.result.election, support, rules, order)
            return any(step.project == project and step.decision in {"funded", "reserve"} for step in steps)
        return project in count(grown, rules, order, path=self.path).winners

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
