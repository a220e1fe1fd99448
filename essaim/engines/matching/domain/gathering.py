"""Everybody who may be paired now, read at once: the same few queries whatever their number.

Only the answers that the rules of pairs read are taken; what is taken is summed up in a digest, with the rules.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Terms
from essaim.adoptions.world import service_words
from essaim.cores.assignment import Pair
from essaim.cores.rules.book import Book
from essaim.cores.rules.kinds import Value, Variable
from essaim.cores.rules.reading import UnreadableValueError, read
from essaim.cores.rules.tree import Source
from essaim.engines.matching.domain.masks import Crowd, Ground
from essaim.engines.matching.domain.pairing import Pairing
from essaim.engines.matching.domain.people import UNKNOWN, People, Position
from essaim.engines.matching.models import Agreement, AgreementState, Profile, ProfileState, Proposal, ProposalState
from essaim.engines.matching.models.proposal import LIVE
from essaim.engines.matching.params import MatchingSection, SideRecord
from essaim.foundation.territories import public as territories

Row = tuple[int, str, int, Any, Mapping[str, Any]]
"""A profile: pk, side, capacity, key of the participation, answers as they were written."""


@dataclass(frozen=True)
class Gathered:
    """People to pair, with the profiles behind the numbers of the pairing. ``digest``: SHA-256 of all that decides."""

    pairing: Pairing
    seekers: tuple[int, ...]
    partners: tuple[int, ...]
    digest: str

    @property
    def waiting(self) -> list[int]:
        """Numbers of the seekers without an agreement nor a proposal."""
        busy = {row for row, _ in self.pairing.running}
        return [row for row in range(len(self.seekers)) if row not in busy]


def section_of(terms: Terms) -> MatchingSection:
    """Return the section of matching of these terms, typed."""
    section = terms.kit.sections["matching"]
    if not isinstance(section, MatchingSection):
        raise TypeError("the section « matching » is not of this engine")
    return section


def gather(adoption: Adoption, terms: Terms, today: date) -> Gathered:
    """Return everybody active, their running pairs and their refusals, under the terms in force."""
    section = section_of(terms)
    ground = Ground(terms.kit.book, terms.values, today)
    reader = _Reader(ground.book, asked_by(section, ground))
    rows: list[Row] = list(
        Profile.objects.filter(adoption=adoption, state=ProfileState.ACTIVE, participation__erased_at=None)
        .order_by("registered_at", "pk")
        .values_list("pk", "side", "capacity", "participation__key", "participation__answers")
    )
    taken, refused = _taken(adoption), _refused(adoption)
    first, second = (_Side(side, [row for row in rows if row[1] == side.id], reader) for side in section.sides)
    where = positions({*first.places, *second.places})
    crowd = Crowd(first.people(where, second, taken, 0), second.people(where, first, taken, 1), ground)
    pairing = Pairing(section, crowd, _inside(taken, first, second), _inside(refused, first, second), labels(terms))
    return Gathered(pairing, tuple(first.numbers), tuple(second.numbers), _digest(pairing, terms, today))


def gather_pair(terms: Terms, today: date, seeker: Profile, partner: Profile) -> Pairing:
    """Return the smallest pairing, of these two alone, with the places that they have left."""
    section = section_of(terms)
    ground = Ground(terms.kit.book, terms.values, today)
    reader = _Reader(ground.book, asked_by(section, ground))
    first, second = (
        _Side(record, [(one.pk, one.side, one.free, one.participation.key, one.participation.answers)], reader)
        for record, one in zip(section.sides, (seeker, partner), strict=True)
    )
    where = positions({*first.places, *second.places})
    crowd = Crowd(first.people(where, second, set(), 0), second.people(where, first, set(), 1), ground)
    running = Agreement.objects.filter(seeker=seeker, partner=partner, state=AgreementState.RUNNING).exists()
    alone = section.model_copy(update={"quotas": []})
    return Pairing(alone, crowd, ((0, 0),) if running else (), (), labels(terms))


def member_of(terms: Terms, today: date, rule: str, profile: Profile) -> bool:
    """Tell whether one person belongs to the group of a quota."""
    ground = Ground(terms.kit.book, terms.values, today)
    reader = _Reader(ground.book, frozenset(ref.name for ref in ground.reads(rule) if ref.source is Source.FIELD))
    return ground.holds(rule, reader.answers(profile.participation.answers), UNKNOWN)


def labels(terms: Terms) -> Callable[[str], str]:
    """Return what fills the placeholders of a label with the values of the adopter."""
    return cache(Speech(terms.kit, terms.values, service=service_words(terms.adoption)).label)


def asked_by(section: MatchingSection, ground: Ground) -> frozenset[str]:
    """Return the fields that decide who may be paired with whom."""
    rules = [
        *section.criteria,
        *(one.rule for one in section.wishes if one.rule),
        *(one.rule for one in section.quotas),
    ]
    read_by_rules = {ref.name for rule in rules for ref in ground.reads(rule) if ref.source is Source.FIELD}
    strata = [section.draw.strata] if section.draw and section.draw.strata else []
    return frozenset({*read_by_rules, *(name for one in section.shared for name in one.fields), *strata})


def positions(communes: Iterable[str]) -> dict[str, Position]:
    """Return where communes are (INSEE codes), those that are known, in one query."""
    found = territories.get_many(f"commune-{code}" for code in sorted(communes))
    return {
        one.insee: (one.latitude, one.longitude)
        for one in found.values()
        if one.latitude is not None and one.longitude is not None
    }


class _Reader:
    """Types the answers of many people, each different one once; what cannot be read is not known."""

    def __init__(self, book: Book, asked: frozenset[str]) -> None:
        self.variables: dict[str, Variable] = {name: book.fields[name] for name in asked}
        self.known: dict[tuple[str, Any], Value | None] = {}

    def answers(self, written: Mapping[str, Any]) -> dict[str, Value]:
        found = {name: self._value(name, written[name]) for name in self.variables if name in written}
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, name: str, written: Any) -> Value | None:
        key = name, _key(written)
        if key not in self.known:
            self.known[key] = self._read(name, written)
        return self.known[key]

    def _read(self, name: str, written: Any) -> Value | None:
        try:
            return read(self.variables[name], written)
        except UnreadableValueError:
            return None


def _key(written: Any) -> Any:
    """Return an answer as a key; most are a text or a list of choices, that no encoder is needed for."""
    if isinstance(written, str):
        return written
    plain = isinstance(written, list) and all(isinstance(one, str) for one in written)
    return tuple(written) if plain else (type(written), json.dumps(written, sort_keys=True))


class _Side:
    """The rows of one side."""

    def __init__(self, record: SideRecord, rows: list[Row], reader: _Reader) -> None:
        self.record, self.rows = record, rows
        self.numbers = {row[0]: place for place, row in enumerate(rows)}
        self.answers = tuple(reader.answers(row[4]) for row in rows)
        self.places = [str(row[4].get(record.place or "", "")) for row in rows]

    def people(self, where: Mapping[str, Position], other: "_Side", taken: set[Pair], end: int) -> People:
        """Return the people; whoever is bound to somebody absent from the search has so many places less."""
        bound = Counter(pair[end] for pair in taken if pair[1 - end] not in other.numbers)
        return People(
            fields=frozenset(self.record.fields),
            names=tuple(str(row[3]) for row in self.rows),
            answers=self.answers,
            capacities=tuple(max(row[2] - bound[row[0]], 0) for row in self.rows),
            positions=tuple(where.get(place) for place in self.places),
        )


def _taken(adoption: Adoption) -> set[Pair]:
    running = Agreement.objects.filter(adoption=adoption, state=AgreementState.RUNNING)
    live = Proposal.objects.filter(adoption=adoption, state__in=LIVE)
    return {*_ends(running.order_by()), *_ends(live.order_by())}


def _refused(adoption: Adoption) -> set[Pair]:
    """Pairs that somebody refused, or whose agreement ended: proposed again by hand only."""
    declined = Proposal.objects.filter(adoption=adoption, state=ProposalState.DECLINED)
    ended = Agreement.objects.filter(adoption=adoption, state=AgreementState.ENDED)
    return {*_ends(declined.order_by()), *_ends(ended.order_by())}


def _ends(found: Any) -> Iterable[Pair]:
    return found.values_list("seeker_id", "partner_id")  # type: ignore[no-any-return]


def _inside(pairs: set[Pair], first: _Side, second: _Side) -> tuple[Pair, ...]:
    """Return pairs of profiles as pairs of numbers, those whose two people are here."""
    rows, columns = first.numbers, second.numbers
    return tuple(sorted((rows[one], columns[other]) for one, other in pairs if one in rows and other in columns))


def _digest(pairing: Pairing, terms: Terms, today: date) -> str:
    crowd = pairing.crowd
    told = {
        "kit": terms.version.digest,
        "settings": terms.settings,
        "day": today.isoformat(),
        "running": pairing.running,
        "refused": pairing.refused,
        "sides": [
            [people.names, people.capacities, people.positions, people.answers]
            for people in (crowd.seekers, crowd.partners)
        ],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a typed value as JSON writes it, always alike."""
    return sorted(value) if isinstance(value, frozenset) else str(value)
