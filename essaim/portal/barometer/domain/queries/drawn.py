"""A crosstab in words, table and chart."""

from dataclasses import dataclass

from essaim.cores.survey import words
from essaim.foundation.ui.public import Column, Table, charts, french
from essaim.portal.barometer.domain.crossing.tables import EVERYBODY, Cell, Crosstab
from essaim.portal.barometer.domain.queries.crossed import Crossing

FLAGGED = "base faible : à lire avec prudence"
NOBODY = "personne"
MOST_DOTS, MOST_PARTS = 5, 5


@dataclass(frozen=True)
class Drawn:
    """What the page shows of a crossing. ``chart``: dots with their intervals, up to five columns; bars where the answers make a whole."""

    title: str
    reading: str
    links: tuple[str, ...]
    over: str
    table: Table
    chart: charts.Scene | None


def draw(found: Crossing, label: str, *, mark: str, source: str) -> Drawn:
    """Return a crossing drawn. ``label``: the words of the question; ``mark``: « (simulé) » or nothing."""
    inside = f", {found.filter.label}" if found.filter.axis else ""
    title = f"{label} selon : {found.columns.label}{inside}{mark}"
    links = tuple(_linked(each, several=len(found.tables) > 1) for each in found.tables if each.link)
    over = (
        "Parts de toutes les personnes de la colonne" if found.tables[0].over == EVERYBODY else "Parts de qui a répondu"
    )
    reading = _reading(found)
    return Drawn(title, reading, links, over, table_of(found.tables, title), _chart(found, title, reading, source))


def table_of(tables: tuple[Crosstab, ...], title: str) -> Table:
    """Return the table of crosstabs that share their columns: adjusted share with its interval, raw share, base."""
    columns = tables[0].columns
    rows = [[words_, *(_said(cell) for cell in cells)] for each in tables for (_, words_), cells in _rows(each)]
    rows.append(["Base (réponses)", *(_base(_first(tables, place)) for place in range(len(columns)))])
    heads = [Column("Réponse"), *(Column(words_, number=True) for _, words_ in columns)]
    note = "Chaque case : part redressée, son intervalle à 95 %, puis la part brute."
    return Table(title, heads, rows, note=note)


def _rows(found: Crosstab) -> list[tuple[tuple[str, str], tuple[Cell | None, ...]]]:
    return list(zip(found.rows, found.cells, strict=True))


def _first(tables: tuple[Crosstab, ...], place: int) -> Cell | None:
    return tables[0].cells[0][place]


def _said(cell: Cell | None) -> str:
    if cell is None:
        return NOBODY
    ends = f"{words.percent(cell.low)} à {words.percent(cell.high)}"
    return f"{words.percent(cell.adjusted)} ({ends}) ; brut {words.percent(cell.raw)}"


def _base(cell: Cell | None) -> str:
    if cell is None:
        return "0"
    return f"{french.number(cell.base)}{f' ({FLAGGED})' if cell.status == 'flagged' else ''}"


def _reading(found: Crossing) -> str:
    """Read the highest share of the first column in a sentence."""
    table = found.tables[0]
    place = next((place for place, cell in enumerate(table.cells[0]) if cell is not None), None)
    if place is None:
        return "Personne n’est dans ce groupe."
    named = [(words_, cells[place]) for each in found.tables for (_, words_), cells in _rows(each)]
    label, cell = max(((words_, cell) for words_, cell in named if cell is not None), key=lambda pair: pair[1].adjusted)
    group = table.columns[place][1]
    return (
        f"Parmi « {group} » ({french.counted(cell.base, 'réponse', 'réponses')}), {words.percent(cell.adjusted)} pour « {label} » ; "
        f"intervalle à 95 % : de {words.percent(cell.low)} à {words.percent(cell.high)}."
    )


def _linked(found: Crosstab, *, several: bool) -> str:
    assert found.link is not None  # noqa: S101 - the caller asked for it
    said = words.link_words(found.link.rao_scott.p, found.link.base)
    return f"{found.rows[0][1]} : {said}" if several else said


def _chart(found: Crossing, title: str, reading: str, source: str) -> charts.Scene | None:
    columns, cells = found.tables[0].columns, [pair for each in found.tables for pair in _rows(each)]
    if any(cell is None for _, row in cells for cell in row):
        return None
    if len(columns) <= MOST_DOTS:
        rows = [
            charts.DotRow(label, [_percent(cell) for cell in row], [_ends(cell) for cell in row])
            for (_, label), row in cells
        ]
        names = [label for _, label in columns]
        return charts.dots(title, names, rows, unit="%", decimals=1, reading=reading, source=source)
    if len(found.tables) == 1 and 1 < len(cells) <= MOST_PARTS:
        stacks = [
            charts.StackRow(label, [_percent(row[place]) for _, row in cells])
            for place, (_, label) in enumerate(columns)
        ]
        answers = [label for (_, label), _ in cells]
        return charts.stacked(title, answers, stacks, unit="%", decimals=0, reading=reading, source=source)
    return None


def _percent(cell: Cell | None) -> float | None:
    return None if cell is None else 100 * cell.adjusted


def _ends(cell: Cell | None) -> tuple[float, float] | None:
    return None if cell is None else (100 * cell.low, 100 * cell.high)
