"""The change from a previous wave, for each share and mean that is asked: all of them are read as one family."""

import argparse
from dataclasses import asdict

import numpy as np

from essaim.config.survey.requests import Request, having
from essaim.config.survey.samples import Opened, open_sample
from essaim.config.survey.tables import Table, UnusableFile
from essaim.cores.survey import Wave, change, wave
from essaim.cores.survey.factors import Codes
from essaim.cores.survey.words import change_words


def evolutions(opened: Opened, asked: list[Request], options: argparse.Namespace) -> list[dict[str, object]]:
    """Return the changes with their sentences; intervals hold together."""
    previous = open_sample(options.previous, options.previous_margins or options.margins, options)
    wanted = [pair for request in asked for pair in _expanded(request, opened)]
    if not wanted:
        raise UnusableFile("--previous : une évolution se dit d’une part (--share) ou d’une moyenne (--mean).")
    pairs = _pairs(previous.table, opened.table, options.panel) if options.panel else None
    lines: list[dict[str, object]] = []
    for column, values in wanted:
        first, second = (_wave(each, column, values) for each in (previous, opened))
        found = change(first, second, pairs=pairs, family=len(wanted), level=options.level)
        words = change_words(found) if values else change_words(found, unit="(en moyenne)", scale=1)
        what = f"Évolution de {column}{' = ' + ', '.join(values) if values else ''}"
        line = {name: value for name, value in asdict(found).items() if value == value}  # noqa: PLR0124 - NaN is not JSON
        lines.append({"what": what, **line, "direction": str(found.direction), "words": words})
    return lines


def _expanded(request: Request, opened: Opened) -> list[tuple[str, list[str]]]:
    if request.kind == "mean":
        return [(request.column, [])]
    if request.kind != "share":
        return []
    if request.values():
        return [(request.column, request.values())]
    return [(request.column, [level]) for level in opened.table.factor(request.column).levels]


def _wave(opened: Opened, column: str, values: list[str]) -> Wave:
    if not values:
        return wave(opened.sample, opened.table.numbers(column))
    variable = opened.table.factor(column)
    yes = having(variable, values, opened.table)
    return wave(opened.sample, np.where(variable.codes >= 0, yes, np.nan))


def _pairs(first: Table, second: Table, column: str) -> tuple[Codes, Codes]:
    """Return the rows of those who are in both waves; UnusableFile when an identifier is there twice."""
    places = []
    for table in (first, second):
        names = table.texts(column)
        place = {name: row for row, name in enumerate(names) if name}
        if len(place) < len([name for name in names if name]):
            twice = next(name for name in names if name and names.count(name) > 1)
            raise UnusableFile(f"« {table.name} », colonne « {column} » : « {twice} » est là deux fois.")
        places.append(place)
    both = [name for name in places[0] if name in places[1]]
    rows = [np.array([place[name] for name in both], np.intp) for place in places]
    return rows[0], rows[1]
