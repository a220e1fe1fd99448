"""The layers hold, and a planted wrong import is refused."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy_of_the_project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "essaim", tmp_path / "essaim", ignore=shutil.ignore_patterns("static", "data", "*.pyc"))
    return tmp_path


def test_import_contracts_hold(copy_of_the_project):
    result = lint_imports(copy_of_the_project)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("cores/__init__.py", "essaim.foundation.ui"),
        ("cores/__init__.py", "django.db"),
        ("foundation/ui/apps.py", "essaim.foundation.accounts.models"),
        ("foundation/journal/apps.py", "essaim.portal.catalogue.models"),
        ("portal/catalogue/apps.py", "essaim.portal.home.views"),
        ("portal/home/apps.py", "essaim.config.settings"),
    ],
)
def test_a_planted_wrong_import_is_refused(copy_of_the_project, importer, imported):
    target = copy_of_the_project / "essaim" / importer
    target.write_text(target.read_text(encoding="utf-8") + f"\nimport {imported}\n", encoding="utf-8")
    result = lint_imports(copy_of_the_project)
    assert result.returncode == 1
    assert "BROKEN" in result.stdout
