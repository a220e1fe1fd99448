"""A workbook is refused in words, whatever is wrong with it, and read whole whatever it says of its own size."""

from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from essaim.portal.catalogue.exchange.importing import files
from essaim.portal.catalogue.exchange.importing.files import UnusableFile, read_lines
from essaim.portal.catalogue.exchange.importing.mapping import Source

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<!DOCTYPE s [<!ENTITY a0 "lol">%s]>' % b"".join(
    b'<!ENTITY a%d "%s">' % (rank, b"&a%d;" % (rank - 1) * 10) for rank in range(1, 10)
)


@pytest.fixture
def workbook(tmp_path):
    """A sheet of two lines, with one part of the archive changed, or taken away."""
    made, content = Workbook(), BytesIO()
    for row in (["n", "texte"], [1, "a"], [2, "b"]):
        made.active.append(row)
    made.save(content)

    def write(part="", change=None):
        path = tmp_path / "essai.xlsx"
        with ZipFile(content) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
            for name in source.namelist():
                text = source.read(name)
                changed = change(text) if name == part else text
                if changed is not None:
                    target.writestr(name, changed)
        return path

    return write


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET, lambda text: text[: len(text) // 2]),
        (SHEET, lambda _: None),
        (SHEET, lambda text: text.replace(b'r="B2"', b'r="ZZZZZZ2"')),
        ("xl/workbook.xml", lambda _: None),
        ("[Content_Types].xml", lambda _: b"<a/>"),
        (SHEET, lambda text: b"\xff\xfe" + text),
        (SHEET, lambda text: LAUGHS + text.replace(b"<t>a</t>", b"<t>&a9;</t>")),
    ],
    ids=["cut", "no sheet", "column", "no workbook", "no types", "encoding", "billion laughs"],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_words(workbook, part, change):
    with pytest.raises(UnusableFile, match=r"essai\.xlsx"):
        read_lines(workbook(part, change), Source())


def test_an_outer_entity_reads_no_file(workbook):
    outer = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    path = workbook(SHEET, lambda text: outer + text.replace(b"<t>a</t>", b"<t>&x;</t>"))
    with suppress(UnusableFile):
        assert "root:" not in str(read_lines(path, Source()))


def test_cells_beyond_what_the_sheet_says_of_itself_are_read(workbook):
    path = workbook(SHEET, lambda text: text.replace(b'ref="A1:B3"', b'ref="A1"'))
    assert [line.values for line in read_lines(path, Source())] == [{"n": "1", "texte": "a"}, {"n": "2", "texte": "b"}]


def test_a_row_numbered_beyond_the_end_of_any_sheet_is_not_waited_for(workbook, monkeypatch):
    monkeypatch.setattr(files, "LAST_ROW", 1000)
    path = workbook(SHEET, lambda text: text.replace(b'"3"', b'"900000000"').replace(b'3"', b'900000000"'))
    assert [line.values["n"] for line in read_lines(path, Source())] == ["1"]


def test_an_archive_that_unpacks_to_too_much_is_not_opened(workbook, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_SHEET", 1000)
    with pytest.raises(UnusableFile, match="décompressé"):
        read_lines(workbook(), Source())
