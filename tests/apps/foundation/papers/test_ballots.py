"""The ballot on paper: what one reads on it, in which order, and the square that says which ballot it is."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from essaim.foundation.papers.public import BallotLine, BallotPaper, PaperError, ballot_pdf, pdf_available

pytestmark = pytest.mark.skipif(not pdf_available(), reason="no compiler of PDF on this machine")
AT = datetime(2026, 11, 26, tzinfo=UTC)


def paper(count, **more):
    lines = tuple(BallotLine(number, f"Projet {number} <b>", "12 000 €, Auch") for number in range(1, count + 1))
    said = {
        "title": "Budget du canton",
        "zone": "Secteur nord",
        "rule": "Choisissez de 1 à 3 projets.",
        "style": "essaim:1a2b:nord",
    }
    return BallotPaper(lines=lines, **{**said, **more})


def text_of(pdf):
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_ballot_holds_every_project_in_the_order_of_numbers_and_is_tagged():
    pdf = ballot_pdf(paper(60), at=AT)
    text = text_of(pdf)
    places = [text.index(f"Projet {number} <b>") for number in range(1, 61)]
    assert places == sorted(places)
    assert "essaim:1a2b:nord" in text
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")


def test_the_same_ballot_at_the_same_moment_is_the_same_file():
    assert ballot_pdf(paper(3), at=AT) == ballot_pdf(paper(3), at=AT)


def test_a_ballot_without_project_or_with_too_many_is_refused_in_words():
    with pytest.raises(PaperError, match="aucun projet"):
        ballot_pdf(paper(0), at=AT)
    with pytest.raises(PaperError, match="1001 projets"):
        ballot_pdf(paper(1001), at=AT)
