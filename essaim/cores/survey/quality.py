"""What weights cost: Kish's design effect and effective size."""

from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.margins import Vector


@dataclass(frozen=True)
class Quality:
    """``design_effect`` ≥ 1: n Σw² / (Σw)² (Kish 1965, section 11.7); ``effective_size``: n / design_effect."""

    n: int
    total: float
    least: float
    largest: float
    design_effect: float
    effective_size: float


def quality(weights: Vector) -> Quality:
    """Describe weights (n,), n ≥ 1, positive."""
    total, squares = float(weights.sum()), float(weights @ weights)
    n = len(weights)
    return Quality(n, total, float(weights.min()), float(weights.max()), n * squares / total**2, total**2 / squares)


def kish_effect(weights: Vector) -> float:
    """Return Kish's design effect of weights (n,); NaN when they are all 0."""
    total = float(weights.sum())
    return len(weights) * float(weights @ weights) / total**2 if total else np.nan
