"""What it takes to adopt a kit, in words: roles, law, data, partners, ways in, where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from essaim.adoptions.kits.showing import View
from essaim.adoptions.params.header import CHANNELS, GROUNDS, NOT_DIGITAL
from essaim.adoptions.params.pages import AskedDocumentRecord
from essaim.adoptions.params.values import FieldRecord, RoleRecord
from essaim.foundation.territories import public as territories

SENSITIVITIES = {"ordinary": "donnée ordinaire", "social": "donnée sociale", "health": "donnée de santé"}
DOCUMENT = "document joint"
ROLE_KINDS = {
    "holder": "demande ou tient un droit",
    "agent": "travaille dans le service",
    "partner": "est partenaire",
    "citizen": "participe",
}
NEEDS = {
    "sms": "des SMS",
    "video": "des rendez-vous en vidéo",
    "health-hosting": "un hébergement de données de santé",
    "identity": "une vérification d’identité",
    "post": "des lettres",
}


@dataclass(frozen=True)
class Collected:
    """One value or document that a kit asks: who gives it, who reads it, why, how long it is kept, of which nature."""

    label: str
    given_by: str
    read_by: str
    purpose: str
    kept: str
    nature: str


@dataclass(frozen=True)
class Act:
    """One thing that a role may do: its words and the engine where it is done."""

    label: str
    engine: str


@dataclass(frozen=True)
class RoleTold:
    """A role: what kind it is, what it may do."""

    id: str
    label: str
    kind: str
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Taking:
    """All that it takes."""

    roles: tuple[RoleTold, ...]
    ground: str
    law: str
    data: tuple[Collected, ...]
    channels: tuple[str, ...]
    other_ways: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]
    place: str
    year: str
    initiative: str
    source: str
    figures: tuple[tuple[str, str], ...]


def taking(view: View) -> Taking:
    """Return what a kit takes, as it reads with given values. One query: the name of the origin's territory."""
    header, speech = view.kit.record.kit, view.speech
    place = territories.find(header.origin.territory)
    return Taking(
        roles=roles(view), ground=GROUNDS[header.legal_basis.ground], law=speech.text(header.legal_basis.text),
        data=collected(view), channels=tuple(CHANNELS[one] for one in header.channels),
        other_ways=tuple(CHANNELS[one] for one in header.channels if one in NOT_DIGITAL),
        needs=tuple((NEEDS[one.id], speech.text(one.why)) for one in view.kit.record.adapters),
        place=place.name if place else header.origin.territory, year=header.origin.year,
        initiative=header.origin.initiative, source=header.origin.source,
        figures=tuple((speech.figure(one), one.source) for one in header.origin.figures),
    )  # fmt: skip


def roles(view: View) -> tuple[RoleTold, ...]:
    """Return the roles of a kit with what each may do."""
    return tuple(
        RoleTold(one.id, view.speech.label(one.label), ROLE_KINDS[one.kind], tuple(_acts(view, one)))
        for one in view.kit.record.roles
    )


def _acts(view: View, role: RoleRecord) -> Iterator[Act]:
    for name in role.may:
        key, _, rest = name.partition(".")
        engine = view.kit.engines.get(key)
        verb = next((one for one in engine.verbs if one.key == rest), None) if engine else None
        yield Act(verb.label if verb else "non disponible sur cette plateforme", engine.label if engine else key)


def collected(view: View) -> tuple[Collected, ...]:
    """Return each value that a kit asks, then each document that its doors ask for (of engines that are here)."""
    names = {one.id: view.speech.label(one.label) for one in view.kit.record.roles}
    values = [
        _collected(view, one, names, one.filled_by, SENSITIVITIES[one.sensitivity]) for one in view.kit.record.fields
    ]
    papers = [_collected(view, one, names, role, DOCUMENT) for role, one in _documents(view)]
    return (*values, *dict.fromkeys(papers))


def _documents(view: View) -> Iterator[tuple[str, AskedDocumentRecord]]:
    """What is asked for as a file, with the role that gives it."""
    for key, engine in view.kit.engines.items():
        for door in engine.doors(view.kit.sections[key]):
            yield from ((door.role, asked) for page in door.pages for asked in page.documents)


def _collected(
    view: View, one: FieldRecord | AskedDocumentRecord, names: dict[str, str], giver: str, nature: str
) -> Collected:
    return Collected(
        label=view.speech.label(one.label), given_by=names[giver],
        read_by=" ; ".join(names[role] for role in one.seen_by) or "personne d’autre",
        purpose=view.speech.text(one.purpose), kept=one.retention.words, nature=nature,
    )  # fmt: skip
