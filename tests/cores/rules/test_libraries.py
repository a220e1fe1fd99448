"""The rules know RE2 and the standard library, without its own patterns, without evaluation, without floats."""

import ast
import sys
from pathlib import Path

import pytest

import essaim.cores.rules

FILES = sorted(Path(essaim.cores.rules.__file__).parent.glob("*.py"))
ALLOWED = (set(sys.stdlib_module_names) | {"re2"}) - {"re", "json", "pickle", "os", "subprocess", "importlib", "io"}


def trees():
    return [(path.name, ast.parse(path.read_text(encoding="utf-8"))) for path in FILES]


@pytest.mark.parametrize(("name", "tree"), trees(), ids=[path.name for path in FILES])
def test_it_imports_only_what_it_may(name, tree):
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) if node.module}
    strangers = {
        one for one in imported if not one.startswith("essaim.cores.rules") and one.split(".")[0] not in ALLOWED
    }
    assert strangers == set()


@pytest.mark.parametrize(("name", "tree"), trees(), ids=[path.name for path in FILES])
def test_nothing_is_evaluated_as_code_and_nothing_is_a_float(name, tree):
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names & {"eval", "exec", "compile", "float", "__import__"} == set()
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
