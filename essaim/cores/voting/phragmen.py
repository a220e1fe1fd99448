"""Sequential Phragmén, exactly.

Everybody's money grows at the same speed from nothing; as soon as the backers of a project own its cost together, it is
bought and they start again from nothing. The count stops at the first project that the envelope cannot hold.
M. Brill, R. Freeman, S. Janson, M. Lackner, « Phragmén's Voting Methods and Justified Representation », AAAI 2017; for
projects with costs: M. Los, Z. Christoff, D. Grossi, « Proportional Budget Allocations », IJCAI 2022.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from essaim.cores.voting.backing import Path, votes
from essaim.cores.voting.election import Election
from essaim.cores.voting.shares.classes import Labels, labels_of
from essaim.cores.voting.ties import Tie, TieOrder


@dataclass(slots=True)
class PhragmenRun:
    """Winners in order with the moment of each purchase (money grown for each voter), ties, and why it ended.

    ``blocked``: the project that the envelope could not hold, or None when every backed project was bought.
    """

    winners: list[int] = field(default_factory=list)
    moments: list[Fraction] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    blocked: int | None = None


def sequential_phragmen(election: Election, order: TieOrder, path: Path = "auto") -> PhragmenRun:
    """Count. Ballots are read as approvals: points and ranks are not. Raises UndeclaredTie."""
    found, source = PhragmenRun(), labels_of(election, points=False, path=path)
    labels, left = source.start, election.budget
    market = _Market([project.cost for project in election.projects], votes(election, path))
    bounds = {p: cost / market.backed[p] for p, cost in enumerate(market.costs) if market.backed[p] and cost <= left}
    while bounds:
        moment, tied = _earliest(bounds, market, source, labels, [Fraction(0), *found.moments])
        ordered = order.sort(tied)
        if len(ordered) > 1:
            found.ties.append(Tie(len(found.winners) + 1, ordered))
        chosen = ordered[0]
        if market.costs[chosen] > left:
            found.blocked = chosen
            break
        found.winners.append(chosen)
        found.moments.append(moment)
        labels = source.move(labels, chosen, len(found.winners))
        left -= market.costs[chosen]
        del bounds[chosen]
    return found


@dataclass(frozen=True, slots=True)
class _Market:
    costs: list[Fraction]
    backed: list[int]


def _earliest(
    bounds: dict[int, Fraction], market: _Market, source: Labels, labels: Any, moments: list[Fraction]
) -> tuple[Fraction, list[int]]:
    """Return the next moment of purchase and who can buy then. A moment can only be put off: the last one is a bound.

    Voters who paid last in the same round owe the same: a label is the number of that round, 0 for none.
    """
    least = min(bounds.values())
    fresh: dict[int, Fraction] = {}
    for project in sorted(bounds, key=bounds.__getitem__):
        if fresh and bounds[project] > least:
            break
        names, _, voters = source.columns(labels, project)
        loads = sum((moments[int(n)] * int(v) for n, v in zip(names, voters, strict=True) if n), Fraction(0))
        bounds[project] = fresh[project] = (market.costs[project] + loads) / market.backed[project]
        least = min(fresh.values())
    return least, [project for project, moment in fresh.items() if moment == least]
