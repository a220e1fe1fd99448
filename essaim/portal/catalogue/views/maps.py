"""The maps of the catalogue: where results are, and the way that a solution went."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse

from essaim.foundation.territories import public as territories
from essaim.foundation.ui.public import Cell, Column, Table, charts
from essaim.portal.catalogue.domain.queries.diffusion import STRENGTH, Stop, sources_of
from essaim.portal.catalogue.domain.queries.finding import counts_by_departement
from essaim.portal.catalogue.search import SearchPage

SOURCE = "le catalogue d’Essaim"
NBSP = "\u00a0"
NONE = "aucun résultat"
NOTE = "/la-note/"
STATES = {"origin": "à l’origine", "launched": "lancée", "studied": "à l’étude", "stopped": "arrêtée"}
_SAME_BOUNDS = re.compile(rf"^de (\d+) à (\1{NBSP})")


def results_map(page: SearchPage, *, query: str) -> charts.Scene:
    """Draw how many results each département has; each leads to its list."""
    base, outlines = reverse("catalogue:search"), territories.departements_map()
    counts = counts_by_departement(page)
    places = {
        number: charts.Place(value=count, url=f"{base}?{query}{'&' if query else ''}departement={number}")
        for number, count in counts.items()
    }
    scene = charts.departements(
        "Les résultats par département",
        outlines,
        places,
        by_value=True,
        unit="résultat(s)",
        decimals=0,
        reading=_read_counts(counts),
        source=SOURCE,
    )
    return _plainly(scene)


def _plainly(scene: charts.Scene) -> charts.Scene:
    """Say « aucun résultat » and « 3 résultats »; leave out of the table the départements that have none."""
    keys = [
        replace(key, css="area dep" if key.css == "area missing" else key.css, label=_counted(key.label))
        for key in scene.legend
    ]
    marks = [replace(mark, title=_counted(mark.title), missing=False) for mark in scene.marks]
    table = replace(scene.table, rows=[row for row in scene.table.rows if isinstance(row[0], Cell) and row[0].url])
    rows = [[row[0], str(row[1]).partition(NBSP)[0]] for row in table.rows]
    columns = [Column("Département"), Column("Résultats", number=True)]
    return replace(scene, legend=keys, marks=marks, table=replace(table, columns=columns, rows=rows))


def _counted(label: str) -> str:
    label = label.replace("non disponible", NONE)
    label = _SAME_BOUNDS.sub(r"\2", label)
    label = re.sub(rf"(^|: )1{NBSP}résultat\(s\)", rf"\g<1>1{NBSP}résultat", label)
    return label.replace("résultat(s)", "résultats")


def _read_counts(counts: dict[str, int]) -> str:
    if not counts:
        return "Aucun résultat n’est situé dans un département en particulier."
    several = "départements ont" if len(counts) > 1 else "département a"
    return (
        f"{len(counts)} {several} au moins un résultat. Choisissez-en un pour voir sa liste. "
        "Ce qui concerne toute la France ne se voit que dans la liste."
    )


def diffusion_map(title: str, stops: Sequence[Stop]) -> charts.Scene:
    """Draw the way of a solution on the map of the départements."""
    placed = [stop for stop in stops if stop.departements]
    by_departement: dict[str, list[Stop]] = {}
    for stop in placed:
        by_departement.setdefault(stop.departements[0], []).append(stop)
    places = {number: _place(found) for number, found in by_departement.items()}
    return charts.departements(
        title, territories.departements_map(), places, arrows=_arrows(placed), source=sources_of(stops) or SOURCE
    )


def _place(found: list[Stop]) -> charts.Place:
    strongest = max(found, key=lambda stop: STRENGTH.index(stop.state))
    words = "\u00a0; ".join(_words(stop, named=len(found) > 1) for stop in found)
    return charts.Place(strongest.state, text=words, url=next((stop.url for stop in found if stop.url), ""))


def spread_table(stops: Sequence[Stop]) -> Table:
    """Say in a table who has the solution, how far, when, from whom, with what change, and which passage says so."""
    labels = ["Territoire", "Où elle en est", "Date", "Inspirée par", "Ce qui a changé", "Source"]
    told = any(stop.changes for stop in stops)
    if not told:  # A column of dashes says nothing.
        labels.remove("Ce qui a changé")
    rows = [
        [
            Cell(stop.name, stop.url),
            STATES[stop.state],
            stop.when or (str(stop.year) if stop.year else "non précisée"),
            stop.origin or ("–" if stop.state == "origin" else "non précisé"),
            *([stop.changes or "–"] if told else []),
            Cell(f"passage {stop.passage}", f"{NOTE}#passage-{stop.passage}") if stop.passage else stop.source or "–",
        ]
        for stop in stops
    ]
    return Table("Territoire par territoire", [Column(label) for label in labels], rows)


def _words(stop: Stop, *, named: bool) -> str:
    said = STATES[stop.state]
    date = f", {stop.when or stop.year}" if stop.when or stop.year else ""
    return f"{stop.name}\u00a0: {said}{date}" if named else f"{said}{date}"


def _arrows(stops: Iterable[Stop]) -> list[tuple[str, str]]:
    stops = list(stops)
    where = {stop.code: stop.departements[0] for stop in stops}
    pairs = [(where[stop.origin_code], stop.departements[0]) for stop in stops if stop.origin_code in where]
    return [(start, end) for start, end in dict.fromkeys(pairs) if start != end]


def diffusion_line(title: str, stops: Sequence[Stop]) -> charts.Scene:
    """Draw the way of a solution through the years, with its table."""
    rows = [
        charts.Spread(stop.name, stop.state, year=stop.year, when=stop.when, origin=stop.origin, url=stop.url)
        for stop in stops
    ]
    return charts.diffusion(title, rows, source=sources_of(stops) or SOURCE)
