"""A standardised Euclidean distance that bears missing values, and its trace."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Contribution:
    """The part of one indicator in a squared distance.

    ``column`` is its column in the table; ``share`` its part of the squared distance (0 to 1; 0 when the distance is 0);
    ``z`` and ``other_z`` the two standardised values.
    """

    column: int
    share: float
    z: float
    other_z: float


@dataclass(frozen=True)
class Likeness:
    """The result for a table of n rows and m columns.

    ``distances``: (n, n), symmetric, 0 on the diagonal, in standard deviations; NaN where too little is shared.
    ``shared``: (n, n), part of the weight that both rows have (0 to 1).
    ``z``: (n, m), standardised values, NaN where missing. ``weights``: (m,), their sum is 1 unless every weight is 0.
    """

    distances: Table
    shared: Table
    z: Table
    weights: Table

    def trace(self, row: int, other: int) -> tuple[Contribution, ...]:
        """Return the contribution of every shared indicator to the squared distance of two rows, largest first.

        The shares sum to 1, unless the two rows are alike on all they share: all are then 0.
        """
        parts = self.weights * (self.z[row] - self.z[other]) ** 2
        total = float(np.nansum(parts))
        columns = [int(column) for column in np.flatnonzero(~np.isnan(parts)) if self.weights[column] > 0]
        columns.sort(key=lambda column: (-parts[column], column))
        return tuple(
            Contribution(
                column=column,
                share=float(parts[column]) / total if total > 0 else 0.0,
                z=float(self.z[row, column]),
                other_z=float(self.z[other, column]),
            )
            for column in columns
        )


def standardise(table: Table) -> Table:
    """Return each column as z-scores: minus its mean, divided by its standard deviation, over the values that exist.

    ``table``: (n, m), NaN where missing. A column without two different values says nothing: it becomes 0 where known.
    """
    known = ~np.isnan(table)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, table, 0.0).sum(axis=0) / count
    gap = np.where(known, table - mean, 0.0)
    deviation = np.sqrt((gap**2).sum(axis=0) / count)
    flat = deviation <= 1e-12 * np.maximum(1.0, np.abs(mean))  # rounding noise is not a difference
    return np.where(known, np.where(flat, 0.0, gap / np.where(flat, 1.0, deviation)), np.nan)


def compare(table: Table, weights: Table, *, minimum_shared: float = 0.6) -> Likeness:
    """Return the distance between every two rows of a table.

    ``table``: (n, m), one row per territory, one column per indicator, NaN where missing, any units.
    ``weights``: (m,), zero or more, at least one above zero.
    ``minimum_shared``: in [0, 1]; two rows that share less of the total weight get NaN, for nothing honest can be said.

    With z the standardised values and δ = 1 where both rows have a value::

        d(i, j)² = Σ w δ (z_i − z_j)² / Σ w δ

    the weighted mean of squared gaps over what both have. Raises ValueError on a wrong shape or weight.

    Sources: Gower, « A general coefficient of similarity and some of its properties », Biometrics 27 (1971), for the
    mean over shared variables; Kaufman and Rousseeuw, « Finding Groups in Data » (1990), ch. 1, for standardisation.
    """
    _check(table, weights, minimum_shared)
    part = weights / weights.sum()
    z = standardise(table)
    known = ~np.isnan(z)
    value = np.where(known, z, 0.0)
    shared = (known * part) @ known.T
    squares = _squared_gaps(value, known, part)
    enough = (shared > 0) & (shared >= minimum_shared - 1e-9)
    distances = np.where(enough, np.sqrt(squares / np.where(shared > 0, shared, 1.0)), np.nan)
    np.fill_diagonal(distances, 0.0)
    return Likeness(distances=distances, shared=shared, z=z, weights=part)


def _squared_gaps(value: Table, known: NDArray[np.bool_], part: Table) -> Table:
    """Sum the weighted squared gaps column by column: exact zeros, and symmetric to the last bit."""
    total = np.zeros((len(value), len(value)))
    for column, weight in enumerate(part):
        gap = value[:, None, column] - value[None, :, column]
        total += weight * np.where(known[:, None, column] & known[None, :, column], gap**2, 0.0)
    return total


def _check(table: Table, weights: Table, minimum_shared: float) -> None:
    if weights.ndim != 1 or table.shape != (len(table), len(weights)):
        raise ValueError(
            f"the table is {table.shape}, the weights are {weights.shape}: one weight per column is needed"
        )
    if np.isinf(table).any():
        raise ValueError("the table holds an infinite value")
    if not (weights >= 0).all() or not weights.sum() > 0:
        raise ValueError("weights are zero or more, and at least one is above zero")
    if not 0 <= minimum_shared <= 1:
        raise ValueError(f"minimum_shared is {minimum_shared}: a share between 0 and 1 is needed")
