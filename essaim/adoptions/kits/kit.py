"""A kit read and typed: the document, its closed models, the book of its rules, the engines that it composes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pydantic import ValidationError

from essaim.adoptions.contract import Engine, Surroundings
from essaim.adoptions.kits.document.canonical import digest
from essaim.adoptions.kits.document.problems import FaultyKitError, Finding, Path
from essaim.adoptions.kits.document.tree import Document
from essaim.adoptions.params.base import Section
from essaim.adoptions.params.computations import computation
from essaim.adoptions.params.faults import findings
from essaim.adoptions.params.kit import KitRecord
from essaim.cores.rules.book import Amount, Book, Rule
from essaim.cores.rules.kinds import Value, Variable
from essaim.cores.rules.reading import UnreadableValueError, read
from essaim.cores.rules.tree import Condition

FINDINGS_AT_MOST = 100
"""How many problems are told at once: a file that has more is not a kit with faults, it is another file."""

Settings = Mapping[str, Value]
"""The values of the parameters, typed, by identifier."""


@dataclass(frozen=True)
class Kit:
    """A kit whose document fits its models. ``absent``: the engines that it names and that this platform has not."""

    document: Document
    record: KitRecord
    book: Book
    engines: Mapping[str, Engine]
    sections: Mapping[str, Section]
    absent: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The identity of this version: SHA-256 of the canonical form, in hexadecimal."""
        return digest(self.document.tree)

    @cached_property
    def valid_when(self) -> dict[str, Condition]:
        """The conditions that parameters must keep together, by parameter."""
        return {one.id: one.valid_when.tree() for one in self.record.parameters if one.valid_when is not None}

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(self.record, self.book)

    def defaults(self) -> dict[str, Value]:
        """Return the default values of the parameters that can be read (the checks say which cannot)."""
        found: dict[str, Value] = {}
        for parameter in self.record.parameters:
            try:
                found[parameter.id] = read(self.book.parameters[parameter.id], parameter.default)
            except UnreadableValueError:
                continue
        return found


def assemble(document: Document, engines: Mapping[str, Engine]) -> Kit:
    """Type a document. Raises FaultyKitError with everything that does not fit the models."""
    try:
        record = KitRecord.model_validate(document.tree)
    except ValidationError as error:
        raise _faulty(document, findings(error, KitRecord)) from None
    used = {key: engines[key] for key in record.engines if key in engines}
    sections = _sections(document, record, used)
    absent = tuple(sorted(set(record.engines) - set(engines)))
    return Kit(document, record, book(record, used), used, sections, absent)


def _sections(document: Document, record: KitRecord, engines: Mapping[str, Engine]) -> dict[str, Section]:
    found: dict[str, Section] = {}
    wrong: list[Finding] = []
    for key, engine in engines.items():
        under: Path = ("engines", key)
        try:
            found[key] = engine.section.model_validate(record.engines[key])
        except ValidationError as error:
            wrong += findings(error, engine.section, under)
    if wrong:
        raise _faulty(document, wrong)
    return found


def _faulty(document: Document, wrong: Iterable[Finding]) -> FaultyKitError:
    return FaultyKitError([document.problem(finding) for finding in islice(wrong, FINDINGS_AT_MOST)])


def book(record: KitRecord, engines: Mapping[str, Engine]) -> Book:
    """Return what the rules of a kit may name."""
    return Book(
        fields={field.id: field.variable() for field in record.fields},
        parameters={parameter.id: parameter.variable() for parameter in record.parameters},
        lookups={look.name: look for engine in engines.values() for look in _lookups(engine)},
        amounts={
            one.id: Amount(one.id, one.label, one.type, computation(one.is_), one.unit or "") for one in record.amounts
        },
        rules={rule.id: Rule(rule.id, rule.label, rule.when.tree()) for rule in record.rules},
    )


def _lookups(engine: Engine) -> list[Variable]:
    return [
        Variable(f"{engine.key}.{one.name}", one.kind, one.label, one.unit, one.choices, one.members)
        for one in engine.lookups
    ]
