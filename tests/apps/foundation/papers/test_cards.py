"""Cards on sheets, and the codes that telephones read on them."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
import zxingcpp

from essaim.foundation.papers.cards import SIZES
from essaim.foundation.papers.codes import code
from essaim.foundation.papers.public import MOST_CARDS, Card, PaperError, cards_pdf, qr_svg
from tests.apps.foundation.papers.conftest import AT, Read

ADDRESS = "https://exemple.fr/titres/K7M4-92PX"
CARD = Card(
    "Titre de transport", "Jeanne Durand", lines=("Valable jusqu'au 30 novembre 2027",), code="K7M4-92PX", qr=ADDRESS
)
A_SHEET = {"wallet": 10, "a7": 8, "a6": 4}


@pytest.mark.parametrize("size", SIZES)
def test_a_telephone_reads_the_printed_code_of_each_card(size):
    cards = [Card(f"Titre {number}", qr=f"{ADDRESS}/{number}") for number in range(A_SHEET[size] + 1)]
    read = Read(cards_pdf(cards, size=size, at=AT))
    assert len(read.pages) == 2
    assert sorted(read.codes(0) + read.codes(1)) == sorted(card.qr for card in cards)


@pytest.mark.parametrize("size", SIZES)
def test_a_card_says_all_that_it_holds(size):
    read = Read(cards_pdf([CARD], size=size, at=AT))
    for words in ("Titre de transport", "Titulaire", "Jeanne Durand", "Valable jusqu’au 30 novembre 2027", "K7M4-92PX"):
        assert words in read.text
    assert read.tags.count("/Figure") == 1
    assert read.root["/Lang"].startswith("fr")
    assert read.known.metadata.title == "Titre de transport"


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_printed_out_of_the_first_card(size):
    read = Read(cards_pdf([CARD], size=size, at=AT))
    width, height, columns, rows = SIZES[size]
    across, down = (210 - width * columns) / 2, (297 - height * rows) / 2
    for words in ("Titre", "Jeanne", "K7M4-92PX"):
        left, top, right, bottom = read.place_of(words)
        assert across + 4 <= left < right <= across + width - 4
        assert down + 4 <= top < bottom <= down + height - 4


def test_what_is_missing_is_left_out():
    read = Read(cards_pdf([Card("Bon alimentaire")], size="wallet", at=AT))
    assert read.text == "Bon alimentaire"
    assert read.codes() == []


def test_a_card_whose_words_do_not_fit_is_refused_with_its_number():
    long = Card("Titre", lines=("Une ligne de trop. " * 9,) * 5)
    with pytest.raises(PaperError, match="Carte 2 : ses mots ne tiennent pas sur ce format"):
        cards_pdf([CARD, long], size="wallet", at=AT)
    assert cards_pdf([long], size="a6", at=AT)


def test_a_code_stays_on_one_line_or_is_refused():
    with pytest.raises(PaperError, match="Carte 1 : son code est trop long pour une ligne"):
        cards_pdf([Card("Titre", code="K7M4-92PX-K7M4", qr=ADDRESS)], size="wallet", at=AT)
    assert cards_pdf([Card("Titre", code="K7M4-92PX-K7M4", qr=ADDRESS)], size="a6", at=AT)


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_card_that_is_taken_stays_inside_its_marks(size):
    width, height, columns, rows = SIZES[size]
    across, down = (210 - width * columns) / 2, (297 - height * rows) / 2
    for count in range(1, 80):
        try:
            taken = cards_pdf(
                [Card("M" * 30, "M" * 30, lines=("mot " * 4 * count,), code="FIN", qr=ADDRESS)], size=size, at=AT
            )
        except PaperError:
            break
    else:
        pytest.fail("no card was refused")
    read = Read(taken)
    text = read.seen[0].get_textpage()
    boxes = [text.get_charbox(place) for place in range(text.count_chars())]
    assert max(box[2] for box in boxes) * 25.4 / 72 <= across + width - 4
    assert 297 - min(box[1] for box in boxes) * 25.4 / 72 <= down + height - 4
    assert read.codes() == [ADDRESS]
    assert count > 2


def test_cards_that_cannot_be_printed_are_refused():
    with pytest.raises(PaperError, match="Aucune carte"):
        cards_pdf([], size="a7", at=AT)
    with pytest.raises(PaperError, match="401 cartes : un fichier en tient 400"):
        cards_pdf([CARD] * (MOST_CARDS + 1), size="a7", at=AT)
    with pytest.raises(PaperError, match="Carte 2 : il manque son titre"):
        cards_pdf([CARD, Card(" ")], size="a7", at=AT)
    with pytest.raises(PaperError, match="3000 signes ne tient pas dans un code QR"):
        cards_pdf([Card("Titre", qr="x" * 3000)], size="a7", at=AT)


def test_the_same_cards_at_the_same_moment_are_the_same_file():
    assert cards_pdf([CARD], size="a7", at=AT) == cards_pdf([CARD], size="a7", at=AT)


# --- the code on a page -------------------------------------------------------------------------------------------


def drawn_pixels(svg: ET.Element) -> np.ndarray:
    """The rectangles of the drawing as pixels, without a browser: white 255, black 0."""
    side = int(svg.attrib["viewBox"].split()[2])
    image = np.full((side, side), 255, dtype=np.uint8)
    for run in svg[-1].attrib["d"].split("M")[1:]:
        at, wide = run.split("h")[:2]
        column, row = map(int, at.split())
        image[row, column : column + int(wide.split("v")[0])] = 0
    return image.repeat(6, 0).repeat(6, 1)


@pytest.mark.parametrize("text", [ADDRESS, "élève 漢字", "x" * 900])
def test_the_code_of_a_page_is_read(text):
    svg = ET.fromstring(qr_svg(text, "Code"))  # noqa: S314 - our own drawing
    assert [found.text for found in zxingcpp.read_barcodes(drawn_pixels(svg))] == [text]


def test_the_drawing_is_that_of_the_library():
    svg = ET.fromstring(qr_svg(ADDRESS, "Code"))  # noqa: S314 - our own drawing
    dark = drawn_pixels(svg)[::6, ::6] == 0
    assert (dark[4:-4, 4:-4] == np.array([list(row) for row in code(ADDRESS).matrix]).astype(bool)).all()
    assert not dark[:4].any()
    assert not dark[:, -4:].any()


def test_the_code_of_a_page_has_its_words_and_no_style():
    html = qr_svg(ADDRESS, 'Carte de "Jeanne" <b>')
    svg = ET.fromstring(html)  # noqa: S314 - our own drawing
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == 'Carte de "Jeanne" <b>'
    assert svg[0].text == 'Carte de "Jeanne" <b>'
    assert "style=" not in html


def test_an_empty_code_is_refused():
    with pytest.raises(PaperError, match="vide"):
        qr_svg("", "Code")
