"""Foresee the winners of a count with floats that know their error; say « I do not know » rather than guess.

Every purse is a float with a bound on its error; every price an interval. A decision is taken only when intervals do not
touch, or when two prices that do are both known exactly (nobody is short of money: cost divided by backers). Otherwise
`foresee` returns None and the caller counts with whole numbers. What is published never comes from here.
Bounds: N. J. Higham, « Accuracy and Stability of Numerical Algorithms » (2002), ch. 3, with room to spare.
"""

from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Any

from essaim.cores.voting.shares.classes import ArrayLabels, Columns, Trail
from essaim.cores.voting.shares.rounds import Market, Won
from essaim.cores.voting.ties import Tie, TieOrder

_ULP = 2.0**-52  # twice the rounding of one operation
_APART = 1e-6  # relative distance at which a purse is surely above a price


@dataclass(frozen=True, slots=True)
class Guess:
    """A price per unit of utility within ``error``; ``whole``: surely nobody is short of money, the price is exact in theory."""

    project: int
    price: float
    error: float
    whole: bool


class Doubt(Exception):  # noqa: N818 - not an error: the caller counts exactly
    """Floats cannot tell."""


def foresee(trail: Trail, market: Market, order: TieOrder, start: Fraction) -> Won | None:
    """Return the winners in order and the ties, certain, or None where floats cannot tell. Needs the classes in arrays."""
    if not isinstance(trail.source, ArrayLabels):
        return None
    try:
        return _Foresight(trail, market, order, float(start)).won()
    except (Doubt, OverflowError):
        return None


class _Foresight:
    def __init__(self, trail: Trail, market: Market, order: TieOrder, start: float) -> None:
        import numpy as np

        self.np, self.trail, self.market, self.order, self.start = np, trail, market, order, start
        self.purses = np.array([start])
        self.errors = np.array([start * _ULP])
        self.ties: list[Tie] = []

    def won(self) -> Won:
        market = self.market
        won: list[int] = []
        heap = [
            (market.costs[p] / (market.backed[p] * market.worth[p]), p) for p in market.eligible if market.backed[p]
        ]
        heap = [(bound * (1 - 4 * _ULP), project) for bound, project in heap]
        heapify(heap)
        while guesses := self._guesses(heap, len(won)):
            chosen = self._choose(guesses, len(won) + 1)
            for guess in guesses:
                if guess is not chosen:
                    heappush(heap, (self._low(guess), guess.project))
            self._pay(self.trail.classes.columns(len(won), chosen.project), chosen)
            self.trail.follow(len(won), chosen.project)
            won.append(chosen.project)
        return Won(tuple(won), tuple(self.ties))

    def _low(self, guess: Guess) -> float:
        return (guess.price - guess.error) / self.market.worth[guess.project] * (1 - 4 * _ULP)

    def _high(self, guess: Guess) -> float:
        return (guess.price + guess.error) / self.market.worth[guess.project] * (1 + 4 * _ULP)

    def _guesses(self, heap: list[tuple[float, int]], depth: int) -> list[Guess]:
        guesses: list[Guess] = []
        high = float("inf")
        while heap and heap[0][0] <= high:
            _, project = heappop(heap)
            guess = self._price(self.trail.columns(depth, project), project)
            if guess:
                guesses.append(guess)
                high = min(high, self._high(guess))
        return guesses

    def _price(self, columns: Columns, project: int) -> Guess | None:
        """Return the price of a project, or None if its backers surely cannot pay."""
        names, utilities, voters = columns
        cost, purses = float(self.market.costs[project]), self.purses[names]
        if not cost:
            return Guess(project, 0.0, 0.0, whole=True)
        weights = voters * utilities
        money = float(purses @ voters)
        rounding = (len(names) + 4) * _ULP * (money + cost)
        slack = float(self.errors[names] @ voters) + rounding
        if money - slack < cost:
            if money + slack < cost:
                return None
            raise Doubt
        need, weight, alive = cost, float(weights.sum()), None
        while True:
            price = need / weight
            short = purses < price * utilities
            if alive is not None:
                short &= alive
            if not short.any():
                break
            need -= float(purses[short] @ voters[short])
            weight -= float(weights[short].sum())
            alive = ~short if alive is None else alive & ~short
            if weight <= 0:
                raise Doubt
        return self._within(Guess(project, price, rounding, whole=False), purses, columns)

    def _within(self, guess: Guess, purses: Any, columns: Columns) -> Guess:
        """Bound the error of a price, given that of its sum.

        Backers surely above it pay the price whatever their purse; the purses of the others are known to within one bound.
        What the former would pay for a higher price makes up for what the latter might have less.
        """
        names, utilities, voters = columns
        price, errors = guess.price, self.errors[names]
        sure = purses - errors > price * utilities * (1 + _APART)
        strength = float((voters * utilities)[sure].sum()) * (1 - 1e-9)
        slack = guess.error + float(errors[~sure] @ voters[~sure])
        error = slack / strength + 4 * _ULP * price if strength > 0 else float("inf")
        if error > price * _APART / 2:
            raise Doubt
        return Guess(guess.project, price, error, whole=bool(sure.all()))

    def _choose(self, guesses: list[Guess], turn: int) -> Guess:
        high = min(self._high(guess) for guess in guesses)
        close = [guess for guess in guesses if self._low(guess) <= high]
        if len(close) == 1:
            return close[0]
        if not all(guess.whole for guess in close):
            raise Doubt
        rates = [self._exact(guess.project) for guess in close]
        equal = [guess for guess, rate in zip(close, rates, strict=True) if rate == min(rates)]
        if len(equal) == 1:
            return equal[0]
        ordered = self.order.sort(guess.project for guess in equal)
        self.ties.append(Tie(turn, ordered))
        return next(guess for guess in equal if guess.project == ordered[0])

    def _exact(self, project: int) -> Fraction:
        return Fraction(self.market.costs[project], self.market.backed[project] * self.market.worth[project])

    def _pay(self, columns: Columns, chosen: Guess) -> None:
        names, utilities, _ = columns
        left = self.purses[names] - chosen.price * utilities
        errors = self.errors[names] + chosen.error * utilities + 4 * _ULP * (self.start + chosen.price * utilities)
        emptied = left < -errors  # surely short: nothing is left, exactly
        self.purses = self.np.concatenate([self.purses, self.np.maximum(left, 0.0)])
        self.errors = self.np.concatenate([self.errors, self.np.where(emptied, 0.0, errors)])
