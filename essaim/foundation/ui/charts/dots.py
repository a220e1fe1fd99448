"""Dot plots: several values a row on one scale (this territory, those like it, the country)."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    label_lines,
    line,
    rect,
    ticks,
    with_unit,
    words,
)  # fmt: skip
from essaim.foundation.ui.components import Column, Table
from essaim.foundation.ui.french import Number

STEP = 18  # between the lines of two dots that have intervals, px


@dataclass(frozen=True)
class DotRow:
    """The values of one row, in the order of the categories. ``ends``: the interval of each; each dot then has its own line."""

    label: str
    values: Sequence[Number | None]
    ends: Sequence[tuple[Number, Number] | None] = ()


def dots(
    title: str,
    categories: Sequence[str],
    rows: Sequence[DotRow],
    *,
    unit: str = "",
    decimals: int | None = None,
    zero: bool = True,
    reading: str = "",
    source: str = "",
) -> Scene:
    """Draw one dot a value, the dots of a row on one line.

    Args:
        title: What is shown, with its period.
        categories: Names of the dots, at most five.
        rows: Values in one unit; a missing one is left out of the line and said in the table.
        zero: Whether the scale starts from zero.
        unit: Written after each value.
        decimals: Digits after the comma; None keeps those of the value.
        reading: The sentence that reads the chart; one is composed when it is empty.
        source: Producer and licence.
    """
    numbers = [value for row in rows for value in row.values if value is not None and known(value)]
    numbers += [end for row in rows for ends in row.ends if ends for end in ends]
    marked = ticks(*domain(numbers, zero=zero))
    scale = Scale(marked[0], marked[-1], 2, 98)
    marks: list[Mark] = []
    top = 0.0
    for row in rows:
        lines = label_lines(row.label, 38 if row.ends else 48)
        marks += [words("label", 0, top + 15 + LINE * rank, text) for rank, text in enumerate(lines)]
        y = top + LINE * len(lines) + 14
        marks += (_spread if row.ends else _row)(row, categories, scale, y, (unit, decimals))
        top = y + 24 + (STEP * (len(categories) - 1) if row.ends else 0)
    if numbers:
        marks = _axis(scale, marked, top) + marks
        top += LINE + 4
    columns = [Column("Nom"), *(Column(name, number=True) for name in categories)]
    cells = [[row.label, *(with_unit(value, unit, decimals) for value in row.values)] for row in rows]
    return Scene(
        title=title,
        reading=reading or _reading(categories, rows, unit, decimals),
        height=int(max(top, LINE)),
        marks=marks,
        table=Table(title, columns, cells),
        source=source,
        legend=[Key(f"dot series-{rank + 1}", name) for rank, name in enumerate(categories)],
    )


def _row(row: DotRow, categories: Sequence[str], scale: Scale, y: float, style: tuple[str, int | None]) -> list[Mark]:
    drawn = [(rank, value) for rank, value in enumerate(row.values) if value is not None and known(value)]
    if not drawn:
        return [
            rect("missing", 0, y - 8, 100, 16, title=french.MISSING, missing=True),
            words("value", 100, y - 20, french.MISSING, "end"),
        ]
    places = [scale(value) for _, value in drawn]
    marks = [line("track-line", 0, y, 100, y), line("span", min(places), y, max(places), y)]
    for rank, value in reversed(drawn):
        said = f"{categories[rank]}{french.NBSP}: {with_unit(value, *style)}"
        marks.append(circle(f"dot series-{rank + 1}", scale(value), y, 8 if rank == 0 else 6.5, title=said))
    return marks


def _spread(
    row: DotRow, categories: Sequence[str], scale: Scale, y: float, style: tuple[str, int | None]
) -> list[Mark]:
    """One line a category: the intervals of dots on one line would cover each other."""
    marks: list[Mark] = []
    for rank, (name, value, ends) in enumerate(zip(categories, row.values, row.ends, strict=True)):
        place = y + STEP * rank
        marks.append(line("track-line", 0, place, 100, place))
        if value is None or not known(value) or ends is None:
            marks.append(words("value", 100, place + 4, french.MISSING, "end"))
            continue
        low, high = (scale(end) for end in ends)
        said = f"{name}{french.NBSP}: {with_unit(value, *style)}, de {with_unit(ends[0], *style)} à {with_unit(ends[1], *style)}"
        marks += [
            line("whisker", low, place, high, place),
            *(line("whisker", end, place - 5, end, place + 5) for end in (low, high)),
        ]
        marks.append(circle(f"dot series-{rank + 1}", scale(value), place, 6.5, title=said))
    return marks


def _axis(scale: Scale, marked: Sequence[float], bottom: float) -> list[Mark]:
    marks: list[Mark] = []
    for rank, value in enumerate(marked):
        anchor = "start" if rank == 0 else "end" if rank == len(marked) - 1 else "middle"
        marks.append(line("grid", scale(value), 0, scale(value), bottom))
        marks.append(words("tick", scale(value), bottom + LINE - 4, french.number(value), anchor))
    return marks


def _reading(categories: Sequence[str], rows: Sequence[DotRow], unit: str, decimals: int | None) -> str:
    row = next((row for row in rows if any(known(value) for value in row.values)), None)
    if row is None:
        return "Aucune valeur n’est disponible."
    said = [
        f"{name}, {with_unit(value, unit, decimals)}"
        for name, value in zip(categories, row.values, strict=True)
        if known(value)
    ]
    return f"{row.label}{french.NBSP}: {f'{french.NBSP}; '.join(said)}."
