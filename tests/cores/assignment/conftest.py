"""Small problems: by hand, drawn by hypothesis, and solved by trying everything."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import strategies as st

from essaim.cores.assignment import Criterion, Problem, Quota, Side, pair_lot, verify


def make_side(letter: str, capacities: list[int]) -> Side:
    return Side(tuple(f"{letter}{place}" for place in range(len(capacities))), np.array(capacities, dtype=np.int64))


def make_problem(seekers: list[int], partners: list[int], pairs: dict[tuple[int, int], int], **more) -> Problem:
    """A problem from the capacities of both sides and the scores of the possible pairs."""
    ends = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    scores = np.array(list(pairs.values()), dtype=np.int64)
    return Problem(make_side("s", seekers), make_side("p", partners), ends[:, 0], ends[:, 1], scores, **more)


def totals(problem: Problem, pairs, seed: str) -> tuple[int, int, int, int]:
    """The objective, counted in the plainest way: larger is better."""
    ends = zip(problem.rows.tolist(), problem.columns.tolist(), strict=True)
    scores = dict(zip(ends, problem.scores.tolist(), strict=True))
    served = len({row for row, _ in (*pairs, *problem.running)})
    names = problem.seekers.names, problem.partners.names
    lots = sum(pair_lot(seed, names[0][row], names[1][column]) for row, column in pairs)
    return served, len(pairs), sum(scores[pair] for pair in pairs), -lots


def every_choice(problem: Problem):
    """Every set of possible pairs that breaks nothing, found by trying all of them."""
    pairs = sorted(zip(problem.rows.tolist(), problem.columns.tolist(), strict=True))
    usable = [pair for pair in pairs if pair not in problem.running and pair not in problem.refused]
    for size in range(len(usable) + 1):
        for chosen in combinations(usable, size):
            if not verify(problem, chosen):
                yield chosen


def best_choice(problem: Problem, seed: str):
    return max(every_choice(problem), key=lambda pairs: totals(problem, pairs, seed), default=None)


@st.composite
def problems(draw, *, quotas: bool = False, most: int = 2):
    """Up to 4 × 4 people and 8 pairs, capacities from 0 to ``most``, a few equal scores, some pairs running or refused."""
    count, other = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = [(row, column) for row in range(count) for column in range(other)]
    pairs = draw(st.lists(st.sampled_from(cells), max_size=8, unique=True))
    scores = draw(st.lists(st.integers(-3, 3), min_size=len(pairs), max_size=len(pairs)))
    capacities = [draw(st.lists(st.integers(0, most), min_size=size, max_size=size)) for size in (count, other)]
    running = draw(st.lists(st.sampled_from(cells), max_size=2, unique=True))
    refused = draw(st.lists(st.sampled_from(cells), max_size=2, unique=True))
    more = {"quotas": tuple(draw(st.lists(some_quotas(count, other), max_size=3, unique_by=lambda one: one.name)))}
    return make_problem(
        *capacities,
        dict(zip(pairs, scores, strict=True)),
        running=tuple(running),
        refused=tuple(refused),
        **(more if quotas else {}),
    )


@st.composite
def some_quotas(draw, count: int, other: int):
    side = draw(st.sampled_from(["seekers", "partners"]))
    size = count if side == "seekers" else other
    members = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    minimum = draw(st.integers(0, 2))
    maximum = draw(st.none() | st.integers(minimum, 3))
    return Quota(draw(st.sampled_from("ABCDEF")), side, members, minimum, maximum)


@st.composite
def problems_with_criteria(draw):
    """Problems from matrices of criteria, so that reasons can name them."""
    count, other, kinds = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    cells = st.lists(st.booleans(), min_size=count * other, max_size=count * other)
    criteria = [Criterion(f"c{kind}", np.array(draw(cells)).reshape(count, other)) for kind in range(kinds)]
    capacities = [draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)) for size in (count, other)]
    places = st.tuples(st.integers(0, count - 1), st.integers(0, other - 1))
    refused = draw(st.lists(places, max_size=3, unique=True))
    running = draw(st.lists(places, max_size=1, unique=True))
    sides = make_side("s", capacities[0]), make_side("p", capacities[1])
    return Problem.from_matrices(*sides, criteria, refused=refused, running=running)


@pytest.fixture
def village() -> Problem:
    """Three seekers of one village share two partners; a fourth lives elsewhere with one of her own."""
    pairs = {(0, 0): 5, (0, 1): 1, (1, 0): 5, (1, 1): 1, (2, 0): 5, (2, 1): 1, (3, 2): 0}
    return make_problem([1, 1, 1, 1], [1, 1, 1], pairs)
