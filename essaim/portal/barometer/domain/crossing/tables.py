"""One crosstab of a published wave: the shares of each column with their intervals, by the decomposition made for the whole book."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from essaim.cores.disclosure.lattice import NO_FILTER, SILENT, Grouping, Mask
from essaim.cores.survey import Association, Factor, Sample, Table, Thresholds, association, book
from essaim.cores.survey.intervals import LEVEL, random_margin
from essaim.portal.barometer.domain.crossing.axes import Axis
from essaim.portal.barometer.domain.crossing.opening import Opening
from essaim.portal.barometer.domain.writing import rounded

EVERYBODY, ANSWERING = "tous", "répondants"


@dataclass(frozen=True)
class Filter:
    """A group of a profile axis; ``axis`` "" for everybody."""

    axis: str = NO_FILTER
    group: str = ""
    label: str = ""


@dataclass(frozen=True)
class Cell:
    """One share of a column: the same numbers as a figure of the wave's page."""

    base: int
    raw: float
    adjusted: float
    low: float
    high: float
    margin: float
    error: float
    status: str


@dataclass(frozen=True)
class Crosstab:
    """Answers (rows) by groups (columns), inside a filter. ``cells`` (rows, columns); None in a column of nobody.

    ``over``: whether shares are of all the people of a column or of those who answered. ``rows``, ``columns``: code and words.
    """

    rows_axis: Axis
    columns_axis: Axis
    filter: Filter
    over: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    link: Association | None


class Maker:
    """Makes the tables of one wave; nothing that is not open."""

    def __init__(self, sample: Sample, opening: Opening) -> None:
        self.sample, self.opening = sample, opening

    def filter_of(self, of: str, group: str) -> Filter | None:
        """Return the filter that a group of an axis gives; None where there is no such group."""
        if not of:
            return Filter()
        axis = self.opening.axes.get(of)
        labels = dict(axis.levels) if axis and not axis.result else {}
        return Filter(of, group, labels[group]) if group in labels else None

    def table(self, rows: str, columns: str, chosen: Filter | None = None, *, linked: bool = False) -> Crosstab:
        """Return an open table. KeyError for one that is not open. ``linked``: with the test of independence."""
        chosen = chosen or Filter()
        if not self.opening.has(rows, columns, chosen.axis):
            raise KeyError(f"{rows} × {columns} ({chosen.axis}) is not open")
        down, across = (self.opening.lattice.grouping(name, chosen.axis) for name in (rows, columns))
        first, second = self.opening.axes[rows], self.opening.axes[columns]
        inside = self._inside(chosen)
        heads = _names(first, down, parts=1 if first.choice else None)
        question, banner = _factor(first, down), _factor(second, across)
        banner = Factor(banner.name, np.where(inside, banner.codes, SILENT), banner.levels)
        found = book(self.sample, [question], [banner])[0]
        return Crosstab(
            first, second, chosen, ANSWERING if down.silent is None else EVERYBODY, heads, _names(second, across),
            tuple(tuple(_cells(found, answer)) for answer in range(len(heads))), self._link(question, banner) if linked else None,
        )  # fmt: skip

    def _inside(self, chosen: Filter) -> Mask:
        if not chosen.axis:
            return np.ones(len(self.sample.weights), bool)
        axis = self.opening.axes[chosen.axis]
        return np.asarray(axis.codes == [code for code, _ in axis.levels].index(chosen.group))

    def _link(self, question: Factor, banner: Factor) -> Association | None:
        inside = Factor(question.name, np.where(banner.codes < 0, SILENT, question.codes), question.levels)
        used = [len(np.unique(each.codes[(inside.codes >= 0) & (banner.codes >= 0)])) for each in (inside, banner)]
        return association(self.sample, inside, banner) if min(used) > 1 else None


def _names(axis: Axis, grouping: Grouping, parts: int | None = None) -> tuple[tuple[str, str], ...]:
    named = [(part, grouping.silent == place) for place, part in enumerate(grouping.parts)]
    return tuple(
        (axis.code_of(part, silent=silent), axis.label_of(part, silent=silent)) for part, silent in named[:parts]
    )


def _factor(axis: Axis, grouping: Grouping) -> Factor:
    return Factor(axis.label, grouping.codes, tuple(code for code, _ in _names(axis, grouping)))


def _cells(found: Table, answer: int) -> Iterator[Cell | None]:
    """Give the shares of one answer, column after column."""
    lows, highs = found.intervals()
    for column, base in enumerate(found.bases.tolist()):
        place = column, answer
        yield None if not base else Cell(
            base, rounded(float(found.raw[place])), rounded(float(found.shares[place])), rounded(float(lows[place])),
            rounded(float(highs[place])), rounded(random_margin(float(found.shares[place]), base, LEVEL)),
            rounded(float(found.errors[place])), Thresholds().status(base).value,
        )  # fmt: skip
