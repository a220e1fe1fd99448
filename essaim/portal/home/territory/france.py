"""The map of France by département: where each leads, or what each is worth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from essaim.foundation.territories import public as territories
from essaim.foundation.ui import charts
from essaim.foundation.ui.public import Cell, Column, Table
from essaim.portal.home.territory import words

Rows = list[list[Cell | str]]


@dataclass(frozen=True)
class Region:
    """A region and its départements, for the list that says the same as the map."""

    territory: territories.TerritoryInfo
    departements: tuple[territories.TerritoryInfo, ...]


def regions() -> list[Region]:
    """Return the regions by name, each with its départements by official number."""
    found = territories.parts("pays-FR", "region")
    map_ = territories.departements_map()
    region_of = {shape.insee: shape.region for shape in map_.shapes}
    places = territories.departements()
    return [
        Region(region, tuple(place for place in places if region_of.get(place.insee) == region.insee))
        for region in found
    ]


def ways_in(found: Sequence[Region]) -> charts.Scene:
    """Return the map on which each département leads to its page."""
    named = [(region.territory.name, place) for region in found for place in region.departements]
    places = {place.insee: charts.Place(text=name, url=place.path) for name, place in named}
    scene = charts.departements(
        "Les 101 départements",
        territories.departements_map(),
        places,
        reading="Choisissez un département sur la carte, ou dans la liste par région.",
        source=territories.CREDIT,
    )
    columns = [Column("Département"), Column("Région")]
    rows: Rows = [[Cell(f"{place.name} ({place.insee})", place.path), name] for name, place in named]
    return replace(scene, table=Table("Les départements et leur région", columns, rows))


def choropleth(table: territories.IndicatorTable) -> charts.Scene:
    """Return the map of an indicator, with its table from the highest value to the lowest."""
    one = table.indicator
    places = {row.territory.insee: charts.Place(value=row.value, url=row.territory.path) for row in table.rows}
    source = f"{one.producer} ; {one.publication} ; {one.licence}. {territories.CREDIT}"
    scene = charts.departements(
        f"{one.label}, {one.period_label}",
        territories.departements_map(),
        places,
        by_value=True,
        unit=words.unit(one),
        decimals=one.decimals,
        source=source,
    )
    columns = [Column("Département"), Column("Valeur", number=True), Column("Rang", number=True)]
    rows: Rows = [
        [
            Cell(f"{row.territory.name} ({row.territory.insee})", row.territory.path),
            words.quantity(row.value, one),
            words.rank(row.rank, one.coverage),
        ]
        for row in table.rows
    ]
    return replace(scene, table=Table(f"{one.label}, {one.period_label}", columns, rows))
