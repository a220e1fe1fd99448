"""How anything is done in a running adoption: one act, one transaction, its events, their effects.

    with acting(adoption, "cases.grant", actor=actor, participations=[p]) as act:
        …guarded writes…
        act.happened("granted", p, {"amount": 12000})

Lock order: participations by key, then what engines share, by key. So two acts never wait for each other in a circle.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from essaim.adoptions import registry, telling
from essaim.adoptions.contract import Engine, RefusedActError
from essaim.adoptions.kits.rehearsing import DEPTH_AT_MOST
from essaim.adoptions.models import Adoption, Carried, DoneRequest, Happening, Participation, Standing, Terms
from essaim.adoptions.params.base import Section
from essaim.adoptions.runtime import SYSTEM, Actor
from essaim.adoptions.world import RunningWorld, world_of
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.verdict import Verdict
from essaim.foundation.journal import public as journal

DATES = {Standing.SUBMITTED: "submitted_at", Standing.DECIDED: "decided_at", Standing.ENDED: "ended_at"}


class AlreadyDoneError(RefusedActError):
    """The same form was sent twice: the first one was done. ``participation`` is the one that it was about."""

    def __init__(self, done: DoneRequest) -> None:
        super().__init__("Cette demande a déjà été faite.")
        self.participation = done.participation


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


@contextmanager
def acting(
    adoption: Adoption,
    verb: str,
    *,
    actor: Actor,
    participations: Sequence[Participation] = (),
    request_key: str = "",
    now: datetime | None = None,
) -> Iterator[Act]:
    """Open the transaction of an act, and carry out what it causes when the block ends.

    Args:
        adoption: Where it is done; it must be running.
        verb: `engine.verb`; the actor's role must have it in `may`.
        actor: Who; `SYSTEM` for what the clock does.
        participations: Whom it is about: locked in the order of their keys and read again.
        request_key: Names the form that was sent; the same one twice is refused with AlreadyDoneError.
        now: The moment; the application's clock without it.

    Raises:
        RefusedActError: not allowed, not now, or an effect refused it; nothing is written.
    """
    with transaction.atomic():
        act = _begun(adoption, verb, actor, participations, now or timezone.now())
        if request_key:
            _once(act, request_key)
        yield act
        _follow(act)
        _journal(act)


def _begun(adoption: Adoption, verb: str, actor: Actor, about: Sequence[Participation], now: datetime) -> Act:
    key, _, _ = verb.partition(".")
    held = _locked(about)
    act = Act(adoption, held[0].terms if held else adoption.terms, key, verb, actor, now, held)
    if not adoption.running:
        raise RefusedActError(f"Ce service est {adoption.get_phase_display()} : rien ne s’y fait pour le moment.")
    if any(one.adoption_id != adoption.pk for one in held):
        raise RefusedActError("Ce dossier n’est pas de ce service.")
    if any(one.trial != adoption.trial for one in held):
        raise RefusedActError("Ce dossier date de la phase de test.")
    if key not in act.terms.kit.engines:
        raise RefusedActError("Cette partie du service n’est pas disponible sur cette plateforme.")
    if not actor.machine and verb not in may(act.terms, actor.role):
        raise RefusedActError("Votre rôle dans ce service ne permet pas cet acte.")
    return act


def _locked(about: Sequence[Participation]) -> tuple[Participation, ...]:
    """Lock the participations in one order, and give them back in the caller's."""
    keys = {one.pk for one in about}
    if not keys:
        return ()
    rows = Participation.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows.select_related("adoption__territory", "terms__version", "party")}
    if len(found) != len(keys):
        raise RefusedActError("Ce dossier n’existe plus.")
    return tuple(found[one.pk] for one in about)


def may(terms: Terms, role: str) -> frozenset[str]:
    """Return the verbs that a role of the kit may do under these terms; none for an unknown role."""
    return frozenset(verb for one in terms.kit.record.roles if one.id == role for verb in one.may)


def _once(act: Act, key: str) -> None:
    known = DoneRequest.objects.filter(adoption=act.adoption, key=key).first()
    if known is not None:
        raise AlreadyDoneError(known)
    try:
        with transaction.atomic():
            DoneRequest.objects.create(
                adoption=act.adoption, key=key, verb=act.verb, at=act.now,
                participation=act.participations[0] if act.participations else None,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyDoneError(DoneRequest.objects.get(adoption=act.adoption, key=key)) from None


def _follow(act: Act) -> None:
    """Write each event down and carry out the lines of the table that it calls, in the table's order."""
    while act.queue:
        caused = act.queue.pop(0)
        happening = _written(act, caused)
        for line, row in enumerate(act.terms.kit.record.events):
            if row.on == caused.event and _applies(act, row.when, caused):
                _carry(act, caused, happening, line)


def _written(act: Act, caused: Caused) -> Happening:
    if caused.depth > DEPTH_AT_MOST:
        raise RefusedActError("Cet acte en entraîne trop d’autres à la suite : signalez-le au service.")
    return Happening.objects.create(
        adoption=act.adoption, participation=caused.participation, event=caused.event, depth=caused.depth,
        payload={name: telling.written(value) for name, value in caused.payload.items()},
        role=act.actor.role, actor=act.actor.key, trial=act.trial, at=act.now,
    )  # fmt: skip


def _applies(act: Act, rule: str | None, caused: Caused) -> bool:
    about = (caused.participation,) if caused.participation else act.participations
    return rule is None or (bool(about) and act.world(*about).rule(rule).verdict is Verdict.YES)


def _carry(act: Act, caused: Caused, happening: Happening, line: int) -> None:
    row = act.terms.kit.record.events[line]
    target, _, effect = row.do.partition(".")
    payload = {name: _mapped(act, caused, source) for name, source in row.with_.items()}
    Carried.objects.create(happening=happening, line=line, effect=row.do, trial=act.trial)
    turn = replace(act, engine=target, actor=replace(SYSTEM, key=act.actor.key), depth=caused.depth + 1)
    _engine(target).runtime.apply(turn, effect, caused.participation, payload)


def _mapped(act: Act, caused: Caused, source: str) -> Value:
    where, _, name = source.partition(".")
    return caused.payload[name] if where == "payload" else act.terms.values[name]


def _engine(key: str) -> Engine:
    if key not in registry.engines:
        raise RefusedActError("Cette partie du service n’est pas disponible sur cette plateforme.")
    return registry.engines[key]


def _journal(act: Act) -> None:
    """Write the act in the platform's journal, last: its month stays locked until the transaction ends."""
    key, _, rest = act.verb.partition(".")
    verb = next((one for one in registry.engines[key].verbs if one.key == rest), None)
    if verb is not None and not verb.journalled:
        return
    target = str(act.participations[0].key) if act.participations else str(act.adoption.key)
    kind = "participation" if act.participations else "adoption"
    journal.record(act=act.verb, actor=act.actor.key, target=kind, key=target, details={"adoption": act.adoption.slug})
