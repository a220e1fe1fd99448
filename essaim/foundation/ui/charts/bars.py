"""Horizontal bars, with their interval where it is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from essaim.foundation.ui import french
from essaim.foundation.ui.charts.scene import (
    LINE,
    Mark,
    Scale,
    Scene,
    beside,
    domain,
    known,
    label_lines,
    line,
    rect,
    with_unit,
    words,
)  # fmt: skip
from essaim.foundation.ui.components import Column, Table
from essaim.foundation.ui.french import Number

THICK = 16


@dataclass(frozen=True)
class Bar:
    """One bar; `low` and `high` bound its interval; `strong` sets it apart (this territory among others).

    Without a value, the two bounds are drawn as a range: « de 7 à 8 % » keeps what the source says. `absent` says why
    there is neither.
    """

    label: str
    value: Number | None
    low: Number | None = None
    high: Number | None = None
    strong: bool = False
    absent: str = french.MISSING


def bars(
    title: str,
    rows: Sequence[Bar],
    *,
    unit: str = "",
    decimals: int | None = None,
    reading: str = "",
    source: str = "",
    label_of_rows: str = "",
    whole: Number | None = None,
) -> Scene:
    """Draw one bar a row, in the order given, from zero.

    Args:
        title: What is shown, with its period.
        rows: The bars; a missing value is hatched.
        unit: Written after each value.
        decimals: Digits after the comma; None keeps those of the value.
        reading: The sentence that reads the chart; one is composed when it is empty.
        source: Producer and licence.
        label_of_rows: Head of the first column of the table.
        whole: The value that fills the ground of a bar: 100 for shares of a whole. None: the greatest value drawn.
    """
    numbers = [value for row in rows for value in (row.value, row.low, row.high) if value is not None and known(value)]
    scale = Scale(*domain(numbers if whole is None else [*numbers, whole]))
    marks: list[Mark] = []
    top = 0.0
    for row in rows:
        drawn, top = _row(row, scale, top, (unit, decimals))
        marks += drawn
    return Scene(
        title=title,
        reading=reading or _reading(rows, unit, decimals),
        height=int(max(top, LINE)),
        marks=marks,
        table=_table(title, rows, unit, decimals, label_of_rows),
        source=source,
    )


def _row(row: Bar, scale: Scale, top: float, style: tuple[str, int | None]) -> tuple[list[Mark], float]:
    value = _value(row, *style)
    lines = label_lines(row.label, beside(value))
    marks = [words("label", 0, top + 15 + LINE * rank, text) for rank, text in enumerate(lines)]
    marks.append(words("value", 100, top + 15, value, "end"))
    y = top + LINE * len(lines) + 1
    marks += _shape(row, scale, y)
    return marks, y + THICK + 18


def _shape(row: Bar, scale: Scale, y: float) -> list[Mark]:
    range_only = not known(row.value) and _bounded(row)
    if not known(row.value) and not range_only:
        return [rect("missing", 0, y, 100, THICK, title=row.absent, missing=True)]
    start, end = sorted(
        (scale(row.low or 0), scale(row.high or 0)) if range_only else (scale(0), scale(row.value or 0))
    )
    css = "bar bar--strong" if row.strong else "bar"
    marks = [
        rect("track", 0, y, 100, THICK),
        rect(css, start, y, end - start, THICK),
        line("axis", scale(0), y, scale(0), y + THICK),
    ]
    if not range_only and row.low is not None and row.high is not None and _bounded(row):
        low, high, middle = scale(row.low), scale(row.high), y + THICK / 2
        marks += [line("whisker-halo", low, middle, high, middle), line("whisker", low, middle, high, middle)]
        marks += [line("whisker", place, y + 2, place, y + THICK - 2) for place in (low, high)]
    return marks


def _bounded(row: Bar) -> bool:
    return known(row.low) and known(row.high)


def _value(row: Bar, unit: str, decimals: int | None) -> str:
    if not known(row.value) and _bounded(row):
        return f"de {french.number(row.low, decimals)} à {with_unit(row.high, unit, decimals)}"
    return with_unit(row.value, unit, decimals) if known(row.value) else row.absent


def _reading(rows: Sequence[Bar], unit: str, decimals: int | None) -> str:
    drawn = [row for row in rows if known(row.value)]
    if not drawn:
        return "Aucune valeur n’est disponible."
    high = max(drawn, key=lambda row: float(row.value or 0))
    low = min(drawn, key=lambda row: float(row.value or 0))
    if len(drawn) == 1:
        return f"{high.label}{french.NBSP}: {with_unit(high.value, unit, decimals)}."
    return f"De {with_unit(low.value, unit, decimals)} ({low.label}) à {with_unit(high.value, unit, decimals)} ({high.label})."


def _table(title: str, rows: Sequence[Bar], unit: str, decimals: int | None, head: str) -> Table:
    interval = any(_bounded(row) and known(row.value) for row in rows)
    columns = [Column(head or "Nom"), Column("Valeur", number=True)]
    cells = [[row.label, _value(row, unit, decimals)] for row in rows]
    if interval:
        columns.append(Column("Intervalle", number=True))
        for row, line_ in zip(rows, cells, strict=True):
            bounds = f"de {french.number(row.low, decimals)} à {with_unit(row.high, unit, decimals)}"
            line_.append(bounds if _bounded(row) else french.MISSING)
    return Table(title, columns, cells)
