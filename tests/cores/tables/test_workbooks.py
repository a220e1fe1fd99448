"""A workbook is refused in words, whatever is wrong with it, and read whole whatever it says of its own size."""

import datetime as dt
from contextlib import suppress
from io import BytesIO
from time import process_time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from essaim.cores.tables import Bounds, UnreadableError, read_sheets, read_table, scan_table

SHEET = "xl/worksheets/sheet1.xml"
BOUNDS = Bounds()
MOMENT = dt.datetime(2024, 3, 1, 9, 30)  # noqa: DTZ001 - a workbook knows no time zone
LAUGHS = b'<!DOCTYPE s [<!ENTITY a0 "lol">%s]>' % b"".join(
    b'<!ENTITY a%d "%s">' % (rank, b"&a%d;" % (rank - 1) * 10) for rank in range(1, 10)
)


def book(*rows, **others):
    """The bytes of a workbook: the rows of its first sheet, then other sheets by name."""
    made, content = Workbook(), BytesIO()
    made.active.title = "Un"
    for row in rows:
        made.active.append(row)
    for name, lines in others.items():
        sheet = made.create_sheet(name)
        for row in lines:
            sheet.append(row)
    made.save(content)
    return content.getvalue()


def changed(part="", change=None):
    """A sheet of two lines, with one part of the archive changed, or taken away."""
    target = BytesIO()
    with (
        ZipFile(BytesIO(book(["n", "texte"], [1, "a"], [2, "b"]))) as source,
        ZipFile(target, "w", ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            text = source.read(name)
            text = change(text) if name == part else text
            if text is not None:
                out.writestr(name, text)
    return target.getvalue()


def cell(written):
    """The same, with the cell « a » written otherwise."""
    return changed(SHEET, lambda text: text.replace(b'<c r="B2" t="inlineStr"><is><t>a</t></is></c>', written))


def test_a_workbook_is_read_with_its_lines_its_days_and_its_whole_numbers():
    data = book(["sexe", "note", "jour"], ["f", 7.0, dt.date(2024, 3, 1)], [], [" h ", 8.5, MOMENT])
    table = read_table(data, BOUNDS)
    assert (table.columns, table.lines) == (("sexe", "note", "jour"), (2, 4))
    assert table.rows == (("f", "7", "2024-03-01"), ("h", "8.5", "2024-03-01T09:30:00"))


def test_a_line_of_zeros_is_no_empty_line():
    assert read_table(book(["a", "b"], [0, 0], [None, ""]), BOUNDS).rows == (("0", "0"),)


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
def test_a_workbook_that_cannot_be_read_is_refused_in_words(part, change):
    with pytest.raises(UnreadableError, match="classeur"):
        read_table(changed(part, change), BOUNDS)


@pytest.mark.parametrize("data", [b"PK\x03\x04rien", b"PK", b"", changed()[:-40]], ids=["head", "PK", "empty", "cut"])
def test_what_is_said_to_be_a_workbook_and_is_none_is_refused(data):
    with pytest.raises(UnreadableError, match="n’est pas un classeur XLSX lisible"):
        read_table(data, BOUNDS, kind="xlsx")


def test_an_outer_entity_reads_no_file():
    outer = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = changed(SHEET, lambda text: outer + text.replace(b"<t>a</t>", b"<t>&x;</t>"))
    with suppress(UnreadableError):
        assert "root:" not in str(read_table(data, BOUNDS))


def test_cells_beyond_what_the_sheet_says_of_itself_are_read():
    data = changed(SHEET, lambda text: text.replace(b'ref="A1:B3"', b'ref="A1"'))
    assert read_table(data, BOUNDS).rows == (("1", "a"), ("2", "b"))


@pytest.mark.parametrize(("row", "read"), [(b"1048576", 2), (b"900000000", 1)], ids=["last", "beyond"])
def test_a_row_far_away_costs_little_and_one_beyond_the_end_of_any_sheet_is_not_waited_for(row, read):
    data = changed(SHEET, lambda text: text.replace(b'"3"', b'"%s"' % row).replace(b'3"', b'%s"' % row))
    before = process_time()
    assert len(read_table(data, Bounds(columns=3)).rows) == read
    assert process_time() - before < 10


def test_an_archive_that_unpacks_to_too_much_is_not_opened():
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b" " * 20_000_000)
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(UnreadableError, match="plus de 1 Mo une fois décompressé"):
        read_table(bomb.getvalue(), Bounds(unpacked=1024**2))


def test_a_formula_is_read_by_the_value_that_the_file_holds():
    assert read_table(cell(b'<c r="B2"><f>1+1</f><v>2</v></c>'), BOUNDS).rows[0] == ("1", "2")
    assert read_table(cell(b'<c r="B2" t="str"><f>""</f><v></v></c>'), BOUNDS).rows[0] == ("1", "")


def test_a_formula_without_a_value_is_no_empty_cell():
    """A program that never computes writes such cells: read as empty, a number would be missing without a word."""
    with pytest.raises(UnreadableError, match=r"Ligne 3, colonne « b » : cette formule n’a pas de valeur"):
        read_table(book(["a", "b"], [1, 2], [1, "=A2+1"]), BOUNDS)
    with pytest.raises(UnreadableError, match="Ligne 1 : cette formule"):
        read_table(book(["a", "=A2+1"], [1, 2]), BOUNDS)


def test_a_text_that_begins_like_a_formula_is_no_formula():
    data = cell(b'<c r="B2" t="inlineStr"><is><t>=A1</t></is></c>')
    assert read_table(data, BOUNDS).rows[0] == ("1", "=A1")


def test_every_sheet_is_read_and_a_problem_names_its_own():
    data = book(["a"], [1], Deux=[["b"], [2]])
    assert {name: table.rows for name, table in read_sheets(data, BOUNDS).items()} == {
        "Un": (("1",),),
        "Deux": (("2",),),
    }
    with pytest.raises(UnreadableError, match="Feuille « Deux », ligne 1 : La colonne 1"):
        read_sheets(book(["a"], Deux=[[None, "b"]]), BOUNDS)


def test_a_sheet_is_chosen_by_its_name():
    data = book(["a"], [1], Deux=[["b"], [2]])
    assert scan_table(data, BOUNDS, sheet="Deux")[0].columns == ("b",)
    with pytest.raises(UnreadableError, match=r"Feuille « Trois » absente\. Feuilles : Un, Deux"):
        scan_table(data, BOUNDS, sheet="Trois")


def test_a_sheet_wider_than_its_bound_is_refused_and_cells_beside_the_heads_are_seen():
    with pytest.raises(UnreadableError, match="Plus de 3 colonnes"):
        read_table(book([*"abcd"], [1]), Bounds(columns=3))
    with pytest.raises(UnreadableError, match="Ligne 2 : 3 cellules au lieu de 2"):
        read_table(book([*"ab"], [1, 2, 3]), BOUNDS)
