"""The two commands: JSON a program can read, French a person can read, errors that name file, line and field."""

import json

import pytest

from essaim.config.cli import main
from essaim.portal.catalogue.models import SearchDocument, SearchPosting, SearchTerm
from essaim.portal.catalogue.search.indexing import clear

pytestmark = pytest.mark.django_db

DOCUMENTS = [
    {"id": "a", "title": "Transport solidaire", "body": "Des conducteurs bénévoles emmènent les aînés."},
    {"id": "b", "title": "Épicerie sociale", "body": "Des paniers de légumes à petit prix."},
]
FAMILIES = [
    {
        "famille": "livres",
        "fiches": [{"titre": "Bibliobus", "texte": "Des livres dans les villages."}],
        "requetes": [{"type": "flexion", "texte": "livre au village"}],
    }
]


def files(folder, documents=DOCUMENTS, queries=FAMILIES):
    corpus, asked = folder / "corpus.ndjson", folder / "requetes.json"
    corpus.write_text("\n".join(json.dumps(one) for one in documents), encoding="utf-8")
    asked.write_text(json.dumps(queries), encoding="utf-8")
    return ["search-bench", "--documents", str(corpus), "--queries", str(asked), "--json", "--no-meaning"]


def test_search_prints_what_a_program_reads(catalogue, capsys):
    assert main(["search", "veiture des ainés", "--json", "--no-meaning", "--limit", "1"]) == 0
    answer = json.loads(capsys.readouterr().out)
    (first,) = answer["results"]
    assert set(first) == {"id", "kind", "title", "score", "reasons", "initiatives"}
    assert (first["id"], first["kind"]) == ("car-solidaire", "solution")
    assert answer["corrected"] == [{"asked": "veiture", "used": "voiture"}]
    assert {"how": "correction", "field": "title"}.items() <= first["reasons"][0].items()


def test_search_prints_what_a_person_reads(catalogue, capsys):
    assert main(["search", "voiture", "--no-meaning"]) == 0
    assert "La voiture des aînés" in capsys.readouterr().out
    assert main(["search", "zzzzzz", "--no-meaning"]) == 1
    with pytest.raises(SystemExit) as wrong:
        main(["search", "voiture", "--limit", "0"])
    assert wrong.value.code == 2
    assert "1 à 100" in capsys.readouterr().err


def test_the_bench_measures_beside_the_catalogue_and_leaves_nothing(catalogue, tmp_path, capsys):
    before = SearchDocument.objects.count()
    assert main(files(tmp_path)) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["documents"] == 3
    assert figures["without_meaning"]["recall@1"] == figures["without_meaning"]["mrr"] == 1.0
    assert figures["with_meaning"] is None
    assert SearchDocument.objects.count() == before
    assert not SearchTerm.objects.filter(collection="search-bench").exists()


def test_the_bench_reads_pairs_and_families_named_by_the_documents(tmp_path, capsys):
    assert main(files(tmp_path, queries=[{"query": "legume pas cher", "relevant": ["b"]}])) == 0
    assert json.loads(capsys.readouterr().out)["without_meaning"]["recall@1"] == 1.0
    documents = [{**one, "family": "transport"} for one in DOCUMENTS[:1]]
    queries = [{"famille": "transport", "fiches": [], "requetes": [{"texte": "benevoles"}]}]
    assert main(files(tmp_path, documents, queries)) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 1


@pytest.mark.parametrize(
    ("documents", "queries", "said"),
    [
        ([{"id": "a", "title": "x"}], FAMILIES, "corpus.ndjson, ligne 1, champ « body »"),
        ([*DOCUMENTS, DOCUMENTS[0]], FAMILIES, "corpus.ndjson, ligne 3, champ « id »"),
        ([], FAMILIES, "corpus.ndjson : aucun document"),
        (DOCUMENTS, [{"query": "x", "relevant": ["zz"]}], "requetes.json, élément 1, champ « relevant » : « zz »"),
        (DOCUMENTS, [{"query": "x", "relevant": []}], "élément 1, champ « relevant »"),
        (DOCUMENTS, [{"query": 3, "relevant": ["a"]}], "élément 1, champ « query »"),
        (DOCUMENTS, [{**FAMILIES[0], "fiches": [{"titre": "x"}]}], "élément 1, fiche 1, champ « texte »"),
        (DOCUMENTS, [{**FAMILIES[0], "requetes": [{}]}], "élément 1, requête 1, champ « texte »"),
        (DOCUMENTS, [3], "requetes.json, élément 1"),
        (DOCUMENTS, [], "requetes.json : aucune requête"),
    ],
)
def test_a_wrong_file_is_named_with_its_line_and_field(tmp_path, capsys, documents, queries, said):
    assert main(files(tmp_path, documents, queries)) == 2
    assert said in capsys.readouterr().err


def test_a_line_that_is_not_json_is_named(tmp_path, capsys):
    call = files(tmp_path)
    (tmp_path / "corpus.ndjson").write_text('{"id": "a"\n', encoding="utf-8")
    assert main(call) == 2
    assert "corpus.ndjson, ligne 1 : ce n’est pas du JSON" in capsys.readouterr().err


def test_clear_takes_everything_of_one_collection(catalogue):
    clear("catalogue")
    assert not SearchPosting.objects.exists()
    assert not SearchDocument.objects.exists()
