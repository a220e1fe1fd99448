"""House rules that a machine can hold: sizes, docstrings of public doors, templates without inline code, no address."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = [path for path in sorted((ROOT / "essaim").rglob("*.py")) if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "essaim").rglob("templates/**/*.html"))
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_files_and_functions_stay_short(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 500
    long = [node.name for node in functions(path) if node.end_lineno - node.lineno > 60]
    assert long == []


@pytest.mark.parametrize(
    "path", [path for path in PYTHON if path.name == "public.py" or "cores" in path.parts], ids=name
)
def test_public_doors_and_cores_explain_themselves(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", [path for path in PYTHON if path.name == "__init__.py"], ids=name)
def test_each_package_says_what_it_owns(path):
    folder = path.parent
    if folder.name in {"migrations", "templatetags"} or not any(folder.glob("*.py")):
        return
    text = path.read_text(encoding="utf-8").strip()
    assert text.startswith('"""'), "a package says in its first line what it owns"


ALONE = {"report.html"}
"""Kept on a disk and opened there: no policy of ours applies, and nothing may be fetched."""


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_hold_no_inline_code_or_style(path):
    html = re.sub(r"&lt;.*?&gt;", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)  # a snippet shown as text
    assert not re.search(r"\s(style|on[a-z]+)=", html)
    assert path.name in ALONE or not re.search(r"<style[\s>]", html)
    scripts = re.findall(r"<script([^>]*)>", html)
    assert [tag for tag in scripts if "src=" not in tag and "application/ld+json" not in tag] == []


def test_no_file_names_an_address_of_a_registry_or_the_workplace():
    forbidden = re.compile(
        "|".join(["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.", r"deb\." + "debian", "/" + "work/"])
    )
    guilty = []
    for tracked in TRACKED:
        path = ROOT / tracked
        if path.suffix in {".png", ".woff2", ".jar"} or not path.is_file():
            continue
        if forbidden.search(path.read_text(encoding="utf-8", errors="ignore")):
            guilty.append(tracked)
    assert guilty == []


@pytest.mark.parametrize("path", [path for path in PYTHON if path.name in {"utils.py", "helpers.py"}] or [None])
def test_there_is_no_drawer_for_everything(path):
    assert path is None
