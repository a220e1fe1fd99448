"""The full book of a poll: every question by every banner column, with standard errors, from one decomposition.

The sum of squares of the residuals is opened once (Deville & Särndal 1992, section 3.4): with z the linearised variable of a cell, R'R the
cross-product of the calibration variables X under the start weights d, w the weights and b = (X'dX)⁻¹ X'dz ::

    Σ (w (z - Xb))² = Σ w²z² - 2 b'X'w²z + b'(X'w²X)b

A cell is an indicator over two sets, and X is made of categories: X'dz and X'w²z are counts. A thousand cells then cost a thousand
counts and products of p numbers, whatever the number of people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from essaim.cores.survey.estimates import shares
from essaim.cores.survey.factors import Codes, Factor
from essaim.cores.survey.intervals import LEVEL, share_intervals
from essaim.cores.survey.margins import Vector
from essaim.cores.survey.quality import kish_effect
from essaim.cores.survey.sample import Sample


@dataclass(frozen=True)
class Table:
    """A question by a banner: shares (C, K) of K answers in C columns, with ``errors`` and ``raw`` (unweighted).

    ``degrees`` of freedom, and ``effects`` (C,): design effect of the weights of each base, for the intervals.
    ``counts`` (C, K): respondents of each cell; ``bases`` (C,): respondents of each column who answered. NaN where the base is 0.
    """

    question: str
    banner: str
    answers: tuple[str, ...]
    columns: tuple[str, ...]
    shares: Vector
    errors: Vector
    raw: Vector
    counts: Codes
    bases: Codes
    degrees: int
    effects: Vector

    def intervals(self, level: float = LEVEL) -> tuple[Vector, Vector]:
        """Return the lower and upper ends (C, K) of the shares, by the rule of ``Share.interval``."""
        bases = np.broadcast_to(self.bases[:, None], self.shares.shape)
        effects = np.broadcast_to(self.effects[:, None], self.shares.shape)
        return share_intervals(self.shares, self.errors, self.counts, bases, self.degrees, effects, level)


EVERYBODY = "ensemble"


def everybody(rows: int) -> Factor:
    """Return the banner of one column that holds all ``rows``."""
    return Factor(EVERYBODY, np.zeros(rows, np.intp), (EVERYBODY,))


def book(sample: Sample, questions: Sequence[Factor], banners: Sequence[Factor]) -> list[Table]:
    """Return one table for each question and banner, questions first."""
    design = sample.design
    plain = design.strata is None and design.clusters is None and design.population is None
    if not plain or sample.calibration is None:
        return [_by_residuals(sample, question, banner) for question in questions for banner in banners]
    counter = _Counter(sample)
    return [counter.table(question, banner) for question in questions for banner in banners]


class _Counter:
    """The part of the variance that does not depend on the cell, worked out once."""

    def __init__(self, sample: Sample) -> None:
        self.sample, self.rows = sample, sample.design.rows
        calibration = sample.calibration
        assert calibration is not None  # noqa: S101 — the caller checked; for the type checker
        self.cells, self.x, self.start = calibration.cells, calibration.x, calibration.start
        self.squares = sample.weights**2

    @cached_property
    def gram(self) -> Vector:
        """X'w²X (p, p)."""
        return self.x.gram(self.cells.sums(self.squares))

    @cached_property
    def column_sums(self) -> Vector:
        """X'w (p,)."""
        return self.x.matrix.T @ self.cells.sums(self.sample.weights)

    def table(self, question: Factor, banner: Factor) -> Table:
        """Return the shares and errors of one question by one banner."""
        width, height = len(question.levels), len(banner.levels)
        size = width * height
        key = banner.codes * width + question.codes
        key = np.where((banner.codes < 0) | (question.codes < 0), size, key)
        counts = np.bincount(key, minlength=size + 1)[:size].reshape(height, width)
        weights, squares = (self._sums(key, size, each) for each in (self.sample.weights, self.squares))
        base = weights.reshape(height, width).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = weights.reshape(height, width) / base[:, None]
            raw = counts / counts.sum(axis=1)[:, None]
            errors = np.sqrt(self._variances(key, size, found, base, squares))
            effects = counts.sum(axis=1) * squares.reshape(height, width).sum(axis=1) / base**2
        names = question.name, banner.name, question.levels, banner.levels
        about = self.sample.design.degrees, effects
        return Table(*names, found, errors, raw, counts, counts.sum(axis=1), *about)

    def _sums(self, key: Codes, size: int, values: Vector) -> Vector:
        return np.bincount(key, weights=values, minlength=size + 1)[:size].astype(float, copy=False)

    def _variances(self, key: Codes, size: int, found: Vector, base: Vector, squares: Vector) -> Vector:
        """Return the variance of each share (C, K): the formula of the module, for z = (1[answer] - share·1[column]) / base."""
        height, width = found.shape
        by_start, by_square = self._products(key, size)
        cube = (-1, height, width)
        fit, cross = (
            self._linearised(each.reshape(cube), found, base) for each in (by_start, by_square)
        )  # X'dz, X'w²z (p, C, K)
        coefficients = self.sample.coefficients(fit.reshape(len(fit), -1))
        table = squares.reshape(height, width)
        own = (1 - 2 * found) * table + found**2 * table.sum(axis=1)[:, None]
        total = own / base[:, None] ** 2
        total -= 2 * np.einsum("pm,pm->m", coefficients, cross.reshape(len(cross), -1)).reshape(height, width)
        total += np.einsum("pm,pm->m", coefficients, self.gram @ coefficients).reshape(height, width)
        drift = -(self.column_sums @ coefficients).reshape(height, width)  # Σ w (z - Xb), for Σ wz = 0
        found_variances: Vector = self.rows / (self.rows - 1) * np.maximum(total - drift**2 / self.rows, 0)
        return found_variances

    def _linearised(self, products: Vector, found: Vector, base: Vector) -> Vector:
        """Turn X'·1[answer in column] into X'z."""
        linearised: Vector = (products - found * products.sum(axis=2, keepdims=True)) / base[:, None]
        return linearised

    def _products(self, key: Codes, size: int) -> tuple[Vector, Vector]:
        """Return X'd1 and X'w²1 (p, size) for the indicator of each cell of the table."""
        many = self.rows * len(self.x.held) > self.cells.count * size  # then it is shorter to count rows by cell first
        add = self._through_cells if many else self._by_row
        return add(key, size, self.start), add(key, size, self.squares)

    def _by_row(self, key: Codes, size: int, values: Vector) -> Vector:
        return self.x.products(self.cells.of_row, key, size, values)

    def _through_cells(self, key: Codes, size: int, values: Vector) -> Vector:
        joint = self.cells.of_row * (size + 1) + key
        counts = np.bincount(joint, weights=values, minlength=self.cells.count * (size + 1))
        found: Vector = self.x.matrix.T @ counts.reshape(self.cells.count, size + 1)[:, :size]
        return found


def _by_residuals(sample: Sample, question: Factor, banner: Factor) -> Table:
    """The same from the residuals of each row: strata and clusters allowed, slower."""
    height, width = len(banner.levels), len(question.levels)
    found, errors, raw = (np.full((height, width), np.nan) for _ in range(3))
    counts, effects = np.zeros((height, width), np.intp), np.full(height, np.nan)
    for column in range(height):
        domain = banner.codes == column
        if (domain & (question.codes >= 0)).any():
            each = shares(sample, question, domain)
            found[column], errors[column], raw[column] = each.values, each.errors, each.raw
            counts[column] = np.round(each.raw * each.base)
            effects[column] = kish_effect(sample.weights[domain & (question.codes >= 0)])
    names = question.name, banner.name, question.levels, banner.levels
    about = sample.design.degrees, effects
    return Table(*names, found, errors, raw, counts, counts.sum(axis=1), *about)
