"""Answers in words, as a role or the other side may read them: communes by their names."""

from collections.abc import Iterable, Mapping, Sequence

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Participation
from essaim.adoptions.world import service_words
from essaim.cores.rules.kinds import Kind, Value, Variable
from essaim.engines.matching.params import SideRecord
from essaim.foundation.territories import public as territories

Said = list[tuple[str, str]]
"""Label and value of each answer."""
Names = Mapping[str, str]
"""The name of each commune by its INSEE code."""


def communes_of(participations: Iterable[Participation]) -> Names:
    """Return the names of the communes that people answered, in one query whatever their number."""
    codes = {f"commune-{code}" for one in participations for code in _communes(one)}
    return {found.insee: found.name for found in territories.get_many(sorted(codes)).values()}


def _communes(participation: Participation) -> list[str]:
    fields = participation.terms.kit.book.fields
    return [
        str(written)
        for name, written in participation.answers.items()
        if name in fields and fields[name].kind is Kind.COMMUNE
    ]


def speech_about(participation: Participation) -> Speech:
    """Return the texts of the kit, with the values of who adopted it."""
    terms = participation.terms
    return Speech(terms.kit, terms.values, service=service_words(participation.adoption))


def for_role(participation: Participation, role: str, names: Names) -> Said:
    """Return the answers that a role of the kit may read."""
    readers = {one.id: one.readers for one in participation.terms.kit.record.fields}
    return _said(participation, [name for name in participation.answers if role in readers.get(name, ())], names)


def for_other(participation: Participation, record: SideRecord, names: Names, *, consented: bool) -> Said:
    """Return what the other side may read, in the order of the kit; more once both have consented."""
    return _said(participation, [*record.shows, *(record.then_shows if consented else ())], names)


def _said(participation: Participation, fields: Sequence[str], names: Names) -> Said:
    speech, book, values = speech_about(participation), participation.terms.kit.book, participation.values
    return [
        (speech.label(book.fields[name].label), _words(speech, book.fields[name], values[name], names))
        for name in fields
        if name in values
    ]


def _words(speech: Speech, variable: Variable, value: Value, names: Names) -> str:
    words = speech.said(variable, value)
    return names.get(words, words) if variable.kind is Kind.COMMUNE else words
