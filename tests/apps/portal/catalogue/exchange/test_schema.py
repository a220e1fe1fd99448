"""The published schema is explained whole, field by field, in French, and versioned."""

import typing

import jsonschema
import pytest

from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange import schema, tables
from essaim.portal.catalogue.exchange.wording import CHOICES, FIELDS, RECORDS


def shapes() -> set[type[params.Record]]:
    """Return every record that a catalogue holds, found by walking the models."""
    found: set[type[params.Record]] = set()
    waiting: list[type] = [params.CatalogueRecord]
    while waiting:
        shape = waiting.pop()
        found.add(shape)
        inner = [part for field in shape.model_fields.values() for part in parts(field.annotation)]
        waiting += [part for part in inner if part not in found]
    return found


def parts(annotation) -> list[type]:
    if isinstance(annotation, type) and issubclass(annotation, params.Record):
        return [annotation]
    return [part for argument in typing.get_args(annotation) for part in parts(argument)]


def test_every_record_and_every_field_is_explained_and_nothing_else():
    assert shapes() == set(RECORDS) == set(FIELDS)
    for shape in shapes():
        assert set(FIELDS[shape]) == set(shape.model_fields), shape


def test_every_closed_list_is_explained():
    lists = {name for name in dir(params) if name in CHOICES}
    assert lists == set(CHOICES)
    for name, labels in CHOICES.items():
        assert set(labels) == {member.value for member in getattr(params, name)}
        assert all(labels.values())


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_a_published_schema_is_valid_and_versioned(client, name):
    found = client.get(f"/schema/{name}.json")
    assert found["Content-Type"] == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(found.json())
    assert found.json()["$id"].endswith(f"/schema/{params.SCHEMA_VERSION}/{name}.json")
    assert client.get(f"/schema/{params.SCHEMA_VERSION}/{name}.json").json() == found.json()
    assert client.get(f"/schema/0.1/{name}.json").status_code == 404


def test_nothing_of_the_schema_is_left_in_english():
    described = schema.json_schema("catalogue")
    texts = [part["description"] for part in [described, *described["$defs"].values()]]
    assert all(" the " not in f" {text.lower()} " for text in texts)
    fields = [
        field for part in [described, *described["$defs"].values()] for field in part.get("properties", {}).values()
    ]
    assert all(field["description"].endswith((".", ")")) for field in fields)


def test_the_page_explains_every_field_and_every_column(client, db):
    page = client.get("/donnees/").content.decode()
    for shape, meanings in FIELDS.items():
        assert f'id="{shape.__name__.lower()}"' in page
        for name, meaning in meanings.items():
            assert f"<code>{name}</code>" in page
            assert meaning.replace("'", "&#x27;") in page
    for column in tables.COLUMNS:
        assert f"<code>{column.name}</code>" in page
    assert "Licence Ouverte 2.0" in page
    assert "application/ld+json" in page


def test_the_table_schema_is_published(client, db):
    assert client.get("/schema/initiatives-table.json").json()["primaryKey"] == ["id"]
    assert client.get("/schema/autre.json").status_code == 404
