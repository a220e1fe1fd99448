"""Stacked bars: the parts of one whole, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

from essaim.foundation.ui import french
from essaim.foundation.ui.charts.scene import (
    LINE,
    Key,
    Mark,
    Scale,
    Scene,
    known,
    label_lines,
    rect,
    with_unit,
    words,
)  # fmt: skip
from essaim.foundation.ui.components import Column, Table
from essaim.foundation.ui.french import Number

THICK = 24


@dataclass(frozen=True)
class StackRow:
    """The parts of one row, in the order of the categories; one missing part leaves the whole row undrawn."""

    label: str
    values: Sequence[Number | None]


def stacked(
    title: str,
    categories: Sequence[str],
    rows: Sequence[StackRow],
    *,
    unit: str = "",
    decimals: int | None = None,
    reading: str = "",
    source: str = "",
) -> Scene:
    """Draw the parts of each row side by side, on one scale from zero to the largest total.

    Args:
        title: What is shown, with its period.
        categories: Names of the parts, at most five.
        rows: Values of zero or more.
        unit: Written after each value.
        decimals: Digits after the comma; None keeps those of the value.
        reading: The sentence that reads the chart; one is composed when it is empty.
        source: Producer and licence.

    Raises:
        ValueError: A negative part, more than five categories, or a row of another length.
    """
    _check(categories, rows)
    totals = [sum(float(value or 0) for value in row.values) for row in rows if _complete(row)]
    scale = Scale(0, max([*totals, 0]) or 1)
    marks: list[Mark] = []
    top = 0.0
    for row in rows:
        lines = label_lines(row.label, 48)
        marks += [words("label", 0, top + 15 + LINE * rank, text) for rank, text in enumerate(lines)]
        y = top + LINE * len(lines) + 1
        marks += _parts(row, categories, scale, y, (unit, decimals))
        top = y + THICK + 18
    columns = [Column("Nom"), *(Column(name, number=True) for name in categories)]
    cells = [[row.label, *(with_unit(value, unit, decimals) for value in row.values)] for row in rows]
    return Scene(
        title=title,
        reading=reading or _reading(categories, rows, unit, decimals),
        height=int(max(top, LINE)),
        marks=marks,
        table=Table(title, columns, cells),
        source=source,
        legend=[Key(f"series-{rank + 1}", name) for rank, name in enumerate(categories)],
    )


def _check(categories: Sequence[str], rows: Sequence[StackRow]) -> None:
    if len(categories) > 5:  # noqa: PLR2004  five colours can be told apart
        raise ValueError("a stacked chart shows at most five categories")
    for row in rows:
        if len(row.values) != len(categories):
            raise ValueError(f"{row.label}: {len(row.values)} values for {len(categories)} categories")
        if any(value is not None and value < 0 for value in row.values):
            raise ValueError(f"{row.label}: a part of a whole cannot be negative")


def _complete(row: StackRow) -> bool:
    return all(known(value) for value in row.values)


def _parts(
    row: StackRow, categories: Sequence[str], scale: Scale, y: float, style: tuple[str, int | None]
) -> list[Mark]:
    if not _complete(row):
        return [
            rect("missing", 0, y, 100, THICK, title=french.MISSING, missing=True),
            words("value", 100, y - 7, french.MISSING, "end"),
        ]
    marks: list[Mark] = []
    start = 0.0
    for rank, value in enumerate(row.values):
        width = scale(float(value or 0))
        said = f"{categories[rank]}{french.NBSP}: {with_unit(value, *style)}"
        marks.append(rect(f"part series-{rank + 1}", start, y, width, THICK, title=said))
        if width >= 9:  # noqa: PLR2004  narrower parts cannot hold their number on a phone
            marks.append(
                words(f"part-value on-{rank + 1}", start + width / 2, y + 17, french.number(value, style[1]), "middle")
            )
        start += width
    return marks


def _reading(categories: Sequence[str], rows: Sequence[StackRow], unit: str, decimals: int | None) -> str:
    row = next((row for row in rows if _complete(row) and row.values), None)
    if row is None:
        return "Aucune valeur n’est disponible."
    rank = max(range(len(row.values)), key=lambda each: float(row.values[each] or 0))
    return f"{row.label}{french.NBSP}: la plus grande part est «{french.NBSP}{categories[rank]}{french.NBSP}» ({with_unit(row.values[rank], unit, decimals)})."
