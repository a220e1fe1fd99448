"""What a letter or a document is made of: words, and what they are. Where `BLANK` stands, somebody fills in."""

from dataclasses import dataclass

BLANK = "[…]"


@dataclass(frozen=True)
class Paragraph:
    """Words that follow one another."""

    text: str


@dataclass(frozen=True)
class Heading:
    """The title of what follows, under the title of the whole."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """Items of a list, one after another."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table: `head` names the columns; each of `rows` has as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Field:
    """What somebody fills in by hand: a label, and how many lines to write on (1 or more)."""

    label: str
    lines: int = 1


Block = Paragraph | Heading | Bullets | Grid | Field
