"""`essaim kit`: exit codes, what is said and where, a skeleton that passes once filled."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise, permutations

import pytest

from essaim.adoptions import registry
from essaim.adoptions.cli import kits as kit_cli
from essaim.adoptions.kits.checking import check_file
from essaim.adoptions.kits.rehearsing import plain
from essaim.config.cli import main
from tests.apps.adoptions.conftest import KITS

MINIMAL = KITS / "valid" / "minimal.yaml"
FOND = KITS / "valid" / "fonds-associations.yaml"
HOSTILE = KITS / "hostile"


def kit(capsys, *words):
    code = main(["kit", *map(str, words)])
    said = capsys.readouterr()
    return code, plain(said.out), plain(said.err)


def test_a_kit_that_passes(toys, capsys):
    code, out, err = kit(capsys, "check", MINIMAL, FOND)
    assert (code, err) == (0, "")
    assert "minimal 1.0.0 peut être adopté ici. Empreinte : " in out
    assert "5 scénario(s) joué(s) avec 26 jeux de paramètres" in out


def test_a_kit_that_is_refused(toys, capsys):
    code, out, err = kit(capsys, "check", HOSTILE / "champ-inconnu.yaml")
    assert (code, out) == (1, "")
    assert (
        "champ-inconnu.yaml, ligne 21, rules[sous-plafond].when.field : le champ « heure » n’existe pas → existent : heures"
        in err
    )
    assert "refusé, 1 point(s) à corriger" in err


def test_a_file_that_is_no_kit(toys, capsys):
    assert kit(capsys, "check", MINIMAL, HOSTILE / "alias.yaml")[0] == 2
    code, _, err = kit(capsys, "check", "nulle-part")
    assert (code, "ce fichier n’existe pas → donnez un dossier de kit" in err) == (2, True)


def test_answers_for_a_program(toys, capsys):
    assert main(["kit", "check", str(MINIMAL), str(HOSTILE / "alias.yaml"), "--json"]) == 2
    good, bad = json.loads(capsys.readouterr().out)
    assert (good["accepted"], good["id"], len(good["digest"])) == (True, "minimal", 64)
    assert (bad["accepted"], bad["problems"][0]["line"], bad["problems"][0]["path"]) == (False, 42, "protocol.question")


def test_a_platform_without_the_engine_refuses_and_says_what_to_do(capsys):
    code, _, err = kit(capsys, "check", MINIMAL)
    assert code == 1
    assert "ce kit utilise le moteur « desk », que cette plateforme n’a pas" in err
    assert "Moteurs de cette plateforme : " in err
    assert "essaim kit check --document" in err


def test_a_document_is_checked_without_its_engine_and_never_said_adoptable(capsys):
    code, out, _ = kit(capsys, "check", "--document", MINIMAL)
    assert code == 0
    assert "est bien écrit, mais ne peut pas être adopté ici" in out
    assert "Non vérifié : les sections des moteurs absents : desk" in out
    assert "2 scénario(s) sur 2" in out
    assert kit(capsys, "check", "--document", HOSTILE / "nombre-en-dur.yaml")[0] == 1
    assert "2 scénario(s) joué(s)" in kit(capsys, "check", "--document", FOND)[1]


@pytest.mark.parametrize("cap", [2, 140, 999])
def test_showing_with_one_s_own_value_changes_rule_message_and_scenario(toys, capsys, cap):
    code, out, _ = kit(capsys, "show", MINIMAL, "--set", f"plafond={cap}")
    assert code == 0
    assert f"Plafond annuel : {cap} heures (de 1 heure à 1 000 heures)" in out
    assert f"Heures travaillées : au plus {cap} heures" in out
    assert f"Il vous reste [Heures restantes], sur {cap} heures. Dossier [numéro du dossier]." in out
    assert "✓ Sous le plafond, la demande est accordée" in out
    assert "300" not in out.replace("(de 1 heure à 1 000 heures)", "").split("Paramètres")[1]


def test_showing_for_a_program(toys, capsys):
    assert main(["kit", "show", str(FOND), "--set", "domaines=[sport, no]", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["parameters"][-1]["value"] == "aucun de ceux-là et sport"
    assert [one["id"] for one in shown["rules"]][-1] == "recevable"
    assert {one["id"]: one["from"] for one in shown["amounts"]}["perte"] == [
        "Activités annulées",
        "Recette attendue",
        "Remboursée par ailleurs",
    ]
    assert all(one["played"] and not one["problems"] for one in shown["scenarios"])


def test_showing_refuses_a_value_out_of_bounds(toys, capsys):
    code, out, err = kit(capsys, "show", MINIMAL, "--set", "plafond=1001")
    assert (code, out) == (2, "")
    assert (
        "--set plafond : « 1001 » est hors des bornes de « plafond » → une valeur entre 1 heure et 1 000 heures" in err
    )


def test_showing_a_faulty_or_unreadable_kit(toys, capsys):
    assert kit(capsys, "show", HOSTILE / "champ-inconnu.yaml")[0] == 1
    assert kit(capsys, "show", HOSTILE / "alias.yaml")[0] == 2


def test_showing_where_the_engine_is_absent(capsys):
    code, out, _ = kit(capsys, "show", MINIMAL)
    assert (code, "absents de cette plateforme : desk" in out, "non joué : moteur absent" in out) == (0, True, True)


ANSWERS = {
    "  summary: …": "  summary: Une aide aux communes",
    "territory: …": "territory: departement-31",
    "year: …": "year: 2020",
    "initiative: …": "initiative: Essai",
    "    source: …": "    source: Délibération",
    "text: …": "text: Délibération",
    "default: …": "default: 2000",
    "min: …": "min: 1",
    "max: …": "max: 9000",
    "value: …": "value: 5",
    "population: …": "population: 12",
    "{seuil}": "{parameter.seuil}",
}


def test_a_skeleton_names_what_is_left_then_passes_once_filled(toys, tmp_path, capsys):
    folder = tmp_path / "aide-communes"
    code, out, _ = kit(capsys, "new", folder, "--title", 'Aide : "communes"', "--engine", "desk")
    assert (code, "Remplacez chaque « … »" in out) == (0, True)
    code, _, err = kit(capsys, "check", folder)
    assert code == 1
    assert err.count("reste à compléter") > 15
    file = folder / "kit.yaml"
    file.write_text(filled(file), encoding="utf-8")
    code, out, err = kit(capsys, "check", folder)
    assert (code, err) == (0, "")
    assert "aide-communes 0.1.0 peut être adopté ici" in out


ENGINES = ("cases", "ledger", "matching")
CHOSEN = [*permutations(ENGINES, 1), *permutations(ENGINES, 2), *permutations(ENGINES, 3)]


def filled(file):
    text = file.read_text(encoding="utf-8")
    for old, new in ANSWERS.items():
        text = text.replace(old, new)
    return re.sub(r": …(?=[ ,}\n])", ": Un texte", text)


@pytest.mark.parametrize("chosen", CHOSEN, ids="-".join)
def test_a_skeleton_of_any_engines_is_one_kit_that_passes_once_filled(chosen, tmp_path, capsys):
    folder = tmp_path / "aide-communes"
    words = [word for key in chosen for word in ("--engine", key)]
    assert kit(capsys, "new", folder, "--title", "Aide", *words)[0] == 0
    file = folder / "kit.yaml"
    file.write_text(filled(file), encoding="utf-8")
    code, _, err = kit(capsys, "check", folder)
    assert (code, err) == (0, "")
    record = check_file(file, registry.engines).kit.record
    assert set(record.engines) == set(chosen)
    assert len(record.events) == len(chosen) - 1
    assert {frozenset((one.on.split(".")[0], one.do.split(".")[0])) for one in record.events} == {
        frozenset(pair) for pair in pairwise(chosen)
    }


def test_an_engine_named_twice_is_written_once(tmp_path, capsys):
    folder = tmp_path / "aide"
    assert kit(capsys, "new", folder, "--title", "Aide", "--engine", "cases", "--engine", "cases")[0] == 0
    assert (folder / "kit.yaml").read_text(encoding="utf-8").count("\n  cases:\n") == 1


@pytest.fixture
def alone(tmp_path):
    """Run `essaim` as a stranger does: nothing set, nothing made before; gives the exit code and what was said."""
    var = tmp_path / "var"

    def run(*words):
        done = subprocess.run(
            [sys.executable, "-m", "essaim.config.cli", *map(str, words)],
            env={"PATH": os.environ["PATH"], "ESSAIM_VAR": str(var), "PYTHONPATH": str(KITS.parents[1])},
            capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    run.var = var
    return run


def test_a_stranger_writes_a_kit_with_nothing_set_and_leaves_nothing_behind(alone, tmp_path):
    real = KITS.parents[1] / "kits" / "cumul-rsa"
    assert alone("kit", "check", real)[::2] == (0, "")
    code, out, err = alone("kit", "show", real, "--set", "plafond=222")
    assert (code, err, "222" in out) == (0, "", True)
    assert json.loads(alone("kit", "schema")[1])["properties"]["engines"]
    assert alone("kit", "new", tmp_path / "aide", "--title", "Aide", "--engine", "cases")[0] == 0
    assert alone("kit", "--help")[0] == 0
    assert not alone.var.exists()


@pytest.mark.parametrize("words", [["kit", "install", "x"], ["setup"], ["serve"], ["check"]], ids=" ".join)
def test_what_serves_or_stores_still_asks_for_its_secret(alone, words):
    code, out, err = alone(*words)
    assert (code, out) == (2, "")
    assert "ESSAIM_SECRET_KEY manque" in err
    assert not alone.var.exists()


def test_the_production_server_does_not_start_without_its_secret(alone):
    done = subprocess.run(
        [sys.executable, "-c", "import essaim.config.wsgi"],
        env={"PATH": os.environ["PATH"], "ESSAIM_VAR": str(alone.var), "PYTHONPATH": str(KITS.parents[1])},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "ESSAIM_SECRET_KEY manque" in done.stderr


def test_a_skeleton_never_overwrites(toys, tmp_path, capsys):
    words = ("new", tmp_path / "aide", "--title", "Aide", "--engine", "desk")
    assert kit(capsys, *words)[0] == 0
    code, _, err = kit(capsys, *words)
    assert (code, "existe déjà : rien n’est écrit" in err) == (1, True)


def test_a_skeleton_for_an_engine_that_is_absent_says_so(tmp_path, capsys):
    code, out, _ = kit(capsys, "new", tmp_path / "aide", "--title", "Aide", "--engine", "nowhere")
    assert (code, "Moteurs absents de cette plateforme : nowhere" in out) == (0, True)
    assert kit(capsys, "check", tmp_path / "aide")[0] == 1


def test_a_folder_whose_name_is_no_identifier_is_refused(toys, tmp_path, capsys):
    code, _, err = kit(capsys, "new", tmp_path / "Mon Kit", "--title", "Aide", "--engine", "desk")
    assert (code, "ne peut pas être l’identifiant d’un kit" in err) == (2, True)
    assert not (tmp_path / "Mon Kit").exists()


def test_the_schema_is_printed_with_the_engines_of_the_platform(toys, capsys):
    assert main(["kit", "schema"]) == 0
    assert set(json.loads(capsys.readouterr().out)["properties"]["engines"]["properties"]) == {"desk", "purse"}


def test_a_setting_without_a_value_is_an_empty_one():
    assert kit_cli.setting("plafond") == ("plafond", "")
