"""The kit's table carried out: each event is written down, each line that it calls is done once."""

from dataclasses import replace

from essaim.adoptions import registry, telling
from essaim.adoptions.act import Act, Caused
from essaim.adoptions.contract import Engine, RefusedActError
from essaim.adoptions.kits.rehearsing import DEPTH_AT_MOST
from essaim.adoptions.models import Carried, Happening
from essaim.adoptions.runtime import SYSTEM
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.verdict import Verdict


def carry_out(act: Act) -> None:
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
