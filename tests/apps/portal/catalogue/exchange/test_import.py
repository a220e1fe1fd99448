"""The import: all or nothing, each bad line named, twice is once, and what a moderator wrote is kept."""

import json
import time

import pytest
import yaml
from django.apps import apps
from django.db.models import Model

from essaim.config.cli import main
from essaim.foundation.journal.public import entries
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import editing, lifecycle
from essaim.portal.catalogue.domain.queries.records import initiative_record as record_of
from essaim.portal.catalogue.exchange.importing.mapping import SHIPPED, UnusableMapping, read_mapping
from essaim.portal.catalogue.exchange.importing.run import import_file
from essaim.portal.catalogue.models import ImportedPage, ImportRun, Initiative, Solution, Status
from essaim.portal.catalogue.search import SearchRequest, search

MAPPING = {
    "version": 1,
    "name": "essai",
    "title": "Fichier d’essai",
    "licence": "Licence Ouverte 2.0",
    "target": "initiative",
    "key": "essai:{N°}",
    "identifier": "{Titre}",
    "provenance": "Fichier d’essai, ligne {N°}",
    "missing": ["n.c."],
    "skip": [{"path": "Type", "equals": ["Méthode"], "reason": "méthode"}],
    "terms": {
        "themes": {"values": {"Santé": "sante", "Repas": ["alimentation", "lien-social"]}},
        "etapes": {"values": {"En cours": "running", "Fini": "stopped"}, "unknown": "refuse"},
    },
    "fields": {
        "title": {"path": "Titre", "required": True},
        "summary": {"path": "Résumé", "format": "html", "cut": 80},
        "themes": {"path": "Thèmes", "split": ";", "terms": "themes"},
        "territories": {"path": "Lieu", "split": ";", "read": "territory", "level": "departement"},
        "stage": {"path": "État", "terms": "etapes", "required": True},
        "stages": {
            "items": [{"stage": {"constant": "running"}, "when": {"path": "Début", "read": "date", "required": True}}]
        },
        "lessons": {"when": {"path": "État", "equals": ["Fini"]}, "constant": "À demander."},
        "figures": {
            "items": [
                {
                    "label": {"constant": "Bénéficiaires"},
                    "value": {"path": "Nombre", "read": "number", "required": True},
                    "unit": {"constant": "personnes"},
                    "kind": {"constant": "measured"},
                    "source": {"constant": "fichier d’essai"},
                }
            ]
        },
        "links": {"items": [{"label": {"constant": "Site"}, "url": {"path": "Site", "read": "url", "required": True}}]},
        "holder": {"any_of": [{"path": "Porteur"}, {"template": "Porteur de « {Titre} »"}]},
    },
}
HEADER = "N°;Titre;Résumé;Thèmes;Lieu;État;Début;Nombre;Site;Porteur;Type"
GOOD = [
    "1;Bus de santé;<p>Un <b>bus</b> passe.</p>;Santé;Gers;En cours;2017-08-01;1 200;exemple.fr;Gers;",
    "2;Repas partagés;Manger ensemble;repas; 34 ;Fini;printemps 2020;n.c.;;;",
    "3;Une méthode;;;;;;;;;Méthode",
    "4;Bus de santé;Un autre;Santé;Hérault;En cours;;;;;",
]


@pytest.fixture
def files(tmp_path, terms):
    """Write a CSV of these lines and the mapping (changed as asked); return their paths."""

    def write(lines: list[str] = GOOD, **changes):
        source, mapping = tmp_path / "f.csv", tmp_path / "m.yaml"
        source.write_text("\n".join([HEADER, *lines]), encoding="cp1252")
        mapping.write_text(yaml.safe_dump(MAPPING | changes, allow_unicode=True), encoding="utf-8")
        return source, str(mapping)

    return write


def run(pair, **options):
    return import_file(path=pair[0], mapping=pair[1], **options)


def everything() -> dict[str, int]:
    """Count every row of the catalogue and of the journal."""
    models: list[type[Model]] = [*apps.get_app_config("catalogue").get_models(include_auto_created=True)]
    models += [*apps.get_app_config("journal").get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}


def test_lines_become_drafts_with_their_origin(files):
    report = run(files())
    assert dict(report.outcomes) == {"skipped": 1, "created": 3}
    page = Initiative.objects.get(source_key="essai:1")
    assert (page.status, page.slug, page.provenance) == (Status.DRAFT, "bus-de-sante", "Fichier d’essai, ligne 1")
    record = record_of(page)
    assert record.summary == "Un bus passe."
    assert record.territories == ["departement-32"]
    assert record.stages[0].when.text == "1er août 2017"
    assert record.figures[0].value == 1200
    assert str(record.links[0].url) == "https://exemple.fr/"
    meal = record_of(Initiative.objects.get(source_key="essai:2"))
    assert (meal.stage, meal.lessons, meal.figures, meal.territories) == (
        "stopped",
        "À demander.",
        [],
        ["departement-34"],
    )
    assert set(meal.themes) == {"alimentation", "lien-social"}
    assert meal.holder == "Porteur de « Repas partagés »"
    assert Initiative.objects.get(source_key="essai:4").slug.startswith("bus-de-sante-")


def test_a_draft_is_not_found_before_it_is_moderated(files):
    run(files())
    assert search(SearchRequest(query="repas partagés")).total == 0


def test_a_second_run_changes_nothing_at_all(files):
    pair = files()
    run(pair)
    before, pages = everything(), list(Initiative.objects.order_by("pk").values())
    again = run(pair)
    assert dict(again.outcomes) == {"skipped": 1, "unchanged": 3}
    assert again.seen_before
    assert everything() == before
    assert list(Initiative.objects.order_by("pk").values()) == pages


def test_a_changed_line_updates_its_page_only(files):
    run(files())
    report = run(files([GOOD[0].replace("1 200", "1 300"), *GOOD[1:]]))
    assert dict(report.outcomes) == {"skipped": 1, "updated": 1, "unchanged": 2}
    assert Initiative.objects.get(source_key="essai:1").figures.get().value == 1300
    assert ImportRun.objects.count() == 2


def test_what_a_moderator_changed_is_kept_and_said(files):
    run(files())
    Initiative.objects.filter(source_key="essai:1").update(summary="Récrit par la modération.")
    report = run(files([GOOD[0].replace("1 200", "1 300"), *GOOD[1:]]))
    assert report.outcomes["kept"] == 1
    assert report.kept == ["initiative « Bus de santé » : elle a été modifiée ici depuis son import"]
    assert Initiative.objects.get(source_key="essai:1").summary == "Récrit par la modération."


def test_a_page_that_was_published_is_not_changed_behind_the_moderators_back(files):
    run(files())
    lifecycle.publish(page=Initiative.objects.get(source_key="essai:1"))
    report = run(files([GOOD[0].replace("1 200", "1 300"), *GOOD[1:]]))
    assert report.outcomes["kept"] == 1
    assert Initiative.objects.get(source_key="essai:1").figures.get().value == 1200


def test_a_page_written_here_is_never_taken_over(files, catalogue):
    report = run(files([GOOD[0].replace("Bus de santé", "Gers bus")]))
    assert report.outcomes["created"] == 1
    assert Initiative.objects.get(slug="gers-bus").source_key == "essai:gers"
    assert Initiative.objects.get(source_key="essai:1").slug.startswith("gers-bus-")


def test_a_dry_run_tells_and_writes_nothing(files):
    pair = files()
    before = everything()
    report = run(pair, dry_run=True)
    assert report.outcomes["created"] == 3
    assert not report.written
    assert everything() == before


BAD = [
    ("5;;x;Santé;Gers;En cours;;;;;", 5, "Titre", "", "obligatoire"),
    ("5;T;x;Santé;Gers;Bientôt;;;;;", 5, "État", "Bientôt", "terme inconnu"),
    ("5;T;x;Santé;Gers;En cours;;beaucoup;;;", 5, "Nombre", "beaucoup", "un nombre est attendu"),
    ("5;T;x;Santé;Gers;En cours;2023-02-30;;;;", 5, "Début", "2023-02-30", "cette date n’existe pas"),
    ("5;T;x;Santé;Gers;En cours;;;http://;;", 5, "Site", "http://", "adresse web mal écrite"),
    (";T;x;Santé;Gers;En cours;;;;;", 5, "essai:{N°}", "", "clé d’origine absente"),
    ("1;T;x;Santé;Gers;En cours;;;;;", 5, "essai:{N°}", "essai:1", "même clé d’origine que la ligne 2"),
    ("5;T;x", 5, "", "", "3 cellules au lieu de 11"),
    (f"5;{'T' * 301};x;Santé;Gers;En cours;;;;Gers;", 5, "Titre", "T" * 79 + "…", "300 caractères au plus"),
]


@pytest.mark.parametrize(("line", "number", "column", "value", "reason"), BAD)
def test_one_bad_line_imports_nothing_and_is_named(files, line, number, column, value, reason):
    pair = files([*GOOD[:3], line])
    before = everything()
    report = run(pair)
    assert everything() == before
    assert not report.written
    (problem,) = report.problems
    assert (problem.line, problem.column, problem.value) == (number, column, value)
    assert reason in problem.reason
    assert problem.action.endswith(".")


def test_all_bad_lines_are_named_the_first_fifty_in_full(files):
    bad = [f"{number};;x;Santé;Gers;En cours;;;;;" for number in range(10, 70)]
    report = run(files([*GOOD, *bad]))
    found = report.as_data()
    assert (found["refused"], len(found["problems"]), found["problem_count"]) == (60, 50, 60)
    assert "… et 10 autres." in report.as_text()
    assert not Initiative.objects.exists()


def test_unknown_terms_and_fill_rates_are_counted(files):
    report = run(files([GOOD[0], "5;T;x;Sorcellerie;Atlantide;En cours;;;;;"]))
    assert report.unknown == {"themes": {"Sorcellerie": 1}, "territories": {"Atlantide": 1}}
    assert not report.problems, report.as_text()
    rates = report.as_data()["fill_rate"]
    assert (rates["title"], rates["themes"], rates["figures"]) == (1, 0.5, 0.5)
    assert "Termes inconnus, themes : Sorcellerie (1)" in report.as_text()


def test_a_theme_that_does_not_exist_here_is_refused(files):
    terms_ = MAPPING["terms"] | {"themes": {"values": {"Santé": "inventé-ailleurs", "Repas": "alimentation"}}}
    terms_["themes"]["values"]["Santé"] = "invente-ailleurs"
    report = run(files(terms=terms_))
    assert {problem.reason for problem in report.problems} == {"thème « invente-ailleurs » n’existe pas ici"}
    assert not Initiative.objects.exists()


def test_the_journal_keeps_the_import_without_its_content(files):
    report = run(files())
    (entry,) = entries(act="catalogue.import")
    assert entry.details["file_hash"] == report.file_hash
    assert entry.details["created"] in {3, "3"}


def test_the_ledger_leaves_with_its_page(files):
    run(files())
    Initiative.objects.get(source_key="essai:1").delete()
    assert ImportedPage.objects.count() == 2
    assert run(files()).outcomes["created"] == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"colour": "blue"}, "colour : « colour » est inconnu ici"),
        ({"fields": MAPPING["fields"] | {"titel": {"path": "Titre"}}}, "« titel » n’est pas un champ possible"),
        ({"fields": {"title": {"path": "a", "terms": "absents"}}}, "table de termes « absents »"),
        ({"fields": {"title": {"path": "a", "pattern": "("}}}, "mal écrite"),
        ({"fields": {"title": {"path": "a", "constant": "b"}}}, "une seule origine"),
        ({"fields": {"title": {"each": "a", "fields": {"label": {"path": "x"}}}}}, "pas une liste de fiches"),
        ({"fields": {"links": {"items": [{"colour": {"path": "x"}}]}}}, "« colour » n’est pas un champ possible"),
        ({"target": "adoption"}, "« adoption » est inconnu : écrivez l’un de : initiative ou solution"),
        ({"version": 2}, "version"),
    ],
)
def test_a_mapping_that_does_not_fit_says_why(files, changes, words):
    with pytest.raises(UnusableMapping, match=words.replace("(", r"\(")):
        run(files(**changes))


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, "{a: " * 100_000, "- " * 300_000, "a: [" + "1," * 60_000 + "1]", "\n".join(" " * n + "a:" for n in range(900))],
    ids=["brackets", "braces", "dashes", "many", "indented"],
)  # fmt: skip
def test_a_mapping_too_deep_or_too_long_is_refused_at_once(tmp_path, text):
    """Read whole, the first would take minutes. The clock is the processor's: a busy machine changes nothing."""
    path = tmp_path / "deep.yaml"
    path.write_text(text)
    start = time.process_time()
    with pytest.raises(UnusableMapping, match=r"niveaux|valeurs"):
        read_mapping(str(path))
    assert time.process_time() - start < 20


def test_a_file_that_says_a_thing_twice_is_refused(files, tmp_path):
    """The second would silently replace the first."""
    edge = {"solution": "bus", "from_territory": None, "to_territory": "departement-32", "state": "launched"}
    page = {"id": "bus", "title": "Bus", "summary": "Un bus.", "themes": ["sante"]}
    export = {"schema_version": params.SCHEMA_VERSION, "initiatives": []}
    path = tmp_path / "export.json"
    path.write_text(json.dumps(export | {"solutions": [page, page], "diffusion": [edge, edge | {"state": "studied"}]}))
    report = import_file(path=path)
    assert [problem.reason for problem in report.problems] == ["la même fiche que la n° 1 de cette liste"] * 2
    assert not Solution.objects.filter(slug="bus").exists()


def test_nul_is_refused_in_words_and_a_title_is_one_line(files, tmp_path):
    page = {"id": "bus", "title": "Le bus\nBcc: a@b.fr", "summary": "Un\u202fbus.\nDeux lignes.", "themes": ["sante"]}
    export = {"schema_version": params.SCHEMA_VERSION, "initiatives": [], "diffusion": []}
    path = tmp_path / "export.json"
    path.write_text(json.dumps(export | {"solutions": [page, page | {"id": "car", "summary": "Un\x00 car."}]}))
    (problem,) = import_file(path=path).problems
    assert (problem.reason[:13], problem.column) == ("caractère NUL", "solutions 2, summary")
    path.write_text(json.dumps(export | {"solutions": [page]}))
    import_file(path=path)
    kept = Solution.objects.get(slug="bus")
    assert (kept.title, kept.summary) == ("Le bus Bcc: a@b.fr", "Un\u202fbus.\nDeux lignes.")


def test_an_identifier_of_another_origin_is_not_overwritten(files, tmp_path):
    """Between the moment when a file is read and the moment when it is written, another may take its identifier."""
    run(files())
    mine = Initiative.objects.get(source_key="essai:1")
    record = record_of(mine).model_dump(mode="json") | {"source_key": "autre:1", "title": "Une autre"}
    export = {"schema_version": params.SCHEMA_VERSION, "solutions": [], "initiatives": [record], "diffusion": []}
    path = tmp_path / "export.json"
    path.write_text(json.dumps(export))
    assert import_file(path=path).outcomes["kept"] == 1
    mine.refresh_from_db()
    assert (mine.source_key, mine.title == "Une autre") == ("essai:1", False)


def test_an_update_keeps_the_versions_so_that_an_open_editor_is_told(files, tmp_path):
    run(files())
    page = Initiative.objects.get(source_key="essai:1")
    read_at = editing.version_of(page)
    changed = files(fields=MAPPING["fields"] | {"holder": {"constant": "Un autre porteur"}})
    run(changed)
    page.refresh_from_db()
    assert page.holder == "Un autre porteur"
    assert page.versions.first().reason.startswith("import de")
    with pytest.raises(editing.ChangedMeanwhile):
        editing.save(page=page, changes={"title": "Mon titre"}, actor=None, reason="essai", read_at=read_at)


def test_shipped_mappings_are_found_by_name_and_fit():
    assert {path.stem for path in SHIPPED.glob("*.yaml")} == {
        "betagouv-produits", "participedia-2016", "aides-territoires-periurbain",
    }  # fmt: skip
    for path in SHIPPED.glob("*.yaml"):
        mapping, _ = read_mapping(path.stem)
        assert (mapping.name, bool(mapping.licence)) == (path.stem, True)
    with pytest.raises(UnusableMapping, match="betagouv-produits"):
        read_mapping("absente")


def test_a_solution_may_be_the_target(files):
    fields = {name: MAPPING["fields"][name] for name in ("title", "summary", "themes")}
    report = run(files([GOOD[0]], target="solution", fields=fields))
    assert report.outcomes["created"] == 1
    assert Solution.objects.get().title == "Bus de santé"


def test_the_command_says_it_in_french_with_an_exit_code(files, capsys, tmp_path):
    source, mapping = files()
    assert main(["catalogue", "import", str(source), "--mapping", mapping, "--dry-run"]) == 0
    assert "Essai à blanc" in capsys.readouterr().out
    assert main(["catalogue", "import", str(source), "--mapping", mapping, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["created"] == 3
    bad, mapping = files([BAD[1][0]])
    assert main(["catalogue", "import", str(bad), "--mapping", mapping]) == 1
    said = capsys.readouterr().out
    assert "Rien n’a été importé" in said
    assert "ligne 2, colonne « État » : « Bientôt » — terme inconnu." in said
    assert main(["catalogue", "import", str(tmp_path / "absent.csv"), "--mapping", mapping]) == 2
    assert "introuvable" in capsys.readouterr().err
    assert main(["catalogue", "import", str(bad), "--mapping", "absente", "--json"]) == 2
    assert "introuvable" in json.loads(capsys.readouterr().err)["error"]


def test_what_comes_from_elsewhere_cannot_be_published_unread(files):
    with pytest.raises(UnusableMapping, match="brouillons"):
        run(files(), publish=True)


OWN_BAD = [
    ({"schema_version": "0.9", "initiatives": []}, 2),
    ({"schema_version": "1.0"}, 2),
    ({"schema_version": "1.0", "initiatives": [], "autre": []}, 2),
    ({"schema_version": "1.0", "solutions": [{"id": "a", "title": "t", "summary": "s", "themes": ["absent"]}]}, 1),
    ({"schema_version": "1.0", "solutions": [{"id": "a", "title": "t"}]}, 1),
    ([1, 2], 2),
]


@pytest.mark.parametrize(("content", "code"), OWN_BAD)
def test_a_wrong_export_of_ours_is_refused_whole(terms, tmp_path, capsys, content, code):
    file = tmp_path / "export.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert main(["catalogue", "import", str(file)]) == code
    assert not Solution.objects.exists()
    capsys.readouterr()


def test_our_own_export_arrives_as_drafts_unless_asked(catalogue, tmp_path, capsys):
    file = tmp_path / "export.json"
    main(["catalogue", "export", "--output", str(file)])
    Initiative.objects.all().delete()
    Solution.objects.all().delete()
    report = import_file(path=file)
    assert dict(report.outcomes) == {"created": 5}
    assert set(Initiative.objects.values_list("status", flat=True)) == {Status.DRAFT}
    assert dict(import_file(path=file).outcomes) == {"unchanged": 5}
    capsys.readouterr()


def test_our_own_export_onto_itself_changes_nothing(catalogue, tmp_path):
    file = tmp_path / "export.json"
    main(["catalogue", "export", "--output", str(file)])
    assert dict(import_file(path=file).outcomes) == {"unchanged": 5}
    Initiative.objects.filter(slug="gers-bus").update(summary="Récrit ici.")
    again = import_file(path=file, publish=True)
    assert (again.outcomes["unchanged"], again.outcomes["kept"]) == (4, 1)
    assert Initiative.objects.get(slug="gers-bus").summary == "Récrit ici."
