"""The zones of an edition as one election: their projects together, each with its zone, commune, canton and theme. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from essaim.cores import voting
from essaim.engines.ballots.domain.workshop.candidates import ZONE

FIELDS = {"category": "thème"}


@dataclass(frozen=True)
class Part:
    """A zone counted: its name, its published election, how many of its ballots were parted when they were published."""

    zone: str
    election: voting.Election
    parted: int


def join(parts: Sequence[Part], cantons: Mapping[str, str], communes: Mapping[str, str]) -> voting.Election:
    """Return one election of all the zones. ``cantons``, ``communes``: of projects, by number."""
    projects: list[voting.Project] = []
    chosen: list[list[int]] = []
    for part in parts:
        first = len(projects)
        for one in part.election.projects:
            more = {ZONE: part.zone, "commune": communes.get(one.id, ""), "canton": cantons.get(one.id, "")}
            said = {FIELDS.get(name, name): value for name, value in one.fields.items()}
            projects.append(replace(one, fields=said | {name: value for name, value in more.items() if value}))
        for choices, _, voters in part.election.ballots.groups():
            chosen.extend([[first + place for place in choices]] * voters)
    budget = sum((part.election.budget for part in parts), Fraction(0))
    return voting.Election(budget, "approval", tuple(projects), voting.ballots_of(chosen), {"currency": "EUR"})
