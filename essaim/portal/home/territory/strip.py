"""A strip of dots: where one territory stands among the départements."""

from collections.abc import Collection
from dataclasses import dataclass

WIDTH, MARGIN, MIDDLE = 240, 7, 12


@dataclass(frozen=True)
class Strip:
    """``dots``: the path of all the dots; ``here`` and ``national``: where the two marks go, empty when missing.

    Already written: a template would put a decimal comma into an SVG attribute.
    """

    dots: str
    here: str
    national: str


def strip(values: Collection[float], *, here: float | None, national: float | None) -> Strip:
    """Place the values of the départements between the lowest and the highest, in a drawing 240 wide and 24 high."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    span = high - low or 1.0

    def place(value: float | None) -> str:
        return "" if value is None else f"{MARGIN + (value - low) / span * (WIDTH - 2 * MARGIN):.1f}"

    places = sorted({place(value) for value in values}, key=float)
    inside = national is not None and low <= national <= high
    return Strip("".join(f"M{x} {MIDDLE}h0" for x in places), place(here), place(national) if inside else "")
