"""What the tests of papers share: a letter, and readers of PDF that are not its maker."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pypdf
import pypdfium2
import pytest
import zxingcpp

from essaim.foundation.papers.public import Letter, Sender, Signature, blocks_of

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
MILLIMETRES = 25.4 / 72
A4_HEIGHT = 297

LETTER = Letter(
    sender=Sender("Département du Gers", ("Direction de l’autonomie", "81 route de Pessan", "32022 Auch cedex 9")),
    recipient=("Madame Jeanne DURAND", "12 rue de l’Évêché", "32300 MIRANDE"),
    place="Auch",
    day=date(2026, 11, 25),
    reference="DA/2026-00412",
    subject="Votre demande d'aide : accord",
    body=blocks_of(
        "Madame,\n\nL'aide vous est accordée.\n\n## Ce qu'elle prend en charge\n\n- les repas ;\n- la visite."
    ),
    signature=Signature("Le président du conseil départemental,", "Philippe Martin"),
    rights=("Vous pouvez contester cette décision dans les deux mois.",),
)


def letter_with(text: str, **changed) -> Letter:
    return replace(LETTER, body=blocks_of(text), **changed)


class Read:
    """A PDF as its readers see it."""

    def __init__(self, content: bytes):
        self.seen = pypdfium2.PdfDocument(content)
        self.known = pypdf.PdfReader(io.BytesIO(content))

    @property
    def pages(self) -> list[str]:
        return [page.extract_text() for page in self.known.pages]

    @property
    def text(self) -> str:
        """All words, with one plain space between two."""
        return " ".join(" ".join(self.pages).split())

    @property
    def root(self):
        return self.known.trailer["/Root"]

    @property
    def tags(self) -> list[str]:
        """Names of the structure elements, in the order in which they are read aloud."""
        found: list[str] = []
        _walk(self.root["/StructTreeRoot"]["/K"], found)
        return found

    def place_of(self, words: str, page: int = 0) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of words, in millimetres from the left and the top of the sheet."""
        text = self.seen[page].get_textpage()
        start, count = text.search(words).get_next()
        boxes = [text.get_charbox(start + each) for each in range(count) if words[each].strip()]
        left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
        return left * MILLIMETRES, A4_HEIGHT - top * MILLIMETRES, right * MILLIMETRES, A4_HEIGHT - bottom * MILLIMETRES

    def codes(self, page: int = 0) -> list[str]:
        """What a telephone reads on the printed sheet."""
        image = np.asarray(self.seen[page].render(scale=3, grayscale=True).to_numpy())
        return [found.text for found in zxingcpp.read_barcodes(image)]


def _walk(node, found: list[str]) -> None:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            _walk(each, found)
    elif isinstance(node, dict) and "/S" in node:
        found.append(str(node["/S"]))
        _walk(node.get("/K", []), found)


@pytest.fixture
def no_press(monkeypatch):
    """A machine on which the compiler cannot be loaded."""
    import sys

    monkeypatch.setitem(sys.modules, "typst", None)
