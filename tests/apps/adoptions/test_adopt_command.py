"""`essaim adopt`, `essaim kit install`, `essaim kit new --from`, and the kits of `essaim setup`."""

import json
import random
import re

import pytest

from essaim.adoptions.domain.installing import install_folder
from essaim.adoptions.kits.document.reading import read_document
from essaim.adoptions.kits.rehearsing import plain
from essaim.adoptions.models import Adoption, KitVersion, Phase
from essaim.config import setup
from essaim.config.cli import main
from tests.apps.adoptions.builders import adopted, installed
from tests.apps.adoptions.conftest import KITS
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

MINIMAL, FONDS = KITS / "valid" / "minimal.yaml", KITS / "valid" / "fonds-associations.yaml"
HOSTILE = KITS / "hostile"


def run(capsys, *words):
    code = main([*map(str, words)])
    said = capsys.readouterr()
    return code, plain(said.out), plain(said.err)


def test_one_parameter_moves_the_rule_the_letter_the_reason_and_the_scenarios(capsys):
    installed()
    n = random.SystemRandom().randint(2, 999)
    code, out, err = run(
        capsys, "adopt", "minimal", "--territory", "32", "--set", f"plafond={n}", "--scenarios", "--json"
    )
    assert (code, err) == (0, ""), f"plafond={n}"
    said = json.loads(out)
    assert (said["territory"], said["structure"], said["phase"], said["terms"]) == (
        "departement-32",
        "Gers",
        "preparing",
        1,
    )
    assert said["messages"][0]["body"].count(f"sur {n} heures") == 1
    assert f"{n} heures" in said["rules"][0]["reason"]
    assert said["parameters"][0]["value"] == f"{n} heures"
    assert all(not one["problems"] for one in said["scenarios"])
    told = " ".join(line for one in said["scenarios"] for line in one["told"])
    assert {f"{n - 1} heures" if n > 2 else "1 heure", f"{n + 1} heures"} <= set(re.findall(r"\d+ heures?", told))
    assert "300" not in out or "300" in str(n)


@pytest.mark.parametrize("place", ["32", "departement-32", "Gers", "gers"])
def test_a_territory_by_its_number_its_code_or_its_name(capsys, place):
    installed()
    assert run(capsys, "adopt", "minimal", "--territory", place)[0] == 0
    assert Adoption.objects.get().territory.code == "departement-32"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("rien", "--territory", "32"), 2, "Le kit « rien » n’est pas installé"),
        (("minimal@9.9.9", "--territory", "32"), 2, "n’est pas installé"),
        (("minimal", "--territory", "Zzz"), 2, "Aucun territoire ne s’appelle « Zzz »"),
        (("minimal", "--territory", "32", "--set", "plafond=2000"), 2, "--set plafond : « 2000 » est hors des bornes"),
        (("minimal", "--territory", "32", "--set", "plafon=2"), 2, "ce paramètre n’existe pas"),
        (("minimal", "--territory", "32", "--member", "demandeur=a@b.fr"), 2, "--member demandeur=a@b.fr : Le rôle"),
    ],
)  # fmt: skip
def test_a_wrong_call_says_what_and_adopts_nothing(capsys, words, code, said):
    installed()
    got, _, err = run(capsys, "adopt", *words)
    assert (got, said in err) == (code, True), err
    assert Adoption.objects.count() == (1 if "--member" in words else 0)


def test_adopting_twice_is_refused(capsys):
    installed()
    run(capsys, "adopt", "minimal", "--territory", "32")
    code, _, err = run(capsys, "adopt", "minimal", "--territory", "32")
    assert (code, "a déjà adopté ce kit" in err) == (1, True)


def test_it_opens_when_all_is_there_and_says_what_is_not(capsys):
    installed()
    code, out, err = run(capsys, "adopt", "minimal", "--territory", "32", "--open")
    assert (code, "Le service est en test." in out) == (1, True)
    assert "Il manque : Dire où joindre le service" in err
    assert Adoption.objects.get().phase == Phase.TESTING
    whole = (
        "--contact",
        "05 62",
        "--reason",
        "Délibération",
        "--member",
        "agent=a@gers.fr",
        "--structure",
        "Deux",
        "--open",
    )
    code, _, err = run(capsys, "adopt", "minimal@1.0.0", "--territory", "32", *whole)
    assert (code, err) == (0, "")
    assert Adoption.objects.get(structure="Deux").phase == Phase.OPEN


def test_a_kit_is_installed_then_known(capsys):
    code, out, err = run(capsys, "kit", "install", MINIMAL, HOSTILE / "html.yaml", FONDS)
    assert code == 1
    assert "minimal@1.0.0 est installé." in out
    assert "fonds-associations@1.0.0 est installé." in out
    assert "html.yaml n’est pas installé." in err
    assert "minimal@1.0.0 était déjà installé." in run(capsys, "kit", "install", MINIMAL)[1]
    assert run(capsys, "kit", "install", MINIMAL, "--json")[0] == 0


def test_a_version_that_changed_is_refused(capsys, tmp_path):
    installed()
    other = tmp_path / "kit.yaml"
    other.write_text(MINIMAL.read_text(encoding="utf-8").replace("Le plus petit kit", "Autre"), encoding="utf-8")
    code, _, err = run(capsys, "kit", "install", other)
    assert (code, "a déjà une version 1.0.0, avec un autre contenu" in err) == (1, True)


@pytest.fixture
def folder(tmp_path):
    """Three kits: one good, one broken, one that only lacks an engine."""
    text = MINIMAL.read_text(encoding="utf-8")
    for name, changed in (
        ("bon", text),
        ("casse", text.replace("{field: heures, at_most", "{field: heure, at_most")),
        ("attend", text.replace("id: minimal", "id: attend").replace("engines:\n", "engines:\n  absent: {}\n")),
    ):
        (tmp_path / "kits" / name).mkdir(parents=True)
        (tmp_path / "kits" / name / "kit.yaml").write_text(changed, encoding="utf-8")
    return tmp_path


def test_setup_installs_the_good_ones_says_the_broken_one_and_waits_for_engines(folder, monkeypatch, capsys):
    monkeypatch.setattr(setup, "ROOT", folder)
    setup.install_kits()
    said = capsys.readouterr()
    assert list(KitVersion.objects.values_list("kit", flat=True)) == ["minimal"]
    assert "nouveaux : 1, en attente d’un moteur : 1, refusés : 1" in said.out
    assert "le champ « heure » n’existe pas" in said.err
    assert "absent" not in said.err
    setup.install_kits()
    assert "nouveaux" not in capsys.readouterr().out


def test_each_kit_of_a_folder_is_tried(folder):
    bon, casse, attend = sorted(
        install_folder(folder / "kits"), key=lambda one: ("bon", "casse", "attend").index(one.path.parent.name)
    )
    assert (bon.new, casse.version, attend.version) == (True, None, None)
    assert (bool(casse.problems), casse.lacking, bool(attend.lacking)) == (True, (), True)


def test_a_kit_begins_from_an_adoption_with_its_values(capsys, tmp_path):
    adopted(plafond="77")
    code, out, _ = run(
        capsys, "kit", "new", tmp_path / "petit-kit-du-gers", "--from", "minimal-gers", "--title", "Le kit du Gers"
    )
    assert code == 0
    assert "fait à partir de minimal@1.0.0" in out
    tree = read_document(tmp_path / "petit-kit-du-gers").tree
    assert (tree["kit"]["id"], tree["kit"]["forked_from"], tree["kit"]["version"]) == (
        "petit-kit-du-gers",
        "minimal@1.0.0",
        "1.0.0",
    )
    assert (tree["kit"]["title"], tree["parameters"][0]["default"]) == ("Le kit du Gers", "77")
    code, _, err = run(capsys, "kit", "install", tmp_path / "petit-kit-du-gers")
    assert (code, err) == (0, "")
    assert run(capsys, "kit", "new", tmp_path / "petit-kit-du-gers", "--from", "minimal-gers")[0] == 1
    assert run(capsys, "kit", "new", tmp_path / "minimal", "--from", "minimal-gers")[0] == 2
    assert run(capsys, "kit", "new", tmp_path / "autre", "--from", "rien")[0] == 1
    assert run(capsys, "kit", "new", tmp_path / "autre", "--engine", "desk")[0] == 2
