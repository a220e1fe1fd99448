"""The authors' guide is enough: it names every key, type, operator, computation and choice; its examples pass in a kit."""

import json
import re
from functools import reduce
from pathlib import Path

import pytest

from essaim.adoptions import registry
from essaim.adoptions.kits.beginning import SKELETON
from essaim.adoptions.kits.checking import check_document
from essaim.adoptions.kits.document.problems import FaultyKitError
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


BASE = Path(__file__).with_name("guide.yaml").read_bytes()
MISLEADING = [  # an example that would mislead an author, and what the check says of it
    (
        "rules:\n  - {id: sous-plafond, label: S, when: {field: heure, at_most: {parameter: plafond}}}",
        "« heure » n’existe pas",
    ),
    (
        "amounts:\n  - {id: aide, label: A, type: money, is: {minimum: [{parameter: plafond}, {field: perte}]}}",
        "une somme d’argent",
    ),
    (
        "messages:\n  - {id: accord, label: A, to: demandeur, channels: [letter], subject: A, body: Au plus 300 heures}",
        "300",
    ),
    ("protocol:\n  comparison: avant-apres", "avant-apres"),
]


def put(tree, example):
    """Put an example in a kit: in the place of what has its name, else beside the rest."""
    if isinstance(tree, dict) and isinstance(example, dict):
        return tree | {key: put(tree.get(key), value) for key, value in example.items()}
    if isinstance(tree, list) and all(isinstance(one, dict) and "id" in one for one in [*tree, *example]):
        return list(({one["id"]: one for one in tree} | {one["id"]: one for one in example}).values())
    return example


def checked(*examples):
    """Check the kit of the guide with examples in it, by all that an install checks, under the engines of the platform."""
    tree = reduce(put, (parse(one.encode()).tree for one in examples), parse(BASE).tree)
    return check_document(parse(json.dumps(tree).encode()), registry.engines)


def test_an_empty_example_leaves_a_kit_that_passes():
    assert checked().scenarios == 2


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_passes_in_a_kit(example):
    assert not checked(example).lacking


def test_all_the_examples_pass_together():
    report = checked(*EXAMPLES)
    assert (report.scenarios, report.lacking) == (2, ())


@pytest.mark.parametrize(("example", "said"), MISLEADING, ids=[said for _, said in MISLEADING])
def test_an_example_that_misleads_is_caught(example, said):
    with pytest.raises(FaultyKitError) as refused:
        checked(example)
    assert any(said in f"{problem.path} {problem.message}" for problem in refused.value.problems), (
        refused.value.problems
    )


def test_the_skeleton_says_where_the_guide_is():
    assert "docs/guides/ecrire-un-kit.md" in SKELETON.read_text(encoding="utf-8")
