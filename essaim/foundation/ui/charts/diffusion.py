"""How a solution spreads: who took it up, when, from whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from essaim.foundation.ui import french
from essaim.foundation.ui.charts.scene import LINE, Key, Mark, Scale, Scene, circle, line, rect, words
from essaim.foundation.ui.components import Cell, Column, Table

State = Literal["origin", "launched", "studied", "stopped"]
STATES: dict[State, str] = {
    "origin": "à l’origine",
    "launched": "lancée",
    "studied": "à l’étude",
    "stopped": "arrêtée",
}
ROW = 34
HEAD = 44
LEFT, DATED, UNDATED = 40, 76, 91  # percent: where the years start and end, and the lane of vague dates


@dataclass(frozen=True)
class Spread:
    """One territory that took up the solution.

    `year` places it; `when` says the date as the source does (« début 2020 »); `origin` names the territory that
    inspired it, where that is known.
    """

    territory: str
    state: State
    year: int | None = None
    when: str = ""
    origin: str = ""
    url: str = ""


def diffusion(title: str, rows: Sequence[Spread], *, reading: str = "", source: str = "") -> Scene:
    """Draw one row a territory, by year; those without a year stand in their own lane, never at a guessed place.

    Args:
        title: The solution and what is shown.
        rows: One a territory; the order among equal years is kept.
        reading: The sentence that reads the chart; one is composed when it is empty.
        source: Where the edges come from.
    """
    ordered = sorted(rows, key=lambda row: (row.state != "origin", row.year is None, row.year or 0))
    years = sorted({row.year for row in ordered if row.year is not None})
    scale = Scale(years[0], years[-1], LEFT, DATED) if len(years) > 1 else Scale(0, 1, LEFT, LEFT)
    bottom = HEAD + ROW * len(ordered)
    marks = _frame(years, scale, bottom, vague=any(row.year is None for row in ordered)) if ordered else []
    places = {row.territory: (_x(row, scale), HEAD + ROW * (rank + 0.5)) for rank, row in enumerate(ordered)}
    for row in ordered:
        if row.origin in places:
            marks += _edge(places[row.origin], places[row.territory])
    for row in ordered:
        marks += _row(row, *places[row.territory])
    present = [state for state in STATES if any(row.state == state for row in ordered)]
    return Scene(
        title=title,
        reading=reading or _reading(ordered, years),
        height=int(max(bottom, LINE)),
        marks=marks,
        table=_table(title, ordered),
        source=source,
        legend=[Key(f"place place--{state}", STATES[state]) for state in present],
    )


def _x(row: Spread, scale: Scale) -> float:
    return UNDATED if row.year is None else scale(row.year)


def _frame(years: Sequence[int], scale: Scale, bottom: float, *, vague: bool) -> list[Mark]:
    marks: list[Mark] = []
    shown = {years[0], years[-1]} if years else set()
    for year in years:
        marks.append(line("grid", scale(year), HEAD - 6, scale(year), bottom))
        if year in shown:
            marks.append(words("tick", scale(year), 30, str(year), "middle"))
    if vague:
        marks.insert(0, rect("lane", UNDATED - 9, 0, 18, bottom))
        marks += [words("tick", UNDATED, 14, "date non", "middle"), words("tick", UNDATED, 30, "précisée", "middle")]
    return marks


def _edge(start: tuple[float, float], end: tuple[float, float]) -> list[Mark]:
    (x1, y1), (x2, y2) = start, end
    return [line("edge", x1, y1, x1, y2), line("edge", x1, y2, x2, y2)]


def _row(row: Spread, x: float, y: float) -> list[Mark]:
    said = _sentence(row)
    name = Mark("text", "label", (("x", "0"), ("y", f"{y + 5:.1f}")), text=row.territory, url=row.url, title=said)
    dot = circle(f"place place--{row.state}", x, y, 9 if row.state == "origin" else 7, title=said)
    return [line("row-line", 0, y + ROW / 2, 100, y + ROW / 2), name, dot]


def _date(row: Spread) -> str:
    return row.when or (str(row.year) if row.year is not None else french.NO_DATE)


def _sentence(row: Spread) -> str:
    inspired = f", inspirée par {row.origin}" if row.origin else ""
    return f"{row.territory}{french.NBSP}: {STATES[row.state]}, {_date(row)}{inspired}"


def _reading(rows: Sequence[Spread], years: Sequence[int]) -> str:
    if not rows:
        return "Aucun territoire n’est encore connu."
    count = {state: sum(row.state == state for row in rows) for state in STATES}
    first = next((row.territory for row in rows if row.state == "origin"), "")
    parts = [f"née ici{french.NBSP}: {first}"] if first else []
    if count["launched"]:
        words = ("autre territoire", "autres territoires") if first else ("territoire", "territoires")
        parts.append(f"lancée dans {french.counted(count['launched'], *words)}")
    if count["studied"]:
        parts.append(f"étudiée dans {french.counted(count['studied'], 'territoire', 'territoires')}")
    if count["stopped"]:
        parts.append(f"arrêtée dans {french.counted(count['stopped'], 'territoire', 'territoires')}")
    period = f", de {years[0]} à {years[-1]}" if len(years) > 1 else ""
    said = f"{french.NBSP}; ".join(parts)
    return f"{said[0].upper()}{said[1:]}{period}."


def _table(title: str, rows: Sequence[Spread]) -> Table:
    columns = [Column("Territoire"), Column("État"), Column("Date"), Column("Inspirée par")]
    cells: list[list[Cell | str]] = [
        [
            Cell(row.territory, row.url),
            STATES[row.state],
            _date(row),
            row.origin or ("–" if row.state == "origin" else french.MISSING),
        ]
        for row in rows
    ]
    return Table(title, columns, cells)
