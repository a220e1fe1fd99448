"""One count at one starting share: round after round, the project that costs its backers least per unit of utility.

A price can only rise as purses empty, so that last round's price is a lower bound: most projects are not priced again.
Floats only say which projects are worth an exact price; the choice itself compares whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import NamedTuple, Protocol

from essaim.cores.voting.shares.classes import Trail
from essaim.cores.voting.shares.purses import Missing, Price, Purses
from essaim.cores.voting.ties import Tie, TieOrder

_CLOSE = 1 + 1e-9  # far above the rounding of one division: whoever might be equal is compared exactly


@dataclass(frozen=True, slots=True)
class Market:
    """What can be bought: whole costs, the utility of one unit (the cost, or 1), the projects that may win.

    ``backed[p]``: utility units that all backers give to p; a project nobody backs cannot win.
    """

    costs: Sequence[int]
    worth: Sequence[int]
    eligible: Sequence[int]
    backed: Sequence[int]


@dataclass(frozen=True, slots=True)
class Bought:
    """A round: the project, and the rate that its backers paid per unit of utility (see `Price`), over ``unit``."""

    project: int
    price: Price
    unit: int


@dataclass(slots=True)
class Run:
    """What one count gave: what was bought, the ties met, and what its backers could not pay."""

    bought: list[Bought] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    missing: dict[int, tuple[Missing, int, int]] = field(default_factory=dict)  # project → money, unit, round

    @property
    def winners(self) -> tuple[int, ...]:
        """The projects in order of selection."""
        return tuple(each.project for each in self.bought)

    @property
    def won(self) -> "Won":
        """The winners and the ties, without what they paid."""
        return Won(self.winners, tuple(self.ties))


class Won(NamedTuple):
    """Projects in order of selection, and the ties that were settled on the way."""

    winners: tuple[int, ...]
    ties: tuple[Tie, ...]


@dataclass(slots=True)
class Offer:
    """A project that was priced: its price and the unit of the purses at that moment, and the rate as a float."""

    rate: float
    project: int
    price: Price
    unit: int


class Watcher(Protocol):
    """Hears of every decision of a count."""

    def chose(self, depth: int, chosen: Offer, offers: Sequence[Offer], purses: Purses) -> None:
        """A project is about to be bought, among those that were priced in this round."""

    def lacked(self, project: int, missing: Missing, purses: Purses) -> None:
        """The backers of a project cannot pay for it."""


def run(trail: Trail, market: Market, order: TieOrder, purses: Purses, watcher: Watcher | None = None) -> Run:
    """Count once from full purses. Raises UndeclaredTie where the order says nothing of two equal projects."""
    result = Run()
    heap = [_first_bound(market, project) for project in market.eligible if market.backed[project]]
    heapify(heap)
    while offers := _offers(heap, trail, market, purses, result, watcher):
        chosen = _choose(offers, market, order, result, purses.side)
        depth = len(result.bought)
        if watcher:
            watcher.chose(depth, chosen, offers, purses)
        result.bought.append(Bought(chosen.project, chosen.price, chosen.unit))
        for offer in offers:
            if offer is not chosen:
                heappush(heap, (offer.rate, offer.project))
        purses.pay(trail.classes.parts(depth, chosen.project), chosen.price)
        trail.follow(depth, chosen.project)
    return result


def _first_bound(market: Market, project: int) -> tuple[float, int]:
    """Return what a project costs if all its backers pay: it cannot cost less."""
    return market.costs[project] / (market.backed[project] * market.worth[project] or 1), project


def _offers(
    heap: list[tuple[float, int]], trail: Trail, market: Market, purses: Purses, result: Run, watcher: Watcher | None
) -> list[Offer]:
    """Price, cheapest bound first, every project that might be the cheapest."""
    offers: list[Offer] = []
    least, depth = float("inf"), len(result.bought)
    while heap and heap[0][0] <= least * _CLOSE:
        _, project = heappop(heap)
        price = purses.price(trail.parts(depth, project), market.costs[project])
        if isinstance(price, Missing):
            result.missing[project] = price, purses.unit, depth
            if watcher:
                watcher.lacked(project, price, purses)
            continue
        rate = price.need / (price.weight * purses.unit * market.worth[project])
        offers.append(Offer(rate, project, price, purses.unit))
        least = min(least, rate)
    return offers


def _choose(offers: list[Offer], market: Market, order: TieOrder, result: Run, side: int) -> Offer:
    least = min(offer.rate for offer in offers) * _CLOSE
    close = [offer for offer in offers if offer.rate <= least]
    if len(close) == 1:
        return close[0]
    rates = [exact_rate(offer, market) for offer in close]
    best = min(rates)
    if side:
        slopes = {id(offer): rate_slope(offer, market) * side for offer in close}
        steepest = min(slopes[id(offer)] for offer, rate in zip(close, rates, strict=True) if rate == best)
        equal = [o for o, rate in zip(close, rates, strict=True) if rate == best and slopes[id(o)] == steepest]
    else:
        equal = [offer for offer, rate in zip(close, rates, strict=True) if rate == best]
    if len(equal) == 1:
        return equal[0]
    ordered = order.sort(offer.project for offer in equal)
    result.ties.append(Tie(len(result.bought) + 1, ordered))
    return next(offer for offer in equal if offer.project == ordered[0])


def exact_rate(offer: Offer, market: Market) -> Fraction:
    """Return what a project costs its backers per unit of utility."""
    return Fraction(offer.price.need, offer.price.weight * offer.unit * market.worth[offer.project])


def rate_slope(offer: Offer, market: Market) -> Fraction:
    """Return how that changes with the starting share."""
    return Fraction(offer.price.need_slope, offer.price.weight * offer.unit * market.worth[offer.project])
