"""What an engine holds while it acts: who, when, about whom, and what it says of it (see `acting`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from essaim.adoptions import telling
from essaim.adoptions.models import Adoption, Participation, Standing, Terms
from essaim.adoptions.params.base import Section
from essaim.adoptions.runtime import Actor
from essaim.adoptions.world import RunningWorld, world_of
from essaim.cores.rules.kinds import Value

DATES = {Standing.SUBMITTED: "submitted_at", Standing.DECIDED: "decided_at", Standing.ENDED: "ended_at"}


@dataclass(frozen=True)
class Caused:
    """An event that waits for its effects to be carried out."""

    event: str
    participation: Participation | None
    payload: Mapping[str, Value]
    depth: int


@dataclass
class Act:
    """What an engine holds while it acts.

    ``engine`` is the key of the engine whose turn it is. ``terms`` are those that the first participation keeps; those in
    force when the act is about none.
    """

    adoption: Adoption
    terms: Terms
    engine: str
    verb: str
    actor: Actor
    now: datetime
    participations: tuple[Participation, ...] = ()
    depth: int = 1
    queue: list[Caused] = field(default_factory=list)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def trial(self) -> bool:
        return self.participations[0].trial if self.participations else self.adoption.trial

    @property
    def section(self) -> Section:
        """The section of the engine, typed, in these terms."""
        return self.terms.kit.sections[self.engine]

    def world(self, *participations: Participation, lookups: Mapping[str, Value] | None = None) -> RunningWorld:
        """Return what rules and amounts read about these participations (those of the act, without argument)."""
        return world_of(*(participations or self.participations), today=self.today, lookups=lookups)

    def happened(
        self, event: str, participation: Participation | None = None, payload: Mapping[str, Value] | None = None
    ) -> None:
        """Say that an event of this engine happened; its effects follow once the engine has written all it writes."""
        self.queue.append(Caused(f"{self.engine}.{event}", participation, payload or {}, self.depth))

    def settle(self, participation: Participation, standing: str) -> None:
        """Move the standing of a participation, with the date that its retention counts from."""
        dates = {DATES[Standing(standing)]: self.now} if standing in DATES else {}
        _update(participation, standing=standing, active_at=self.now, **dates)

    def learn(self, participation: Participation, answers: Mapping[str, Any]) -> None:
        """Add answers, as they are written (`form.answers()`), to those of a participation."""
        _update(
            participation, answers={**participation.answers, **answers}, version=participation.version + 1,
            active_at=self.now,
        )  # fmt: skip

    def tell(
        self,
        message: str,
        participation: Participation,
        offered: Mapping[str, str] | None = None,
        *,
        about: Sequence[Participation] = (),
    ) -> None:
        """Tell a message of the kit to the holder of a participation, by the channel that suits them.

        Args:
            message: Identifier of a message of the kit.
            participation: Whom to tell.
            offered: What this engine fills in, without its key (`{"number": "12"}`).
            about: Other participations whose fields the text may name.
        """
        world = self.world(participation, *about)
        words = {f"{self.engine}.{name}": value for name, value in (offered or {}).items()}
        telling.tell(participation, message, world.speaking(words), self.now)


def _update(participation: Participation, **values: Any) -> None:
    Participation.objects.filter(pk=participation.pk).update(**values)
    for name, value in values.items():
        setattr(participation, name, value)
