"""The description of the API: OpenAPI 3.1, and the same as lines for our own page."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange.addresses import LICENCE, LICENCE_NAME, full
from essaim.portal.catalogue.exchange.api.routes import api
from essaim.portal.catalogue.exchange.api.shapes import InitiativeItem, SolutionItem
from essaim.portal.catalogue.exchange.wording import CHOICES, FIELDS, RECORDS

PREFIX = "/api/v1"
EXAMPLES = {
    "/solutions": "/solutions?q=médecin",
    "/solutions/{slug}": "",
    "/initiatives": "/initiatives?q=voiture&territoire=departement-32",
    "/initiatives/{slug}": "",
    "/diffusion": "/diffusion?per_page=5",
    "/territories": "/territories?q=gers",
    "/territories/{code}": "/territories/departement-32",
    "/themes": "/themes",
    "/publics": "/publics",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter, in words."""

    name: str
    kind: str
    meaning: str
    default: str


@dataclass(frozen=True)
class Operation:
    """One address of the API, in words."""

    path: str
    anchor: str
    summary: str
    meaning: str
    parameters: tuple[Parameter, ...]
    example: str


@cache
def openapi() -> dict[str, Any]:
    """Return the OpenAPI 3.1 description, in French."""
    schema = dict(api.get_openapi_schema(path_prefix=PREFIX))
    schema["servers"] = [{"url": full("")}]
    schema["info"] = schema["info"] | {"license": {"name": LICENCE_NAME, "url": LICENCE}}
    parts = schema["components"]["schemas"]
    own = {shape: FIELDS[shape] for shape in RECORDS}
    page = {"url": "Adresse de la page.", "updated_at": "Dernière modification."}
    own |= {SolutionItem: FIELDS[params.SolutionRecord] | page, InitiativeItem: FIELDS[params.InitiativeRecord] | page}
    for shape, meanings in own.items():
        for name, field in parts.get(shape.__name__, {}).get("properties", {}).items():
            field["description"] = meanings[name]
        if shape in RECORDS and shape.__name__ in parts:
            parts[shape.__name__]["description"] = RECORDS[shape][1]
    for choice, labels in CHOICES.items():
        if choice in parts:
            parts[choice]["description"] = " ; ".join(f"{value} : {label}" for value, label in labels.items())
    return schema


def operations() -> list[Operation]:
    """Return every address of the API, for the page of documentation."""
    return [_operation(path.removeprefix(PREFIX), parts["get"]) for path, parts in openapi()["paths"].items()]


def _operation(path: str, part: dict[str, Any]) -> Operation:
    return Operation(
        path=PREFIX + path,
        anchor=path.strip("/").replace("/", "-").replace("{", "").replace("}", ""),
        summary=part["summary"],
        meaning=part.get("description", ""),
        parameters=tuple(_parameter(one) for one in part.get("parameters", [])),
        example=PREFIX + EXAMPLES[path] if EXAMPLES[path] else "",
    )


def _parameter(part: dict[str, Any]) -> Parameter:
    schema = part["schema"]
    many = schema.get("type") == "array"
    inner = schema["items"] if many else schema
    meaning = part.get("description") or schema.get("description") or "Identifiant, dans l’adresse."
    default = schema.get("default")
    return Parameter(part["name"], _kind(inner) + (", répétable" if many else ""), meaning, str(default or ""))


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return _kind(next(option for option in schema["anyOf"] if option.get("type") != "null"))
    if "$ref" in schema:
        schema = openapi()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "enum" in schema:
        return "parmi " + ", ".join(schema["enum"])
    return {"integer": "nombre entier", "number": "nombre"}.get(schema.get("type", ""), "texte")
