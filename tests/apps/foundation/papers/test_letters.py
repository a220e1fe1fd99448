"""A letter: where it stands on the sheet, what it leaves out, what readers of PDF and screen readers find in it."""

from dataclasses import replace
from datetime import date

import pytest

from essaim.foundation.papers.public import MOST_LETTERS, Letter, PaperError, Paragraph, Sender, Signature, letters_pdf
from tests.apps.foundation.papers.conftest import AT, LETTER, Read, letter_with

SIX_LINES = tuple(f"{line} rue du Général-de-Gaulle bâtiment {line}B"[:38].ljust(38, "M") for line in range(1, 7))


def printed(*letters: Letter) -> Read:
    return Read(letters_pdf(letters, at=AT))


def test_a_letter_says_all_that_it_holds_in_french_typography():
    text = printed(LETTER).text
    for words in ("Département du Gers", "32022 Auch cedex 9", "Madame Jeanne DURAND", "Auch, le 25 novembre 2026",
                  "DA/2026-00412", "L’aide vous est accordée.", "Ce qu’elle prend en charge", "les repas ;",
                  "Le président du conseil départemental,", "Philippe Martin", "contester cette décision"):  # fmt: skip
        assert words in text
    assert "Votre demande d’aide : accord" in text
    assert "'" not in text


def test_it_is_a_pdf_for_all_readers():
    read = printed(LETTER)
    assert read.root["/MarkInfo"]["/Marked"]
    assert read.root["/Lang"].startswith("fr")
    assert read.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.known.metadata.title == "Votre demande d’aide\u00a0: accord"
    assert read.known.metadata.author == "Département du Gers"
    assert read.known.xmp_metadata.get_element("", "http://www.aiim.org/pdfua/ns/id/", "part")
    assert [tag for tag in read.tags if tag in {"/H1", "/H2", "/L", "/LI"}] == ["/H1", "/H2", "/L", "/LI", "/LI"]


def test_rights_are_words_of_the_letter_and_not_a_footer_that_screen_readers_skip():
    without = printed(replace(LETTER, rights=()))
    assert printed(LETTER).tags.count("/P") == without.tags.count("/P") + 1


@pytest.mark.parametrize("lines", [1, 4, 6])
def test_the_address_is_behind_the_window_wherever_the_sheet_slides(lines):
    read = printed(replace(LETTER, recipient=SIX_LINES[:lines]))
    for line in SIX_LINES[:lines]:
        left, top, right, bottom = read.place_of(line)
        assert left >= 100, line
        assert right <= 190, line
        assert top >= 55, line
        assert bottom <= 79, line


def test_nothing_else_is_behind_the_window():
    long = replace(
        LETTER, sender=Sender("Département du Gers et de ses voisins immédiats", ("Une adresse très longue " * 4,) * 4)
    )
    text = printed(long).seen[0].get_textpage().get_text_bounded(left=100 / 0.3528, right=200 / 0.3528, top=(297 - 44) / 0.3528, bottom=(297 - 90) / 0.3528)  # fmt: skip
    assert text.split() == ["Madame", "Jeanne", "DURAND", "12", "rue", "de", "l’Évêché", "32300", "MIRANDE"]


def test_what_is_missing_is_left_out():
    text = printed(Letter(Sender("Mairie"), (Paragraph("Bonjour."),))).text
    assert text == "Mairie Bonjour."


@pytest.mark.parametrize(
    ("place", "day", "said"),
    [
        ("Auch", None, "Auch"),
        ("", date(2026, 12, 1), "Le 1er décembre 2026"),
        ("Auch", date(2026, 3, 2), "Auch, le 2 mars 2026"),
    ],
)
def test_half_a_date_line_is_the_half_that_is_known(place, day, said):
    assert said in printed(replace(LETTER, place=place, day=day)).text


def test_a_letter_without_subject_has_a_title_and_no_skipped_level():
    read = printed(replace(LETTER, subject=" "))
    assert read.known.metadata.title == "Courrier"
    assert [tag for tag in read.tags if tag.startswith("/H")] == ["/H1"]


def test_a_long_letter_numbers_its_pages_and_keeps_its_signature_with_its_last_words():
    last = "Je vous prie d’agréer mes salutations."
    for sentences in range(60, 90):
        pages = printed(letter_with("Une phrase qui tient sur une ligne.\n\n" * sentences + last)).pages
        assert all(f"Page {number} sur {len(pages)}" in page for number, page in enumerate(pages, start=1))
        assert [last in page for page in pages] == ["Philippe Martin" in page for page in pages]


def test_a_letter_of_one_page_has_no_page_number():
    assert "Page" not in printed(LETTER).text


def test_letters_in_one_file_begin_on_their_own_page_with_their_own_numbers():
    long = letter_with("Une phrase.\n\n" * 80, subject="Première")
    read = printed(long, replace(LETTER, subject="Seconde"), long)
    begins = [place for place, page in enumerate(read.pages) if "Madame Jeanne DURAND" in page]
    pages = begins[1]
    assert pages > 1
    assert begins == [0, pages, pages + 1]
    assert len(read.pages) == 2 * pages + 1
    for first in (0, pages + 1):
        for number in range(1, pages + 1):
            assert f"Page {number} sur {pages}" in read.pages[first + number - 1]
    assert "Page" not in read.pages[pages]
    assert read.known.metadata.title == "Première (3\u00a0lettres)"
    assert [entry.title for entry in read.known.outline if not isinstance(entry, list)] == [
        "Première",
        "Seconde",
        "Première",
    ]


def test_a_letter_that_cannot_be_sent_is_refused_with_its_number():
    with pytest.raises(PaperError, match="Aucune lettre"):
        letters_pdf([], at=AT)
    with pytest.raises(PaperError, match="201 lettres : un fichier en tient 200"):
        letters_pdf([LETTER] * (MOST_LETTERS + 1), at=AT)
    with pytest.raises(PaperError, match="Lettre 2 : il manque le nom de l’expéditeur"):
        letters_pdf([LETTER, replace(LETTER, sender=Sender(" "))], at=AT)
    with pytest.raises(PaperError, match="Lettre 1 : il n’y a pas de texte"):
        letters_pdf([replace(LETTER, body=())], at=AT)


def test_a_signature_may_be_a_name_alone():
    assert "Philippe Martin" in printed(replace(LETTER, signature=Signature(name="Philippe Martin"))).text
