"""A line becomes a record: every target field read, then checked against the published schema."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from pydantic import ValidationError

from essaim.cores.reading import sentence
from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange.importing.files import Line
from essaim.portal.catalogue.exchange.importing.mapping import TARGETS, Mapping, Value
from essaim.portal.catalogue.exchange.importing.report import Report
from essaim.portal.catalogue.exchange.importing.values import Reader, single

Draft = params.InitiativeDraft | params.SolutionDraft
MEND = "Corrigez cette ligne, ou la correspondance."


@dataclass
class Builder:
    """Turns lines into records. `addresses` gives the identifier that a key of origin already has here."""

    mapping: Mapping
    report: Report
    addresses: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.reader = Reader(self.mapping, self.report)
        self.record = TARGETS[self.mapping.target]
        self.keys: dict[str, int] = {}

    def build(self, lines: Iterable[Line]) -> list[tuple[int, Draft]]:
        """Return the record of every line that is neither bad nor left out, with its line number."""
        built = [(line.number, self._line(line)) for line in lines]
        return [(number, record) for number, record in built if record is not None]

    def _line(self, line: Line) -> Draft | None:
        if line.fault:
            self.report.refuse(line.number, "", "", line.fault, "Corrigez cette ligne.")
            return None
        for skip in self.mapping.skip:
            if self.reader.holds(skip, line.values):
                self.report.skipped[skip.reason] += 1
                self.report.outcomes["skipped"] += 1
                return None
        key = self._key(line)
        before = len(self.report.problems)
        values = self._values(line)
        if not key or len(self.report.problems) > before:
            return None
        return self._checked(line, key, values)

    def _key(self, line: Line) -> str:
        key = self.reader.template(self.mapping.key, line.values)
        if not key:
            action = "Renseignez la colonne qui identifie la fiche."
            self.report.refuse(line.number, self.mapping.key, "", "clé d’origine absente", action)
        elif key in self.keys:
            action = "Gardez une seule des deux lignes."
            reason = f"même clé d’origine que la ligne {self.keys[key]}"
            self.report.refuse(line.number, self.mapping.key, key, reason, action)
            return ""
        self.keys[key] = line.number
        return key

    def _values(self, line: Line) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in self.mapping.fields.items():
            refused = len(self.report.problems)
            found = self.reader.read(value, line, name)
            if found:
                values[name] = self._shaped(name, found, value)
            elif value.required and len(self.report.problems) == refused:
                reason = f"« {name} » est obligatoire et n’a pas pu être lu"
                self.report.refuse(line.number, column(value), "", reason, "Renseignez cette colonne.")
        return values

    def _shaped(self, name: str, found: list[Any], value: Value) -> Any:
        annotation = str(self.record.model_fields[name].annotation)
        return found if annotation.startswith("list[") else single(found, value.join)

    def _checked(self, line: Line, key: str, values: dict[str, Any]) -> Draft | None:
        own = {"id": self._address(line, key), "source_key": key}
        if "provenance" in self.record.model_fields:
            own["provenance"] = self.reader.template(self.mapping.provenance, line.values) or self.mapping.title
        try:
            record: Any = self.record.model_validate(own | values)
        except ValidationError as error:
            for detail in error.errors():
                place = self._column(detail["loc"])
                self.report.refuse(line.number, place, _given(detail), sentence(detail), MEND)
            return None
        self._count(record)
        return record  # type: ignore[no-any-return]

    def _address(self, line: Line, key: str) -> str:
        """Return the identifier: the one that the page has, else a new one that no other page has."""
        if key in self.addresses:
            return self.addresses[key]
        wanted = slugify(self.reader.template(self.mapping.identifier, line.values).replace("’", " ").replace("'", " "))
        address = re.sub(r"[^a-z0-9]+", "-", wanted)[:90].strip("-") or "fiche"
        if address in self.taken:
            address = f"{address}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        self.taken.add(address)
        return address

    def _column(self, loc: tuple[int | str, ...]) -> str:
        """Return the column that a checked field came from."""
        name = str(loc[0]) if loc else ""
        value = self.mapping.fields.get(name)
        if value is None:
            return name
        inner = next((step for step in loc[1:] if isinstance(step, str)), "")
        parts = [value.fields, *value.items]
        nested = next((part[inner] for part in parts if inner in part), None)
        return " ".join(filter(None, [value.each, column(nested)])) if nested else column(value)

    def _count(self, record: Draft) -> None:
        self.report.records += 1
        for name in self.mapping.fields:
            value = getattr(record, name)
            self.report.filled[name] += value not in ("", [], None, self.record.model_fields[name].default)


def column(value: Value) -> str:
    """Return the column, or columns, that a value is read from."""
    inner = [column(one) for one in value.any_of]
    return value.path or value.each or value.template or ", ".join(filter(None, inner)) or "valeur fixe"


def _given(detail: Any) -> object:
    given = detail.get("input", "")
    return "" if isinstance(given, dict) else given
