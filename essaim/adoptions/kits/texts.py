"""Texts with placeholders: `{parameter.plafond}` and nothing cleverer. A closed list of sources, no expression.

- everywhere: {parameter.x} {origin.x} {service.name} {service.territory} {service.contact};
- but in a label and in the reason of a rule: {rule.x};
- in a message only: {field.x} {amount.x} and what each engine of the kit offers, {cases.number}.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SERVICE = {
    "name": "le nom du service dans ce territoire",
    "territory": "le nom du territoire",
    "contact": "où joindre le service",
}
IN_LABELS = ("parameter", "origin", "service")
IN_PAGES = (*IN_LABELS, "rule")
IN_MESSAGES = ("field", "amount")

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_INSIDE = re.compile(r"([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)")


@dataclass(frozen=True)
class Placeholder:
    """A value to put in a text."""

    source: str
    name: str

    def __str__(self) -> str:
        return f"{{{self.source}.{self.name}}}"


@dataclass(frozen=True)
class Stray:
    """Braces that are not a placeholder."""

    written: str


def placeholders(text: str) -> Iterator[Placeholder | Stray]:
    """Yield the placeholders of a text in order, and what looks like one and is not."""
    for match in _BRACES.finditer(text):
        inside = _INSIDE.fullmatch(match.group(1) or "")
        yield Placeholder(inside.group(1), inside.group(2)) if inside else Stray(match.group())


def fill(text: str, value: Callable[[Placeholder], str]) -> str:
    """Return the text with each placeholder replaced. A value is never read again for placeholders."""

    def one(match: re.Match[str]) -> str:
        inside = _INSIDE.fullmatch(match.group(1) or "")
        return value(Placeholder(inside.group(1), inside.group(2))) if inside else match.group()

    return _BRACES.sub(one, text)


def bare(text: str) -> str:
    """Return the text without its placeholders: what is written in it by hand."""
    return _BRACES.sub(" ", text)
