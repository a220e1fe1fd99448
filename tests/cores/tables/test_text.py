"""CSV of any office is read with the line and column of each fault; what could mean two things is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores.tables import Bounds, Expected, Problem, UnreadableError, csv_bytes, decode, read_table, scan_table

ROWS = "Titre;Étape\nÉpicerie « solidaire »;test\n\nCafé;idée\n"
BOUNDS = Bounds()


def csv(*lines):
    return "\n".join(lines).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_csv_is_read_whatever_its_encoding_and_separator(encoding, separator):
    table = read_table(ROWS.replace(";", separator).encode(encoding), BOUNDS)
    assert table.columns == ("Titre", "Étape")
    assert table.rows == (("Épicerie « solidaire »", "test"), ("Café", "idée"))
    assert table.lines == (2, 4)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_ends_as_any_system_ends_it(end):
    assert read_table(f"a;b{end}1;2{end}".encode(), BOUNDS).rows == (("1", "2"),)


def test_a_separator_inside_quotes_of_the_heads_does_not_count():
    assert read_table(csv('"a, b, c";d', "1;2"), BOUNDS).columns == ("a, b, c", "d")


def test_a_cell_with_line_breaks_keeps_the_number_of_its_first_line():
    table = read_table(csv("a,b", '"un', 'deux",1', "x,2"), BOUNDS)
    assert (table.lines, table.rows) == ((2, 4), (("un\ndeux", "1"), ("x", "2")))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (csv("a;a", "1;2"), "Ligne 1, colonne « a » : en double dans l’en-tête"),
        (csv("a;;b", "1;2;3"), "Ligne 1 : La colonne 2 n’a pas de nom"),
        (csv("a;b", "1;2;3"), "Ligne 2 : 3 cellules au lieu de 2"),
        (csv("a;b;", "1;2;3"), "Ligne 2 : 3 cellules au lieu de 2"),
        (csv("a;b", f"1;{'x' * 2001}"), "Ligne 2, colonne « b » : texte trop long, 2000 signes"),
        (csv("a;b", "1;2", '"1;2', "3;4"), "Ligne 3 : CSV mal écrit, guillemets à vérifier : l’un est ouvert et jamais"),
        (csv("a;b", '"1"x;2'), "Ligne 2 : CSV mal écrit, guillemets à vérifier : l’un est à doubler"),
        (csv("a;b", f'"{"x" * 140_000};1'), "l’un est ouvert et jamais fermé"),
        (csv(";".join(f"c{n}" for n in range(301))), "Ligne 1 : Plus de 300 colonnes"),
        (csv("a", *["1"] * 20_001), "Ligne 20002 : Plus de 20000 lignes, pour 1 colonnes"),
        (b"\x00\xff" * 50, "ni un CSV ni un classeur"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "ni un CSV ni un classeur"),
        (b"a;b\n\x81\x8d;1\n", "Encodage du texte non reconnu (essayé : utf-8-sig, cp1252)"),
        (b"\xff\xfea\x00b", "essayé : utf-16"),
        (b"x" * (20 * 1024 * 1024 + 1), "dépasse 20 Mo"),
    ],
    ids=["twice", "unnamed", "wide", "wide end", "long", "open", "quote", "field", "columns", "rows", "NUL", "xls", "cp1252",
         "utf-16", "size"],
)  # fmt: skip
def test_a_table_that_cannot_be_read_says_why_and_where(data, said):
    with pytest.raises(UnreadableError) as refused:
        read_table(data, BOUNDS)
    assert said in str(refused.value)


def test_rows_are_counted_with_their_columns():
    with pytest.raises(UnreadableError, match="Plus de 2 lignes, pour 3 colonnes"):
        read_table(csv("a;b;c", *["1;2;3"] * 3), Bounds(cells=8))
    assert len(read_table(csv("a;b;c", *["1;2;3"] * 2), Bounds(cells=8)).rows) == 2


@pytest.mark.parametrize(
    ("expected", "data", "said"),
    [
        (Expected(required=("a", "b")), b"", "Ligne 1, colonne « b » : manque à l’en-tête ; colonnes attendues : a, b ; lues : aucune"),
        (Expected(required=("a", "b")), csv("a;c"), "Ligne 1, colonne « b » : manque à l’en-tête ; colonnes attendues : a, b ; lues : a, c"),
        (Expected(required=("a",), known=("a", "b")), csv("a;c"), "Ligne 1, colonne « c » : inconnue ; colonnes attendues : a, b ; lues : a, c"),
        (Expected(exact=True), csv("a;b", "1"), "Ligne 2 : 1 cellules au lieu de 2"),
    ],
)  # fmt: skip
def test_heads_that_are_not_the_expected_ones_are_named(expected, data, said):
    with pytest.raises(UnreadableError) as refused:
        read_table(data, BOUNDS, expected)
    assert said in str(refused.value)


def test_a_short_line_is_filled_and_a_column_without_a_name_may_be_passed_over():
    assert read_table(csv("a;b", "1"), BOUNDS).rows == (("1", ""),)
    table = read_table(csv("A;;B", "1;note;2"), BOUNDS, Expected(unnamed=True, fold=str.lower))
    assert list(table.records()) == [(2, {"a": "1", "b": "2"})]


def test_the_sound_lines_are_given_beside_the_problems_of_the_others():
    table, problems = scan_table(csv("a,b", "1,2,3", "4,5", '"6,7'), BOUNDS)
    assert (table.rows, table.lines) == ((("4", "5"),), (3,))
    assert [problem.line for problem in problems] == [2, 4]


def test_fifty_problems_are_said_and_all_are_counted():
    with pytest.raises(UnreadableError) as refused:
        read_table(csv("a", *["1;2"] * 70), BOUNDS)
    assert (len(refused.value.problems), refused.value.total, refused.value.more) == (50, 70, 20)


def test_a_problem_says_where_it_is():
    assert str(Problem("illisible")) == "illisible"
    assert str(Problem("vide", 3, "age", "Un")) == "Feuille « Un », ligne 3, colonne « age » : vide"


def test_an_encoding_that_is_said_is_the_only_one_tried():
    with pytest.raises(UnreadableError, match="essayé : utf-8"):
        decode("é".encode("cp1252"), "utf-8")
    with pytest.raises(UnreadableError, match="essayé : martien"):
        decode(b"a", "martien")


@given(st.binary(max_size=400))
def test_whatever_the_bytes_there_is_a_table_or_a_refusal(data):
    with suppress(UnreadableError):
        table, _problems = scan_table(data, BOUNDS)
        assert all(len(row) == len(table.columns) for row in table.rows)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8).map(str.strip).filter(bool), min_size=2, max_size=2), min_size=1, max_size=5))  # fmt: skip
def test_what_is_written_is_read_again(rows):
    found = read_table(csv_bytes(["a", "b"], rows), BOUNDS).rows
    assert [tuple(cell.removeprefix("'") for cell in row) for row in found] == [
        tuple(cell.removeprefix("'") for cell in row) for row in rows
    ]
