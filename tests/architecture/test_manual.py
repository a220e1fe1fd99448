"""The manual is held against the code: commands, settings, links and addresses that it names exist."""

import re
from pathlib import Path

import pytest

from essaim.config.cli import COMMANDS
from essaim.config.environment import Environment

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "benchmarks/README.md",
]
SETTINGS = {str(field.validation_alias or f"ESSAIM_{name.upper()}") for name, field in Environment.model_fields.items()}
UNITS = {"essaim", "essaim-worker"}  # the names of the systemd units, after « systemctl restart essaim »
OF_THE_TESTS = {"ESSAIM_REAL_DATA", "ESSAIM_REQUIRE_ALL", "ESSAIM_TEST_DATABASE_NAME"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_commands_that_a_page_names_exist(page):
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|[\s`/(])essaim ([a-z][a-z-]+)", text))
    unknown = named - set(COMMANDS) - UNITS
    assert unknown == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_settings_that_a_page_names_exist(page):
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"ESSAIM_[A-Z_]*[A-Z](?![A-Z_*])", text)) - SETTINGS - OF_THE_TESTS == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_files_that_a_page_links_to_exist(page):
    text = page.read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text)]
    dead = [target for target in targets if target and "://" not in target and not (page.parent / target).exists()]
    assert dead == []


def test_each_guide_is_reached_from_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    guides = [f"docs/guides/{path.name}" for path in (ROOT / "docs" / "guides").glob("*.md")]
    assert [guide for guide in guides if guide not in readme] == []


def test_each_decision_says_what_was_rejected():
    for path in (ROOT / "docs" / "adr").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert "## Rejected" in text, path.name
        assert text.count("\n") <= 80, f"{path.name} is longer than a page"


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_has_french_help(command, capsys):
    from essaim.config.cli import main

    if command == "django":
        return
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    shown = capsys.readouterr().out
    assert stop.value.code == 0
    assert "usage :" in shown
    assert "afficher cette aide" in shown


def test_an_unknown_command_is_refused_in_french(capsys):
    from essaim.config.cli import main

    with pytest.raises(SystemExit) as stop:
        main(["chercher"])
    assert stop.value.code == 2
    assert "n’existe pas" in capsys.readouterr().err
