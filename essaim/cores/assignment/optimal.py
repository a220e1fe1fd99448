"""Proposals by optimal assignment, with the proof that nothing serves more people or fulfils more wishes."""

from dataclasses import dataclass, field

import numpy as np

from essaim.cores.assignment.checks import check_names
from essaim.cores.assignment.network import Weights, find_potentials, network, proves
from essaim.cores.assignment.parts import Ints, Mask, Pair
from essaim.cores.assignment.problem import Problem, as_pairs
from essaim.cores.assignment.quotas import solve_by_levels
from essaim.cores.assignment.sparse import EXACT, Bounds, cheapest
from essaim.cores.assignment.ties import pair_lots, settle
from essaim.cores.assignment.verification import verify


@dataclass(frozen=True)
class Certificate:
    """The proof of an optimum: integer potentials (n + m + 1,) of its network under integer weights.

    Whoever holds the problem and the pairs checks it by additions and comparisons, without solving anything.
    """

    weights: Weights = field(repr=False)
    potentials: Ints = field(repr=False)

    def holds(self, problem: Problem, pairs: tuple[Pair, ...]) -> bool:
        """Tell whether the certificate proves that these new pairs are optimal for the problem."""
        chosen = _mask(problem, pairs)
        return int(chosen.sum()) == len(pairs) and proves(network(problem, self.weights, chosen), self.potentials)


@dataclass(frozen=True)
class Assignment:
    """New pairs, in rising order of seeker then partner, and the totals in the order in which they were maximised.

    ``served``: seekers with an agreement, running ones included; ``agreements``: running and new; ``score``: of the new
    pairs. ``certificate`` is None where quotas changed the optimum, which then rests on the bounds of HiGHS, and for
    arrivals.
    """

    pairs: tuple[Pair, ...]
    served: int
    agreements: int
    score: int
    seed: str
    certificate: Certificate | None = field(default=None, compare=False)


def assign(problem: Problem, *, seed: str) -> Assignment:
    """Return the best new pairs.

    In this order: the most seekers served, the most agreements, the greatest total score and, among equals, the least
    sum of lots of pairs (``pair_lot`` of the seed and the two names). With e pairs two choices still equal have a
    probability below e / 2**24 (isolation lemma, Mulmuley, Vazirani and Vazirani 1987), so the result depends neither
    on the order of the input nor on the solver; in any case the same input and seed give the same result.

    When one side takes one partner at most: scipy's sparse assignment; otherwise HiGHS. The result carries a certificate
    that was checked. Where quotas change what is best, HiGHS finds it under them, and there is no certificate: the
    optimum rests on the solver's bounds. Raises ImpossibleQuotasError, and ValueError for an empty seed or scores too
    large to be exact.
    """
    check_names("seed", [seed])
    found = _without_quotas(problem, seed)
    broken = verify(problem, found.pairs)
    if broken and problem.quotas:
        chosen = solve_by_levels(problem, pair_lots(problem, problem.open, seed))
        found = result(problem, _pairs(problem, chosen), seed)
        broken = verify(problem, found.pairs)
    if broken:
        raise RuntimeError(f"the solver broke a rule ({broken[0]}): report it with the problem and the seed")
    return found


def _without_quotas(problem: Problem, seed: str) -> Assignment:
    """Return what is best without quotas, proved: where it meets them all, it is best with them too."""
    weights = objective(problem)
    chosen = _serve(problem, weights, seed)
    certificate = Certificate(weights, find_potentials(network(problem, weights, chosen)))
    if _single(problem):
        chosen = settle(network(problem, weights, chosen), certificate.potentials, seed)
    found = result(problem, _pairs(problem, chosen), seed, certificate)
    if not certificate.holds(problem, found.pairs):
        raise RuntimeError("the solver's result is not optimal: report it with the problem and the seed")
    return found


def result(problem: Problem, pairs: tuple[Pair, ...], seed: str, certificate: Certificate | None = None) -> Assignment:
    """Return new pairs with their totals."""
    pairs = tuple(sorted(pairs))
    seekers = {row for row, _ in (*pairs, *problem.running)}
    score = int(problem.scores[problem.places(pairs)].sum())
    return Assignment(pairs, len(seekers), len(pairs) + len(problem.running), score, seed, certificate)


def objective(problem: Problem) -> Weights:
    """Return integer weights whose greatest sum is the most people, then the most pairs, then the best score.

    Raises ValueError when they pass what is exact.
    """
    scores = problem.scores[problem.open]
    if not len(scores):
        return Weights(0, scores)
    seekers, partners = problem.free
    least, spread = int(scores.min()), int(scores.max()) - int(scores.min())
    most = min(int(seekers.sum()), int(partners.sum()), len(scores))
    pair = most * spread + 1
    first = most * (pair + spread) + 1 if problem.further else 0
    if most * (first + pair + spread) >= EXACT:
        raise ValueError(
            f"scores from {least} to {least + spread} for {most} pairs are too large to be added exactly: divide them"
        )
    return Weights(first, scores - least + pair)


def _single(problem: Problem) -> bool:
    """Tell whether nobody on one side can take two of the open pairs."""
    return any(
        bool((np.minimum(np.bincount(ends[problem.open], minlength=len(free)), free) <= 1).all())
        for ends, free in zip((problem.rows, problem.columns), problem.free, strict=True)
    )


def _serve(problem: Problem, weights: Weights, seed: str) -> Mask:
    places = problem.open
    if not len(places):
        return np.zeros(0, dtype=bool)
    if not _single(problem):
        return solve_by_levels(problem.without_quotas(), pair_lots(problem, places, seed))
    seekers, partners = (Bounds(np.zeros_like(free), free) for free in problem.free)
    first = np.where(problem.running_counts[0] == 0, -weights.first, 0)
    return cheapest(problem.rows[places], problem.columns[places], -weights.pairs, seekers, partners, first)


def _pairs(problem: Problem, chosen: Mask) -> tuple[Pair, ...]:
    places = problem.open[chosen]
    return tuple(zip(problem.rows[places].tolist(), problem.columns[places].tolist(), strict=True))


def _mask(problem: Problem, pairs: tuple[Pair, ...]) -> Mask:
    ends = as_pairs(pairs)
    return np.isin(problem.keys[problem.open], ends[:, 0] * len(problem.partners) + ends[:, 1])
