"""One document, three forms: a PDF for all readers, an office file to change, a part of a page."""

import io
import zipfile
from datetime import timedelta
from html.parser import HTMLParser

import odfdo
import pytest

from essaim.foundation.papers.public import (
    Document,
    Field,
    Grid,
    PaperError,
    Paragraph,
    blocks_of,
    document_html,
    document_odt,
    document_pdf,
    paragraphs_html,
)
from essaim.foundation.ui.public import french
from tests.apps.foundation.papers.conftest import AT, Read
from tests.apps.foundation.papers.test_press import HOSTILE

WRITTEN = """\
Entre le Département et […], il est convenu ce qui suit.

## Objet

- la voiture est prêtée ;
- elle est assurée.

| Pièce | Remise |
| Clés | […] |

Observations : […]
[…]
"""
DOCUMENT = Document("Convention de prêt", blocks_of(WRITTEN), "Département du Gers")


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def named(self, tag: str) -> int:
        return [name for name, _ in self.tags].count(tag)


def opened(document: Document) -> odfdo.Document:
    return odfdo.Document(io.BytesIO(document_odt(document, at=AT)))


# --- PDF ----------------------------------------------------------------------------------------------------------


def test_the_pdf_has_its_blocks_as_tags_and_dots_to_write_on():
    read = Read(document_pdf(DOCUMENT, at=AT))
    assert [tag for tag in read.tags if tag in {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/TD"}] == [
        "/H1", "/H2", "/L", "/LI", "/LI", "/Table", "/TH", "/TH", "/TD", "/TD",
    ]  # fmt: skip
    assert "Entre le Département et ........" in read.text
    assert "......, il est convenu" in read.text
    assert "Observations : ............" in read.text
    assert "Page 1 sur 1" in read.text


def test_the_head_of_a_long_table_is_seen_on_each_page():
    long = Grid(("Commune", "Aide"), tuple((f"Commune {number}", "oui") for number in range(120)))
    read = Read(document_pdf(Document("Liste", (long,)), at=AT))
    assert len(read.pages) > 2
    assert all("Commune Aide" in " ".join(page.split()) for page in read.pages)
    assert read.tags.count("/TH") == 2


@pytest.mark.parametrize("columns", [1, 6])
def test_a_long_word_stays_in_its_column(columns):
    grid = Grid(tuple("abcdef"[:columns]), (("i" * 10 + "W" * 60,) * columns,))
    read = Read(document_pdf(Document("Tableau", (grid,)), at=AT))
    text = read.seen[0].get_textpage()
    assert max(text.get_charbox(place)[2] for place in range(text.count_chars())) < 595 - 60


def test_the_pdf_is_the_same_for_the_same_moment():
    assert document_pdf(DOCUMENT, at=AT) == document_pdf(DOCUMENT, at=AT)


# --- office file --------------------------------------------------------------------------------------------------


def test_the_office_file_is_what_it_says_before_all_else():
    with zipfile.ZipFile(io.BytesIO(document_odt(DOCUMENT, at=AT))) as archive:
        first, *others = archive.infolist()
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read(first) == b"application/vnd.oasis.opendocument.text"
        listed = archive.read("META-INF/manifest.xml").decode()
        assert all(f'"{entry.filename}"' in listed for entry in others if "META-INF" not in entry.filename)


def test_another_library_reads_what_it_holds():
    read = opened(DOCUMENT)
    body = read.body
    assert (read.meta.title, read.meta.language, read.meta.creator) == (
        "Convention de prêt",
        "fr-FR",
        "Département du Gers",
    )
    assert [(head.get_attribute("text:outline-level"), head.text) for head in body.get_headers()] == [
        ("1", "Convention de prêt"), ("2", "Objet"),
    ]  # fmt: skip
    assert [item.text_recursive.strip() for item in body.get_elements("//text:list-item")] == [
        "la voiture est prêtée\u00a0;",
        "elle est assurée.",
    ]
    assert body.text_recursive.count("…" * 12) >= 4
    assert len(body.get_elements("//table:table-header-rows//table:table-cell")) == 2
    assert "il est convenu ce qui suit." in body.text_recursive


def test_each_style_that_is_named_is_defined():
    with zipfile.ZipFile(io.BytesIO(document_odt(DOCUMENT, at=AT))) as archive:
        content, styles = archive.read("content.xml").decode(), archive.read("styles.xml").decode()
    named = {part.split('"')[0] for part in content.split('style-name="')[1:]}
    assert named
    assert all(f'style:name="{name}"' in styles + content for name in named)


@pytest.mark.parametrize("text", [*HOSTILE, "]]><office:body/>", "a\x00b\x0b\ud800c"])
def test_words_stay_words_in_the_office_file(text):
    read = opened(Document(text, (Paragraph(text), Field(text))))
    said = read.body.text_recursive
    assert len(read.body.get_headers()) == 1
    assert said.count("ab c" if "\x00" in text else french.typography(text)) == 3


def test_the_office_file_is_the_same_for_the_same_moment():
    assert document_odt(DOCUMENT, at=AT) == document_odt(DOCUMENT, at=AT)
    assert document_odt(DOCUMENT, at=AT) != document_odt(DOCUMENT, at=AT + timedelta(days=1))


# --- page ---------------------------------------------------------------------------------------------------------


def test_the_page_has_its_blocks_and_levels():
    page = Tags(document_html(DOCUMENT, level=3))
    assert [page.named(tag) for tag in ("h3", "h4", "li", "th", "td")] == [1, 1, 2, 2, 2]
    assert all(said.get("scope") == "col" for tag, said in page.tags if tag == "th")
    assert page.text.count("à remplir") == 4
    assert not any(name == "style" or name.startswith("on") for _, said in page.tags for name in said)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_stay_words_on_a_page(text):
    body = (Paragraph(text), Field(text), Grid((text,), ((text,),)))
    page = Tags(paragraphs_html(body))
    assert {tag for tag, _ in page.tags} <= {"p", "span", "div", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.text.count(french.typography(text)) == 4


@pytest.mark.parametrize("level", [0, 7])
def test_a_level_that_html_has_not_is_refused(level):
    with pytest.raises(ValueError, match="level: 1 to 6"):
        paragraphs_html(DOCUMENT.body, level=level)


@pytest.mark.parametrize("write", [document_pdf, document_odt])
def test_a_document_without_title_or_text_is_refused(write):
    with pytest.raises(PaperError, match="pas de titre"):
        write(Document(" ", DOCUMENT.body), at=AT)
    with pytest.raises(PaperError, match="« Vide » n’a pas de texte"):
        write(Document("Vide", ()), at=AT)
