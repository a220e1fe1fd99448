"""The published JSON Schema and its explanation, both made from the records: they cannot drift from them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange.wording import CHOICES, FIELDS, RECORDS

SCHEMAS: dict[str, type[params.Record]] = {
    "catalogue": params.CatalogueRecord,
    "solution": params.SolutionRecord,
    "initiative": params.InitiativeRecord,
    "figure": params.FigureRecord,
    "diffusion": params.DiffusionRecord,
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class FieldLine:
    """One field, as the page « Réutiliser les données » explains it."""

    name: str
    kind: str
    required: bool
    meaning: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RecordLines:
    """One record, as the page explains it."""

    name: str
    anchor: str
    meaning: str
    fields: tuple[FieldLine, ...]


def json_schema(name: str) -> dict[str, Any]:
    """Return one published schema (draft 2020-12), its descriptions in French. Raises KeyError for an unknown name."""
    record = SCHEMAS[name]
    schema = record.model_json_schema(mode="validation")
    for shape, title in RECORDS.items():
        part = schema if shape is record else schema["$defs"].get(shape.__name__)
        if part is not None:
            _explain(part, shape, *title)
    for choice, labels in CHOICES.items():
        if choice in schema.get("$defs", {}):
            schema["$defs"][choice]["description"] = " ; ".join(f"{value} : {label}" for value, label in labels.items())
    address = f"{settings.ESSAIM_BASE_URL}/schema/{params.SCHEMA_VERSION}/{name}.json"
    return {"$schema": DIALECT, "$id": address, "version": params.SCHEMA_VERSION, **schema}


def _explain(part: dict[str, Any], shape: type[params.Record], title: str, meaning: str) -> None:
    part["title"], part["description"] = title, meaning
    for field, explained in part["properties"].items():
        explained.pop("title", None)
        explained["description"] = FIELDS[shape][field]


def explained() -> list[RecordLines]:
    """Return every record, field by field, in the order of the page."""
    return [
        RecordLines(title, shape.__name__.lower(), meaning, tuple(_lines(shape)))
        for shape, (title, meaning) in RECORDS.items()
    ]


def _lines(shape: type[params.Record]) -> list[FieldLine]:
    properties = shape.model_json_schema(mode="validation")
    required = set(properties.get("required", []))
    lines: list[FieldLine] = []
    for name, part in properties["properties"].items():
        kind, choices = _kind(part)
        labels = tuple(CHOICES.get(choices, {}).items())
        lines.append(FieldLine(name, kind, name in required, FIELDS[shape][name], labels))
    return lines


_KINDS = {
    "string": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "boolean": "vrai ou faux",
    "object": "objet",
}
_TITLES = {shape.__name__: title.lower() for shape, (title, _) in RECORDS.items()}


def _kind(part: dict[str, Any]) -> tuple[str, str]:
    """Return the kind of a field in words, and the closed list that it draws from."""
    if "anyOf" in part:
        options = [option for option in part["anyOf"] if option.get("type") != "null"]
        numeric = next((option for option in options if option.get("type") == "number"), None)
        return _kind(numeric or options[0])
    if "$ref" in part:
        name = part["$ref"].rsplit("/", 1)[1]
        return (_TITLES[name], "") if name in _TITLES else ("valeur d’une liste", name)
    if part.get("type") == "array":
        inner, choices = _kind(part["items"])
        return f"liste : {inner}", choices
    if part.get("format") == "uri":
        return "adresse web", ""
    return _KINDS[part["type"]], ""
