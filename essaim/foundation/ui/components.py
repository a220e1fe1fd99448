"""The small values that components take. Frozen, built by views, drawn by `templates/ui/components`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Tint = Literal["", "leaf", "sky", "brick", "plum", "honey", "line"]


@dataclass(frozen=True)
class Tag:
    """One word in a tint. The word says everything: the tint only helps the eye."""

    label: str
    tint: Tint = ""
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """One view of the same thing, under its own address."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class FacetOption:
    """One box to tick, with the number of results that it leaves (None: not counted)."""

    value: str
    label: str
    count: int | None = None
    checked: bool = False


@dataclass(frozen=True)
class Facet:
    """One question about the results: `name` is the parameter in the address."""

    name: str
    legend: str
    options: Sequence[FacetOption]


@dataclass(frozen=True)
class Column:
    """The head of one column."""

    label: str
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell: words already written in French, and a link where there is one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Table:
    """A table of words: the first column names the row."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    note: str = ""


@dataclass(frozen=True)
class Event:
    """One moment of a story: when, what happened, and what it says."""

    when: str
    title: str
    text: str = ""
    url: str = ""
    tags: Sequence[Tag] = field(default_factory=tuple)
