"""A letter as a French authority sends it: the address behind the window, the subject, the signature, the rights."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from essaim.foundation.papers import press
from essaim.foundation.papers.blocks import Block
from essaim.foundation.papers.values import values_of, written
from essaim.foundation.ui.public import french

MOST_LETTERS = 200
"""In one file: the compiler keeps about 1 MB for each page until the file is made."""


@dataclass(frozen=True)
class Sender:
    """Who writes: the name, then the lines of the address, and who follows the case."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """Who signs: the title over the room left for the hand, the name under it."""

    title: str = ""
    name: str = ""


@dataclass(frozen=True)
class Letter:
    """One letter. What is empty or None is left out, never replaced.

    `recipient`: lines of the address, at most six fit behind the window. `body`: blocks, greeting and closing formula
    included (`blocks_of` reads them from a text). `rights`: how to contest, what becomes of the data: the foot of the
    last page, read by screen readers as the rest is.
    """

    sender: Sender
    body: tuple[Block, ...]
    recipient: tuple[str, ...] = ()
    place: str = ""
    day: date | None = None
    reference: str = ""
    subject: str = ""
    enclosures: tuple[str, ...] = ()
    signature: Signature = field(default_factory=Signature)
    rights: tuple[str, ...] = ()


def letters_pdf(letters: Sequence[Letter], *, at: datetime) -> bytes:
    """Print letters in one file, each from a new page with pages of its own numbers."""
    if not letters:
        raise press.PaperError("Aucune lettre à imprimer : choisissez au moins un destinataire")
    if len(letters) > MOST_LETTERS:
        raise press.PaperError(
            f"{len(letters)} lettres : un fichier en tient {MOST_LETTERS} ; imprimez-les en plusieurs fois"
        )
    for place, letter in enumerate(letters, start=1):
        _refuse_empty(letter, place)
    first = letters[0]
    title = written(first.subject) or "Courrier"
    return press.pdf(
        "letter.typ",
        {
            "title": title if len(letters) == 1 else f"{title} ({len(letters)}{french.NBSP}lettres)",
            "author": press.plain(first.sender.name),
            "letters": [_values(letter) for letter in letters],
        },
        at=at,
    )


def _refuse_empty(letter: Letter, place: int) -> None:
    if not press.plain(letter.sender.name):
        raise press.PaperError(f"Lettre {place} : il manque le nom de l’expéditeur")
    if not letter.body:
        raise press.PaperError(f"Lettre {place} : il n’y a pas de texte")


def _values(letter: Letter) -> dict[str, Any]:
    return {
        "sender": {"name": letter.sender.name, "lines": _filled(letter.sender.lines)},
        "recipient": _filled(letter.recipient),
        "dated": _dated(press.plain(letter.place), letter.day),
        "reference": letter.reference,
        "subject": written(letter.subject),
        "enclosures": [written(line) for line in _filled(letter.enclosures)],
        "body": [values_of(block) for block in letter.body],
        "signature": {"title": written(letter.signature.title), "name": letter.signature.name},
        "rights": [written(line) for line in _filled(letter.rights)],
    }


def _filled(lines: tuple[str, ...]) -> list[str]:
    return [line for line in lines if press.plain(line)]


def _dated(place: str, day: date | None) -> str:
    """« Auch, le 25 novembre 2026 », or the half that is known."""
    when = f"le {french.day(day)}" if day else ""
    if place and when:
        return f"{place}, {when}"
    return place or when[:1].upper() + when[1:]
