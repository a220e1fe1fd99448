"""What is asked of one person: the pages of her door whose condition does not say no, given what she answered so far."""

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from essaim.adoptions.domain.participating import door_of
from essaim.adoptions.models import Participation, Terms
from essaim.adoptions.params.pages import AskedDocumentRecord, PageRecord
from essaim.adoptions.params.values import FieldRecord
from essaim.adoptions.runtime import Door
from essaim.adoptions.world import RunningWorld, world_of
from essaim.cores.rules.evaluation import evaluate
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.verdict import Verdict

ROUNDS = 10
"""A field may be asked because of another that is asked because of a third: how deep that goes at most."""


@dataclass(frozen=True)
class Step:
    """One screen that this person is asked. ``place`` is that of the page in its door, from 1: its address never moves."""

    place: int
    page: PageRecord
    fields: tuple[str, ...]

    @property
    def documents(self) -> tuple[AskedDocumentRecord, ...]:
        return tuple(self.page.documents)


def records(terms: Terms) -> dict[str, FieldRecord]:
    """Return the fields of a kit by identifier."""
    return {one.id: one for one in terms.kit.record.fields}


def door_fields(door: Door) -> list[str]:
    """Return every field that a door may ask, in order."""
    return list(dict.fromkeys(name for page in door.pages for name in page.fields))


def steps(
    participation: Participation, answers: Mapping[str, Any] | None = None, today: date | None = None
) -> list[Step]:
    """Return what is asked. An answer to a field that is not asked decides nothing.

    Args:
        participation: Whose terms, door and look-ups.
        answers: As they are written; those that are kept, without it.
        today: The day; the application's without it.

    Raises RefusedActError: the engine of the door is switched off.
    """
    door, known = door_of(participation), participation.answers if answers is None else answers
    asked: frozenset[str] = frozenset(door_fields(door))
    found: list[Step] = []
    for _ in range(ROUNDS):
        world = _world(participation, known, asked, today or timezone.localdate())
        found = list(_steps(door, world, records(participation.terms)))
        now = frozenset(name for step in found for name in step.fields)
        if now == asked:
            break
        asked = now
    return found


def _world(
    participation: Participation, answers: Mapping[str, Any], asked: Collection[str], today: date
) -> RunningWorld:
    alike = copy.copy(participation)
    alike.answers = {name: value for name, value in answers.items() if name in asked}
    return world_of(alike, today=today)


def _steps(door: Door, world: RunningWorld, fields: Mapping[str, FieldRecord]) -> Iterator[Step]:
    for place, page in enumerate(door.pages, start=1):
        if not _not_refused(page.condition, world):
            continue
        names = tuple(name for name in page.fields if _not_refused(fields[name].condition, world))
        if names or page.documents:
            yield Step(place, page, names)


def _not_refused(condition: Any, world: RunningWorld) -> bool:
    if condition is None:
        return True
    return evaluate(condition.tree(), world.terms.kit.book, world.facts).verdict is not Verdict.NO


def missing(participation: Participation, given: Collection[str]) -> list[tuple[Step, list[str]]]:
    """Return the screens where something that is required was not answered, with its labels.

    ``given``: identifiers of the documents that were given.
    """
    fields, found = records(participation.terms), []
    label = world_of(participation, today=timezone.localdate()).speech.label
    for step in steps(participation):
        lacking = [
            label(fields[name].label)
            for name in step.fields
            if fields[name].required and name not in participation.answers
        ]
        lacking += [label(one.label) for one in step.documents if one.required and one.id not in given]
        if lacking:
            found.append((step, lacking))
    return found


def commune_of(participation: Participation) -> str | None:
    """Return the Insee code of the first commune that was answered, in the order of the door."""
    fields = records(participation.terms)
    answered = (name for name in door_fields(door_of(participation)) if name in participation.answers)
    return next((participation.answers[name] for name in answered if fields[name].type is Kind.COMMUNE), None)
