"""A weighted sample: weights, how people were drawn, and the calibration that the variance must account for.

Source of the calibrated variance: Deville & Särndal (1992), result 5 and section 3.4: the variance of a calibrated estimator is that of
the residuals of the regression on the calibration variables; Deville (1999), "Variance estimation for complex statistics and
estimators: linearization and residual techniques", Survey Methodology 25, for the linearised variables.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from essaim.cores.survey.design import Design
from essaim.cores.survey.factors import Codes
from essaim.cores.survey.margins import Vector
from essaim.cores.survey.quality import Quality, quality
from essaim.cores.survey.weighting import Calibration, Weighting


@dataclass(frozen=True)
class Sample:
    """``weights`` (n,); ``calibration`` None takes the weights as fixed: a larger variance, as who re-uses the file would find."""

    weights: Vector
    design: Design
    calibration: Calibration | None = None

    @cached_property
    def quality(self) -> Quality:
        """Kish's design effect and effective size of the whole sample."""
        return quality(self.weights)

    @cached_property
    def root(self) -> Vector:
        """The one decomposition: upper triangular R (p, p) with R'R = X' diag(start) X. Only with a calibration."""
        from scipy.linalg import cholesky  # at the first use: see laws.py

        found: Vector = cholesky(self._calibrated.gram, check_finite=False)
        return found

    @property
    def _calibrated(self) -> Calibration:
        if self.calibration is None:
            raise ValueError("this sample has no calibration")
        return self.calibration

    def scores(self, linearised: Vector) -> Vector:
        """Return weight × residual (n, m) of linearised variables (n, m); weight × variable without a calibration.

        The variables are centred on their regression on the calibration variables, with the start weights.
        """
        if self.calibration is None:
            return self.weights[:, None] * linearised
        cells, x = self.calibration.cells, self.calibration.x.matrix
        columns = [cells.sums(self.calibration.start * column) for column in linearised.T]
        fitted = x @ self.coefficients(x.T @ np.column_stack(columns))
        return self.weights[:, None] * (linearised - fitted[cells.of_row])

    def coefficients(self, products: Vector) -> Vector:
        """Return the regression coefficients (p, m) from X' diag(start) Z (p, m)."""
        from scipy.linalg import lapack

        found: Vector = lapack.dpotrs(self.root, products)[0]
        return found


def sample(weighting: Weighting, *, strata: Codes | None = None, clusters: Codes | None = None) -> Sample:
    """Return the sample of a weighting, its calibration with it. ``strata``, ``clusters``: see ``Design``."""
    design = Design(len(weighting.weights), strata, clusters)
    return Sample(weighting.weights, design, weighting.calibration)


def fixed(weights: Vector, *, strata: Codes | None = None, clusters: Codes | None = None) -> Sample:
    """Return a sample whose weights (n,) are taken as given."""
    return Sample(np.asarray(weights, float), Design(len(weights), strata, clusters))
