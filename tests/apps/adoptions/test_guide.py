"""The authors' guide is enough: it names every key, type, operator, computation and choice; its examples can be read."""

import re

import pytest

from essaim.adoptions.kits.beginning import SKELETON
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.kits.schema import schema
from essaim.adoptions.kits.texts import IN_LABELS, IN_MESSAGES, IN_PAGES, SERVICE
from tests.apps.adoptions.conftest import KITS

GUIDE = (KITS.parents[1] / "docs" / "guides" / "ecrire-un-kit.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
SCHEMA = schema({})


def parts():
    return [SCHEMA, *SCHEMA["$defs"].values()]


def choices(part):
    """Every word of a closed list, wherever it is in the schema."""
    if isinstance(part, dict):
        yield from part.get("enum", [])
        yield from [part["const"]] if "const" in part else []
        for value in part.values():
            yield from choices(value)
    elif isinstance(part, list):
        for value in part:
            yield from choices(value)


KEYS = sorted({key for part in parts() for key in part.get("properties", {})})
CHOICES = sorted({str(choice) for choice in choices(SCHEMA)})


@pytest.mark.parametrize("word", [*KEYS, *CHOICES])
def test_the_guide_names_everything_that_may_be_written(word):
    assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", GUIDE)


@pytest.mark.parametrize("source", sorted({*IN_LABELS, *IN_PAGES, *IN_MESSAGES}))
def test_the_guide_names_every_placeholder(source):
    assert f"{{{source}." in GUIDE
    assert all(f"{{service.{name}}}" in GUIDE for name in SERVICE)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_is_a_document(example):
    assert parse(example.encode()).tree


def test_the_skeleton_says_where_the_guide_is():
    assert "docs/guides/ecrire-un-kit.md" in SKELETON.read_text(encoding="utf-8")
