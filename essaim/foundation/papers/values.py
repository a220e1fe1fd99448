"""Blocks as the plain values that the templates of `typst/` read, in French typography."""

import re
from typing import Any

from essaim.foundation.papers.blocks import BLANK, Block, Bullets, Field, Grid, Heading, Paragraph
from essaim.foundation.papers.press import plain
from essaim.foundation.ui.public import french

_TOGETHER = [
    re.compile(r"(?<=\d) (?=\d)"),  # a telephone number, an amount
    re.compile(rf"(?:(?<=\d)|(?<=\b1er)) (?=(?:{'|'.join(french.MONTHS)})\b)"),
    re.compile(rf"(?:{'|'.join(f'(?<={month})' for month in french.MONTHS)}) (?=\d{{4}}\b)"),
]


def written(text: str) -> str:
    """One text as French print writes it: true apostrophes, and no line that ends inside a number or a date."""
    done = french.typography(plain(text))
    for pattern in _TOGETHER:
        done = pattern.sub(french.NBSP, done)
    return done


def pieces(text: str) -> list[str]:
    """The text cut at each blank to fill in."""
    return written(text).split(BLANK)


def values_of(block: Block) -> dict[str, Any]:
    """One block, by the name of its kind; each text is cut at its blanks."""
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": pieces(text)}
        case Heading(text):
            return {"kind": "heading", "text": pieces(text)}
        case Bullets(items):
            return {"kind": "bullets", "items": [pieces(item) for item in items]}
        case Grid(head, rows):
            return {"kind": "grid", "head": _row(head), "rows": [_row(row) for row in rows]}
        case Field(label, lines):
            return {"kind": "field", "label": written(label), "lines": lines}


def _row(cells: tuple[str, ...]) -> list[list[str]]:
    return [pieces(cell) for cell in cells]
