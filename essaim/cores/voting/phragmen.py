"""Sequential Phragmén, exactly.

Everybody's money grows at the same speed from nothing; as soon as the backers of a project own its cost together, it is
bought and they start again from nothing. The count stops at the first project that the envelope cannot hold.
M. Brill, R. Freeman, S. Janson, M. Lackner, « Phragmén's Voting Methods and Justified Representation », AAAI 2017; for
projects with costs: M. Los, Z. Christoff, D. Grossi, « Proportional Budget Allocations », IJCAI 2022.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from essaim.cores.voting.backing import Path, votes
from essaim.cores.voting.election import Election
from essaim.cores.voting.shares.classes import Trail, trail_of
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


def sequential_phragmen(election: Election, order: TieOrder, path: Path = "auto") -> tuple[PhragmenRun, Trail]:
    """Count. Ballots are read as approvals: points and ranks are not. Raises UndeclaredTie."""
    trail, found = trail_of(election, points=False, path=path), PhragmenRun()
    backed = votes(election, path)
    costs = [project.cost for project in election.projects]
    left, spent_at = election.budget, [Fraction(0)]  # when each class last paid
    bounds = {p: costs[p] / backed[p] for p in range(len(costs)) if backed[p] and costs[p] <= election.budget}
    while bounds:
        moment, tied = _earliest(bounds, trail, len(found.winners), costs, spent_at, backed)
        ordered = order.sort(tied)
        if len(ordered) > 1:
            found.ties.append(Tie(len(found.winners) + 1, ordered))
        chosen = ordered[0]
        if costs[chosen] > left:
            found.blocked = chosen
            break
        spent_at += [moment for _ in trail.follow(len(found.winners), chosen)]
        found.winners.append(chosen)
        found.moments.append(moment)
        left -= costs[chosen]
        del bounds[chosen]
    return found, trail


def _earliest(
    bounds: dict[int, Fraction],
    trail: Trail,
    depth: int,
    costs: list[Fraction],
    spent_at: list[Fraction],
    backed: list[int],
) -> tuple[Fraction, list[int]]:
    """Return the next moment of purchase and who can buy then. A moment can only be put off: the last one is a bound."""
    least: Fraction | None = None
    for project in sorted(bounds, key=lambda project: bounds[project]):
        if least is not None and bounds[project] > least:
            break
        loads = sum((spent_at[name] * voters for name, _, voters in trail.parts(depth, project)), Fraction(0))
        bounds[project] = (costs[project] + loads) / backed[project]
        least = bounds[project] if least is None else min(least, bounds[project])
    if least is None:
        raise AssertionError("nothing to buy")
    return least, [project for project, moment in bounds.items() if moment == least]
