"""What every class owns, exactly, and what a project would cost its backers.

All purses are whole numbers over one common unit that grows with the rounds: sums and comparisons are of whole numbers.
Beside each purse may run its slope: how it changes when the share that everybody starts with changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from essaim.cores.voting.shares.classes import Part


class Price(NamedTuple):
    """What a backer pays for one unit of utility: ``need / (weight × unit)``, and its slope ``need_slope / (weight × unit)``."""

    need: int
    weight: int
    need_slope: int = 0


class Missing(NamedTuple):
    """A project that its backers cannot pay: their money and its slope, in the unit of the purses."""

    money: int
    slope: int


@dataclass(slots=True)
class Purses:
    """``amounts[c] / unit``: what each member of class c owns; ``slopes[c] / unit``: its change with the starting share.

    ``side``: count just above (+1) or just below (−1) the start instead of at it; 0 for the start itself.
    """

    amounts: list[int]
    unit: int
    slopes: list[int] | None = None
    side: int = 0

    @classmethod
    def full(cls, start: Fraction, *, slopes: bool = False, side: int = 0) -> "Purses":
        """Give everybody the same share."""
        unit = start.denominator
        return cls([start.numerator], unit, [unit] if slopes else None, side)

    def price(self, parts: Sequence[Part], cost: int) -> Price | Missing:
        """Return the least price at which the backers pay ``cost`` (whole), each no more than he owns.

        Starts from « all can pay » and takes out, as long as there are any, those who cannot: they give all they have.
        """
        if self.slopes is not None:
            return self._price_with_slopes(parts, cost, self.slopes)
        amounts, need = self.amounts, cost * self.unit
        money = sum([amounts[name] * voters for name, _, voters in parts])
        if money < need:
            return Missing(money, 0)
        weight = sum([utility * voters for _, utility, voters in parts])
        while True:
            poor = [part for part in parts if amounts[part[0]] * weight < need * part[1]]
            if not poor:
                return Price(need, weight)
            rich = [part for part in parts if amounts[part[0]] * weight >= need * part[1]]
            for name, utility, voters in poor:
                need -= amounts[name] * voters
                weight -= utility * voters
            parts = rich

    def _price_with_slopes(self, parts: Sequence[Part], cost: int, slopes: list[int]) -> Price | Missing:
        amounts, need, need_slope = self.amounts, cost * self.unit, 0
        money = sum([amounts[name] * voters for name, _, voters in parts])
        slope = sum([slopes[name] * voters for name, _, voters in parts])
        if money < need or (money == need and slope * self.side < 0):
            return Missing(money, slope)
        weight = sum([utility * voters for _, utility, voters in parts])
        while True:
            poor = [p for p in parts if self.lacks(p, Price(need, weight, need_slope))]
            if not poor:
                return Price(need, weight, need_slope)
            gone = set(poor)
            for name, utility, voters in poor:
                need -= amounts[name] * voters
                need_slope -= slopes[name] * voters
                weight -= utility * voters
            parts = [part for part in parts if part not in gone]

    def lacks(self, part: Part, price: Price) -> bool:
        """Whether members of a class own less than what they would be asked."""
        name, utility, _ = part
        gap = self.amounts[name] * price.weight - price.need * utility
        if gap or self.slopes is None:
            return gap < 0
        return (self.slopes[name] * price.weight - price.need_slope * utility) * self.side < 0

    def pay(self, parts: Sequence[Part], price: Price) -> None:
        """Take the payments: each part becomes a class that owns what it owned, less what it pays."""
        poor = [self.lacks(part, price) for part in parts]
        common = gcd(price.need, price.need_slope, price.weight)
        factor, need, need_slope = price.weight // common, price.need // common, price.need_slope // common
        self.unit *= factor
        self.amounts = [amount * factor for amount in self.amounts]
        pairs = list(zip(parts, poor, strict=True))
        self.amounts += [0 if empty else self.amounts[name] - need * used for (name, used, _), empty in pairs]
        if self.slopes is not None:
            self.slopes = [slope * factor for slope in self.slopes]
            self.slopes += [0 if empty else self.slopes[name] - need_slope * used for (name, used, _), empty in pairs]
