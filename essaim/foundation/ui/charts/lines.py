"""Lines over the years."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from essaim.foundation.ui import french
from essaim.foundation.ui.charts.scene import (
    LINE,
    Key,
    Mark,
    Scale,
    Scene,
    circle,
    domain,
    known,
    line,
    rect,
    ticks,
    with_unit,
    words,
)  # fmt: skip
from essaim.foundation.ui.components import Column, Table
from essaim.foundation.ui.french import Number

PLOT = 220  # height of the plot, px
TOP = 24


@dataclass(frozen=True)
class Series:
    """One line: a value for each year, None where it is not available (the line is cut there)."""

    label: str
    points: Sequence[tuple[int, Number | None]]


def lines(
    title: str,
    series: Sequence[Series],
    *,
    unit: str = "",
    decimals: int | None = None,
    zero: bool = True,
    reading: str = "",
    source: str = "",
) -> Scene:
    """Draw one line a series, over the years.

    Args:
        title: What is shown.
        series: At most five; years need not be the same. A line is cut where a value is missing.
        zero: Whether the vertical scale starts from zero.
        unit: Written after each value.
        decimals: Digits after the comma; None keeps those of the value.
        reading: The sentence that reads the chart; one is composed when it is empty.
        source: Producer and licence.
    """
    years = sorted({year for each in series for year, _ in each.points})
    numbers = [value for each in series for _, value in each.points if value is not None and known(value)]
    marked = ticks(*domain(numbers, zero=zero))
    across = Scale(years[0], years[-1], 4, 96) if len(years) > 1 else Scale(0, 1, 50, 50)
    marks = _grid(marked) if numbers else []
    marks += _years(years, across)
    for rank, each in enumerate(series):
        marks += _series(each, rank + 1, across, marked, (unit, decimals))
    if not numbers:
        marks.append(rect("missing", 0, TOP, 100, PLOT, title=french.MISSING, missing=True))
    return Scene(
        title=title,
        reading=reading or _reading(series, unit, decimals),
        height=TOP + PLOT + LINE + 8,
        marks=marks,
        table=_table(title, series, years, unit, decimals),
        source=source,
        legend=[Key(f"line series-{rank + 1}", each.label) for rank, each in enumerate(series)]
        if len(series) > 1
        else (),
    )


def _height(value: Number, marked: Sequence[float]) -> float:
    return TOP + PLOT - (float(value) - marked[0]) / (marked[-1] - marked[0]) * PLOT


def _grid(marked: Sequence[float]) -> list[Mark]:
    marks: list[Mark] = []
    for value in marked:
        y = _height(value, marked)
        marks.append(line("axis" if value == 0 else "grid", 0, y, 100, y))
        marks.append(words("tick", 0, y - 5, french.number(value)))
    return marks


def _years(years: Sequence[int], across: Scale) -> list[Mark]:
    every = max(1, -(-len(years) // 6))
    chosen = [year for rank, year in enumerate(reversed(years)) if rank % every == 0]
    return [words("tick", across(year), TOP + PLOT + LINE, str(year), "middle") for year in chosen]


def _series(
    each: Series, rank: int, across: Scale, marked: Sequence[float], style: tuple[str, int | None]
) -> list[Mark]:
    points = sorted(each.points, key=lambda point: point[0])
    marks: list[Mark] = []
    for (year, value), (next_year, next_value) in pairwise(points):
        if value is not None and next_value is not None and known(value) and known(next_value):
            ends = (across(year), _height(value, marked), across(next_year), _height(next_value, marked))
            marks.append(line(f"line series-{rank}", *ends))
    for year, value in points:
        if value is not None and known(value):
            said = f"{each.label}, {year}{french.NBSP}: {with_unit(value, *style)}"
            marks.append(circle(f"dot series-{rank}", across(year), _height(value, marked), 4.5, title=said))
    return marks


def _reading(series: Sequence[Series], unit: str, decimals: int | None) -> str:
    for each in series:
        drawn = sorted((year, value) for year, value in each.points if value is not None and known(value))
        if drawn:
            (first, start), (last, end) = drawn[0], drawn[-1]
            if first == last:
                return f"{each.label}{french.NBSP}: {with_unit(end, unit, decimals)} en {last}."
            change = f"de {with_unit(start, unit, decimals)} en {first} à {with_unit(end, unit, decimals)} en {last}"
            return f"{each.label}{french.NBSP}: {change}."
    return "Aucune valeur n’est disponible."


def _table(title: str, series: Sequence[Series], years: Sequence[int], unit: str, decimals: int | None) -> Table:
    values = [dict(each.points) for each in series]
    columns = [Column("Année"), *(Column(each.label, number=True) for each in series)]
    rows = [[str(year), *(with_unit(points.get(year), unit, decimals) for points in values)] for year in years]
    return Table(title, columns, rows)
