"""Small polls made for the tests: drawn with a seed, or by hypothesis."""

import numpy as np
from hypothesis import strategies as st

from essaim.cores.survey import Factor, Margin, margin

SIZES = (2, 3, 4)
NAMES = ("sexe", "age", "lieu")


def coded(name: str, codes, size: int) -> Factor:
    return Factor(name, np.asarray(codes, np.intp), tuple(f"{name}{place}" for place in range(size)))


def drawn(seed: int, rows: int = 400, sizes=SIZES) -> list[Factor]:
    """A poll whose categories are all there and whose variables are linked."""
    generator = np.random.default_rng(seed)
    luck = generator.random(rows)
    return [
        coded(NAMES[place], np.floor(size * (0.6 * generator.random(rows) + 0.4 * luck)), size)
        for place, size in enumerate(sizes)
    ]


def margins_of(factors: list[Factor], weights) -> list[Margin]:
    """The margins that these weights meet."""
    return [
        margin(
            each.name,
            dict(zip(each.levels, np.bincount(each.codes, weights=weights, minlength=len(each.levels)), strict=True)),
        )
        for each in factors
    ]


def reachable(seed: int, rows: int = 400) -> tuple[list[Factor], list[Margin]]:
    """A poll, and margins that some positive weights meet: those of weights between 0.5 and 1.5."""
    factors = drawn(seed, rows)
    hidden = np.random.default_rng(seed + 1).uniform(0.5, 1.5, rows)
    return factors, margins_of(factors, hidden * rows / hidden.sum())


seeds = st.integers(0, 10_000)
