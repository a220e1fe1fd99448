"""The door of papers: what is printed or handed over, from values.

Texts are plain: nothing in them is markup, whatever they hold. `at` is the moment written in a file, with its time zone:
the same values at the same moment give the same bytes. `PaperError` says in French what cannot be printed and why;
`PdfUnavailableError` says that this machine makes no PDF (ask `pdf_available` before showing a link, else show
`PDF_MISSING`). What is missing is left out of a paper: write « non disponible » yourself where a reader expects a number.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.safestring import SafeString

from essaim.foundation.papers import ballots as _ballots
from essaim.foundation.papers import cards as _cards
from essaim.foundation.papers import codes, documents, notation, press, screen
from essaim.foundation.papers import letters as _letters
from essaim.foundation.papers.ballots import BallotLine, BallotPaper
from essaim.foundation.papers.blocks import BLANK, Block, Bullets, Field, Grid, Heading, Paragraph
from essaim.foundation.papers.cards import MOST_CARDS, Card, Size
from essaim.foundation.papers.documents import Document
from essaim.foundation.papers.letters import MOST_LETTERS, Letter, Sender, Signature
from essaim.foundation.papers.notation import NotationError, Problem
from essaim.foundation.papers.press import PDF_MISSING, PaperError, PdfUnavailableError

__all__ = [
    "BLANK",
    "MOST_CARDS",
    "MOST_LETTERS",
    "PDF_MISSING",
    "BallotLine",
    "BallotPaper",
    "Block",
    "Bullets",
    "Card",
    "Document",
    "Field",
    "Grid",
    "Heading",
    "Letter",
    "NotationError",
    "PaperError",
    "Paragraph",
    "PdfUnavailableError",
    "Problem",
    "Sender",
    "Signature",
    "Size",
    "ballot_pdf",
    "blocks_of",
    "cards_pdf",
    "document_html",
    "document_odt",
    "document_pdf",
    "letters_pdf",
    "paragraphs_html",
    "pdf_available",
    "qr_svg",
]


def blocks_of(text: str) -> tuple[Block, ...]:
    """Read plain text into blocks: a blank line parts paragraphs, `## ` titles, `- ` lists, `| a | b |` tables, `[…]` blanks.

    Args:
        text: At most what a page needs; an empty text gives no block.

    Raises:
        NotationError: `problems` lists every line that is wrong, with what is expected there.
    """
    return notation.blocks_of(text)


def paragraphs_html(body: tuple[Block, ...], *, level: int = 3) -> SafeString:
    """Draw blocks on a page, every text escaped.

    Args:
        body: Blocks (`blocks_of`).
        level: Level of their headings, 1 to 6.

    Raises:
        ValueError: the level is not one of HTML.
    """
    return screen.paragraphs_html(body, level=level)


def letters_pdf(letters: Sequence[Letter], *, at: datetime) -> bytes:
    """Print letters in one PDF/UA-1 file, each from a new page, the address behind the window of a DL envelope.

    Args:
        letters: From 1 to `MOST_LETTERS`; about 5 ms of processor each (8 ms alone).
        at: Moment written in the file, with its time zone.

    Raises:
        PaperError: no letter, too many (or over 1.2 million signs in all), or one without sender or without text (its number is said).
        PdfUnavailableError: no PDF can be made on this machine.
    """
    return _letters.letters_pdf(letters, at=at)


def cards_pdf(cards: Sequence[Card], *, size: Size, at: datetime) -> bytes:
    """Print cards on A4 sheets with marks to cut along: 10 wallet cards, 8 of A7 or 4 of A6 a sheet.

    Args:
        cards: From 1 to `MOST_CARDS`; about 4 ms of processor each.
        size: `"wallet"` (85.6 × 54 mm, as a bank card), `"a7"` (105 × 74 mm) or `"a6"` (105 × 148 mm).
        at: Moment written in the file, with its time zone.

    Raises:
        PaperError: no card, too many, one without heading, one whose words do not fit or whose `qr` is too long for a code.
        PdfUnavailableError: no PDF can be made on this machine.
    """
    return _cards.cards_pdf(cards, size=size, at=at)


def ballot_pdf(paper: BallotPaper, *, at: datetime) -> bytes:
    """Print a ballot of one style as PDF/UA-1: a box before each project, the rule, a QR code of the style.

    Args:
        paper: From 1 to 1,000 projects, in the order in which they are read.
        at: Moment written in the file, with its time zone.

    Raises:
        PaperError: no project, too many, or a style too long for a code.
        PdfUnavailableError: no PDF can be made on this machine.
    """
    return _ballots.ballot_pdf(paper, at=at)


def document_pdf(document: Document, *, at: datetime) -> bytes:
    """Print a document as PDF/UA-1, its blanks as dotted lines. Raises as `letters_pdf`."""
    return documents.document_pdf(document, at=at)


def document_odt(document: Document, *, at: datetime) -> bytes:
    """Write a document as OpenDocument text, to be changed in a word processor; needs no compiler of PDF.

    Args:
        document: Its blanks become fields to click.
        at: Moment written in the file, with its time zone, from 1980 on.

    Raises:
        PaperError: no title or no text.
    """
    return documents.document_odt(document, at=at)


def document_html(document: Document, *, level: int = 2) -> SafeString:
    """Draw a document on a page, its title at `level` (1 to 5) and its headings one under."""
    return screen.document_html(document, level=level)


def qr_svg(text: str, label: str) -> SafeString:
    """Draw a QR code inside a page: black on white in both themes, no style attribute, 160 pixels wide unless CSS says else.

    Args:
        text: What a telephone reads, usually an address; at most about 2,300 bytes.
        label: What a screen reader says, in French. Write the address in the page too: not everybody can scan.

    Raises:
        PaperError: the text is empty or too long.
    """
    return codes.qr_svg(text, label)


def pdf_available() -> bool:
    """Say whether this machine can make PDF files; `essaim check --deploy` tells the operator."""
    return press.pdf_available()
