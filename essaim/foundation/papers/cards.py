"""Titles that people keep: a card for the wallet, or a small sheet; many on one A4 sheet, with marks to cut along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from essaim.foundation.papers import press
from essaim.foundation.papers.codes import qr_svg
from essaim.foundation.papers.values import written

Size = Literal["wallet", "a7", "a6"]

# Width and height in millimetres, columns and rows on A4. Wallet: ISO/IEC 7810 ID-1; A6 and A7: ISO 216.
SIZES: dict[Size, tuple[float, float, int, int]] = {
    "wallet": (85.6, 54, 2, 5),
    "a7": (105, 74, 2, 4),
    "a6": (105, 148, 2, 2),
}


MOST_CARDS = 400
"""In one file: the compiler keeps about 1 MB for each page until the file is made."""


@dataclass(frozen=True)
class Card:
    """One title. What is empty is left out.

    `code` is what a person reads aloud or types, in large letters; `qr` is what a telephone reads (an address).
    """

    heading: str
    holder: str = ""
    holder_label: str = "Titulaire"
    lines: tuple[str, ...] = ()
    code: str = ""
    qr: str = ""


def cards_pdf(cards: Sequence[Card], *, size: Size, at: datetime) -> bytes:
    """Print cards on A4 sheets; refuses a card whose words do not fit, with its number."""
    if not cards:
        raise press.PaperError("Aucune carte à imprimer : choisissez au moins une personne")
    if len(cards) > MOST_CARDS:
        raise press.PaperError(
            f"{len(cards)} cartes : un fichier en tient {MOST_CARDS} ; imprimez-les en plusieurs fois"
        )
    for place, card in enumerate(cards, start=1):
        if not press.plain(card.heading):
            raise press.PaperError(f"Carte {place} : il manque son titre")
    width, height, columns, rows = SIZES[size]
    title = written(cards[0].heading)
    return press.pdf(
        "card.typ",
        {
            "title": title if len(cards) == 1 else f"{title} ({len(cards)} cartes)",
            "size": {"name": size, "width": width, "height": height, "columns": columns, "rows": rows},
            "cards": [_values(card) for card in cards],
        },
        at=at,
    )


def _values(card: Card) -> dict[str, Any]:
    return {
        "heading": written(card.heading),
        "holder": card.holder,
        "holder_label": written(card.holder_label),
        "lines": [written(line) for line in card.lines if press.plain(line)],
        "code": card.code,
        "qr": qr_svg(card.qr, "QR").encode() if card.qr else "",
        "words": f"Code QR : {card.qr}",
    }
