"""Answers in words: with the names of places, line by line, for the page to read again, the receipt and the desk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from essaim.adoptions.domain.asking import records, steps
from essaim.adoptions.domain.retaining import Period, period
from essaim.adoptions.forms.places import place_name
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Participation
from essaim.adoptions.world import world_of
from essaim.cores.rules.kinds import Item, Kind, Value, Variable
from essaim.foundation.territories import public as territories


@dataclass(frozen=True)
class SaidAnswer:
    """One answer: its question, its words (None: not answered), how long it is kept, who reads it."""

    name: str
    label: str
    words: str | None
    kept: Period
    readers: frozenset[str]


@dataclass(frozen=True)
class SaidPage:
    """One screen with its answers in words."""

    place: int
    title: str
    answers: tuple[SaidAnswer, ...]


def said_pages(participation: Participation, today: date | None = None) -> list[SaidPage]:
    """Return what is asked of a person with what she answered, screen by screen. Raises RefusedActError."""
    world = world_of(participation, today=today or timezone.localdate())
    return [
        SaidPage(
            step.place, world.speech.text(step.page.title), tuple(_answers(participation, step.fields, world.speech))
        )
        for step in steps(participation, today=today)
    ]


def said_answers(participation: Participation, today: date | None = None) -> list[SaidAnswer]:
    """Return every answer that is kept, in the order of the kit, in words: through a door or by an act of the team."""
    world = world_of(participation, today=today or timezone.localdate())
    names = [one.id for one in participation.terms.kit.record.fields if one.id in participation.answers]
    return list(_answers(participation, names, world.speech))


def _answers(
    participation: Participation, names: "list[str] | tuple[str, ...]", speech: Speech
) -> Iterator[SaidAnswer]:
    fields, values = records(participation.terms), participation.values
    for name in names:
        variable = participation.terms.kit.book.fields[name]
        words = said(variable, values[name], speech) if name in values else None
        one = fields[name]
        yield SaidAnswer(name, speech.label(one.label), words, period(participation, one.retention), one.readers)


def said(variable: Variable, value: Value, speech: Speech) -> str:
    """Return a value in French, places by their names, one line for each item of a group."""
    if isinstance(value, tuple):
        return "\n".join(_item(variable, item, speech) for item in value) or "aucune ligne"
    if variable.kind is Kind.COMMUNE:
        return place_name(str(value))
    if variable.kind is Kind.DEPARTEMENT:
        found = territories.find(f"departement-{value}")
        return f"{found.name} ({value})" if found else str(value)
    return speech.said(variable, value)


def _item(group: Variable, item: Item, speech: Speech) -> str:
    members: Mapping[str, Variable] = {one.name: one for one in group.members}
    parts = (
        f"{speech.label(members[name].label)} : {said(members[name], value, speech)}" for name, value in item.items()
    )
    return " ; ".join(parts)
