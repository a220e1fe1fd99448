"""Whether a participation that was sent may go on under other terms without anything changing for whoever sent it.

It may when, for it, the new terms are the same rules said otherwise: same engines, states and table, same fields and same
promises about them, and each rule and each amount
- settled (an answer that reads only its own fields and the parameters): gives the same under both;
- not settled (something is unknown, or it reads the day or a look-up): is the same computation over the same parameters.

Learning a value never turns yes into no (`cores.rules.evaluation`): so what was settled stays, whatever is learnt later,
and what was not will be answered alike. A property test draws kits, values and what comes later, and finds no difference.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from essaim.adoptions.kits.kit import Kit, Settings
from essaim.adoptions.kits.walking import marked
from essaim.adoptions.models import Participation, Terms
from essaim.adoptions.params.base import Prose, Reference, Section, Target
from essaim.adoptions.params.values import FieldRecord
from essaim.adoptions.world import RunningWorld, world_of
from essaim.cores.rules import amounts
from essaim.cores.rules.auditing import named_in, named_in_computation
from essaim.cores.rules.book import Amount, Book
from essaim.cores.rules.kinds import Value, Variable
from essaim.cores.rules.tree import Named, Ref, Source
from essaim.cores.rules.verdict import Verdict

Name = Ref | Named


@dataclass(frozen=True)
class Passage:
    """Two terms side by side: those that a participation keeps, those that it might pass to."""

    before: Terms
    after: Terms

    @cached_property
    def kits(self) -> tuple[Kit, Kit]:
        return self.before.kit, self.after.kit

    @cached_property
    def values(self) -> tuple[Settings, Settings]:
        return self.before.values, self.after.values

    @cached_property
    def structure(self) -> tuple[str, ...]:
        """What differs between the two whatever the participation, in French; nothing: the same machine."""
        return tuple(_structure(self))

    def harms(self, participation: Participation, *, today: date) -> list[str]:
        """Say in French why a participation may not pass; nothing: it may, and nothing changes for it."""
        found = [*self.structure, *_promises(self, participation)]
        return found or list(_answers(self, participation, today))

    def same(self, names: Iterable[Name]) -> bool:
        """Say whether what these names stand for is computed alike, from the same parameters."""
        (old, new), (held, other) = self.kits, self.values
        return all(_alike(name, old.book, new.book) and _equal(name, held, other) for name in _reached(names, old.book))


def _structure(passage: Passage) -> Iterator[str]:
    old, new = passage.kits
    if set(old.record.engines) != set(new.record.engines) or old.absent or new.absent:
        yield "les moteurs ne sont pas les mêmes"
        return
    for key in old.sections:
        if bare(old.sections[key]) != bare(new.sections[key]):
            yield f"le fonctionnement change ({old.engines[key].label})"
    if old.record.events != new.record.events:
        yield "ce qui en entraîne un autre change"
    moved = sorted(name for name in _of_engines(old) if passage.values[0].get(name) != passage.values[1].get(name))
    yield from (f"un paramètre du fonctionnement change : {old.book.parameters[name].label}" for name in moved)
    for name, variable in old.book.fields.items():
        if name not in new.book.fields or shape(new.book.fields[name]) != shape(variable):
            yield f"une question change : {variable.label}"


def bare(section: Section) -> Any:
    """Return a section without the words that people read in it: what it does, not how it says it."""
    dumped: Any = section.model_dump(by_alias=True)
    for one in marked(section):
        if isinstance(one.marker, Prose):
            here: Any = dumped
            for step in one.path[:-1]:
                here = here[step]
            here[one.path[-1]] = None
    return dumped


def _of_engines(kit: Kit) -> set[str]:
    """The parameters that the machine itself reads: named in a section of an engine, or in the table."""
    found = {
        row.partition(".")[2] for line in kit.record.events for row in line.with_.values() if row.startswith("par")
    }
    for section in kit.sections.values():
        markers = ((one.marker, one.value) for one in marked(section))
        found |= {
            value for marker, value in markers if isinstance(marker, Reference) and marker.target is Target.PARAMETER
        }
        found |= set(_written(section.model_dump(by_alias=True)))
    return found & set(kit.book.parameters)


def _written(tree: Any) -> Iterator[str]:
    """The parameters named in the conditions and computations of a section."""
    if isinstance(tree, dict):
        if isinstance(tree.get("parameter"), str):
            yield tree["parameter"]
        for value in tree.values():
            yield from _written(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _written(value)


def shape(variable: Variable) -> tuple[Any, ...]:
    """Return what a value is, without how it is called."""
    choices = tuple(choice.key for choice in variable.choices)
    return variable.kind, variable.unit, choices, tuple((one.name, *shape(one)) for one in variable.members)


def _promises(passage: Passage, participation: Participation) -> Iterator[str]:
    """What was said to the person about each answer: why it is asked, who reads it, how long it is kept."""
    old, new = ({one.id: one for one in kit.record.fields} for kit in passage.kits)
    for name in participation.answers:
        if name in old and name in new and not _kept(old[name], new[name]):
            yield f"ce qui a été promis change pour la réponse « {old[name].label} »"


def _kept(old: FieldRecord, new: FieldRecord) -> bool:
    same = old.purpose == new.purpose and old.sensitivity == new.sensitivity and new.readers <= old.readers
    return same and old.retention.after == new.retention.after and new.retention.months <= old.retention.months


def _answers(passage: Passage, participation: Participation, today: date) -> Iterator[str]:
    worlds = tuple(world_of(participation, today=today, terms=terms) for terms in (passage.before, passage.after))
    old, new = (kit.book for kit in passage.kits)
    for name, rule in old.rules.items():
        label = f"la réponse à une règle peut changer : {rule.label}"
        if name not in new.rules or not _same_rule(passage, name, *worlds):
            yield label
    for name, amount in old.amounts.items():
        if name not in new.amounts or not _same_amount(passage, name, *worlds):
            yield f"un montant peut changer : {amount.label}"


def _same_rule(passage: Passage, name: str, held: RunningWorld, other: RunningWorld) -> bool:
    answer = held.rule(name).verdict
    if answer is not other.rule(name).verdict:
        return False
    settled = answer is not Verdict.UNKNOWN and not any(_moves({Named(name)}, kit.book) for kit in passage.kits)
    return settled or passage.same({Named(name)})


def _same_amount(passage: Passage, name: str, held: RunningWorld, other: RunningWorld) -> bool:
    value = held.amount(name).value
    if value != other.amount(name).value:
        return False
    ref = Ref(Source.AMOUNT, name)
    settled = value is not None and not any(_moves({ref}, kit.book) for kit in passage.kits)
    return settled or passage.same({ref})


def _moves(names: Iterable[Name], book: Book) -> bool:
    """Say whether something in it changes by itself: the day, or what engines answer."""
    return any(_moving(name, book) for name in _reached(names, book))


def _moving(name: Name, book: Book) -> bool:
    if isinstance(name, Ref) and name.source is Source.AMOUNT and name.name in book.amounts:
        nodes = (node for _, node in amounts.walk(book.amounts[name.name].computation))
        return any(isinstance(node, amounts.Elapsed) and node.until is None for node in nodes)
    return isinstance(name, Ref) and name.source is Source.LOOKUP


def _reached(names: Iterable[Name], book: Book) -> set[Name]:
    """Everything that names lead to, themselves included."""
    found: set[Name] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _below(name, book)
    return found


def _below(name: Name, book: Book) -> set[Name]:
    if isinstance(name, Named):
        return named_in(book.rules[name.rule].condition) if name.rule in book.rules else set()
    if name.source is Source.AMOUNT and name.name in book.amounts:
        return named_in_computation(book.amounts[name.name].computation)
    return set()


def _alike(name: Name, old: Book, new: Book) -> bool:
    if isinstance(name, Named):
        return name.rule in new.rules and old.rules[name.rule].condition == new.rules[name.rule].condition
    if name.source is Source.AMOUNT and name.name in old.amounts:
        return name.name in new.amounts and _computed(old.amounts[name.name]) == _computed(new.amounts[name.name])
    return True


def _computed(amount: Amount) -> tuple[Any, ...]:
    return amount.kind, amount.unit, amount.computation


def _equal(name: Name, held: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    if isinstance(name, Named) or name.source is not Source.PARAMETER:
        return True
    return name.name in other and held[name.name] == other[name.name]
