"""Values are values: whatever is written in them is printed, in one way, or said to be impossible."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from django.core.checks.registry import registry
from hypothesis import example, given, settings
from hypothesis import strategies as st

from essaim.foundation.papers import press
from essaim.foundation.papers.checks import check_the_press
from essaim.foundation.papers.public import (
    Document,
    PaperError,
    Paragraph,
    PdfUnavailableError,
    Sender,
    document_odt,
    document_pdf,
    letters_pdf,
    pdf_available,
)
from essaim.foundation.ui.public import french
from tests.apps.foundation.papers.conftest import AT, LETTER, Read

HOSTILE = [
    '#read("/etc/passwd")',
    "#sys.inputs",
    '#import "@preview/cetz:0.3.1": *',
    "*gras* _penché_ `code` $x^2$ @lien <end> // fin",
    "<b>gras</b><script>alert(1)</script>",
    '"}], "title": "autre" \\u0041 \\',
    "= Titre = - + / https://exemple.fr",
    "{{ settings.SECRET_KEY }} {% include 'a' %}",
]


def printed(text: str) -> Read:
    letter = replace(
        LETTER,
        sender=Sender(text),
        recipient=(text,),
        subject=text,
        reference=text,
        body=(Paragraph(text),),
        rights=(text,),
    )
    return Read(letters_pdf([letter], at=AT))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_code_is_printed_as_it_is_written(text):
    read = printed(text)
    assert "".join(read.text.split()).count("".join(text.split())) == 6
    assert read.known.metadata.title == french.typography(text)


def test_the_words_of_every_paper_stay_words(tmp_path):
    read = Read(document_pdf(Document("#panic()", (Paragraph('#read("letter.typ")'),)), at=AT))
    assert 'read("letter.typ")' in read.text


def test_ten_thousand_signs_without_a_space_stay_on_the_sheet():
    read = printed("a" * 10_000)
    assert len(read.pages) > 1
    width = read.seen[0].get_width()
    for page in read.seen:
        text = page.get_textpage()
        assert all(text.get_charbox(place)[2] <= width for place in range(text.count_chars()))
    assert "a" * 10_000 in "".join(read.text.split())


def test_a_long_address_of_a_page_is_copied_whole():
    address = "https://exemple.fr/" + "demarches-en-ligne/" * 4
    read = printed(address)
    assert address in "".join(read.text.split())


def test_signs_that_no_font_draws_leave_a_box_and_not_a_refusal():
    text = printed("Li 漢字 😀 👨‍👩‍👧 Durand").text
    assert "Li □□ □ □□□ Durand" in text


def test_other_alphabets_are_printed():
    text = printed("Ελένη Иван Łukasz Đorđe Çağlar").text
    assert "Ελένη Иван Łukasz Đorđe Çağlar" in text
    assert "□" not in printed("مرحبا שלום").text


def test_signs_that_show_nothing_are_taken_off():
    text = printed("Du\x00ra\x07nd \ud800 \u202edroite\u202c \u2066x\u2069\n\tfin").text
    assert "Durand droite x fin" in text


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=80))
@example("\u200d")
@example("\U000f0000")
@example("\u0301")
@example("\ufe0f\u3000")
def test_any_text_is_printed(text):
    assert Read(letters_pdf([replace(LETTER, recipient=(text,), subject=text)], at=AT)).pages


def test_same_values_same_moment_same_bytes():
    first = letters_pdf([LETTER], at=AT)
    assert first == letters_pdf([replace(LETTER)], at=AT)
    assert first == letters_pdf([LETTER], at=AT.astimezone(timezone(timedelta(hours=2))))
    assert first != letters_pdf([LETTER], at=AT + timedelta(seconds=1))


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        letters_pdf([LETTER], at=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


def test_two_threads_print_at_once():
    alone = [letters_pdf([replace(LETTER, subject=str(number))], at=AT) for number in range(8)]
    together: dict[int, bytes] = {}
    threads = [
        threading.Thread(
            target=lambda n=number: together.update({n: letters_pdf([replace(LETTER, subject=str(n))], at=AT)})
        )
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(8)] == alone


def test_no_font_of_the_machine_is_used():
    fonts = {font.family: font.path for font in press._fonts().fonts()}
    assert {path.split("/")[-2] for path in fonts.values() if path} == {"atkinson-print"}
    assert fonts["Atkinson Hyperlegible Next"]


def test_a_fault_of_a_template_is_not_said_to_be_a_fault_of_the_text(tmp_path, monkeypatch):
    import typst

    (tmp_path / "wrong.typ").write_text("#nothing-of-that-name")
    monkeypatch.setattr(press, "FOLDER", tmp_path)
    with pytest.raises(typst.TypstError):
        press.pdf("wrong.typ", {}, at=AT)


def test_what_would_take_the_memory_of_the_machine_is_refused():
    with pytest.raises(PaperError, match=r"trop long .* imprimez-le en plusieurs fois"):
        document_pdf(Document("Titre", (Paragraph("mot " * 400_000),)), at=AT)


def test_the_compiler_refuses_what_is_not_for_all_readers():
    import typst

    body = {"title": "", "author": "", "body": [{"kind": "paragraph", "text": ["Bonjour."]}]}
    with pytest.raises(typst.TypstError, match="PDF/UA-1 error"):
        press.pdf("document.typ", body, at=AT)


def test_without_the_compiler_the_platform_starts_and_says_so(no_press):
    assert not pdf_available()
    with pytest.raises(PdfUnavailableError, match="PDF non disponible"):
        letters_pdf([LETTER], at=AT)
    assert document_odt(Document("Titre", (Paragraph("Texte"),)), at=AT)
    (warning,) = check_the_press()
    assert warning.id == "papers.W001"
    assert "PDF non disponible" in warning.msg
    assert check_the_press in registry.get_checks()


def test_with_the_compiler_there_is_nothing_to_say():
    assert pdf_available()
    assert check_the_press() == []
