"""Every open crosstab without filter, as a table of the archive; those inside a filter are made from it on request."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from essaim.portal.barometer.domain.crossing.axes import axes
from essaim.portal.barometer.domain.crossing.opening import decide, written
from essaim.portal.barometer.domain.crossing.poll import BOOK, read
from essaim.portal.barometer.domain.crossing.tables import Cell, Crosstab, Maker
from essaim.portal.barometer.domain.writing import state, table
from essaim.portal.barometer.domain.writing import written as digits
from essaim.portal.barometer.models import Wave

HEADS = (
    "question", "reponse", "variable", "groupe", "filtre", "filtre_groupe", "parmi", "base", "brut", "redresse",
    "intervalle_bas", "intervalle_haut", "marge_convention", "erreur_type", "lecture", "etat",
)  # fmt: skip
READINGS = {"shown": "normale", "flagged": "base faible"}


@dataclass(frozen=True)
class Crossings:
    """Which tables are open, for the dictionary, and all those without filter, in CSV."""

    opening: dict[str, Any]
    table: str


def cross(wave: Wave, contents: Mapping[str, str], book: Mapping[str, Any]) -> Crossings:
    """Decide which tables of a wave are open, from the texts of its archive, and make them."""
    poll = read({**contents, BOOK: json.dumps(book)})
    opening = decide(axes(poll))
    maker = Maker(poll.sample, opening)
    made = (maker.table(rows, columns) for rows, columns, of in sorted(opening.lattice.tables) if not of)
    return Crossings(written(opening), table(HEADS, (row for each in made for row in lines(wave, each))))


def lines(wave: Wave, found: Crosstab) -> Iterator[list[str]]:
    """Give the rows of one table, a column after the other."""
    for place, (group, _) in enumerate(found.columns):
        for (code, _), cells in zip(found.rows, found.cells, strict=True):
            cell = cells[place]
            if cell is not None:
                where = [found.rows_axis.question, code, found.columns_axis.question, group]
                yield [*where, found.filter.axis, found.filter.group, found.over, *_numbers(cell), state(wave)]


def _numbers(cell: Cell) -> list[str]:
    numbers = (cell.raw, cell.adjusted, cell.low, cell.high, cell.margin, cell.error)
    return [str(cell.base), *(digits(each) for each in numbers), READINGS[cell.status]]
