"""The published schema is made from the models, up to date, valid, and says the same as they do."""

import json

import jsonschema
import pytest
import yaml

from essaim.adoptions import registry
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.kits.schema import schema, written
from tests.apps.adoptions.conftest import KITS

PUBLISHED = KITS.parents[1] / "docs" / "formats" / "kit.schema.json"
MINIMAL = (KITS / "valid" / "minimal.yaml").read_text(encoding="utf-8")


def test_the_published_schema_is_up_to_date():
    assert PUBLISHED.read_text(encoding="utf-8") == written(registry.engines), (
        "essaim kit schema > docs/formats/kit.schema.json"
    )


def test_it_is_a_schema(toys):
    jsonschema.Draft202012Validator.check_schema(json.loads(PUBLISHED.read_text(encoding="utf-8")))
    jsonschema.Draft202012Validator.check_schema(schema(toys))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("format: 1", "format: 2"),
        ("  licence: Licence Ouverte 2.0\n", ""),
        ("demo:\n", "secrets: {}\ndemo:\n"),
        ("kind: granted", "kind: won"),
        ("version: 1.0.0", "version: vague"),
        ("engines:\n", "engines:\n  rockets: {}\n"),
        ("reason: oui", "reason: yes"),
    ],
)
def test_it_refuses_what_the_models_refuse(toys, old, new):
    validator = jsonschema.Draft202012Validator(schema(toys))
    assert validator.is_valid(parse(MINIMAL.encode()).tree)
    assert not validator.is_valid(parse(MINIMAL.replace(old, new, 1).encode()).tree)


def test_an_editor_that_reads_numbers_accepts_them(toys):
    typed = json.loads(json.dumps(yaml.safe_load(MINIMAL), default=str))  # a day is a text in JSON
    assert typed["parameters"][0]["default"] == 300
    jsonschema.Draft202012Validator(schema(toys)).validate(typed)
