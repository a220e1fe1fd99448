"""Files, dates, numbers, texts of others: read as they are written, refused when they could mean two things."""

import json

import pytest
from openpyxl import Workbook

from essaim.portal.catalogue.exchange.importing import plain_text
from essaim.portal.catalogue.exchange.importing.dates import read_date
from essaim.portal.catalogue.exchange.importing.files import UnusableFile, read_lines
from essaim.portal.catalogue.exchange.importing.mapping import Source, UnusableMapping, read_mapping
from essaim.portal.catalogue.exchange.importing.values import elements, fetch, number

ROWS = "Titre;Étape\nÉpicerie « solidaire »;test\n\nCafé;idée\n"


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ";"), ("cp1252", ","), ("utf-16", "\t"), ("utf-8-sig", "|")]
)
def test_a_csv_is_read_whatever_its_encoding_and_separator(tmp_path, encoding, separator):
    file = tmp_path / "f.csv"
    file.write_bytes(ROWS.replace(";", separator).encode(encoding))
    lines = read_lines(file, Source())
    assert [line.values["Étape"] for line in lines] == ["test", "idée"]
    assert lines[0].values["Titre"] == "Épicerie « solidaire »"
    assert [line.number for line in lines] == [2, 4]


def test_a_cell_with_line_breaks_keeps_the_number_of_its_first_line(tmp_path):
    file = tmp_path / "f.csv"
    file.write_text('a,b\n"un\ndeux",1\nx,2\n', encoding="utf-8")
    assert [(line.number, line.values["b"]) for line in read_lines(file, Source())] == [(2, "1"), (4, "2")]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("f.csv", "a,b\n1,2,3\n", "3 cellules au lieu de 2"),
        ("f.csv", 'a,b\n"1,2\n', "guillemets"),
        ("f.ndjson", '{"a": 1}\n{"a": }\n', "caractère 7"),
        ("f.ndjson", "[1]\n", "un objet JSON"),
        ("f.json", "[1]", "un objet JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path, name, text, fault):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert fault in read_lines(file, Source())[-1].fault


@pytest.mark.parametrize(
    ("name", "content", "source", "words"),
    [
        ("f.doc", b"x", Source(), "format non reconnu"),
        ("f.csv", b"", Source(), "aucune fiche"),
        ("f.csv", b"a,a\n1,2\n", Source(), "en double"),
        ("f.csv", "é".encode("cp1252"), Source(encoding="utf-8"), "Encodage"),
        ("f.json", b"{", Source(), "JSON mal écrit"),
        ("f.json", b'{"a": {}}', Source(records="a"), "pas une liste"),
        ("f.xlsx", b"PK", Source(), "pas un classeur"),
    ],
)
def test_an_unusable_file_says_why(tmp_path, name, content, source, words):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UnusableFile, match=words):
        read_lines(file, source)


def test_a_workbook_is_read_with_its_dates_and_whole_numbers(tmp_path):
    import datetime as dt

    book = Workbook()
    book.active.append(["Titre", "Date", "Nombre"])
    book.active.append(["Épicerie", dt.date(2024, 3, 1), 16.0])
    book.save(tmp_path / "f.xlsx")
    assert read_lines(tmp_path / "f.xlsx", Source())[0].values == {
        "Titre": "Épicerie", "Date": "2024-03-01", "Nombre": "16",
    }  # fmt: skip
    with pytest.raises(UnusableFile, match="Feuilles : Sheet"):
        read_lines(tmp_path / "f.xlsx", Source(sheet="Autre"))


def test_records_deep_in_a_json_are_found(tmp_path):
    (tmp_path / "f.json").write_text(json.dumps({"data": {"rows": [{"a": 1}]}}), encoding="utf-8")
    assert read_lines(tmp_path / "f.json", Source(records="data/rows"))[0].values == {"a": 1}


@pytest.mark.parametrize(
    ("text", "words", "year"),
    [
        ("2025-01-20", "20 janvier 2025", 2025),
        ("2025-01-01T10:00:00Z", "1er janvier 2025", 2025),
        ("31/12/2022", "31 décembre 2022", 2022),
        ("Wednesday, August 31, 2005 - 17:00", "31 août 2005", 2005),
        ("le 1er février 2021", "1er février 2021", 2021),
        ("2023-08", "août 2023", 2023),
        ("2019", "2019", 2019),
        ("à l’automne 2019", "à l’automne 2019", 2019),
        ("de 2019 à 2021", "de 2019 à 2021", None),
        ("à l’automne dernier", "à l’automne dernier", None),
    ],
)
def test_a_date_is_read_or_kept_in_its_own_words(text, words, year):
    assert read_date(text) == {"text": words, "year": year}


@pytest.mark.parametrize("text", ["2023-02-30", "31/02/2022", "February 30, 2010"])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the import's
        read_date(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("16", "16"), ("1 200", "1200"), ("1\u202f200,5", "1200.5"), ("US$49 371.31", "49371.31"),
        ("1,200,000", "1200000"), ("1,234.50", "1234.50"), ("-3,5 %", "-3.5"),
    ],
)  # fmt: skip
def test_a_number_is_read(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["1,200", "beaucoup", "", "1.2.3"])
def test_a_number_that_could_be_two_or_none_is_refused(text):
    with pytest.raises(ValueError, match="nombre"):
        number(text)


def test_html_becomes_its_words():
    source = "<p>Un <b>bus</b>&nbsp;passe &amp; revient.</p><ul><li>ici</li><li>là</li></ul><script>alert(1)</script>"
    assert plain_text.from_html(source) == "Un bus\xa0passe & revient.\n– ici\n– là"


def test_markdown_becomes_its_words():
    source = "# **Titre**\n\n* un [lien](https://exemple.fr)\n- `code` et _italique_\n\n> cité\n\n---\n![image](x.png) snake_case_ici"
    assert plain_text.from_markdown(source) == (
        "Titre\n\n– un lien (https://exemple.fr)\n– code et italique\n\ncité\n\nimage snake_case_ici"
    )


def test_what_looks_like_a_tag_once_decoded_stays_words():
    assert plain_text.from_html("&lt;script&gt;x&lt;/script&gt;") == "<script>x</script>"


def test_a_long_text_is_cut_at_the_end_of_a_sentence():
    text = "Une phrase courte. " * 10
    cut = plain_text.cut(text, 100)
    assert len(cut) <= 100
    assert cut.endswith(". …")
    assert plain_text.cut("mot " * 50, 30).endswith("mot …")
    assert plain_text.cut("court", 30) == "court"


def test_a_path_reaches_keys_positions_and_every_element():
    row = {"AAP/AMI": "oui", "a": {"b": [{"c": 1}, {"c": [2, 3]}]}, "vide": None}
    assert list(fetch(row, "AAP/AMI")) == ["oui"]
    assert list(fetch(row, "a/b/-1/c")) == [2, 3]
    assert list(fetch(row, "a/b/*/c")) == [1, 2, 3]
    assert list(fetch(row, "a/b/9/c")) == []
    assert list(fetch(row, "absent")) == []
    assert elements(row, "a/b") == [{"c": 1}, {"c": [2, 3]}]
    assert elements(row, "absent") == []


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize("text", ['{"a": ' + DEEP + "}", '{"a": ' + "9" * 5000 + "}"], ids=["depth", "digits"])
def test_a_json_made_to_exhaust_the_reader_is_refused_in_words(tmp_path, text):
    file = tmp_path / "f.ndjson"
    file.write_text(text)
    assert "démesuré" in read_lines(file, Source())[0].fault
    whole = tmp_path / "f.json"
    whole.write_text(f"[{text}]")
    with pytest.raises(UnusableFile, match="démesuré"):
        read_lines(whole, Source())


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))


@pytest.mark.parametrize(
    ("text", "words"), [(BOMB, "renvoi « \\*a0 » refusé"), ("[" * 3000, "illisible"), ("# " + "x" * 1_100_000, "trop gros : 1024 Kio")],
    ids=["aliases", "depth", "size"],
)  # fmt: skip
def test_a_mapping_made_to_exhaust_the_reader_is_refused_in_words(tmp_path, text, words):
    file = tmp_path / "m.yaml"
    file.write_text(text)
    with pytest.raises(UnusableMapping, match=words):
        read_mapping(str(file))
