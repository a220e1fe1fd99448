"""The declarative mapping: which column goes where, with which terms. Closed: an unknown key is an error."""

import hashlib
import re
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from essaim.cores.reading import Limits, check_bounds, line
from essaim.portal.catalogue import params

SHIPPED = Path(__file__).parents[1] / "mappings"
LIMITS = Limits(size=1024 * 1024, depth=40, nodes=50_000)
"""Reading nested brackets costs the square of their depth: a mapping of ours has 10 levels and some hundred nodes."""

TARGETS: dict[str, type[params.Record]] = {
    "initiative": params.InitiativeDraft,
    "solution": params.SolutionDraft,
}
OWN_FIELDS = {"id", "source_key", "provenance", "passages"}
"""Fields that the import fills by itself, from `key`, `identifier` and `provenance`."""


class UnusableMapping(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The mapping cannot be read or does not fit the records of the catalogue."""


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Closed):
    """How to read the file. Everything is guessed when it is not said."""

    format: Literal["auto", "json", "ndjson", "csv", "xlsx"] = "auto"
    encoding: str = ""
    separator: str = Field(default="", max_length=1)
    sheet: str = ""
    records: str = ""


class Terms(Closed):
    """A table from the words of the source to ours. Case, accents and outer spaces do not count."""

    values: dict[str, str | list[str]]
    unknown: Literal["count", "refuse"] = "count"
    default: list[str] = []


class Condition(Closed):
    """True when the path has one of these values, matches the expression, or has any value.

    ``missing``: true when it has no value; ``absent``: true when the source does not even have the field.
    """

    path: str
    equals: list[str] = []
    matches: str = ""
    missing: bool = False
    absent: bool = False


class Skip(Condition):
    """A line that is none of the catalogue's business, and why: it is counted, never written."""

    reason: str


class Value(Closed):
    """Where one value comes from and what is done to it, in the order of these keys."""

    path: str = ""
    constant: Any = None
    template: str = ""
    any_of: list["Value"] = []
    each: str = ""
    fields: dict[str, "Value"] = {}
    items: list[dict[str, "Value"]] = []
    when: Condition | None = None
    format: Literal["line", "text", "html", "markdown"] = "line"
    pattern: str = ""
    split: str = ""
    terms: str = ""
    read: Literal["", "date", "number", "territory", "url"] = ""
    level: Literal["", "commune", "epci", "departement", "region"] = ""
    take: Literal["all", "first", "last"] = "all"
    join: str = ", "
    wrap: str = ""
    cut: int = Field(default=0, ge=0)
    default: Any = None
    required: bool = False

    @model_validator(mode="after")
    def _has_one_origin(self) -> "Value":
        given = (self.path, self.template, self.any_of, self.each, self.items)
        origins = sum(bool(origin) for origin in given) + (self.constant is not None)
        if origins != 1 and not (origins == 0 and self.default is not None):
            message = "donnez une seule origine : path, constant, template, any_of, each ou items."
            raise ValueError(message)
        if self.each and not self.fields:
            message = "« each » demande « fields » : ce que chaque élément de la liste devient."
            raise ValueError(message)
        _check_expression(self.pattern)
        return self


class Mapping(Closed):
    """A whole mapping: the file, the key of origin, what to leave out, the terms, and one value per target field."""

    version: Literal[1]
    name: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    licence: str
    target: Literal["initiative", "solution"]
    source: Source = Source()
    key: str
    identifier: str
    provenance: str
    missing: list[str] = []
    skip: list[Skip] = []
    terms: dict[str, Terms] = {}
    fields: dict[str, Value]

    @model_validator(mode="after")
    def _fits_the_records(self) -> "Mapping":
        check_fields(self.fields, TARGETS[self.target], self.terms, "fields")
        for skip in self.skip:
            _check_expression(skip.matches)
        return self


def check_fields(fields: dict[str, Value], record: type[params.Record], terms: dict[str, Terms], where: str) -> None:
    """Raise ValueError where a target does not exist in the record, or a table of terms is not declared."""
    allowed = set(record.model_fields) - OWN_FIELDS
    for name, value in fields.items():
        if name not in allowed:
            possible = ", ".join(sorted(allowed))
            message = f"{where} : « {name} » n’est pas un champ possible. Champs possibles : {possible}."
            raise ValueError(message)
        _check_value(value, terms, f"{where}.{name}", part_of(record, name))


def part_of(record: type[params.Record], name: str) -> type[params.Record] | None:
    """Return the record that each element of this list field is, if it is one."""
    annotation = record.model_fields[name].annotation
    candidates = getattr(annotation, "__args__", (annotation,))
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, params.Record)), None)


def _check_value(value: Value, terms: dict[str, Terms], where: str, part: type[params.Record] | None) -> None:
    if value.terms and value.terms not in terms:
        message = f"{where} : la table de termes « {value.terms} » n’est pas déclarée sous « terms »."
        raise ValueError(message)
    for other in value.any_of:
        _check_value(other, terms, where, part)
    for fields in [*value.items, *([value.fields] if value.fields else [])]:
        if part is None:
            message = f"{where} : ce champ n’est pas une liste de fiches, « each » et « items » n’y ont pas de sens."
            raise ValueError(message)
        check_fields(fields, part, terms, where)


def _check_expression(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        message = f"l’expression « {pattern} » est mal écrite ({error})."
        raise ValueError(message) from error


def read_mapping(name: str) -> tuple[Mapping, str]:
    """Read a mapping, by path or by the name of one that ships; return it with the hash of its text."""
    path = Path(name)
    if not path.suffix and not path.exists():
        path = SHIPPED / f"{name}.yaml"
    try:
        text = path.read_text(encoding="utf-8")
        mapping = Mapping.model_validate(_content(text))
    except FileNotFoundError as error:
        known = ", ".join(sorted(one.stem for one in SHIPPED.glob("*.yaml")))
        raise UnusableMapping(
            f"La correspondance « {name} » est introuvable. Donnez un fichier YAML, ou l’une de celles fournies : {known}."
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise UnusableMapping(f"La correspondance « {name} » est illisible : {error}") from error
    except ValidationError as error:
        lines = "\n".join(f"  {line(detail)}" for detail in error.errors())
        raise UnusableMapping(f"La correspondance « {name} » ne convient pas :\n{lines}") from error
    return mapping, hashlib.sha256(text.encode()).hexdigest()


def _content(text: str) -> Any:
    """Return what the YAML says, once its size, depth and nodes are known to be those of a mapping."""
    check_bounds(text, LIMITS)
    return yaml.safe_load(text)
