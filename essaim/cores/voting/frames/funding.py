"""The plain count through the pots of a frame: in each, projects by votes (or points), funded while money and limits allow.

The definition, step by step, is in docs/formats/cadre.md; money is in whole units of 1 / ``scale`` of the currency.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from essaim.cores.voting.election import Election
from essaim.cores.voting.frames.fitting import Fitted, FittedPot
from essaim.cores.voting.greedy import Step, ranking
from essaim.cores.voting.result import PotCount
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.ties import Tie, TieOrder

FUNDED = frozenset({"funded", "part", "reserve"})
_OPEN = ("", "")


@dataclass(slots=True)
class State:
    """Where the count stands: winners in order, how many of each limit are used, and what is left of the pot."""

    left: int = 0
    won: list[int] = field(default_factory=list)
    used: dict[tuple[int, int, str], int] = field(default_factory=dict)
    in_pot: int = 0
    misfits: int = 0
    stopped: bool = False

    def copy(self) -> "State":
        """Return the same standing, to be gone on with apart."""
        return State(self.left, [*self.won], {**self.used}, self.in_pot, self.misfits, self.stopped)


@dataclass(frozen=True, slots=True)
class Support:
    """What the ballots say of each project: its support (votes or points) and its votes."""

    by: Sequence[Fraction | int]
    votes: Sequence[int]


class Funding:
    """Counts one election through one frame; the same one counts again with other support."""

    def __init__(self, election: Election, fitted: Fitted, rules: Rules) -> None:
        """Prepare: costs and pots in whole units."""
        self.election, self.fitted, self.rules = election, fitted, rules
        costs, own = [project.cost for project in election.projects], [pot.own for pot in fitted.pots]
        self.scale = lcm(*(each.denominator for each in (*costs, *own)))
        self.costs = [int(cost * self.scale) for cost in costs]
        self.own = [int(each * self.scale) for each in own]
        self.minimum = fitted.frame.minimum
        self.threshold = int(rules.threshold) if rules.threshold.denominator == 1 else rules.threshold

    def run(self, support: Support, order: TieOrder) -> "Run":
        """Count. Raises UndeclaredTie."""
        state, run = State(), Run([], [])
        received = [0] * len(self.own)
        for number, pot in enumerate(self.fitted.pots):
            self.enter(state, self.own[number] + received[number])
            run.starts.append(state.copy())
            run.counts.append(self._pot(number, pot, state, support, order, received[number]))
            if pot.to is not None:
                received[pot.to] += state.left
        return run

    def enter(self, state: State, money: int) -> None:
        """Begin a pot: winners and their limits stay, the rest is new."""
        state.left, state.in_pot, state.misfits, state.stopped = money, 0, 0, False

    def _pot(
        self, number: int, pot: FittedPot, state: State, support: Support, order: TieOrder, received: int
    ) -> PotCount:
        before, name = frozenset(state.won), pot.pot.id
        queue, ties = ranking(support.by, order, [place for place in pot.places if place not in before])
        steps, paid = [], []
        for project in queue:
            decision, cause = self.decide(number, project, state, support)
            left = Fraction(state.left, self.scale)
            steps.append(Step(project, Fraction(support.by[project]), left, decision, name, cause))
            if decision in FUNDED:
                paid.append(Fraction(min(self.costs[project], state.left), self.scale))
                self.take(number, project, state)
            self._note(decision, state)
        won = tuple(step.project for step in steps if step.decision in FUNDED)
        met = tuple(Tie(tie.round, tie.projects, name) for tie in ties)
        return PotCount(pot, Fraction(received, self.scale), won, tuple(paid), met, tuple(steps))

    def funds(self, place: int, queues: Sequence[Sequence[int]], support: Support) -> bool:
        """Whether one project wins, each pot's projects being taken in the order of its queue: the count, and no trace of it."""
        state, received, won = State(), [0] * len(self.own), set[int]()
        for number, pot in enumerate(self.fitted.pots):
            self.enter(state, self.own[number] + received[number])
            for project in queues[number]:
                if state.stopped:
                    break
                decision = "" if project in won else self.decide(number, project, state, support)[0]
                if decision in FUNDED:
                    if project == place:
                        return True
                    won.add(project)
                    self.take(number, project, state)
                self._note(decision, state)
            if pot.to is not None:
                received[pot.to] += state.left
        return False

    def _note(self, decision: str, state: State) -> None:
        """Keep that a first project did not fit, and whether the count of this pot ends there."""
        if decision in {"misfit", "part", "reserve"}:
            state.misfits += 1
            state.stopped = self.rules.misfit == "stop"

    def decide(self, number: int, project: int, state: State, support: Support) -> tuple[str, str]:
        """Return what is decided of a project in this pot now, and the cause where there is one to name."""
        if state.stopped:
            return "after", ""
        if not support.by[project]:
            return "unbacked", ""
        if support.votes[project] < self.minimum:
            return "minimum", ""
        if self.threshold and support.by[project] < self.threshold:
            return "threshold", ""
        hindrance = self.hindrance(number, project, state)
        return hindrance if hindrance != _OPEN else (self._by_money(number, project, state), "")

    def hindrance(self, number: int, project: int, state: State) -> tuple[str, str]:
        """Return which limit keeps a project out, whatever its votes and its cost."""
        rivals = self.fitted.rivals[project]
        if rivals and not rivals.isdisjoint(state.won):
            first = next(place for place in state.won if place in rivals)
            return "apart", self.election.projects[first].id
        for at, limit in enumerate(self.fitted.limits):
            if state.used.get((-1, at, limit.values[project]), 0) >= limit.most:
                return "limit", limit.field
        fitted = self.fitted.pots[number]
        for at, limit in enumerate(fitted.limits):
            if state.used.get((number, at, limit.values[project]), 0) >= limit.most:
                return "each", limit.field
        return ("full", "") if fitted.pot.most is not None and state.in_pot >= fitted.pot.most else _OPEN

    def _by_money(self, number: int, project: int, state: State) -> str:
        cost, part, clause = self.costs[project], self.fitted.pots[number].pot.part, self.rules.clause
        if cost <= state.left:
            return "funded"
        if part is not None and not state.misfits and state.left >= part * cost:
            return "part"
        return (
            "reserve"
            if clause is not None and self.rules.misfit == "stop" and state.left >= clause * cost
            else "misfit"
        )

    def take(self, number: int, project: int, state: State) -> None:
        """Make a project win."""
        state.won.append(project)
        state.in_pot += 1
        state.left -= min(self.costs[project], state.left)
        for where, limits in ((-1, self.fitted.limits), (number, self.fitted.pots[number].limits)):
            for at, limit in enumerate(limits):
                key = where, at, limit.values[project]
                state.used[key] = state.used.get(key, 0) + 1


@dataclass(slots=True)
class Run:
    """One count: what became of each pot, and where the count stood as each began."""

    counts: list[PotCount]
    starts: list[State]

    @property
    def winners(self) -> tuple[int, ...]:
        """Winners of all pots, in order."""
        return tuple(project for count in self.counts for project in count.winners)
