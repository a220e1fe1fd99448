"""Cut the largest and smallest weights, keep their total, and show what it costs.

Source: Potter (1990), "A study of procedures to identify and trim extreme sampling weights", ASA Proc. Survey Research Methods,
section 2; what is cut is spread in equal amounts over the weights that were not. Less variance is paid with margins
that are no longer met: the result says by how much.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.factors import Factor
from essaim.cores.survey.margins import Margin, Vector
from essaim.cores.survey.quality import Quality, quality
from essaim.cores.survey.refusals import Problem, Refused, french

ROUNDS = 1000


@dataclass(frozen=True)
class Drift:
    """What trimming undoes: the total of a category before the cut (as the margins ask) and after."""

    margin: str
    category: str
    before: float
    after: float


@dataclass(frozen=True)
class Trimming:
    """``weights`` (n,) and the price: how many were cut, design effect before and after, categories that moved."""

    weights: Vector
    cut: int
    rounds: int
    before: Quality
    after: Quality
    drifts: tuple[Drift, ...]


def trim(
    weights: Vector,
    limits: tuple[float, float],
    *,
    strict: bool = True,
    factors: Sequence[Factor] = (),
    margins: Sequence[Margin] = (),
) -> Trimming:
    """Bring weights (n,) inside ``limits``; ``strict`` repeats until all are, else once.

    ``factors`` and ``margins``: those of the weighting, to tell what moved. Refused: limits that do not hold the mean weight.
    """
    lower, upper = limits
    mean = float(weights.mean())
    if not lower < mean < upper:
        text = f"Limites de troncature [{french(lower)} ; {french(upper)}] : elles doivent encadrer le poids moyen, {french(mean)}."
        raise Refused(Problem("bounds", "", text))
    trimmed, rounds = _rounds(weights, lower, upper, ROUNDS if strict else 1)
    cut = int(((weights < lower) | (weights > upper)).sum())
    drifts = tuple(_drifts(factors, margins, weights, trimmed))
    return Trimming(trimmed, cut, rounds, quality(weights), quality(trimmed), drifts)


def _rounds(weights: Vector, lower: float, upper: float, most: int) -> tuple[Vector, int]:
    current = weights
    for done in range(most):
        outside = (current < lower) | (current > upper)
        if not outside.any():
            return current, done
        clipped = np.clip(current, lower, upper)
        free = (clipped > lower) & (clipped < upper) if done else ~outside
        clipped[free] += (current.sum() - clipped.sum()) / free.sum()
        current = clipped
    return current, most


def _drifts(factors: Sequence[Factor], margins: Sequence[Margin], before: Vector, after: Vector) -> list[Drift]:
    drifts = []
    for variable, target in zip(factors, margins, strict=True):
        codes, size = variable.relevelled(target.levels).codes, len(target.levels)
        sums = [np.bincount(codes, weights=each, minlength=size).tolist() for each in (before, after)]
        drifts += [Drift(target.name, level, was, now) for level, was, now in zip(target.levels, *sums, strict=True)]
    return drifts
