"""The engine contract, proved by a toy: it registers, its section is checked by its own model, and it goes at once."""

import ast
import importlib
import shutil
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

import essaim
from essaim.adoptions import registry
from essaim.adoptions.contract import Engine
from tests.apps.adoptions.conftest import TOYS, only

HERE = Path(__file__).parent


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A folder of engines on the path, with the desk in it."""
    shutil.copytree(HERE / "desk", tmp_path / "planted_desk")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("planted_")]:
        del sys.modules[name]


def test_an_engine_registers_by_its_line():
    with only(TOYS) as engines:
        assert {key: engine.label for key, engine in engines.items()} == {"desk": "Guichet", "purse": "Bourse"}
    assert "desk" not in registry.engines


def test_the_platform_of_the_settings_is_filled_at_start(settings):
    assert set(registry.engines) == set(registry.load(settings.ENGINES))


def test_its_section_is_checked_by_its_own_model(problems):
    assert problems(("kind: granted", "kind: won")) == [("engines.desk.states[accorde].kind", "« won » est inconnu")]
    assert problems(("    initial: brouillon", "    initial: brouillon\n    colour: red")) == [
        ("engines.desk.colour", "« colour » est inconnu ici")
    ]


def test_its_own_checks_are_asked(problems):
    assert problems(("id: submit, label", "id: envoyer, label")) == [
        ("engines.desk.transitions[envoyer].id", "le guichet ne connaît pas « envoyer »")
    ]


def test_references_and_texts_of_its_section_are_checked_for_it(problems):
    found = problems(("title: Vos heures, fields: [heures]", "title: '{field.heures}', fields: [heures]"))
    assert found == [("engines.desk.pages[1].title", "{field.heures} n’est pas permis dans ce texte")]
    found = problems(("fields: [heures]}]", "fields: [heures, minutes]}]"))
    assert found == [("engines.desk.pages[1].fields[2]", "le champ « minutes » n’existe pas")]


def test_taking_away_the_folder_and_its_line_takes_the_engine_away(planted):
    assert set(registry.load(["planted_desk"])) == {"desk"}
    shutil.rmtree(planted / "planted_desk")
    importlib.invalidate_caches()
    for name in [name for name in sys.modules if name.startswith("planted_")]:
        del sys.modules[name]
    assert registry.load([]) == {}
    with pytest.raises(ImproperlyConfigured, match="« planted_desk » est introuvable ; retirez sa ligne"):
        registry.load(["planted_desk"])


def test_a_package_without_a_declaration_is_refused(planted):
    (planted / "planted_desk" / "engine.py").write_text("ENGINE = 'desk'\n", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="ne déclare pas de moteur"):
        registry.load(["planted_desk"])


def test_a_missing_package_of_an_engine_is_not_hidden(planted):
    (planted / "planted_desk" / "engine.py").write_text("import nowhere_at_all\n", encoding="utf-8")
    with pytest.raises(ModuleNotFoundError, match="nowhere_at_all"):
        registry.load(["planted_desk"])


def test_two_engines_of_one_key_are_refused():
    with pytest.raises(ImproperlyConfigured, match="déjà pris"):
        registry.load([TOYS[0], TOYS[0]])


def test_an_effect_causes_only_events_of_its_engine(planted):
    text = (planted / "planted_desk" / "engine.py").read_text(encoding="utf-8")
    (planted / "planted_desk" / "engine.py").write_text(
        text.replace('causes=("submitted",)', 'causes=("lost",)'), encoding="utf-8"
    )
    with pytest.raises(ImproperlyConfigured, match="cause « lost », qu’il ne déclare pas"):
        registry.load(["planted_desk"])


def test_a_set_up_screen_says_what_is_missing(toys):
    (screen,) = toys["desk"].set_up
    assert (screen.missing(0), screen.missing(1)) == (["nommez une personne"], [])


def test_nobody_imports_an_engine():
    """No module of the platform names one, but the list of the settings."""
    root = Path(essaim.__file__).parent
    guilty = []
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "engines" in path.relative_to(root).parts or "essaim.engines" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            guilty += [f"{path}: {name}" for name in names if name.startswith("essaim.engines")]
    assert guilty == []


def test_the_engine_of_the_tests_is_a_whole_declaration(toys):
    assert all(
        isinstance(engine, Engine) and engine.verbs and engine.outcomes and engine.skeleton for engine in toys.values()
    )
