"""Files to take away, and tables of which no spreadsheet runs a cell."""

import pytest

from essaim.foundation.ui.public import attachment, spreadsheet


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.csv", "text/csv; charset=utf-8"), ("a.b.json", "application/json"), ("a.pdf", "application/pdf")],
)
def test_a_file_says_what_it_is_and_its_name(name, kind):
    answer = attachment(b"x", name)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (kind, f'attachment; filename="{name}"')


def test_a_file_of_another_kind_is_said():
    assert attachment("x", "a.odt", "application/vnd.oasis.opendocument.text")["Content-Type"].endswith("text")
    with pytest.raises(KeyError):
        attachment("x", "a.odt")


def test_a_table_opens_in_a_french_spreadsheet_and_runs_nothing():
    answer = spreadsheet("liste", ["nom", "solde"], [["=CMD()", "-12,50"], [None, 3]])
    assert answer["Content-Disposition"] == 'attachment; filename="liste.csv"'
    assert answer.content.decode() == "\ufeffnom;solde\r\n'=CMD();-12,50\r\n;3\r\n"
