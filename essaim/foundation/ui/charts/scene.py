"""What a chart is made of, and the scales that place its marks."""

import hashlib
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from essaim.foundation.ui import french
from essaim.foundation.ui.components import Table
from essaim.foundation.ui.french import Number

LINE = 21  # height of one line of words, px
LABEL, ROW = 38, 44  # characters of a label, and of a row with its value, on a phone
Shape = Literal["rect", "line", "path", "circle", "text", "polygon"]
Position = float | str


@dataclass(frozen=True)
class Mark:
    """One SVG shape: its class (colours come from the style sheet) and its geometry, already written."""

    shape: Shape
    css: str
    geometry: tuple[tuple[str, str], ...]
    text: str = ""
    title: str = ""
    url: str = ""
    missing: bool = False


@dataclass(frozen=True)
class Key:
    """One line of a legend: the class of its swatch and its words."""

    css: str
    label: str


@dataclass(frozen=True)
class Scene:
    """A drawn chart. `view_box` is empty for charts that stretch, set for maps."""

    title: str
    reading: str
    height: int
    marks: Sequence[Mark]
    table: Table
    source: str = ""
    legend: Sequence[Key] = field(default_factory=tuple)
    view_box: str = ""
    css: str = ""

    @property
    def uid(self) -> str:
        """An identifier for this scene in its page: the same data give the same one."""
        return "g" + hashlib.blake2s(repr((self.title, self.marks)).encode(), digest_size=5).hexdigest()

    @property
    def interactive(self) -> bool:
        return any(mark.url for mark in self.marks)

    @property
    def hatched(self) -> bool:
        return any(mark.missing for mark in self.marks)


@dataclass(frozen=True)
class Scale:
    """From a value to a horizontal place, in percent of the width."""

    low: float
    high: float
    left: float = 0
    right: float = 100

    def __call__(self, value: Number) -> float:
        span = self.high - self.low or 1
        return self.left + (float(value) - self.low) / span * (self.right - self.left)


def known(value: Number | None) -> bool:
    """True for a number that can be drawn."""
    return value is not None and math.isfinite(float(value))


def domain(values: Sequence[Number], *, zero: bool = True) -> tuple[float, float]:
    """Smallest and largest value, with zero unless said otherwise; (0, 1) when there is nothing to draw."""
    numbers = [float(value) for value in values] + ([0.0] if zero else [])
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    return (low, high) if low < high else (low, low + 1)


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round values that cover the domain: steps of 1, 2, 2.5 or 5 times a power of ten."""
    rough = (high - low) / max(count, 1) or 1
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(rank * step, 10) for rank in range(first, last + 1)]


def rect(css: str, x: float, y: float, width: float, height: float, *, title: str = "", missing: bool = False) -> Mark:
    """A rectangle: x and width in percent, y and height in pixels."""
    geometry = (("x", percent(x)), ("y", pixel(y)), ("width", percent(max(width, 0))), ("height", pixel(height)))
    return Mark("rect", css, geometry, title=title, missing=missing)


def line(css: str, x1: float, y1: float, x2: float, y2: float) -> Mark:
    """A segment: x in percent, y in pixels."""
    return Mark("line", css, (("x1", percent(x1)), ("y1", pixel(y1)), ("x2", percent(x2)), ("y2", pixel(y2))))


def circle(css: str, x: float, y: float, radius: float, *, title: str = "") -> Mark:
    """A dot: x in percent, y and radius in pixels."""
    return Mark("circle", css, (("cx", percent(x)), ("cy", pixel(y)), ("r", pixel(radius))), title=title)


def words(css: str, x: float, y: float, text: str, anchor: str = "start") -> Mark:
    """Words on one line: x in percent, y (their foot) in pixels."""
    return Mark("text", css, (("x", percent(x)), ("y", pixel(y)), ("text-anchor", anchor)), text=text)


def label_lines(text: str, width: int = LABEL) -> list[str]:
    """A label cut into lines of so many characters."""
    return textwrap.wrap(text, width) or [""]


def beside(value: str) -> int:
    """How many characters a label may have on the line of its value on a phone, whose words may be long: « 10,65 heures par mois »."""
    return max(LABEL // 2, min(LABEL, ROW - len(value)))


def percent(value: float) -> str:
    return f"{value:.2f}%"


def pixel(value: float) -> str:
    return f"{value:.1f}"


def with_unit(value: Number | None, unit: str = "", decimals: int | None = None) -> str:
    """« 42 % », « 306 conducteurs », « non disponible »."""
    if not known(value):
        return french.MISSING
    written = french.number(value, decimals)
    return f"{written}{french.NBSP}{unit}" if unit else written
