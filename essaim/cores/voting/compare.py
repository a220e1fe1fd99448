"""The same ballots under several rules, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from essaim.cores.voting.backing import Path
from essaim.cores.voting.count import count
from essaim.cores.voting.election import Election
from essaim.cores.voting.explain import voters_with_a_winner
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.ties import TieOrder


@dataclass(frozen=True, slots=True)
class Line:
    """One rule on these ballots. ``served``: voters who chose at least one winner; ``others``: winners that the first rule has not."""

    rules: Rules
    winners: tuple[int, ...]
    total_cost: Fraction
    served: int
    others: int


def usual_rules(election: Election) -> tuple[Rules, ...]:
    """Return the rules that people compare, the plain count first."""
    by_points = election.ballots.points is not None
    return (
        Rules("greedy", by="points" if by_points else "votes"),
        Rules("equal-shares"),
        Rules("equal-shares", completion="add1", stop="exhaustive"),
        Rules("equal-shares", completion="add1", stop="last-feasible", fill=True),
        Rules("phragmen"),
        Rules("welfare"),
    )


def compare(election: Election, rules: Sequence[Rules], order: TieOrder, path: Path = "auto") -> tuple[Line, ...]:
    """Count by each rule in turn."""
    lines: list[Line] = []
    first: frozenset[int] = frozenset()
    for each in rules:
        result = count(election, each, order, path=path)
        first = first if lines else frozenset(result.winners)
        others = len(set(result.winners) - first)
        lines.append(Line(each, result.winners, result.total_cost, voters_with_a_winner(result), others))
    return tuple(lines)
