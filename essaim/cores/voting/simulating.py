"""Ballots of nobody: drawn from a model that is stated, to see what rules do. They say nothing of real voters.

Choices follow the model of Plackett and Luce (R. D. Luce, « Individual Choice Behavior », 1959; R. L. Plackett, « The Analysis of
Permutations », Applied Statistics 24, 1975): one after the other, each with a chance in proportion to its weight among those left.
Weights fall with the rank as G. K. Zipf described it (« Human Behavior and the Principle of Least Effort », 1949).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import exp, log
from random import Random

from essaim.cores.voting.election import Election, Project, ballots_of

CANTON = "canton"
_TENTHS, _HUNDRED = 10, 100
_SCALE = 1_000_000


@dataclass(frozen=True, slots=True)
class Model:
    """What is supposed of an election that never was.

    ``voters``; ``choices`` of each (fewer where there are not as many projects); ``projects``, shared out evenly among ``cantons``,
    that cost from ``least`` to ``most``, as many cheap as dear on a scale of ratios, rounded to a hundred; ``local``: of each hundred
    choices, how many look first in the voter's own canton (0 to 100); ``unequal``: tenths of Zipf's exponent: 0, all projects draw
    alike; 10, the second half as much as the first.
    """

    voters: int
    choices: int
    projects: int
    cantons: int
    least: Fraction
    most: Fraction
    local: int = 50
    unequal: int = 8

    def __post_init__(self) -> None:
        if min(self.voters, self.choices, self.projects, self.cantons) < 1:
            raise ValueError("votants, choix, projets et cantons : au moins 1 de chaque")
        if self.cantons > self.projects:
            raise ValueError("cantons : pas plus que de projets")
        if not 0 < self.least <= self.most:
            raise ValueError("coûts : un minimum plus grand que 0, et pas plus grand que le maximum")
        if not 0 <= self.local <= _HUNDRED or self.unequal < 0:
            raise ValueError("préférence locale : de 0 à 100 ; inégalité : 0 ou plus")


def simulate(model: Model, budget: Fraction, seed: str) -> Election:
    """Return an election of the model; the same one for the same seed. ``budget``: the envelope, in currency."""
    drawn = Random(seed)  # noqa: S311 - a stated simulation, repeated from its seed  # nosec B311
    projects = _projects(model, drawn)
    urns = _Urns(model, drawn)
    ballots = [urns.ballot(drawn) for _ in range(model.voters)]
    return Election(budget, "approval", projects, ballots_of(ballots), {"currency": "EUR", "description": "Simulation"})


def _projects(model: Model, drawn: Random) -> tuple[Project, ...]:
    return tuple(
        Project(str(number + 1), _cost(model, drawn), f"Projet simulé {number + 1}", {CANTON: f"Canton {number % model.cantons + 1}"})
        for number in range(model.projects)
    )  # fmt: skip


def _cost(model: Model, drawn: Random) -> Fraction:
    low, high = log(model.least), log(model.most)
    cost = exp(low + drawn.random() * (high - low))
    rounded = Fraction(round(cost / _HUNDRED) * _HUNDRED)
    return min(max(rounded, model.least), model.most)


class _Urns:
    """The weights that ballots are drawn by: of all projects, and of those of each canton."""

    def __init__(self, model: Model, drawn: Random) -> None:
        self.model = model
        self.length = min(model.choices, model.projects)
        ranks = sorted(range(model.projects), key=lambda _: drawn.random())
        weights = [max(1, round(_SCALE * (rank + 1) ** (-model.unequal / _TENTHS))) for rank in ranks]
        self.all = _Urn(range(model.projects), weights)
        self.cantons = [
            _Urn([place for place in range(model.projects) if place % model.cantons == canton], weights)
            for canton in range(model.cantons)
        ]

    def ballot(self, drawn: Random) -> list[int]:
        """Draw a voter's canton, then her choices, each of them once."""
        own = self.cantons[int(drawn.random() * self.model.cantons)]
        chosen: set[int] = set()
        while len(chosen) < self.length:
            looks_near = drawn.random() * _HUNDRED < self.model.local and not own.places <= chosen
            chosen.add((own if looks_near else self.all).draw(drawn))
        return sorted(chosen)


class _Urn:
    def __init__(self, places: Sequence[int], weights: Sequence[int]) -> None:
        self.order, self.places = list(places), frozenset(places)
        self.sums = list(accumulate(weights[place] for place in places))

    def draw(self, drawn: Random) -> int:
        return self.order[min(bisect_right(self.sums, drawn.random() * self.sums[-1]), len(self.order) - 1)]
