"""The plain text in which kits write letters and documents, read into blocks.

A blank line parts paragraphs; lines that follow one another are one paragraph. `## ` begins a heading, `- ` an item of a
list, `| a | b |` a row of a table (the first names the columns). `[…]` (or `[...]`) is to be filled in: inside a sentence a
short blank, at the end of a line a field with its label, alone on a line one more line to write on. There is no
HTML and no other markup: `<b>` or `*` are printed as they are written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from essaim.foundation.papers.blocks import BLANK, Block, Bullets, Field, Grid, Heading, Paragraph

Kind = Literal["blank", "heading", "item", "row", "words"]
Line = tuple[int, Kind, str]

_RULE = re.compile(r"\|(\s*:?-{2,}:?\s*\|)+")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a text: the line (from 1) and, in French, what was expected."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"ligne {self.line} : {self.text}"


class NotationError(ValueError):
    """A text that is not in the notation. `problems` holds every problem, in the order of the lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ; ".join(str(problem) for problem in problems))
        self.problems = problems


def blocks_of(text: str) -> tuple[Block, ...]:
    """Read a text in the notation; raise `NotationError` with all that is wrong in it."""
    lines = [_line(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    found: list[Block] = []
    problems: list[Problem] = []
    for kind, group in groupby(lines, key=lambda line: line[1]):
        blocks, wrong = _READERS[kind](list(group))
        found += blocks
        problems += wrong
    if problems:
        raise NotationError(tuple(problems))
    return tuple(found)


def _line(number: int, written: str) -> Line:
    text = written.replace("[...]", BLANK)
    if not text:
        return number, "blank", ""
    if re.match(r"#+(\s|$)", text):
        return number, "heading", text
    if text == "-" or text.startswith("- "):
        return number, "item", text[1:].strip()
    return number, "row" if text.startswith("|") else "words", text


Read = tuple[list[Block], list[Problem]]


def _nothing(_lines: list[Line]) -> Read:
    return [], []


def _headings(lines: list[Line]) -> Read:
    blocks: list[Block] = []
    problems = []
    for number, _, text in lines:
        marks, _, title = text.partition(" ")
        if marks != "##":
            problems.append(Problem(number, "un titre commence par « ## » : il n’y a qu’un niveau de titres"))
        elif not title.strip():
            problems.append(Problem(number, "ce titre est vide : écrivez ses mots après « ## »"))
        else:
            blocks.append(Heading(title.strip()))
    return blocks, problems


def _items(lines: list[Line]) -> Read:
    empty = [
        Problem(number, "cet élément de liste est vide : écrivez ses mots après « - »")
        for number, _, text in lines
        if not text
    ]
    return [Bullets(tuple(text for _, _, text in lines))], empty


def _grid(lines: list[Line]) -> Read:
    kept = [line for place, line in enumerate(lines) if place != 1 or not _RULE.fullmatch(line[2])]
    problems = [
        Problem(number, "une ligne de tableau finit par « | »") for number, _, text in kept if not _closed(text)
    ]
    if problems:
        return [], problems
    head, *rows = [_cells(text) for _, _, text in kept]
    wrong = [*_wrong_head(kept[0][0], head, rows)]
    wrong += [
        Problem(number, f"{len(row)} case(s) au lieu de {len(head)}, le nombre de colonnes de la ligne {kept[0][0]}")
        for (number, _, _), row in zip(kept[1:], rows, strict=True)
        if len(row) != len(head)
    ]
    return [Grid(head, tuple(rows))], wrong


def _closed(text: str) -> bool:
    return text.endswith("|") and len(text) > 1


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text[1:-1].split("|"))


def _wrong_head(number: int, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[Problem]:
    if not all(head):
        yield Problem(number, "une colonne n’a pas de nom : la première ligne d’un tableau nomme ses colonnes")
    if not rows:
        yield Problem(number, "ce tableau n’a que des noms de colonnes : ajoutez-lui une ligne")


def _words(lines: list[Line]) -> Read:
    """Sentences are joined; a line that ends with a blank closes a field; a blank alone lengthens the field before it."""
    blocks: list[Block] = []
    sentence: list[str] = []
    for _, _, text in lines:
        before = blocks[-1] if blocks and not sentence else None
        if text == BLANK and isinstance(before, Field):
            blocks[-1] = Field(before.label, before.lines + 1)
        elif text.endswith(BLANK) and text.count(BLANK) == 1:
            blocks.append(Field(" ".join([*sentence, text.removesuffix(BLANK).strip()]).strip()))
            sentence = []
        else:
            sentence.append(text)
    return blocks + ([Paragraph(" ".join(sentence))] if sentence else []), []


_READERS = {"blank": _nothing, "heading": _headings, "item": _items, "row": _grid, "words": _words}
