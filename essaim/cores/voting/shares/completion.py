"""From one share to the next: the completions of Equal Shares, named for what they do.

``none``: one count at the envelope divided by the voters. ``add1``: counts again with one more unit of currency each, and
again. It stops at the first result that is ``exhaustive`` (no other supported project fits in what is left), or goes on to
the ``last-feasible`` start: the last one before the first result that costs more than the envelope. Feasibility is not
monotone in the share, so that no start is skipped unless the same winners are proved there. Then ``fill``: what is left of
the envelope may go to projects by votes, skipping what does not fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from essaim.cores.voting.shares.certified import foresee
from essaim.cores.voting.shares.classes import Trail
from essaim.cores.voting.shares.market import Envelope
from essaim.cores.voting.shares.purses import Purses
from essaim.cores.voting.shares.rounds import Market, Run, Won, run
from essaim.cores.voting.shares.window import piece_at
from essaim.cores.voting.ties import TieOrder

Completion = Literal["none", "add1"]
Stop = Literal["exhaustive", "last-feasible"]
_PATIENCE = 2  # counts with the same winners before looking for how long they will stay
_WORTH = 8  # looking costs about as much as so many counts


@dataclass(frozen=True, slots=True)
class Completed:
    """The count that is kept, its starting share, and why the search ended there.

    ``end``: ``single`` (no completion), ``exhaustive``, ``overspent`` (the next start costs more than the envelope),
    ``all`` (every supported project that may win has won). ``starts``: how many starts were looked at, skipped ones included.
    """

    won: Won
    start: Fraction
    end: str
    starts: int


@dataclass(slots=True)
class Counter:
    """Counts one election at one share after another: foreseen where that is certain, counted exactly where not."""

    trail: Trail
    market: Market
    order: TieOrder
    envelope: Envelope

    def won(self, start: Fraction) -> Won:
        """Return the winners in order, and the ties."""
        found = foresee(self.trail, self.market, self.order, start)
        return self.exact(start).won if found is None else found

    def exact(self, start: Fraction) -> Run:
        """Return the whole count, in whole numbers."""
        return run(self.trail, self.market, self.order, Purses.full(start))

    def cost(self, winners: tuple[int, ...]) -> int:
        """Return what projects cost, in the envelope's units."""
        return sum(self.market.costs[project] for project in winners)


def complete(counter: Counter, completion: Completion, stop: Stop, step: Fraction) -> Completed:
    """Count with a completion; ``step`` in the currency."""
    if completion == "none":
        return count_once(counter)
    return add_one(counter, stop, step * counter.envelope.scale)


def count_once(counter: Counter) -> Completed:
    """Count at the plain share: no completion."""
    start = counter.envelope.share
    return Completed(counter.won(start), start, "single", 1)


def add_one(counter: Counter, stop: Stop, step: Fraction) -> Completed:
    """Raise the share by ``step`` (in the envelope's units, above 0) until the completion's end."""
    market, budget = counter.market, counter.envelope.budget
    supported = [project for project in market.eligible if market.backed[project]]
    kept: Completed | None = None
    for won, start, last, seen in _starts(counter, step):
        spent = counter.cost(won.winners)
        if spent > budget and kept:
            return Completed(kept.won, kept.start, "overspent", seen)
        left = [project for project in supported if project not in set(won.winners)]
        if not left:
            return Completed(won, start, "all", seen)
        if stop == "exhaustive" and min(market.costs[project] for project in left) > budget - spent:
            return Completed(won, start, "exhaustive", seen)
        kept = Completed(won, last, "", seen)
    raise AssertionError("the starts never end")


def _starts(counter: Counter, step: Fraction) -> Iterator[tuple[Won, Fraction, Fraction, int]]:
    """Yield what each start gives: the start, the last one proved to have the same winners, how many were seen.

    After a few starts with the same winners, the count is also asked how far they stay: those starts need no count.
    """
    before: tuple[int, ...] = ()
    start, calm, patience, seen = counter.envelope.share, 0, _PATIENCE, 1
    while True:
        skipped = 0
        if calm >= patience:
            found, piece = piece_at(counter.trail, counter.market, counter.order, start)
            won, skipped = found.won, _skippable(piece.up, step)
            patience = _PATIENCE if skipped >= _WORTH else 2 * patience
        else:
            won = counter.won(start)
        yield won, start, start + skipped * step, seen
        calm = calm + 1 if won.winners == before else 0
        before = won.winners
        start += (skipped + 1) * step
        seen += skipped + 1


def _skippable(limit: tuple[int, int] | None, step: Fraction) -> int:
    """How many more steps stay strictly inside the proved interval."""
    if limit is None:
        return 0
    whole = Fraction(*limit) / step
    return max(0, -(-whole.numerator // whole.denominator) - 1)
