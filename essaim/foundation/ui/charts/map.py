"""The départements on one page: the mainland, the overseas ones in frames, Paris and its neighbours under a loupe.

The outlines are an argument: the app of territories owns them, and its map has the shape of `Outlines`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from essaim.foundation.ui import french
from essaim.foundation.ui.charts.diffusion import STATES, State
from essaim.foundation.ui.charts.scene import Key, Mark, Scene, known, with_unit
from essaim.foundation.ui.components import Cell, Column, Table
from essaim.foundation.ui.french import Number

STEPS = 5


class Outline(Protocol):
    """One département: its official number (« 32 », « 2A »), its name, its SVG path, the point of its middle."""

    @property
    def insee(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def d(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...


class Outlines(Protocol):
    """The whole map: `frames` (x, y, width, height) hold the overseas départements and the loupe, `magnified` what it shows."""

    @property
    def view_box(self) -> str: ...
    @property
    def shapes(self) -> Sequence[Outline]: ...
    @property
    def frames(self) -> Sequence[tuple[float, float, float, float]]: ...
    @property
    def magnified(self) -> Sequence[Outline]: ...


@dataclass(frozen=True)
class Place:
    """What one département shows: a state of diffusion, or a value; the words of its table row; where it leads."""

    state: State | None = None
    value: Number | None = None
    text: str = ""
    url: str = ""


def departements(  # noqa: PLR0913  all but the data are keywords of one drawing
    title: str,
    outlines: Outlines,
    places: Mapping[str, Place],
    *,
    by_value: bool = False,
    unit: str = "",
    decimals: int | None = None,
    arrows: Iterable[tuple[str, str]] = (),
    reading: str = "",
    source: str = "",
) -> Scene:
    """Draw the map.

    Args:
        title: What is shown, with its period.
        outlines: The shapes, frames and loupe of the map.
        places: What each département shows, by official number (« 32 », « 2A »). Absent ones are bare land, or « non disponible » by value.
        by_value: Colour by value, in five classes of as equal numbers as possible, instead of by state.
        unit: Written after each value.
        decimals: Digits after the comma; None keeps those of the value.
        reading: The sentence that reads the chart; one is composed when it is empty.
        source: Producer and licence.
        arrows: Pairs of numbers, from the one that inspired to the one inspired.

    Raises:
        ValueError: A number that the outlines do not hold.
    """
    by_number = {shape.insee: shape for shape in outlines.shapes}
    if unknown := set(places) - set(by_number):
        raise ValueError(f"unknown départements: {', '.join(sorted(unknown))}")
    limits = thresholds([place.value for place in places.values()]) if by_value else []
    drawing = _Drawing(outlines, places, limits, by_value, unit, decimals)
    marks = [*_frames(outlines), *drawing.outlined(), *_arrows(by_number, arrows)]
    return Scene(
        title=title,
        reading=reading or _reading(places, by_value),
        height=0,
        marks=marks,
        table=_table(title, by_number, places, drawing),
        source=source,
        legend=drawing.legend(),
        view_box=outlines.view_box,
        css="chart--map",
    )


def thresholds(values: Iterable[Number | None]) -> list[float]:
    """Upper bounds of at most five classes that hold as equal numbers of values as ties allow; the last is the maximum."""
    numbers = sorted(float(value) for value in values if value is not None and known(value))
    if not numbers:
        return []
    ranks = [math.ceil(len(numbers) * part / STEPS) - 1 for part in range(1, STEPS + 1)]
    return sorted({numbers[max(rank, 0)] for rank in ranks})


@dataclass(frozen=True)
class _Drawing:
    outlines: Outlines
    places: Mapping[str, Place]
    limits: Sequence[float]
    by_value: bool
    unit: str
    decimals: int | None

    def outlined(self) -> list[Mark]:
        marks = [self._outline(shape) for shape in self.outlines.shapes]
        marks += [self._outline(shape, loupe=True) for shape in self.outlines.magnified]
        # What is marked is drawn last, so that its border shows.
        return sorted(marks, key=lambda mark: mark.css != "dep")

    def _outline(self, shape: Outline, *, loupe: bool = False) -> Mark:
        place = self.places.get(shape.insee, Place())
        missing = self.by_value and not known(place.value)
        css = "dep" if missing else f"dep {self.css(place)}".strip()
        # The loupe repeats four départements: only the first of the two is a link.
        url = "" if loupe else place.url
        return Mark("path", css, (("d", shape.d),), title=self.said(shape), url=url, missing=missing)

    def css(self, place: Place) -> str:
        if not self.by_value:
            return f"place--{place.state}" if place.state else ""
        rank = next((rank for rank, limit in enumerate(self.limits) if float(place.value or 0) <= limit), 0)
        return f"step-{self.step(rank)}"

    def step(self, rank: int) -> int:
        """Spread few classes over the whole scale of tints."""
        return STEPS if len(self.limits) == 1 else 1 + round(rank * (STEPS - 1) / (len(self.limits) - 1))

    def said(self, shape: Outline) -> str:
        words = self.words(self.places.get(shape.insee))
        return f"{shape.name}{french.NBSP}: {words}" if words else shape.name

    def words(self, place: Place | None) -> str:
        if self.by_value:
            return with_unit(place.value if place else None, self.unit, self.decimals)
        if place is None:
            return ""
        return place.text or (STATES[place.state] if place.state else "")

    def legend(self) -> list[Key]:
        if not self.by_value:
            shown = [state for state in STATES if any(place.state == state for place in self.places.values())]
            return [Key(f"area place--{state}", STATES[state]) for state in shown]
        known_values = [
            float(place.value) for place in self.places.values() if place.value is not None and known(place.value)
        ]
        keys = []
        low = min(known_values, default=0.0)
        for rank, limit in enumerate(self.limits):
            high = with_unit(limit, self.unit, self.decimals)
            bounds = high if low == limit else f"de {french.number(low, self.decimals)} à {high}"
            keys.append(Key(f"area step-{self.step(rank)}", bounds))
            low = min((value for value in known_values if value > limit), default=limit)
        missing = len(known_values) < len(self.outlines.shapes)
        return [*keys, Key("area missing", french.MISSING)] if missing else keys


def _frames(outlines: Outlines) -> list[Mark]:
    names = ("x", "y", "width", "height")
    return [
        Mark("rect", "inset", (*((name, str(value)) for name, value in zip(names, frame, strict=True)), ("rx", "4")))
        for frame in outlines.frames
    ]


def _arrows(by_number: Mapping[str, Outline], pairs: Iterable[tuple[str, str]]) -> list[Mark]:
    marks = []
    for start, end in ((by_number[first], by_number[second]) for first, second in pairs):
        x1, y1, x2, y2 = (float(value) for value in (start.x, start.y, end.x, end.y))
        # The curve bends to one side, so that there and back can be told apart.
        bend_x, bend_y = (x1 + x2) / 2 - (y2 - y1) * 0.18, (y1 + y2) / 2 + (x2 - x1) * 0.18
        path = f"M{x1:.1f} {y1:.1f}Q{bend_x:.1f} {bend_y:.1f} {x2:.1f} {y2:.1f}"
        marks.append(Mark("path", "arrow", (("d", path),), title=f"{start.name} a inspiré {end.name}"))
        head = _head(x2, y2, x2 - bend_x, y2 - bend_y, math.hypot(x2 - x1, y2 - y1))
        marks.append(Mark("polygon", "arrow-head", (("points", head),)))
    return marks


def _head(x: float, y: float, dx: float, dy: float, length: float) -> str:
    size = min(11, length / 3)
    norm = math.hypot(dx, dy) or 1
    ux, uy = dx / norm, dy / norm
    left = (x - ux * size - uy * size / 2, y - uy * size + ux * size / 2)
    right = (x - ux * size + uy * size / 2, y - uy * size - ux * size / 2)
    return " ".join(f"{px:.1f},{py:.1f}" for px, py in ((x, y), left, right))


def _reading(places: Mapping[str, Place], by_value: bool) -> str:  # noqa: FBT001
    if by_value:
        count = sum(known(place.value) for place in places.values())
        return f"Valeur connue dans {french.counted(count, 'département', 'départements')}."
    said = [
        f"{STATES[state]} dans {french.counted(count, 'département', 'départements')}"
        for state in STATES
        if (count := sum(place.state == state for place in places.values()))
    ]
    if not said:
        return "Aucun département n’est encore connu."
    text = ", ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _table(title: str, by_number: Mapping[str, Outline], places: Mapping[str, Place], drawing: _Drawing) -> Table:
    if drawing.by_value:
        shapes = sorted(by_number.values(), key=lambda shape: shape.insee)
        columns = [Column("Département"), Column("Valeur", number=True)]
    else:
        said = (shape for shape in by_number.values() if drawing.words(places.get(shape.insee)))
        shapes = sorted(said, key=lambda shape: shape.name)
        columns = [Column("Département"), Column("État")]
    rows: list[list[Cell | str]] = [
        [
            Cell(f"{shape.name} ({shape.insee})", places.get(shape.insee, Place()).url),
            drawing.words(places.get(shape.insee)),
        ]
        for shape in shapes
    ]
    return Table(title, columns, rows)
