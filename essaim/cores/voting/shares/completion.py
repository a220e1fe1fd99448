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

from essaim.cores.voting.shares.classes import Trail
from essaim.cores.voting.shares.market import Envelope
from essaim.cores.voting.shares.purses import Purses
from essaim.cores.voting.shares.rounds import Market, Run, run
from essaim.cores.voting.shares.window import piece_at
from essaim.cores.voting.ties import TieOrder

Stop = Literal["exhaustive", "last-feasible"]
_PATIENCE = 2  # counts with the same winners before looking for how long they will stay


@dataclass(frozen=True, slots=True)
class Completed:
    """The count that is kept, its starting share, and why the search ended there.

    ``end``: ``single`` (no completion), ``exhaustive``, ``overspent`` (the next start costs more than the envelope),
    ``all`` (every supported project that may win has won). ``starts``: how many starts were looked at, skipped ones included.
    """

    run: Run
    start: Fraction
    end: str
    starts: int


def count_once(trail: Trail, market: Market, order: TieOrder, envelope: Envelope) -> Completed:
    """Count at the plain share: no completion."""
    return Completed(run(trail, market, order, Purses.full(envelope.share)), envelope.share, "single", 1)


def add_one(trail: Trail, market: Market, order: TieOrder, envelope: Envelope, stop: Stop, step: Fraction) -> Completed:
    """Raise the share by ``step`` (in the envelope's units, above 0) until the completion's end."""
    if step <= 0:
        raise ValueError("le pas d’Add1 doit être plus grand que 0")
    kept: Completed | None = None
    supported = [project for project in market.eligible if market.backed[project]]
    for found, start, last, seen in _starts(trail, market, order, envelope.share, step):
        spent = sum(market.costs[project] for project in found.winners)
        if spent > envelope.budget and kept:
            return Completed(kept.run, kept.start, "overspent", seen)
        left = [project for project in supported if project not in set(found.winners)]
        if not left:
            return Completed(found, start, "all", seen)
        if stop == "exhaustive" and min(market.costs[project] for project in left) > envelope.budget - spent:
            return Completed(found, start, "exhaustive", seen)
        kept = Completed(found, last, "", seen)
    raise AssertionError("the starts never end")


def _starts(
    trail: Trail, market: Market, order: TieOrder, start: Fraction, step: Fraction
) -> Iterator[tuple[Run, Fraction, Fraction, int]]:
    """Yield the count at each start: the start, the last one proved to have the same winners, how many were seen."""
    before: tuple[int, ...] = ()
    calm, patience, seen = 0, _PATIENCE, 1
    while True:
        skipped = 0
        if calm < patience:
            found = run(trail, market, order, Purses.full(start))
        else:
            found, piece = piece_at(trail, market, order, start)
            skipped = _skippable(piece.up, step)
            patience = _PATIENCE if skipped else min(2 * patience, 64)
            calm = 0 if not skipped else calm
        yield found, start, start + skipped * step, seen
        calm = calm + 1 if found.winners == before else 0
        before = found.winners
        start += (skipped + 1) * step
        seen += skipped + 1


def _skippable(limit: tuple[int, int] | None, step: Fraction) -> int:
    """How many more steps stay strictly inside the proved interval."""
    if limit is None:
        return 0
    whole = Fraction(*limit) / step
    return max(0, -(-whole.numerator // whole.denominator) - 1)
