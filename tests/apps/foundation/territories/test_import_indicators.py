"""Newer vintages without a developer: whole or not at all, each bad line named, the same files twice change nothing."""

import json
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from openpyxl import Workbook

from essaim.config.cli import main
from essaim.foundation.territories import public
from essaim.foundation.territories.models import Indicator, Value, Vintage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

META = "indicateur,theme,libelle,unite,periode,producteur,publication,licence,nb_departements"
VALUES = "indicateur,territoire,valeur"
LINE = "taux_chomage,emploi,Taux de chômage localisé,%,2026-T1,Insee,Insee (taux localisés),Licence Ouverte 2.0,"


@pytest.fixture
def files(tmp_path):
    """Write the two files; return a function that imports them."""

    def prepare(values, meta=(LINE,), *, encoding="utf-8", separator=","):
        paths = tmp_path / "valeurs.csv", tmp_path / "meta.csv"
        for path, heading, lines in zip(paths, (VALUES, META), (values, meta), strict=True):
            text = "\n".join([heading, *lines]) + "\n"
            path.write_bytes(text.replace(",", separator).encode(encoding))
        return {"values": paths[0], "meta": paths[1]}

    return prepare


def state():
    return (
        sorted(Vintage.objects.values_list("indicator__slug", "period", "france", "metropole", "sha256")),
        sorted(Value.objects.values_list("vintage", "territory__code", "value")),
    )


def problems(paths):
    before = state()
    with pytest.raises(public.BadFileError) as caught:
        public.import_indicators(**paths)
    assert state() == before, "a refused file has changed something"
    return [(problem.file, problem.line, problem.column, problem.value) for problem in caught.value.problems]


def test_a_new_period_stands_beside_the_older_one(files):
    report = public.import_indicators(**files(["taux_chomage,32,4.9", "taux_chomage,FR,7.5", "taux_chomage,34,"]))
    assert (report.created, report.missing, report.indicators) == (2, 1, 0)
    assert [period for period, _value in public.series("taux_chomage", "departement-32")] == ["2024-T4", "2026-T1"]
    gers = next(one for one in public.profile("departement-32") if one.indicator.slug == "taux_chomage")
    assert (gers.value, gers.indicator.period, gers.national, gers.national_scope) == (4.9, "2026-T1", 7.5, "FR")
    assert gers.indicator.period_label == "1er trimestre 2026"
    herault = next(one for one in public.profile("departement-34") if one.indicator.slug == "taux_chomage")
    assert herault.value is None


def test_an_older_period_does_not_hide_the_newer_one(files):
    public.import_indicators(**files(["taux_chomage,32,6.1"], [LINE.replace("2026-T1", "2019-T1")]))
    gers = next(one for one in public.profile("departement-32") if one.indicator.slug == "taux_chomage")
    assert gers.indicator.period == "2024-T4"
    assert public.indicator_table("taux_chomage").periods == ("2024-T4", "2019-T1")
    assert public.indicator_table("taux_chomage", "2019-T1").rows[0].value == 6.1


def test_the_same_files_twice_change_nothing(files):
    paths = files(["taux_chomage,32,4.9", "taux_chomage,34,7"])
    public.import_indicators(**paths)
    before = state()
    report = public.import_indicators(**paths)
    assert not report.changes
    assert report.unchanged == 2
    assert state() == before


def test_a_corrected_file_replaces_its_period_and_no_other(files):
    public.import_indicators(**files(["taux_chomage,32,4.9", "taux_chomage,34,7"]))
    report = public.import_indicators(**files(["taux_chomage,32,5.0", "taux_chomage,93,9"]))
    assert (report.created, report.corrected, report.withdrawn) == (1, 1, 1)
    assert dict(public.series("taux_chomage", "departement-34")).keys() == {"2024-T4"}


def test_france_is_one_whichever_way_it_is_written(files):
    public.import_indicators(**files(["taux_chomage,32,4.9", "taux_chomage,pays-FR,7.5"]))
    assert Vintage.objects.get(period="2026-T1").france == 7.5
    found = problems(files(["taux_chomage,FR,7.4", "taux_chomage,pays-FR,7.5"]))
    assert found == [("valeurs.csv", 3, "territoire", "pays-FR")]


def test_a_dry_run_says_and_writes_nothing(files):
    before = state()
    report = public.import_indicators(**files(["taux_chomage,32,4.9"]), dry_run=True)
    assert report.created == 1
    assert state() == before


def test_a_new_indicator_may_describe_any_level(files):
    line = "part_bio,agriculture,Part de bio,%,2025,Agence bio,Rapport,Licence Ouverte 2.0,1"
    report = public.import_indicators(**files(["part_bio,32,28", "part_bio,commune-32013,12"], [line]))
    assert report.indicators == 1
    commune = next(one for one in public.profile("commune-32013") if one.indicator.slug == "part_bio")
    assert (commune.value, commune.rank, commune.count) == (12, 1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_ways_in_which_spreadsheets_write_csv(files, encoding, separator):
    public.import_indicators(**files(["taux_chomage,32,4.9"], encoding=encoding, separator=separator))
    assert Indicator.objects.get(slug="taux_chomage").label == "Taux de chômage localisé"


def test_a_workbook_is_read_as_a_csv_is(files, tmp_path):
    paths = files([])
    book = Workbook()
    for row in (VALUES.split(","), ["taux_chomage", 32, 4.9], ["taux_chomage", "FR", 7]):
        book.active.append(row)
    book.save(tmp_path / "valeurs.xlsx")
    public.import_indicators(**paths | {"values": tmp_path / "valeurs.xlsx"})
    assert Value.objects.get(vintage__period="2026-T1").value == 4.9
    book.active.append(["taux_chomage", "34", "=1+1"])
    book.save(tmp_path / "valeurs.xlsx")
    assert problems(paths | {"values": tmp_path / "valeurs.xlsx"}) == [("valeurs.xlsx", 4, "valeur", "")]


def test_a_decimal_comma_and_spaces_between_thousands(files):
    lines = ["taux_chomage;32;4,9", "taux_chomage;34;1 234,5", "taux_chomage;93;1\u202f000"]
    paths = files([], separator=";")
    paths["values"].write_text("\n".join([VALUES.replace(",", ";"), *lines]), encoding="utf-8")
    public.import_indicators(**paths)
    values = Value.objects.filter(vintage__period="2026-T1").values_list("value", flat=True)
    assert sorted(values) == [4.9, 1000, 1234.5]
    assert Vintage.objects.get(period="2026-T1").decimals == 1


def test_every_bad_line_is_named_with_its_place(files):
    lines = [
        "taux_chomage,32,4.9",
        "taux_chomage,99,5",
        "taux_chomage,34,beaucoup",
        "taux_chomage,32,5.1",
        "inconnu,32,1",
        'taux_chomage,93,"1,234.5"',
        "taux_chomage,974,inf",
    ]
    assert problems(files(lines)) == [
        ("valeurs.csv", 3, "territoire", "99"),
        ("valeurs.csv", 4, "valeur", "beaucoup"),
        ("valeurs.csv", 5, "territoire", "32"),
        ("valeurs.csv", 6, "indicateur", "inconnu"),
        ("valeurs.csv", 7, "valeur", "1,234.5"),
        ("valeurs.csv", 8, "valeur", "inf"),
    ]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("Licence Ouverte 2.0", "tous droits réservés"), "licence"),
        (("2026-T1", "printemps"), "periode"),
        (("2026-T1", "2026-02-30"), "periode"),
        (("Insee,", ","), "producteur"),
        (("taux_chomage", "Taux Chômage"), "indicateur"),
        (("Licence Ouverte 2.0,", "Licence Ouverte 2.0,12"), "nb_departements"),
        (("Licence Ouverte 2.0,", "Licence Ouverte 2.0,douze"), "nb_departements"),
        (("Taux de chômage localisé", "x" * 301), "libelle"),
    ],
)
def test_a_bad_description_is_named(files, change, column):
    line = LINE.replace(*change, 1)
    name = line.split(",")[0]
    assert ("meta.csv", 2, column) in {place[:3] for place in problems(files([f"{name},32,4.9"], [line]))}


def test_an_indicator_described_twice_or_without_value(files):
    other = LINE.replace("taux_chomage", "autre")
    found = problems(files(["taux_chomage,32,4.9"], [LINE, LINE, other]))
    assert ("meta.csv", 3, "indicateur", "taux_chomage") in found
    assert ("meta.csv", 4, "indicateur", "autre") in found


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"", 1, "indicateur"),
        (b"indicateur,territoire\na,32\n", 1, "valeur"),
        (b"indicateur,territoire,valeur,valeur\n", 1, "valeur"),
        (b"indicateur,territoire,valeur\ntaux_chomage,32\n", 2, ""),
        (b'indicateur,territoire,valeur\ntaux_chomage,32,1\n"taux,34,2\n', 3, ""),
        (b"PK\x03\x04\x00\x00", 1, ""),
        (b"indicateur,territoire,valeur\n\x81\x8d,32,1\n", 1, ""),
    ],
)
def test_a_file_that_is_no_such_table(files, content, line, column):
    paths = files(["taux_chomage,32,4.9"])
    paths["values"].write_bytes(content)
    assert (paths["values"].name, line, column) in {place[:3] for place in problems(paths)}


def test_a_file_that_is_not_there(files, tmp_path):
    paths = files(["taux_chomage,32,4.9"])
    assert problems(paths | {"values": tmp_path / "absent.csv"})[0][0] == "absent.csv"


def test_a_leading_zero_lost_in_a_spreadsheet_is_guessed(files):
    paths = files(["taux_chomage,4,4.9"])
    with pytest.raises(public.BadFileError, match="n’est pas un territoire connu"):
        public.import_indicators(**paths)


def test_failing_in_the_middle_of_writing_leaves_nothing(files, monkeypatch):
    meta = [LINE, LINE.replace("taux_chomage", "autre")]
    paths = files(["taux_chomage,32,4.9", "autre,32,1"], meta)
    write = Value.objects.bulk_create
    calls = []

    def breaks(rows, **options):
        calls.append(rows)
        if len(calls) == 2:
            raise OSError("disk full")
        return write(rows, **options)

    before = state()
    monkeypatch.setattr(type(Value.objects), "bulk_create", lambda _manager, rows, **options: breaks(rows, **options))
    with pytest.raises(OSError, match="disk full"):
        public.import_indicators(**paths)
    assert state() == before


KILLED = """
    import os, signal, sys, django
    django.setup()
    from pathlib import Path
    from django.core.management import call_command
    from essaim.foundation.territories import public
    from essaim.foundation.territories.models import Territory, Value, Vintage
    call_command("migrate", verbosity=0)
    Territory.objects.get_or_create(code="departement-32", defaults={"level": "departement", "insee": "32", "name": "Gers"})
    public.forget_caches()
    if sys.argv[3] == "count":
        print(Vintage.objects.count(), Value.objects.count())
        sys.exit()
    if sys.argv[3] == "kill":
        write, done = type(Value.objects).bulk_create, []
        def dies(manager, rows, **options):
            write(manager, rows, **options)
            os.kill(os.getpid(), signal.SIGKILL)
        type(Value.objects).bulk_create = dies
    public.import_indicators(values=Path(sys.argv[1]), meta=Path(sys.argv[2]))
"""


def test_killed_half_way_it_leaves_nothing(files, tmp_path):
    """A real process, killed for good after the first values are written; its broken twin (not killed) leaves them."""
    paths = files(["taux_chomage,32,4.9"])
    environment = {
        "PATH": os.environ["PATH"],
        "ESSAIM_VAR": str(tmp_path / "var"),
        "ESSAIM_SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "essaim.config.settings",
    }

    def run(how):
        words = [sys.executable, "-c", textwrap.dedent(KILLED), paths["values"], paths["meta"], how]
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

    assert run("kill").returncode == -signal.SIGKILL
    assert run("count").stdout.split() == ["0", "0"]
    assert run("write").returncode == 0
    assert run("count").stdout.split() == ["1", "1"]


def test_the_command_imports_and_reports(files, capsys):
    paths = files(["taux_chomage,32,4.9"])
    words = ["territories", "import-indicators", str(paths["values"]), str(paths["meta"])]
    assert main([*words, "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "imported": False,
        "indicators": 0,
        "created": 1,
        "corrected": 0,
        "withdrawn": 0,
        "unchanged": 0,
        "missing": 0,
    }
    assert main(words) == 0
    assert "Valeurs ajoutées : 1" in capsys.readouterr().out
    assert main(words) == 0
    assert "Rien à changer" in capsys.readouterr().out


def test_the_command_names_each_bad_line_and_says_no(files, capsys):
    paths = files(["taux_chomage,99,beaucoup"])
    words = ["territories", "import-indicators", str(paths["values"]), str(paths["meta"])]
    assert main(words) == 2
    said = capsys.readouterr().err
    assert "valeurs.csv, ligne 2, colonne « territoire » : « 99 » n’est pas un territoire connu" in said
    assert "valeurs.csv, ligne 2, colonne « valeur » : « beaucoup » n’est pas un nombre" in said
    assert "Rien n’est importé" in said
    assert main([*words, "--json"]) == 2
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 2
