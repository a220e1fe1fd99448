"""Newton's method on the dual of calibration, on collapsed cells.

Source: Deville, Särndal & Sautory (1993), "Generalized raking procedures in survey sampling", JASA 88, section 3; the dual is
convex, so a step that does not bring the totals nearer is halved until the dual goes down. Near-singular steps take the least-squares solution.
"""

from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.distances import Distance
from essaim.cores.survey.indicators import Indicators
from essaim.cores.survey.margins import Vector

STEPS = 100


@dataclass(frozen=True)
class Solution:
    """``ratios`` (C,): new weight / start weight of each cell. ``multipliers`` (p,): λ. ``steps``: Newton steps done."""

    ratios: Vector
    multipliers: Vector
    steps: int


def solve(
    x: Indicators,
    start: Vector,
    totals: Vector,
    functions: Distance,
    limit: float,
    begin: Vector | None = None,
) -> Solution:
    """Find λ with Σ start·F(x'λ)·x = totals, to ``limit`` at most on each, or stop after ``STEPS`` steps.

    ``x``: p variables of C cells, ``start`` (C,) positive, ``totals`` (p,); ``begin`` (p,): where λ starts, 0 when absent. Whether the totals
    are reached is for the caller to check.
    """
    matrix = x.matrix
    here = _at(matrix, start, totals, functions, np.zeros(len(totals)) if begin is None else begin)
    for step in range(STEPS):
        if here.miss <= limit:
            return Solution(here.ratios, here.multipliers, step)
        move = direction(x.gram(start * functions.slope(here.angles)), here.short)
        there = _at(matrix, start, totals, functions, here.multipliers + move)
        if not there.miss < here.miss:
            length = _length(matrix, start, totals, functions, (here.multipliers, move, float(here.short @ move)))
            there = _at(matrix, start, totals, functions, here.multipliers + length * move)
            if length == 0:
                break
        here = there
    return Solution(here.ratios, here.multipliers, STEPS)


@dataclass(frozen=True)
class _Point:
    """λ, x'λ by cell, the ratios there, what is short of each total, and the largest of it."""

    multipliers: Vector
    angles: Vector
    ratios: Vector
    short: Vector
    miss: float


def _at(x: Vector, start: Vector, totals: Vector, functions: Distance, multipliers: Vector) -> _Point:
    angles = x @ multipliers
    with np.errstate(over="ignore", invalid="ignore"):
        ratios = functions.ratio(angles)
        short = totals - (start * ratios) @ x
    return _Point(multipliers, angles, ratios, short, float(np.abs(short).max()))


def direction(hessian: Vector, short: Vector) -> Vector:
    """Return the Newton step (p,) for a symmetric matrix (p, p), by Cholesky, else by least squares."""
    from scipy.linalg import lapack, lstsq  # at the first use: see laws.py

    move: Vector
    _, move, failed = lapack.dposv(hessian, short)
    return lstsq(hessian, short, cond=1e-10, check_finite=False)[0] if failed else move


def _length(x: Vector, start: Vector, totals: Vector, functions: Distance, line: tuple[Vector, Vector, float]) -> float:
    """Return the first of 1, 1/2, 1/4… that lowers the dual; 0 when none does: the totals are out of reach."""
    origin, move, slope = line
    base, along, pull = x @ origin, x @ move, float(totals @ move)
    with np.errstate(over="ignore", invalid="ignore"):
        before = float(start @ functions.integral(base))
        for power in range(40):
            length = 0.5**power
            after = float(start @ functions.integral(base + length * along))
            slack = 1e-12 * (abs(before) + abs(pull))
            if after - before - length * pull <= -1e-4 * length * slope + slack:
                return length
    return 0.0
