"""Bootstrap replicates, each brought again to the margins.

Sources: Rao & Wu (1988), "Resampling inference with complex survey data", JASA 83, section 2 (n_h - 1 units drawn with replacement
in each stratum, factor n_h / (n_h - 1)); Rao, Wu & Yue (1992), Survey Methodology 18 (the form with rescaled weights).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from essaim.cores.survey.cells import all_indicators, independent
from essaim.cores.survey.distances import Distance, distance
from essaim.cores.survey.indicators import Indicators
from essaim.cores.survey.margins import Vector
from essaim.cores.survey.newton import solve
from essaim.cores.survey.sample import Sample
from essaim.cores.survey.weighting import Weighting

BLOCK = 100  # replicates worked on together: their cells stay in the processor's cache
HESSIANS = 4_000_000  # numbers held in the Hessians of one block
CHORDS = 3  # steps with one Hessian before it is worked out again
RENEWALS = 6
REACH = 1.5  # longest move of a multiplier: a category reduced to one person would send Newton too far
GAP = 1e-7


@dataclass(frozen=True)
class Replicates:
    """``weights`` (R, n), each row one replicate; ``scale``: factor of the sum of squares.

    ``without``: replicates in which a category had lost everybody (its total was shared among the others of its margin);
    ``dropped``: replicates that could not be brought to the margins, not in ``weights``.
    """

    weights: Vector
    scale: float
    without: int = 0
    dropped: int = 0

    def error(self, statistic: Callable[[Vector], float], full: float, *, centred: bool = False) -> float:
        """Return the standard error of a statistic of weights (n,) → number, whose value on the whole sample is ``full``.

        ``centred``: deviations from the mean of the replicates instead of ``full``.
        """
        values = np.array([statistic(weights) for weights in self.weights])
        return float(np.sqrt(self.scale * np.sum((values - (values.mean() if centred else full)) ** 2)))


def draws(sample: Sample, count: int, seed: int) -> Iterator[Vector]:
    """Yield the factors (n,) of ``count`` Rao–Wu replicates. Raises ValueError when a stratum has a single unit."""
    design, generator = sample.design, np.random.default_rng(seed)
    strata = np.zeros(design.rows, np.intp) if design.strata is None else design.strata
    first, unit = np.arange(design.rows), np.arange(design.rows)
    if design.clusters is not None:
        _, first, unit = np.unique(design.clusters, return_index=True, return_inverse=True)
    groups = [np.flatnonzero(strata[first] == stratum) for stratum in np.unique(strata)]
    if min(len(group) for group in groups) == 1:
        raise ValueError("une strate n’a qu’une unité : regroupez-la pour tirer des réplications")
    for _ in range(count):
        factors = np.zeros(len(first))
        for group in groups:
            size = len(group)
            drawn = np.bincount(generator.integers(0, size, size - 1), minlength=size)
            factors[group] = drawn * (size / (size - 1))
        yield factors if design.clusters is None else factors[unit]


def replicates(weighting: Weighting, sample: Sample, *, count: int, seed: int) -> Replicates:
    """Return ``count`` replicates of a weighting, each calibrated again to a relative gap of 1e-7.

    Memory: 8 · count · n bytes. ``seed``: the same seed gives the same replicates.
    """
    again = _Again(weighting)
    factors, kept, without = draws(sample, count, seed), [], 0
    block = max(1, min(BLOCK, HESSIANS // again.x.shape[1] ** 2))
    while some := list(islice(factors, block)):
        found, lost = again.calibrated(np.array(some) * weighting.start)
        kept.append(found)
        without += lost
    weights = np.concatenate(kept)
    return Replicates(weights, 1 / max(len(weights) - 1, 1), without, count - len(weights))


class _Again:
    """Newton with one Hessian per replicate, started from the multipliers of the whole sample."""

    def __init__(self, weighting: Weighting) -> None:
        from scipy.sparse import csr_array  # at the first use: see laws.py

        calibration = weighting.calibration
        self.cells, self.x = calibration.cells, calibration.x.matrix
        self.functions: Distance = distance(weighting.options.method, weighting.options.bounds)
        self.begin = weighting.multipliers
        self.full, self.spans, self.totals = _whole(weighting)
        self.targets = self.x.T @ self.cells.sums(weighting.weights)
        self.upper = np.triu_indices(calibration.x.count)
        self.pairs = calibration.x.pairs.tocsr()[self.upper[0] * (calibration.x.count + 1) + self.upper[1]]
        self.transposed = csr_array(self.x.T)

    def calibrated(self, bases: Vector) -> tuple[Vector, int]:
        """Return the weights (r, n) of a block of start weights (r, n), and how many had lost a category."""
        start = np.column_stack([self.cells.sums(base) for base in bases])
        whole = (self.full.matrix.T @ start > 0).all(axis=0)
        ratios = np.full(start.shape, np.nan)
        ratios[:, whole] = self._together(start[:, whole])
        for one in np.flatnonzero(~whole | np.isnan(ratios).any(axis=0)):
            ratios[:, one] = self._alone(start[:, one])
        good = ~np.isnan(ratios).any(axis=0)
        return bases[good] * ratios[:, good].T[:, self.cells.of_row], int((~whole).sum())

    def _together(self, start: Vector) -> Vector:
        """Return the ratios (C, r) of replicates that keep every category; NaN where the method did not converge."""
        result = np.full(start.shape, np.nan)
        multipliers = np.repeat(self.begin[:, None], start.shape[1], axis=1)
        active = np.arange(start.shape[1])
        for _ in range(RENEWALS):
            here = start[:, active]
            inverse = self._inverse(here * self.functions.slope(self.x @ multipliers))
            multipliers, ratios, short = self._chords(here, multipliers, inverse)
            done = np.abs(short).max(axis=0) <= GAP * self.targets.max()
            result[:, active[done]] = ratios[:, done]
            active, multipliers = active[~done], multipliers[:, ~done]
            if not len(active):
                break
        return result

    def _chords(self, start: Vector, multipliers: Vector, inverse: Vector) -> tuple[Vector, Vector, Vector]:
        """Take a few steps with the same Hessians; return multipliers, ratios and what is still short."""
        for step in range(CHORDS + 1):
            ratios = self.functions.ratio(self.x @ multipliers)
            short = self.targets[:, None] - self.transposed @ (start * ratios)
            if step < CHORDS:
                move = np.einsum("rij,jr->ir", inverse, short)
                multipliers = multipliers + move * (REACH / np.maximum(REACH, np.abs(move).max(axis=0)))
        return multipliers, ratios, short

    def _inverse(self, slopes: Vector) -> Vector:
        size, count = self.x.shape[1], slopes.shape[1]
        hessian = np.zeros((count, size, size))
        hessian[:, self.upper[0], self.upper[1]] = (self.pairs @ slopes).T
        hessian[:, self.upper[1], self.upper[0]] = hessian[:, self.upper[0], self.upper[1]]
        try:
            inverse: Vector = np.linalg.inv(hessian).astype(float, copy=False)
        except np.linalg.LinAlgError:
            inverse = np.linalg.pinv(hessian, hermitian=True).astype(float, copy=False)
        return inverse

    def _alone(self, start: Vector) -> Vector:
        """Return the ratios (C,) of one replicate; a category without anybody leaves its total to the others of its margin."""
        totals, here = self.totals.copy(), self.full.matrix.T @ start > 0
        for span in self.spans:
            share = np.where(here[span], totals[span], 0.0)
            totals[span] = share * (totals[span].sum() / share.sum())
        cells = np.flatnonzero(start > 0)
        kept = independent(self.full.gram(start))
        found = solve(
            self.full.part(kept, cells), start[cells], totals[kept], self.functions, GAP * float(totals.max())
        )
        ratios = np.ones(len(start))
        ratios[cells] = found.ratios
        reached = self.full.matrix.T @ (start * ratios)
        return ratios if np.abs(reached - totals).max() <= 10 * GAP * totals.max() else np.full(len(start), np.nan)


def _whole(weighting: Weighting) -> tuple[Indicators, list[slice], Vector]:
    """Return the variables of every category, the columns of each margin (of each stratum), and the totals (k,)."""
    spans, place = [], 0
    for target in weighting.margins:
        for group in np.unique(target.groups):
            inside = np.flatnonzero(target.groups == group)
            spans.append(slice(place + int(inside[0]), place + int(inside[-1]) + 1))
        place += len(target.levels)
    full = all_indicators(weighting.calibration.cells, weighting.margins)
    return full, spans, np.concatenate([target.totals for target in weighting.margins])
