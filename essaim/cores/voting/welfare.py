"""The set of projects with the greatest total utility that the envelope can pay: for comparison, exact.

By the list of sets that no other beats in both cost and utility (G. L. Nemhauser, Z. Ullmann, « Discrete Dynamic Programming
and Capital Allocation », Management Science 15, 1969), cut by the bound of the fractional knapsack (G. B. Dantzig, « Discrete-
Variable Extremum Problems », Operations Research 5, 1957). Whole numbers only: nothing is left to prove, and no solver is
needed; HiGHS is a second opinion in the tests.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from essaim.cores.voting.ties import Tie, TieOrder, UndeclaredTie

_MOST_STATES = 2_000_000


@dataclass(frozen=True, slots=True)
class Knapsack:
    """Whole costs and utilities, and the envelope."""

    costs: Sequence[int]
    utilities: Sequence[int]
    budget: int


def optimum(sack: Knapsack, order: TieOrder) -> tuple[tuple[int, ...], list[Tie]]:
    """Return the best set, in the declared order, and the tie if several sets are equally good.

    Among equal sets the first project of the declared order in which two differ decides: the set that holds it is taken.
    Raises UndeclaredTie, or ValueError where more sets would have to be looked at than is reasonable.
    """
    places = sorted(range(len(sack.costs)), key=lambda place: order.ranks[place])
    wanted = [place for place in places if sack.utilities[place] > 0 and sack.costs[place] <= sack.budget]
    best = _best(sack, wanted, first=True)
    differ = set(best) ^ set(
        _best(sack, wanted, first=False)
    )  # the two ends of the equal sets: alike if there is but one
    if not differ:
        return tuple(place for place in wanted if place in best), []
    if len({order.ranks[place] for place in differ}) < len(differ):
        raise UndeclaredTie([order.names[place] for place in sorted(differ)])
    return tuple(place for place in wanted if place in best), [Tie(1, order.sort(differ))]


def _best(sack: Knapsack, wanted: Sequence[int], *, first: bool) -> frozenset[int]:
    """Return the best set; among equals the first in the order of ``wanted``, or the last.

    Of two equal sets, the first is the one that holds the first project in which they differ. Utilities are raised, or
    lowered, by a part that can never make up for one unit of utility and that tells every set apart.
    """
    count = len(wanted)
    marks = {place: 1 << (count - 1 - rank) for rank, place in enumerate(wanted)}
    told = {place: (sack.utilities[place] << count) + (marks[place] if first else -marks[place]) for place in wanted}
    items = sorted(wanted, key=lambda place: Fraction(sack.costs[place], told[place]))
    least = sum(told[place] for place in _proposal(sack, items))
    value = _greatest([sack.costs[place] for place in items], [told[place] for place in items], sack.budget, least)
    held = value if first else -value  # its last ``count`` bits are the marks of the set
    return frozenset(place for place in wanted if held & marks[place])


def _proposal(sack: Knapsack, items: Sequence[int]) -> list[int]:
    """Propose a set that the envelope can pay: by utility for money."""
    left, chosen = sack.budget, []
    for place in items:
        if sack.costs[place] <= left:
            chosen.append(place)
            left -= sack.costs[place]
    return chosen


def _greatest(costs: list[int], values: list[int], budget: int, least: int) -> int:
    """Return the greatest value; ``least`` is known to be reached. Items come by value for money, best first."""
    cost_sums, value_sums = [0, *accumulate(costs)], [0, *accumulate(values)]
    states = [(0, 0)]
    for at, (cost, value) in enumerate(zip(costs, values, strict=True)):
        taken = [(spent + cost, gained + value) for spent, gained in states if spent + cost <= budget]
        states = _undominated(states, taken)
        best = max(states[-1][1], least)
        least = best
        states = [s for s in states if _bound(s, at + 1, cost_sums, value_sums, budget) >= least]
        if len(states) > _MOST_STATES:
            raise ValueError(
                "optimum : trop d’ensembles à comparer pour une preuve exacte ; comparer avec une autre règle"
            )
    return max((gained for _, gained in states), default=least)


def _undominated(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge two lists by cost; keep what gains more than all that costs no more."""
    kept: list[tuple[int, int]] = []
    most = -1
    for state in sorted(first + second, key=lambda state: (state[0], -state[1])):
        if state[1] > most:
            kept.append(state)
            most = state[1]
    return kept


def _bound(state: tuple[int, int], at: int, cost_sums: list[int], value_sums: list[int], budget: int) -> int:
    """Return the most that a set may still reach: the next items whole, and a part of the first that does not fit."""
    room = budget - state[0] + cost_sums[at]
    end = bisect_right(cost_sums, room, lo=at) - 1
    gained = state[1] + value_sums[end] - value_sums[at]
    if end + 1 == len(cost_sums):
        return gained
    part = (room - cost_sums[end]) * (value_sums[end + 1] - value_sums[end])
    return gained + part // (cost_sums[end + 1] - cost_sums[end])
