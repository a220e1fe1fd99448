"""What a service says of itself before anything is asked: for whom, which data, why, for how long, on what law."""

from collections.abc import Iterable
from dataclasses import dataclass

from essaim.adoptions.domain.asking import door_fields, records
from essaim.adoptions.domain.participating import doors
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Terms
from essaim.adoptions.params.header import CHANNELS, GROUNDS
from essaim.adoptions.runtime import Door
from essaim.adoptions.world import service_words


@dataclass(frozen=True)
class KeptData:
    """One kind of data that a service keeps."""

    label: str
    purpose: str
    kept: str
    readers: str


@dataclass(frozen=True)
class SaidRule:
    """A rule of a door, in the words of the kit and point by point."""

    label: str
    sentence: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Entrance:
    """What is said at the entrance of a service."""

    summary: str
    ground: str
    law: str
    channels: tuple[str, ...]
    rules: tuple[SaidRule, ...]
    data: tuple[KeptData, ...]


def entrance(adoption: Adoption, only: Door | None = None) -> Entrance:
    """Return what a service says, about all of its doors or one. Reads the terms once."""
    terms = adoption.terms
    speech = Speech(terms.kit, terms.values, service=service_words(adoption))
    held = [only] if only else list(doors(terms).values())
    header = terms.kit.record.kit
    return Entrance(
        speech.text(header.summary), GROUNDS[header.legal_basis.ground], speech.text(header.legal_basis.text),
        tuple(CHANNELS[one] for one in header.channels if one != "online"),
        tuple(_rules(held, speech)), tuple(_data(held, terms, speech, only=only is not None)),
    )  # fmt: skip


def _rules(held: Iterable[Door], speech: Speech) -> Iterable[SaidRule]:
    for name in dict.fromkeys(door.rule for door in held if door.rule):
        record = next(one for one in speech.kit.record.rules if one.id == name)
        yield SaidRule(speech.label(record.label), speech.rule(name), tuple(speech.lines(name)))


def _data(held: Iterable[Door], terms: Terms, speech: Speech, *, only: bool) -> Iterable[KeptData]:
    fields, names = records(terms), [name for door in held for name in door_fields(door)]
    names += [] if only else list(fields)  # what the team writes down later too
    roles = {one.id: speech.label(one.label) for one in terms.kit.record.roles}
    for one in (fields[name] for name in dict.fromkeys(names)):
        readers = ", ".join(roles[role] for role in sorted(one.readers))
        yield KeptData(speech.label(one.label), speech.text(one.purpose), one.retention.words, readers)
    for asked in (asked for door in held for page in door.pages for asked in page.documents):
        readers = ", ".join(roles[role] for role in sorted({*asked.seen_by}))
        yield KeptData(speech.label(asked.label), speech.text(asked.purpose), asked.retention.words, readers)
