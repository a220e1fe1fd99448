"""Are two questions linked? Chi-square tests that hold with weights, strata and calibration.

Sources: Rao & Scott (1981), JASA 76, and (1984), "On chi-squared tests for multiway contingency tables with cell proportions
estimated from survey data", Annals of Statistics 12, sections 2 and 3 (corrections of first and second order); Thomas & Rao
(1987), JASA 82 (F law of the second-order statistic); Koch, Freeman & Freeman (1975), International Statistical Review 43 (Wald).
"""

from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.estimates import Mask
from essaim.cores.survey.factors import Factor
from essaim.cores.survey.laws import chi2_tail, fisher_tail
from essaim.cores.survey.margins import Vector
from essaim.cores.survey.sample import Sample


@dataclass(frozen=True)
class Test:
    """One test: its ``statistic``, degrees of freedom (``below`` NaN for a chi-square), and ``p``."""

    __test__ = False  # not a test of ours, whatever pytest thinks

    statistic: float
    above: float
    below: float
    p: float


@dataclass(frozen=True)
class Association:
    """A weighted table (R, C) and its tests of independence.

    ``counts``: weighted; ``rao_scott``: second order, F law (the one to publish); ``pearson``: the plain X² of the weighted
    shares, its p by the first-order correction; ``wald``: adjusted Wald.
    ``effects``: eigenvalues of the design effect matrix, all 1 for a simple random sample. ``base``: who answered both.
    """

    counts: Vector
    rao_scott: Test
    pearson: Test
    wald: Test
    effects: Vector
    base: int


def association(sample: Sample, rows: Factor, columns: Factor, *, degrees: int | None = None) -> Association:
    """Test the independence of two questions among those who answered both; levels that nobody chose are left out.

    ``degrees``: degrees of freedom of the variance, those of the design when absent (some programs count only the
    units that answered). ValueError when one of the questions has fewer than two levels in use.
    """
    both = (rows.codes >= 0) & (columns.codes >= 0)
    first, second = _used(rows, both), _used(columns, both)
    height, width = len(first.levels), len(second.levels)
    if min(height, width) < 2:  # noqa: PLR2004
        raise ValueError(
            f"« {rows.name} » × « {columns.name} » : il faut au moins deux réponses différentes à chacune."
        )
    cell = np.where(both, first.codes * width + second.codes, -1)
    ones = (cell[:, None] == np.arange(height * width)).astype(float)
    counts = sample.weights @ ones
    table = counts.reshape(height, width)
    spread = sample.design.covariance(sample.scores(ones))  # of the weighted counts
    freedom = sample.design.degrees if degrees is None else degrees
    pearson, rao_scott, effects = _rao_scott(table, spread, sample.design.rows, freedom)
    return Association(table, rao_scott, pearson, _wald(table, spread, freedom), effects, int(both.sum()))


def _used(variable: Factor, mask: Mask) -> Factor:
    present = np.unique(variable.codes[mask])
    return variable.relevelled([variable.levels[code] for code in present])


def _interactions(height: int, width: int) -> Vector:
    """Return (R·C, (R-1)(C-1)): what is left of a table once rows and columns are taken off."""
    left = np.vstack([np.eye(height - 1), -np.ones(height - 1)])
    right = np.vstack([np.eye(width - 1), -np.ones(width - 1)])
    return np.kron(left, right).astype(float, copy=False)


def _rao_scott(counts: Vector, spread: Vector, n: int, degrees: int) -> tuple[Test, Test, Vector]:
    table = counts / counts.sum()
    shares = table.ravel()
    to_shares = (np.eye(len(shares)) - shares[:, None]) / counts.sum()
    contrasts = _interactions(*table.shape)
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    scaled = contrasts * inverse[:, None]
    middle = scaled.T @ to_shares @ spread @ to_shares.T @ scaled
    design_effects = np.linalg.solve(contrasts.T @ scaled / n, middle)
    trace = float(np.trace(design_effects))
    freedom = trace**2 / float(np.trace(design_effects @ design_effects))
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    statistic = n * float(((table - expected) ** 2 / expected).sum())
    above, below, corrected = contrasts.shape[1], freedom * degrees, statistic / trace
    first = Test(statistic, above, np.nan, chi2_tail(corrected * above, above))
    second = Test(corrected, freedom, below, fisher_tail(corrected, freedom, below))
    effects = np.linalg.eigvals(design_effects).real.astype(float)
    return first, second, np.sort(effects)[::-1]


def _wald(counts: Vector, spread: Vector, degrees: int) -> Test:
    height, width = counts.shape
    rows, columns, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    gaps = counts - np.outer(rows, columns) / total
    of_rows = np.kron(np.eye(height), np.ones(width))  # (R, R·C): sums of rows
    of_columns = np.kron(np.ones(height), np.eye(width))
    jacobian = np.eye(height * width) + np.outer(rows, columns).ravel()[:, None] / total**2
    jacobian -= np.einsum("ik,j->ijk", of_rows, columns / total).reshape(height * width, -1)
    jacobian -= np.einsum("i,jk->ijk", rows / total, of_columns).reshape(height * width, -1)
    kept = np.arange(height * width).reshape(height, width)[:-1, :-1].ravel()
    covariance = (jacobian @ spread @ jacobian.T)[np.ix_(kept, kept)]
    above, free = len(kept), gaps.ravel()[kept]
    below = degrees - above + 1
    statistic = float(free @ np.linalg.solve(covariance, free)) * below / degrees / above
    return Test(statistic, above, below, fisher_tail(statistic, above, below))
