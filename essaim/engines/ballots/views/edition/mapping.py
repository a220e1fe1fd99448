"""Where ideas come from: a dot on each commune, as large as it has ideas; the same in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from essaim.engines.ballots.models.edition import Consultation, ZoneCommune
from essaim.foundation.territories import public as territories
from essaim.foundation.ui.public import Cell, Column, Table, charts, french

RADIUS, RADIUS_AT_MOST = 5.0, 22.0
WORDS = ("idée", "idées")


@dataclass(frozen=True)
class Spot:
    """A commune and how many ideas it has; ``url`` leads to them."""

    code: str
    name: str
    latitude: float | None
    longitude: float | None
    count: int
    url: str


def ideas_map(consultation: Consultation, spots: Sequence[Spot]) -> charts.Scene | None:
    """Draw the communes that have ideas in their département, with the limits of its zones; None without one département."""
    own = territories.departements_of([consultation.adoption.territory.code]).get(
        consultation.adoption.territory.code, ()
    )
    if len(own) != 1 or not spots:
        return None
    land = territories.communes_map(own[0].partition("-")[2])
    zones = dict(ZoneCommune.objects.filter(consultation=consultation).values_list("commune__insee", "zone_id"))
    lines = [("land", land.land)]
    if len(set(zones.values())) > 1:
        lines.append(("zone-line", land.borders(lambda insee: zones.get(insee, 0))))
    marks = [charts.Mark("path", css, (("d", d),)) for css, d in lines]
    dots = (_dot(land, one) for one in sorted(spots, key=lambda one: -one.count) if one.latitude is not None)
    return charts.Scene(
        title="D’où viennent les idées", reading=_reading(spots), height=0, marks=[*marks, *dots], table=_table(spots),
        source=territories.CREDIT, view_box=land.view_box, css="chart--map chart--ideas",
    )  # fmt: skip


def _dot(land: territories.CommunesMap, spot: Spot) -> charts.Mark:
    x, y = land.project(spot.latitude or 0.0, spot.longitude or 0.0)
    radius = min(RADIUS * sqrt(spot.count), RADIUS_AT_MOST)
    geometry = (("cx", f"{x}"), ("cy", f"{y}"), ("r", f"{radius:.1f}"))
    return charts.Mark("circle", "spot", geometry, title=f"{spot.name} : {_counted(spot.count)}", url=spot.url)


def _counted(count: int) -> str:
    return french.counted(count, *WORDS)


def _reading(spots: Sequence[Spot]) -> str:
    communes = french.counted(len(spots), "commune", "communes")
    return f"{_counted(sum(one.count for one in spots))} dans {communes}. Choisissez une commune pour lire les siennes."


def _table(spots: Sequence[Spot]) -> Table:
    rows: list[list[Cell | str]] = [
        [Cell(one.name, one.url), french.number(one.count)] for one in sorted(spots, key=lambda one: one.name)
    ]
    return Table("Les idées par commune", [Column("Commune"), Column("Idées", number=True)], rows)
