"""What happened in a participation, in the words of the engines; who did it, by role only."""

from dataclasses import dataclass
from datetime import datetime

from essaim.adoptions.models import Participation
from essaim.adoptions.params.values import RoleRecord


@dataclass(frozen=True)
class Past:
    """One thing that happened: when, what, by which role."""

    at: datetime
    words: str
    by: str


def history(participation: Participation) -> list[Past]:
    """Return what happened, the oldest first, in one query. What an engine that is switched off did keeps its identifier."""
    kit = participation.terms.kit
    words = {f"{key}.{event.key}": event.label for key, engine in kit.engines.items() for event in engine.events}
    roles: dict[str, RoleRecord] = {one.id: one for one in kit.record.roles}
    return [
        Past(one.at, words.get(one.event, one.event), roles[one.role].label if one.role in roles else "la plateforme")
        for one in participation.happenings.all()
    ]
