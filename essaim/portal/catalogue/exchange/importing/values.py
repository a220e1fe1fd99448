"""One value of a mapping, applied to one line: fetched, cleaned, split, translated, read."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from essaim.portal.catalogue.exchange.importing import plain_text
from essaim.portal.catalogue.exchange.importing.dates import read_date
from essaim.portal.catalogue.exchange.importing.files import Line
from essaim.portal.catalogue.exchange.importing.mapping import Condition, Mapping, Terms, Value
from essaim.portal.catalogue.exchange.importing.places import Places
from essaim.portal.catalogue.exchange.importing.report import Report

CLEANERS: dict[str, Callable[[str], str]] = {
    "line": plain_text.as_line,
    "text": plain_text.tidy,
    "html": plain_text.from_html,
    "markdown": plain_text.from_markdown,
}
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_GROUPED = re.compile(r"^\d{1,3}(,\d{3}){2,}(\.\d+)?$|^\d{1,3},\d{3}\.\d+$")
_AMBIGUOUS = re.compile(r"^\d{1,3},\d{3}$")


def fetch(values: Any, path: str) -> Iterator[Any]:
    """Yield every scalar at a path. A key may hold « / »; a number is a position, « * » every element."""
    if path == "" or not isinstance(values, dict | list):
        yield from _flatten(values) if path == "" else ()
        return
    if isinstance(values, dict) and path in values:
        yield from _flatten(values[path])
        return
    step, _, rest = path.partition("/")
    for inner in _children(values, step):
        yield from fetch(inner, rest)


def _children(values: Any, step: str) -> list[Any]:
    if isinstance(values, dict):
        return [values[step]] if step in values else []
    if step == "*":
        return list(values)
    if re.fullmatch(r"-?\d+", step) and -len(values) <= int(step) < len(values):
        return [values[int(step)]]
    return []


def _flatten(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for inner in value:
            yield from _flatten(inner)
    else:
        yield value


def elements(values: dict[str, Any], path: str) -> list[Any]:
    """Return the list at a path, whole: what « each » goes through."""
    found: Any = values
    for step in [path] if path in values else path.split("/"):
        found = found.get(step) if isinstance(found, dict) else None
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def fold(word: str) -> str:
    """Return a word without case, accents and needless spaces: how terms are compared."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


@dataclass
class Reader:
    """Applies values to lines, counting what it could not understand into the report."""

    mapping: Mapping
    report: Report
    places: Places = field(default_factory=Places)

    def __post_init__(self) -> None:
        self._missing = {fold(word) for word in self.mapping.missing}
        self._terms = {
            name: {fold(word): [target] if isinstance(target, str) else target for word, target in table.values.items()}
            for name, table in self.mapping.terms.items()
        }

    def holds(self, condition: Condition, values: dict[str, Any]) -> bool:
        """Say whether a condition holds for these values."""
        found = [str(value).strip() for value in fetch(values, condition.path)]
        present = [text for text in found if text and text != "None" and fold(text) not in self._missing]
        if condition.absent:
            return not found
        if condition.missing:
            return not present
        if condition.equals:
            return bool({fold(text) for text in present} & {fold(text) for text in condition.equals})
        if condition.matches:
            return any(re.search(condition.matches, text) for text in present)
        return bool(present)

    def read(self, value: Value, line: Line, name: str) -> list[Any]:
        """Return the values found for one target field: texts, or objects for « each », « items » and dates."""
        found = self._apply(value, line, name)
        if value.pattern and not found and self._scalars(value.path, line.values):
            self.report.dropped[name] += 1
        return found

    def _apply(self, value: Value, line: Line, name: str) -> list[Any]:
        if value.when and not self.holds(value.when, line.values):
            return []
        found = self._origin(value, line, name)
        found = found[-1:] if value.take == "last" else found[:1] if value.take == "first" else found
        if value.wrap:
            found = [value.wrap.replace("{}", str(item)) for item in found]
        if value.cut:
            found = [plain_text.cut(item, value.cut) if isinstance(item, str) else item for item in found]
        if not found and value.default is not None:
            return value.default if isinstance(value.default, list) else [value.default]
        return found

    def template(self, text: str, values: dict[str, Any]) -> str:
        """Fill a template like « Budget : {fields/Total Budget} »; empty when one of its values is missing."""
        filled = text
        for path in _PLACEHOLDER.findall(text):
            found = self._scalars(path, values)
            if not found:
                return ""
            filled = filled.replace("{" + path + "}", plain_text.as_line(", ".join(found)))
        return filled

    def _origin(self, value: Value, line: Line, name: str) -> list[Any]:
        if value.any_of:
            return next((found for one in value.any_of if (found := self._apply(one, line, name))), [])
        if value.each:
            parts = [self._part(value.fields, line, item, name) for item in elements(line.values, value.each)]
            return [part for part in parts if part]
        if value.items:
            parts = [self._part(fields, line, line.values, name) for fields in value.items]
            return [part for part in parts if part]
        if value.constant is not None:
            return list(value.constant) if isinstance(value.constant, list) else [value.constant]
        if value.template:
            text = self.template(value.template, line.values)
            return self._transform(value, [text] if text else [], line, name)
        return self._transform(value, self._scalars(value.path, line.values), line, name) if value.path else []

    def _part(self, fields: dict[str, Value], line: Line, item: Any, name: str) -> dict[str, Any]:
        """Build one part (a figure, a link…); empty when one of its required values is missing."""
        inner = Line(line.number, item if isinstance(item, dict) else {"": item, "value": item})
        part: dict[str, Any] = {}
        for key, value in fields.items():
            found = self.read(value, inner, f"{name}.{key}")
            if found:
                part[key] = single(found, value.join)
            elif value.required:
                return {}
        return part

    def _scalars(self, path: str, values: dict[str, Any]) -> list[str]:
        found = [
            str(value).strip() for value in fetch(values, path) if value is not None and not isinstance(value, dict)
        ]
        return [text for text in found if text and fold(text) not in self._missing]

    def _transform(self, value: Value, texts: list[str], line: Line, name: str) -> list[Any]:
        if value.pattern:
            texts = _matching(value.pattern, texts)
        texts = [CLEANERS[value.format](text) for text in texts]
        if value.split:
            texts = [piece.strip() for text in texts for piece in text.split(value.split)]
        texts = [text for text in texts if text]
        if value.terms:
            texts = self._translate(value, texts, line)
        return self._readings(value, texts, line, name) if value.read else list(texts)

    def _translate(self, value: Value, texts: list[str], line: Line) -> list[str]:
        table: Terms = self.mapping.terms[value.terms]
        known = self._terms[value.terms]
        found: list[str] = []
        for text in texts:
            targets = known.get(fold(text))
            if targets is None:
                self._unknown(value, table, text, line)
            found += [target for target in targets or [] if target not in found]
        return found or list(table.default)

    def _unknown(self, value: Value, table: Terms, text: str, line: Line) -> None:
        if table.unknown == "refuse":
            action = f"Ajoutez-le à la table « {value.terms} » de la correspondance."
            self.report.refuse(line.number, value.path, text, "terme inconnu", action)
        self.report.meet_unknown(value.terms, text)

    def _readings(self, value: Value, texts: list[str], line: Line, name: str) -> list[Any]:
        readings: list[Any] = []
        for text in texts:
            try:
                reading = self._reading(value, text)
            except ValueError as error:
                self.report.refuse(line.number, value.path, text, str(error), "Corrigez cette valeur dans le fichier.")
                continue
            if reading is None:
                self.report.meet_unknown(name, text)
            elif reading not in readings:
                readings.append(reading)
        return readings

    def _reading(self, value: Value, text: str) -> Any:
        if value.read == "territory":
            return self.places.find(text, value.level)
        if value.read == "date":
            return _date(text)
        if value.read == "number":
            return number(text)
        return text if re.match(r"https?://", text) else f"https://{text}"


def _matching(pattern: str, texts: list[str]) -> list[str]:
    """Return the first group (or the whole) of what matches; the rest is left out."""
    matches = [re.search(pattern, text) for text in texts]
    return [next((group for group in match.groups() if group), match[0]) for match in matches if match]


def single(found: list[Any], join: str = ", ") -> Any:
    """Return one value: the only one, or the texts joined."""
    return found[0] if len(found) == 1 else join.join(str(item) for item in found)


def number(text: str) -> str:
    """Return a written number as a decimal. Raises ValueError when it is none, or could be read in two ways."""
    digits = re.sub(r"[^\d,.\-]", "", text)
    if _AMBIGUOUS.match(digits):
        raise ValueError("nombre ambigu : milliers ou décimales ? Écrivez 1200 ou 1,2")
    digits = digits.replace(",", "") if _GROUPED.match(digits) else digits.replace(",", ".")
    if not re.fullmatch(r"-?\d+(\.\d+)?", digits):
        raise ValueError("un nombre est attendu")
    return digits


def _date(text: str) -> dict[str, str | int | None]:
    try:
        return read_date(text)
    except ValueError as error:
        raise ValueError("cette date n’existe pas") from error
