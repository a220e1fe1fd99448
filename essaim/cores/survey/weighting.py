"""Bring a sample to known margins: raking, calibration, post-stratification, within strata or over all.

Sources: Deming & Stephan (1940) for raking; Deville & Särndal (1992) for calibration; Holt & Smith (1979) for post-stratification,
which is calibration on one margin that crosses every variable.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from essaim.cores.survey.cells import Cells, all_indicators, collapse, first_guess, independent, indicators
from essaim.cores.survey.distances import Distance, distance
from essaim.cores.survey.factors import Factor
from essaim.cores.survey.feasibility import bounds_that_do, shortfall
from essaim.cores.survey.indicators import Indicators
from essaim.cores.survey.margins import MINIMUM_BASE, Margin, Vector, check_totals, matched
from essaim.cores.survey.newton import Solution, solve
from essaim.cores.survey.refusals import Problem, Refused, french

TOLERANCE = 1e-9
"""Weights are accepted when no category is further from its total than this part of the total."""


EPSILON = 1e-14
"""Sums of weights are not exact beyond this part of the total."""


NOBODY = 1e-6
"""Raking that divides a weight by a million is on its way to zero: the margins are met only by silencing people."""


@dataclass(frozen=True)
class Options:
    """How to weight. ``bounds``: least and largest ratio of final to start weight (logit, truncated)."""

    method: str = "raking"
    bounds: tuple[float, float] | None = None
    tolerance: float = TOLERANCE
    minimum_base: int = MINIMUM_BASE


@dataclass(frozen=True)
class Calibration:
    """What the variance needs of a calibration: the ``cells``, their p variables ``x``, the ``start`` weights (n,).

    ``gram`` (p, p): X' diag(start) X.
    """

    cells: Cells
    x: Indicators
    start: Vector
    gram: Vector


@dataclass(frozen=True)
class Line:
    """One category: respondents, share in the sample, weight before, total asked, total reached."""

    margin: str
    category: str
    respondents: int
    before: float
    target: float
    reached: float


@dataclass(frozen=True)
class Counts:
    """By category (k,), margins one after the other: respondents, weight before, total asked, total reached."""

    respondents: Vector
    before: Vector
    targets: Vector
    reached: Vector

    @property
    def gap(self) -> float:
        """The largest part of a total that is missed."""
        asked = self.targets > 0
        return float(np.max(np.abs(self.reached - self.targets)[asked] / self.targets[asked]))


@dataclass(frozen=True)
class Weighting:
    """Weights (n,) and their trace. ``gap``: largest |reached − target| / target; ``steps``: Newton steps.

    ``start`` (n,): start weights brought to the total (of each stratum), the base of the ratios.
    """

    weights: Vector
    start: Vector
    options: Options
    margins: tuple[Margin, ...]
    calibration: Calibration
    counts: Counts
    gap: float
    steps: int
    multipliers: Vector

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every category, in the order of the margins."""
        return tuple(_lines(self.margins, self.counts))


def weigh(
    factors: Sequence[Factor],
    margins: Sequence[Margin],
    *,
    start: Vector | None = None,
    options: Options | None = None,
) -> Weighting:
    """Return weights (n,) positive whose sums by category are the margins.

    ``factors``: M variables of n rows, each for the margin of the same place. ``start`` (n,): base weights, positive (1
    when absent); for margins by stratum they are first brought to the total of each stratum.

    Refused (``Refused``, with every problem): see ``margins.matched`` and ``margins.check_totals``; a start weight that is
    not positive; margins or bounds that no weights can meet (the categories out of reach are named).
    """
    options = options or Options()
    functions = distance(options.method, options.bounds)
    check_totals(margins)
    cells = _all_matched(factors, margins, options.minimum_base)
    base = _scaled(_checked_start(start, len(factors[0])), cells, margins[0])
    x, totals = indicators(cells, margins)
    sums = cells.sums(base)
    gram = x.gram(sums)
    kept = independent(gram)
    if len(kept) < len(totals):
        x, totals, gram = x.part(kept), totals[kept], gram[np.ix_(kept, kept)]
    begin = first_guess(cells, margins, sums)[kept] if options.method == "raking" else None
    work = _solved if margins[0].groups.any() else solve
    solution = work(x, sums, totals, functions, _limit(margins, options.tolerance), begin)
    counts = _counts(cells, margins, sums, sums * solution.ratios)
    met = counts.gap <= options.tolerance or _rounding(counts, margins[0].total)
    if not met or (options.method == "raking" and solution.ratios.min() < NOBODY):
        raise Refused(*_out_of_reach(cells, margins, sums, functions, list(_lines(margins, counts))))
    weights = base * solution.ratios[cells.of_row]
    _refuse_negative(weights, options)
    calibration = Calibration(cells, x, base, gram)
    return Weighting(
        weights,
        base,
        options,
        tuple(margins),
        calibration,
        counts,
        counts.gap,
        solution.steps,
        solution.multipliers,
    )


def _solved(
    x: Indicators, start: Vector, totals: Vector, functions: Distance, limit: float, begin: Vector | None
) -> Solution:
    """Solve each stratum apart: two variables never met by one cell, directly or not, do not act on each other."""
    from scipy.sparse import csr_array  # at the first use: see laws.py
    from scipy.sparse.csgraph import connected_components

    parts, of_column = connected_components(csr_array(x.gram(start)), directed=False)
    of_cell = of_column[x.matrix.argmax(axis=1)]
    ratios, multipliers, steps = np.ones(len(start)), np.zeros(len(totals)), 0
    for part in range(parts):
        cells, columns = np.flatnonzero(of_cell == part), np.flatnonzero(of_column == part)
        guess = None if begin is None else begin[columns]
        found = solve(x.part(columns, cells), start[cells], totals[columns], functions, limit, guess)
        ratios[cells], multipliers[columns], steps = found.ratios, found.multipliers, max(steps, found.steps)
    return Solution(ratios, multipliers, steps)


def _limit(margins: Sequence[Margin], tolerance: float) -> float:
    """Return what may be missing of a total so that the smallest category, and one left out, are within the tolerance."""
    totals = np.concatenate([each.totals for each in margins])
    return max(tolerance * float(totals[totals > 0].min()) / len(totals), EPSILON * margins[0].total)


def _rounding(counts: Counts, total: float) -> bool:
    """Return whether all that is missing is what adding so many numbers loses."""
    return bool((np.abs(counts.reached - counts.targets) <= 100 * EPSILON * total).all())


def _all_matched(factors: Sequence[Factor], margins: Sequence[Margin], minimum: int) -> Cells:
    cells = collapse(factors)
    counts, columns = cells.sums(), []
    problems: list[Problem] = []
    for place, (variable, target) in enumerate(zip(factors, margins, strict=True)):
        try:
            columns.append(matched(variable, target, cells.codes[:, place], counts, minimum_base=minimum))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(*problems)
    return Cells(cells.of_row, np.column_stack(columns))


def _checked_start(start: Vector | None, rows: int) -> Vector:
    if start is None:
        return np.ones(rows)
    wrong = np.flatnonzero(~(np.isfinite(start) & (start > 0)))
    if len(wrong):
        text = (
            f"Poids de départ, ligne {wrong[0] + 1} : {french(float(start[wrong[0]]))}. Un poids de départ est un nombre "
            f"au-dessus de 0 ({len(wrong)} ligne{'s' if len(wrong) > 1 else ''} à corriger)."
        )
        raise Refused(Problem("start", "", text, rows=tuple(wrong.tolist())))
    return np.asarray(start, float)


def _scaled(start: Vector, cells: Cells, target: Margin) -> Vector:
    """Bring start weights to the total of each stratum (of everybody, when margins are not by stratum)."""
    groups = target.groups[cells.codes[:, 0]]
    wanted = np.bincount(target.groups, weights=target.totals)
    scale: Vector = wanted / np.bincount(groups, weights=cells.sums(start), minlength=len(wanted))
    return start * (scale[0] if len(scale) == 1 else scale[groups][cells.of_row])


def _counts(cells: Cells, margins: Sequence[Margin], before: Vector, after: Vector) -> Counts:
    respondents = cells.sums()
    columns = [
        np.concatenate(
            [
                np.bincount(cells.codes[:, place], weights=each, minlength=len(target.levels))
                for place, target in enumerate(margins)
            ]
        )
        for each in (respondents, before, after)
    ]
    targets = np.concatenate([target.totals for target in margins])
    return Counts(columns[0], columns[1], targets, columns[2])


def _lines(margins: Sequence[Margin], counts: Counts) -> Iterator[Line]:
    names = [(target.name, level) for target in margins for level in target.levels]
    columns = (counts.respondents, counts.before, counts.targets, counts.reached)
    for (name, level), (people, *rest) in zip(
        names, zip(*(each.tolist() for each in columns), strict=True), strict=True
    ):
        yield Line(name, level, int(people), *rest)


def _refuse_negative(weights: Vector, options: Options) -> None:
    if options.method == "linear" and weights.min() <= 0:
        text = (
            f"La méthode linéaire donne {int((weights <= 0).sum())} poids négatifs ou nuls. "
            "Prenez « raking », ou « truncated » avec un minimum de 0,1 par exemple."
        )
        raise Refused(Problem("negative", "", text))


def _out_of_reach(
    cells: Cells, margins: Sequence[Margin], sums: Vector, functions: Distance, lines: Sequence[Line]
) -> list[Problem]:
    """Name the categories that no weights within the bounds can bring to their totals."""
    full = all_indicators(cells, margins).matrix
    totals = np.concatenate([each.totals for each in margins])
    bounds = (functions.lower, functions.upper)
    short = shortfall(full, sums, totals, bounds)
    kind = "bounds" if np.isfinite(functions.upper) else "unreached"
    advice = _advice(bounds, bounds_that_do(full, sums, totals, bounds) if kind == "bounds" else None)
    guilty = [(line, gap) for line, gap in zip(lines, short.tolist(), strict=True) if abs(gap) > 1e-7 * line.target]
    if not guilty:  # reached only by weights of zero: the category that Newton left furthest
        worst = max(lines, key=lambda line: abs(line.reached - line.target) / max(line.target, 1e-300))
        guilty = [(worst, worst.target - worst.reached)]
        advice = (
            "Ces marges ne sont atteintes, dans cet échantillon, qu’en donnant un poids nul à des personnes. "
            "Regroupez des catégories ou retirez une marge."
        )
    guilty.sort(key=lambda pair: -abs(pair[1]))
    return [
        Problem(kind, "", advice),
        *(Problem(kind, line.margin, _sentence(line, gap), line.category) for line, gap in guilty),
    ]


def _advice(asked: tuple[float, float], possible: tuple[float, float] | None) -> str:
    if possible is None:
        return (
            "Aucun jeu de poids positifs n’atteint toutes les marges : elles se contredisent dans cet échantillon. "
            "Regroupez des catégories ou retirez une marge."
        )
    low, high = np.floor(possible[0] * 100) / 100, np.ceil(possible[1] * 100) / 100
    return (
        f"Bornes [{french(asked[0])} ; {french(asked[1])}] trop étroites pour ces marges. "
        f"Élargissez-les au moins à [{french(low)} ; {french(high)}], ou regroupez des catégories."
    )


def _sentence(line: Line, gap: float) -> str:
    missing = "il en manquerait" if gap > 0 else "il y en aurait en trop"
    return (
        f"Marge « {line.margin} », catégorie « {line.category} » : {french(line.target, 4)} attendus, hors d’atteinte "
        f"avec les autres marges ({missing} {french(abs(gap), 3)})."
    )
