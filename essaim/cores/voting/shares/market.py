"""What one election puts on the market of Equal Shares: whole costs, utilities, an envelope."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Literal

from essaim.cores.voting.backing import Path, scores, votes
from essaim.cores.voting.election import Election
from essaim.cores.voting.shares.rounds import Market

Utility = Literal["cost", "cardinality", "points"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The money, whole in units of 1 / ``scale`` of the currency, and what each voter's part of it is."""

    scale: int
    budget: int
    share: Fraction

    def money(self, amount: Fraction | int) -> Fraction:
        """Bring an amount in these units back to the currency."""
        return Fraction(amount) / self.scale


def market_of(election: Election, utility: Utility, path: Path = "auto") -> tuple[Market, Envelope]:
    """Return the market and the envelope. A project that costs more than the envelope is not on the market.

    Utilities: ``cost``, a funded project is worth its cost to each who chose it; ``cardinality``, 1; ``points``, the points
    that each gave it. Raises ValueError for points on ballots that carry none.
    """
    if utility == "points" and election.ballots.points is None:
        raise ValueError("utilité « points » : les bulletins n’en portent pas ; choisir cost ou cardinality")
    scale = lcm(election.budget.denominator, *(project.cost.denominator for project in election.projects))
    costs = [int(project.cost * scale) for project in election.projects]
    budget = int(election.budget * scale)
    given = scores(election, path) if utility == "points" else votes(election, path)
    market = Market(
        costs=costs,
        worth=[cost or 1 if utility == "cost" else 1 for cost in costs],
        eligible=[place for place, cost in enumerate(costs) if cost <= budget],
        backed=[int(number * election.ballots.scale) if utility == "points" else int(number) for number in given],
    )
    return market, Envelope(scale, budget, Fraction(budget, election.voters or 1))
