"""No spreadsheet runs a cell of what is taken away, and numbers stay numbers."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from essaim.cores.tables import csv_bytes, csv_lines, inert, write_workbook

FORMULAS = [
    "=1+1",
    "+33",
    "@x",
    "\t=1",
    " =1",
    "\r=1",
    "\n=1",
    "\tx",
    "-2+cmd|' /C calc'!A0",
    "-x",
    "＝1+1",
    "－x",
    "=",
    "-",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", ["Jardin = joie", "-2", "-1,5", "-0.25", "-1e-07", "", -1.5, 0, None, True, date(2026, 1, 2)]
)
def test_what_runs_nothing_is_left_as_it_is(value):
    assert inert(value) is value


@pytest.mark.parametrize("text", FORMULAS)
def test_no_way_out_writes_a_formula(text):
    assert list(csv.reader(StringIO("".join(csv_lines(["a"], [[text]])), newline="")))[1] == [f"'{text}"]
    data = csv_bytes(["a"], [[text]]).decode("utf-8-sig")
    assert list(csv.reader(StringIO(data, newline=""), delimiter=";"))[1] == [f"'{text}"]
    file = BytesIO()
    write_workbook(file, {"Un": (["=A1"], [[text]])})
    sheet = load_workbook(file).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A1"].value == "=A1"


def test_a_csv_for_an_office_has_its_mark_and_its_quotes():
    data = csv_bytes(["nom", "note"], [["Zoé;Ana", 1], ['dit "le grand"', None]])
    assert data == '\ufeffnom;note\r\n"Zoé;Ana";1\r\n"dit ""le grand""";\r\n'.encode()
    assert "".join(csv_lines(["a", "b"], [["x,y", 2]])) == 'a,b\r\n"x,y",2\r\n'


def test_a_workbook_keeps_types_and_drops_what_xml_refuses():
    file = BytesIO()
    rows = [["avant\x0baprès", 2017, 1.5, date(2026, 1, 2)], ["x" * 40_000, 0, None, ""]]
    write_workbook(file, {"Un": ([*"abcd"], rows), "Deux": (["e"], [])})
    book = load_workbook(file)
    first, second = list(book["Un"].iter_rows(min_row=2, values_only=True))
    assert first[:3] == ("avantaprès", 2017, 1.5)
    assert first[3].date() == date(2026, 1, 2)
    assert (len(second[0]), second[1:]) == (32_767, (0, None, None))
    assert (book["Un"].freeze_panes, book["Un"]["A1"].font.bold, book.sheetnames) == ("A2", True, ["Un", "Deux"])
