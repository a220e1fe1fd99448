"""Weighted regressions, linear and logistic, with calibrated linearised variance.

Source: Binder (1983), "On the variances of asymptotically normal estimators from complex surveys", International Statistical Review 51.
"""

from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.margins import Vector
from essaim.cores.survey.sample import Sample

STEPS = 50


@dataclass(frozen=True)
class Regression:
    """``coefficients`` (q,) and their ``covariance`` (q, q), in the order of the columns given."""

    coefficients: Vector
    covariance: Vector

    @property
    def errors(self) -> Vector:
        """Standard errors (q,)."""
        return np.sqrt(np.diag(self.covariance))


def linear(sample: Sample, predictors: Vector, answers: Vector) -> Regression:
    """Fit answers (n,) on predictors (n, q, with their constant), over rows without NaN; LinAlgError when they repeat each other."""
    known, y = _known(predictors, answers)
    weights = sample.weights * known
    bread = _inverse((predictors * weights[:, None]).T @ predictors)
    coefficients = bread @ (predictors.T @ (weights * y))
    return _linearised(sample, predictors, known * (y - predictors @ coefficients), bread, coefficients)


def logistic(sample: Sample, predictors: Vector, answers: Vector) -> Regression:
    """Fit the logit of answers (n,) in {0, 1} on predictors (n, q, with their constant), by Newton to machine precision.

    ValueError when it does not converge: a predictor separates yes from no.
    """
    known, y = _known(predictors, answers)
    weights, coefficients = sample.weights * known, np.zeros(predictors.shape[1])
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-predictors @ coefficients))
        bread = _inverse((predictors * (weights * expected * (1 - expected))[:, None]).T @ predictors)
        move = bread @ (predictors.T @ (weights * (y - expected)))
        coefficients = coefficients + move
        if np.abs(move).max() < 1e-12 * max(1.0, np.abs(coefficients).max()):
            residuals = known * (y - 1 / (1 + np.exp(-predictors @ coefficients)))
            return _linearised(sample, predictors, residuals, bread, coefficients)
    raise ValueError("la régression ne converge pas : une variable sépare les oui des non")


def _inverse(matrix: Vector) -> Vector:
    return np.linalg.inv(matrix).astype(float, copy=False)


def _known(predictors: Vector, answers: Vector) -> tuple[Vector, Vector]:
    known = ~np.isnan(answers) & ~np.isnan(predictors).any(axis=1)
    return known.astype(float), np.where(known, answers, 0.0)


def _linearised(sample: Sample, x: Vector, residuals: Vector, bread: Vector, coefficients: Vector) -> Regression:
    scores = sample.scores((x * residuals[:, None]) @ bread)
    return Regression(coefficients, sample.design.covariance(scores))
