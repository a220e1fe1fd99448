"""A ballot on paper: what one votes on, the rule, a box before each project, and a code that says which ballot it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from essaim.foundation.papers import press
from essaim.foundation.papers.codes import qr_svg
from essaim.foundation.papers.values import written

MOST_LINES = 1000


@dataclass(frozen=True)
class BallotLine:
    """A project on the ballot: its number, its title, what is said under it (its cost, its place)."""

    number: int
    title: str
    below: str = ""


@dataclass(frozen=True)
class BallotPaper:
    """A ballot of one style. ``style`` is what the code holds, written under it too; it is the same for all who vote with it."""

    title: str
    zone: str
    rule: str
    lines: tuple[BallotLine, ...]
    style: str
    notes: tuple[str, ...] = ()


def ballot_pdf(paper: BallotPaper, *, at: datetime) -> bytes:
    """Print a ballot, one file a style."""
    if not paper.lines:
        raise press.PaperError("Ce bulletin n’a aucun projet")
    if len(paper.lines) > MOST_LINES:
        raise press.PaperError(f"{len(paper.lines)} projets : un bulletin en tient {MOST_LINES}")
    return press.pdf("ballot.typ", _values(paper), at=at)


def _values(paper: BallotPaper) -> dict[str, object]:
    return {
        "title": written(f"{paper.title}, {paper.zone}"),
        "heading": written(paper.title),
        "zone": written(paper.zone),
        "rule": written(paper.rule),
        "notes": [written(note) for note in paper.notes],
        "lines": _lines(paper.lines),
        "style": paper.style,
        "qr": qr_svg(paper.style, "QR").encode(),
        "words": f"Code du modèle de bulletin : {paper.style}",
    }


def _lines(lines: Sequence[BallotLine]) -> list[dict[str, str]]:
    return [{"number": str(one.number), "title": written(one.title), "below": written(one.below)} for one in lines]
