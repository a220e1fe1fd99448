"""Between which starting shares the same projects win, exactly.

Along one count every purse and every price is a linear function of the share that all start with, as long as the same
backers are out of money. Each decision is then an inequality between two lines; together they leave an interval. Beyond
its end the count is made again, just above or just below, as long as the same projects win.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from essaim.cores.voting.shares.classes import Trail
from essaim.cores.voting.shares.purses import Missing, Price, Purses
from essaim.cores.voting.shares.rounds import Market, Offer, Run, run
from essaim.cores.voting.ties import TieOrder

_MOST_PIECES, _MOST_WORK = 100, 20_000  # beyond its first piece a window is followed for so many pieces times classes


@dataclass(frozen=True, slots=True)
class Window:
    """Starting shares with the same winners. ``whole``: just beyond, others win; else it may go further than was looked."""

    least: Fraction
    most: Fraction
    least_included: bool
    most_included: bool
    whole: bool

    def scaled(self, scale: int) -> "Window":
        """Return the window in the currency: its ends divided by ``scale``."""
        return replace(self, least=self.least / scale, most=self.most / scale)


class Piece:
    """Watches one count and keeps how far the share may move before one of its decisions could change."""

    def __init__(self, trail: Trail, market: Market, order: TieOrder) -> None:
        """Begin with no limit."""
        self.trail, self.market, self.ranks = trail, market, order.ranks
        self.up: tuple[int, int] | None = None  # a fraction: numerator, denominator
        self.down: tuple[int, int] | None = None
        self.bounds = {
            project: Offer(0.0, project, Price(market.costs[project], market.backed[project]), 1)
            for project in market.eligible
            if market.backed[project]
        }

    def require(self, value: int, slope: int) -> None:
        """Keep ``value + slope × move`` from falling below zero."""
        if slope < 0 and (self.up is None or value * self.up[1] < self.up[0] * -slope):
            self.up = value, -slope
        if slope > 0 and (self.down is None or value * self.down[1] < self.down[0] * slope):
            self.down = value, slope

    def chose(self, depth: int, chosen: Offer, offers: Sequence[Offer], purses: Purses) -> None:
        """See `Watcher`: who can pay stays so, and no other project becomes cheaper."""
        slopes, price = purses.slopes or [], chosen.price
        for part in self.trail.parts(depth, chosen.project):
            name, utility, _ = part
            gap = purses.amounts[name] * price.weight - price.need * utility
            slope = slopes[name] * price.weight - price.need_slope * utility
            sign = -1 if purses.lacks(part, price) else 1
            self.require(gap * sign, slope * sign)
        self.bounds.update((offer.project, offer) for offer in offers)
        del self.bounds[chosen.project]
        for other in self.bounds.values():
            self._stay_dearer(other, chosen)

    def _stay_dearer(self, other: Offer, chosen: Offer) -> None:
        here = other.price.weight * other.unit * self.market.worth[other.project]
        there = chosen.price.weight * chosen.unit * self.market.worth[chosen.project]
        value = other.price.need * there - chosen.price.need * here
        slope = other.price.need_slope * there - chosen.price.need_slope * here
        self.require(value, slope)

    def lacked(self, project: int, missing: Missing, purses: Purses) -> None:
        """See `Watcher`: the backers stay too poor."""
        self.bounds.pop(project, None)
        self.require(self.market.costs[project] * purses.unit - missing.money, -missing.slope)


def piece_at(trail: Trail, market: Market, order: TieOrder, start: Fraction, side: int = 0) -> tuple[Run, Piece]:
    """Count at (or just beside) a share; return the count and how far the share may move from there."""
    piece = Piece(trail, market, order)
    purses = Purses.full(start, slopes=True, side=side)
    return run(trail, market, order, purses, piece), piece


def window_around(trail: Trail, market: Market, order: TieOrder, start: Fraction) -> Window:
    """Return the window of shares around ``start`` with the same winners, in any order."""
    first, piece = piece_at(trail, market, order, start)
    pieces = max(1, min(_MOST_PIECES, _MOST_WORK // trail.nodes[-1].number))
    search = _Search(trail, market, order, frozenset(first.winners), pieces)
    most, most_in, top = search.walk(start, piece, 1)
    least, least_in, bottom = search.walk(start, piece, -1)
    return Window(least, most, least_in, most_in, top and bottom)


@dataclass(frozen=True, slots=True)
class _Search:
    trail: Trail
    market: Market
    order: TieOrder
    winners: frozenset[int]
    pieces: int

    def same(self, start: Fraction, side: int) -> Piece | None:
        found, piece = piece_at(self.trail, self.market, self.order, start, side)
        return piece if frozenset(found.winners) == self.winners else None

    def walk(self, start: Fraction, piece: Piece, side: int) -> tuple[Fraction, bool, bool]:
        """Go one way; return the end, whether it belongs to the window, and whether others win just beyond it."""
        at = start
        for _ in range(self.pieces):
            limit = piece.up if side > 0 else piece.down
            if limit is None:
                return at, True, False  # no decision depends on the share any more on this side
            at += Fraction(*limit) * side
            if at <= 0:
                return Fraction(0), False, True
            if self.same(at, 0) is None:
                return at, False, True
            beyond = self.same(at, side)
            if beyond is None:
                return at, True, True
            piece = beyond
        return at, True, False
