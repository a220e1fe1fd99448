"""How people were drawn, and the variance of a sum of scores under that draw.

Source: Särndal, Swensson & Wretman (1992), "Model assisted survey sampling", section 5.5 (linearisation) and Wolter (2007),
"Introduction to variance estimation", section 1.4 (ultimate clusters: the first stage is taken as drawn with replacement).
"""

from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.factors import Codes
from essaim.cores.survey.margins import Vector


@dataclass(frozen=True)
class Design:
    """The draw of n rows.

    ``strata`` (n,) and ``clusters`` (n,): positions from 0, or None. ``population`` (n,): number of clusters (people, when
    there are no clusters) of the row's stratum, or None when drawn with replacement or from very many.
    """

    rows: int
    strata: Codes | None = None
    clusters: Codes | None = None
    population: Vector | None = None

    @property
    def units(self) -> int:
        """The number of first-stage units: clusters (a cluster belongs to one stratum), or rows."""
        return self.rows if self.clusters is None else len(np.unique(self.clusters))

    @property
    def degrees(self) -> int:
        """Degrees of freedom: first-stage units minus strata."""
        return self.units - (1 if self.strata is None else len(np.unique(self.strata)))

    def covariance(self, scores: Vector) -> Vector:
        """Return the covariance (m, m) of the sums of scores (n, m). NaN when a stratum has a single unit."""
        sums, strata, kept = self._by_unit(scores)
        total = np.zeros((scores.shape[1],) * 2)
        for stratum in range(int(strata.max(initial=0)) + 1):
            part = sums[strata == stratum]
            size = len(part)
            if size:
                part = part - part.mean(axis=0)
                factor = size / (size - 1) if size > 1 else np.nan
                total += factor * (1 - size / kept[stratum]) * part.T @ part
        return total

    def variance(self, scores: Vector) -> Vector:
        """Return the variances (m,) of the sums of scores (n, m)."""
        if self.strata is None and self.clusters is None and self.population is None:
            n = self.rows
            sums = scores.sum(axis=0)
            found: Vector = n / (n - 1) * (np.einsum("ij,ij->j", scores, scores) - sums * sums / n)
            return np.maximum(found, 0.0) if n > 1 else np.full(scores.shape[1], np.nan)
        return np.diag(self.covariance(scores)).copy()

    def _by_unit(self, scores: Vector) -> tuple[Vector, Codes, Vector]:
        """Return the sums by first-stage unit (u, m), the stratum of each unit (u,), and the population by stratum."""
        strata = np.zeros(self.rows, np.intp) if self.strata is None else self.strata
        first: Codes = np.arange(self.rows)
        if self.clusters is not None:
            _, first, unit = np.unique(self.clusters, return_index=True, return_inverse=True)
            scores = np.column_stack([np.bincount(unit, weights=column) for column in scores.T])
        population = np.full(int(strata.max(initial=0)) + 1, np.inf)
        if self.population is not None:
            population[strata] = self.population
        return scores, strata[first], population
