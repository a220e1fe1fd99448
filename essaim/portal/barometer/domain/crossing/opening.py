"""Which crosstabs of a wave are open: decided once, at its publication, and written in the dictionary of its archive."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from essaim.cores.disclosure.lattice import NO_FILTER, Grouping, Lattice, open_tables
from essaim.portal.barometer.domain.crossing.axes import Axis
from essaim.portal.barometer.domain.queries.material import LEAST_BASE

IN = "@"
KEY = "croisements"


@dataclass(frozen=True)
class Opening:
    """The axes of a wave with the groups in which each is read, and the open tables."""

    axes: Mapping[str, Axis]
    lattice: Lattice

    @property
    def results(self) -> list[Axis]:
        """The axes that give rows: at least one table of theirs is open."""
        used = {rows for rows, _, _ in self.lattice.tables}
        return [axis for name, axis in self.axes.items() if name in used]

    def columns(self, rows: str) -> list[Axis]:
        """Return the axes that may give columns to the rows of one."""
        open_with = {columns for each, columns, of in self.lattice.tables if each == rows and not of}
        return [axis for name, axis in self.axes.items() if name in open_with]

    def filters(self, rows: str, columns: str) -> list[Axis]:
        """Return the profile axes in whose groups a table may be read."""
        ofs = {of for each, across, of in self.lattice.tables if (each, across) == (rows, columns) and of}
        return [axis for name, axis in self.axes.items() if name in ofs]

    def has(self, rows: str, columns: str, of: str = NO_FILTER) -> bool:
        return (rows, columns, of) in self.lattice.tables


def decide(axes: Mapping[str, Axis]) -> Opening:
    """Decide which tables of these axes are open (docs/adr/0026-crosstabs-that-do-not-subtract.md)."""
    return Opening(axes, open_tables([axis.variable for axis in axes.values()], LEAST_BASE))


def written(opening: Opening) -> dict[str, Any]:
    """Return an opening as the dictionary of the archive holds it."""
    lattice = opening.lattice
    tables: dict[str, dict[str, list[str]]] = {}
    for rows, columns, of in sorted(lattice.tables):
        tables.setdefault(rows, {}).setdefault(columns, []).append(of)
    groups = {name: _plain(each) for name, each in lattice.everybody.items()}
    groups |= {f"{name}{IN}{of}": _plain(each) for (name, of), each in lattice.within.items()}
    return {"seuil": LEAST_BASE, "groupes": groups, "ouverts": tables}


def opened(axes: Mapping[str, Axis], kept: Mapping[str, Any]) -> Opening:
    """Return the opening that an archive holds."""
    everybody: dict[str, Grouping] = {}
    within: dict[tuple[str, str], Grouping] = {}
    for key, value in kept["groupes"].items():
        name, _, of = key.partition(IN)
        grouping = _grouping(axes[name], value)
        if of:
            within[name, of] = grouping
        else:
            everybody[name] = grouping
    return Opening(axes, Lattice(everybody, within, frozenset(_tables(kept["ouverts"]))))


def _tables(kept: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    for rows, columns in kept.items():
        for name, filters in columns.items():
            yield from ((rows, name, of) for of in filters)


def _plain(grouping: Grouping) -> dict[str, Any]:
    return {"parts": [list(part) for part in grouping.parts], "sans_réponse": grouping.silent}


def _grouping(axis: Axis, value: Mapping[str, Any]) -> Grouping:
    table = np.full(len(axis.levels) + 1, -1 if value["sans_réponse"] is None else value["sans_réponse"])
    for group, part in enumerate(value["parts"]):
        table[part] = group
    return Grouping(table[axis.codes], tuple(tuple(part) for part in value["parts"]), value["sans_réponse"])
