"""Why calibration found nothing: a linear programme names the categories out of reach, and the bounds that would do."""

import numpy as np

from essaim.cores.survey.margins import Vector


def shortfall(full: Vector, start: Vector, totals: Vector, bounds: tuple[float, float]) -> Vector:
    """Return what cannot be reached of each total (k,), signed: the least sum of gaps with ratios inside the bounds.

    ``full`` (C, k): indicators of every category; ``start`` (C,); ``bounds``: least and largest ratio (inf allowed).
    """
    from scipy.optimize import linprog  # at the first use: see laws.py
    from scipy.sparse import csr_matrix, eye_array, hstack

    count = full.shape[1]
    slack = eye_array(count)
    equations = hstack([csr_matrix(full.T * start), slack, -slack])
    upper = None if np.isinf(bounds[1]) else bounds[1]
    limits = [(max(bounds[0], 0.0), upper)] * len(start) + [(0, None)] * (2 * count)
    costs = np.r_[np.zeros(len(start)), np.ones(2 * count)]
    found: Vector = linprog(costs, A_eq=equations, b_eq=totals, bounds=limits, method="highs").x
    missing: Vector = found[len(start) : len(start) + count] - found[len(start) + count :]
    return missing


def bounds_that_do(
    full: Vector, start: Vector, totals: Vector, bounds: tuple[float, float]
) -> tuple[float, float] | None:
    """Return the bounds, widened by the same amount on both sides, that let every total be reached; None if none do."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, eye_array, hstack, vstack

    cells = len(start)
    weighted = csr_matrix(full.T * start)
    equations = hstack([weighted, csr_matrix((len(totals), 1))])
    one = csr_matrix(np.ones((cells, 1)))
    sides = [hstack([-eye_array(cells), -one]), hstack([eye_array(cells), -one])]
    limits = np.r_[np.full(cells, -bounds[0]), np.full(cells, bounds[1])]
    found = linprog(
        np.r_[np.zeros(cells), 1.0],
        A_ub=vstack(sides),
        b_ub=limits,
        A_eq=equations,
        b_eq=totals,
        bounds=[(0, None)] * (cells + 1),
        method="highs",
    )
    return None if found.x is None else (max(bounds[0] - found.x[-1], 0.0), bounds[1] + found.x[-1])
