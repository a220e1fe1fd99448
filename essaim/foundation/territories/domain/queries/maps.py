"""Outlines: the map of the départements, and the communes of one département."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import cos, radians
from pathlib import Path
from typing import Any

from essaim.cores.projection import lambert93
from essaim.foundation.territories.domain.reference import DATA
from essaim.foundation.territories.models import Level

GEO = DATA / "geo"
CREDIT = "Contours : IGN, ADMIN EXPRESS COG ; codes et noms : Insee, COG 2026 (Licence Ouverte 2.0)"
SVG_WIDTH = 600
Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """One département on the map: its SVG path, and the point where its label or its mark goes."""

    code: str
    insee: str
    name: str
    region: str
    d: str
    x: float
    y: float


@dataclass(frozen=True)
class FranceMap:
    """All départements as SVG paths. ``frames`` are the insets (x, y, width, height); ``magnified`` draws Paris and its ring again."""

    view_box: str
    shapes: tuple[Shape, ...]
    frames: tuple[Box, ...]
    magnified: tuple[Shape, ...]
    projections: dict[str, dict[str, Any]]

    def project(self, latitude: float, longitude: float, departement: str = "") -> Point:
        """Return where a point falls on the map. ``departement``: its official number, needed overseas (971, 972, 973, 974, 976)."""
        found = self.projections.get(departement)
        if found:
            x = found["ox"] + (longitude - found["x0"]) * found["k"] * found["s"]
            return round(x, 1), round(found["oy"] + (found["y1"] - latitude) * found["s"], 1)
        metro = self.projections["metro"]
        east, north = lambert93(latitude, longitude)
        x = metro["dx"] + (east - metro["x0"]) * metro["scale"]
        return round(x, 1), round(metro["dy"] + (metro["y1"] - north) * metro["scale"], 1)


@cache
def departements_map() -> FranceMap:
    """Return the map of the 101 départements, read once from the committed outlines."""
    drawn = json.loads((GEO / "carte_departements.json").read_text(encoding="utf-8"))
    shapes = {insee: _shape(insee, one) for insee, one in drawn["departements"].items()}
    ring = drawn["petite_couronne"]
    magnified = tuple(_magnified(shapes[insee], one["d"], ring) for insee, one in ring["departements"].items())
    frames = [*drawn["insets"].values(), ring["box"]]
    boxes = tuple((float(x), float(y), float(width), float(height)) for x, y, width, height in frames)
    return FranceMap(drawn["viewBox"], tuple(shapes.values()), boxes, magnified, drawn["projection"])


def _shape(insee: str, drawn: dict[str, Any]) -> Shape:
    code = f"{Level.DEPARTEMENT.value}-{insee}"
    return Shape(code, insee, drawn["nom"], drawn["region"], shorter(drawn["d"]), drawn["cx"], drawn["cy"])


def shorter(path: str) -> str:
    """Return the same SVG path in fewer letters: every page with the map carries it (SVG 2, section 9.3.9, grammar).

    A command that repeats is not written again, nor the zero before a point, nor a space that a sign makes useless.
    """
    path = re.sub(r"l[^MlLz]*(?:l[^MlLz]*)+", lambda run: "l" + run[0][1:].replace("l", " "), path)
    return re.sub(r" (?=-)", "", re.sub(r"(?<![\d.])0\.", ".", path))


def _magnified(shape: Shape, path: str, ring: dict[str, Any]) -> Shape:
    x = (shape.x - ring["x0"]) * ring["scale"] + ring["dx"]
    y = (shape.y - ring["y0"]) * ring["scale"] + ring["dy"]
    return Shape(shape.code, shape.insee, shape.name, shape.region, shorter(path), round(x, 1), round(y, 1))


def communes_file(insee: str) -> Path | None:
    """Return the TopoJSON file of the communes of a département, or None when there is no such département."""
    known = {shape.insee for shape in departements_map().shapes}
    return GEO / "communes_topojson" / f"{insee}.json" if insee in known else None


@dataclass(frozen=True)
class CommunesMap:
    """The communes of one département as lines, each with the official numbers of the communes on its two sides.

    ``lines``: (SVG path, numbers): one number on the edge of the département, two inside. ``land``: the whole as one shape
    to fill, its islands and holes apart.
    """

    insee: str
    width: int
    height: int
    lines: tuple[tuple[str, frozenset[str]], ...]
    land: str
    west: float
    north: float
    scale: float
    flat: float

    @property
    def view_box(self) -> str:
        return f"-6 -6 {self.width + 12} {self.height + 12}"

    def borders(self, group_of: Callable[[str], object]) -> str:
        """Return the lines that part two groups of communes, or a group from the outside, as one SVG path.

        Args:
            group_of: Takes the official number of a commune, returns its group; the same for all draws the edge only.
        """
        return "".join(d for d, sides in self.lines if len(sides) == 1 or len({group_of(one) for one in sides}) > 1)

    def project(self, latitude: float, longitude: float) -> Point:
        """Return where a point falls on the map."""
        x, y = (longitude - self.west) * self.flat * self.scale, (self.north - latitude) * self.scale
        return round(x, 1), round(y, 1)


@lru_cache(maxsize=8)
def communes_map(insee: str) -> CommunesMap:
    """Return the lines of the communes of a département, from its committed file. Raises LookupError: there is none."""
    path = communes_file(insee)
    if path is None:
        raise LookupError(insee)
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs, sides = _degrees(topology), _sides(topology)
    xs, ys = zip(*(point for arc in arcs for point in arc), strict=True)
    west, north, flat = min(xs), max(ys), cos(radians((min(ys) + max(ys)) / 2))
    scale = SVG_WIDTH / ((max(xs) - west) * flat)
    lines = tuple(
        (_svg_line(arc, west, north, scale, flat), frozenset(sides[place]))
        for place, arc in enumerate(arcs)
        if sides[place]
    )
    edge = _rings([arc for place, arc in enumerate(arcs) if len(sides[place]) == 1])
    land = "".join(_svg_line(ring, west, north, scale, flat) + "Z" for ring in edge)
    return CommunesMap(insee, SVG_WIDTH, round((north - min(ys)) * scale), lines, land, west, north, scale, flat)


def _rings(arcs: list[list[Point]]) -> list[list[Point]]:
    """Return arcs joined end to end into closed rings, whichever way each is walked."""
    rings, left = [], list(arcs)
    while left:
        ring = list(left.pop())
        while ring[0] != ring[-1]:
            place = next((place for place, arc in enumerate(left) if ring[-1] in (arc[0], arc[-1])), None)
            if place is None:
                break
            arc = left.pop(place)
            ring += arc[1:] if arc[0] == ring[-1] else arc[-2::-1]
        rings.append(ring)
    return rings


def _sides(topology: dict[str, Any]) -> dict[int, set[str]]:
    """Return the official numbers of the communes on each arc; a negative arc is walked backwards (section 2.1.4)."""
    sides: defaultdict[int, set[str]] = defaultdict(set)
    for collection in topology["objects"].values():
        for shape in collection["geometries"]:
            for arc in _flattened(shape["arcs"]):
                sides[arc if arc >= 0 else ~arc].add(shape["properties"]["code"])
    return sides


def _flattened(arcs: Any) -> Iterator[int]:
    if isinstance(arcs, int):
        yield arcs
        return
    for one in arcs:
        yield from _flattened(one)


@lru_cache(maxsize=128)
def communes_svg(insee: str) -> str:
    """Return the communes of a département as one SVG drawing, for whoever runs no script. Raises LookupError."""
    path = communes_file(insee)
    if path is None:
        raise LookupError(insee)
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = _degrees(topology)
    xs, ys = zip(*(point for arc in arcs for point in arc), strict=True)
    west, north, flat = min(xs), max(ys), cos(radians((min(ys) + max(ys)) / 2))
    scale = SVG_WIDTH / ((max(xs) - west) * flat)
    height = round((north - min(ys)) * scale)
    lines = "".join(_svg_line(arc, west, north, scale, flat) for arc in arcs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {SVG_WIDTH + 4} {height + 4}">'
        f'<path d="{lines}" fill="none" stroke="#7c8494" stroke-width="0.8" stroke-linejoin="round"/></svg>'
    )


def _degrees(topology: dict[str, Any]) -> list[list[Point]]:
    """Undo the delta coding of a quantised topology (TopoJSON specification, section 2.1.3)."""
    (scale_x, scale_y), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + west, y * scale_y + south))
        arcs.append(arc)
    return arcs


def _svg_line(arc: list[Point], west: float, north: float, scale: float, flat: float) -> str:
    points = (f"{(x - west) * flat * scale:.1f} {(north - y) * scale:.1f}" for x, y in arc)
    return "M" + "L".join(points)
