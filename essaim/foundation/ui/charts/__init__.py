"""Charts and maps as plain data: each function takes numbers and words and returns a frozen `Scene`.

A scene holds the shapes, the title, a sentence that reads the chart, the legend and the same data as a table; the tag
`{% chart scene %}` draws it. Horizontal places are percentages, vertical ones pixels: the words keep their size on a
phone. A missing value is hatched and says « non disponible »; it is never drawn as 0.
"""

from essaim.foundation.ui.charts.bars import Bar, bars
from essaim.foundation.ui.charts.diffusion import Spread, diffusion
from essaim.foundation.ui.charts.dots import DotRow, dots
from essaim.foundation.ui.charts.lines import Series, lines
from essaim.foundation.ui.charts.map import Outlines, Place, departements
from essaim.foundation.ui.charts.scene import Mark, Scene
from essaim.foundation.ui.charts.stacked import StackRow, stacked

__all__ = [
    "Bar",
    "DotRow",
    "Mark",
    "Outlines",
    "Place",
    "Scene",
    "Series",
    "Spread",
    "StackRow",
    "bars",
    "departements",
    "diffusion",
    "dots",
    "lines",
    "stacked",
]
