"""The event → effect table, what roles may do, what outcomes count: everything that names a part of an engine."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from essaim.adoptions.contract import Effect, Engine, Event
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.params.logic import EventRecord
from essaim.cores.rules.faults import said
from essaim.cores.rules.kinds import Variable

DEPTH_AT_MOST = 5


def absent(kit: Kit) -> Iterator[Finding]:
    """Refuse a kit whose engine this platform has not."""
    return (
        Finding(
            ("engines", key),
            f"ce kit utilise le moteur « {key} », que cette plateforme n’a pas",
            "installez ce moteur, ou adoptez le kit sur une plateforme qui l’a",
        )
        for key in kit.absent
    )


def verbs(kit: Kit) -> Iterator[Finding]:
    """Refuse a role that may do what no engine of the kit knows."""
    for place, role in enumerate(kit.record.roles):
        for rank, name in enumerate(role.may):
            yield from _known(kit, name, ("roles", place, "may", rank), "verb")


def outcomes(kit: Kit) -> Iterator[Finding]:
    """Refuse an outcome that no engine counts."""
    for place, one in enumerate(kit.record.outcomes.counted):
        yield from _known(kit, one.counts, ("outcomes", "counted", place, "counts"), "outcome")


WORDS = {
    "verb": "le verbe",
    "event": "l’événement",
    "effect": "l’effet",
    "outcome": "le résultat",
}


def _keys(engine: Engine, kind: str) -> list[str]:
    parts: Mapping[str, Sequence[object]] = {
        "verb": engine.verbs,
        "event": engine.events,
        "effect": engine.effects,
        "outcome": engine.outcomes,
    }
    return [str(getattr(part, "key", "")) for part in parts[kind]]


def _known(kit: Kit, name: str, path: Path, kind: str) -> Iterator[Finding]:
    key, _, rest = name.partition(".")
    if key in kit.absent:
        return
    if key not in kit.engines:
        yield Finding(
            path,
            f"« {name} » : ce kit n’utilise pas de moteur « {key} »",
            f"moteurs du kit : {', '.join(kit.record.engines)}",
        )
    elif rest not in _keys(kit.engines[key], kind):
        offered = ", ".join(f"{key}.{one}" for one in _keys(kit.engines[key], kind)) or "aucun"
        yield Finding(path, f"{WORDS[kind]} « {name} » n’existe pas", f"existent : {offered}")


def table(kit: Kit) -> Iterator[Finding]:
    """Refuse a line of the table that names nothing, whose types do not meet; then circles and chains that are too long."""
    wrong = [found for place, row in enumerate(kit.record.events) for found in _row(kit, row, ("events", place))]
    yield from wrong or _chains(kit)


def _row(kit: Kit, row: EventRecord, path: Path) -> Iterator[Finding]:
    names = [*_known(kit, row.on, (*path, "on"), "event"), *_known(kit, row.do, (*path, "do"), "effect")]
    yield from names
    if names or kit.absent:
        return
    event, effect = event_of(kit, row.on), effect_of(kit, row.do)
    wanted = {variable.name: variable for variable in effect.payload}
    for name in wanted.keys() - row.with_.keys():
        yield Finding(
            (*path, "with"),
            f"l’effet « {row.do} » demande « {name} » ({said(wanted[name])})",
            f"ajoutez « {name}: payload.… » ou « {name}: parameter.… »",
        )
    for name in row.with_:
        yield from _mapped(kit, event, row, wanted.get(name), name, (*path, "with", name))


def _mapped(
    kit: Kit, event: Event, row: EventRecord, wanted: Variable | None, name: str, path: Path
) -> Iterator[Finding]:
    if wanted is None:
        yield Finding(path, f"l’effet « {row.do} » ne prend pas « {name} »", "retirez cette ligne")
        return
    source, _, key = row.with_[name].partition(".")
    offered = {one.name: one for one in event.payload} if source == "payload" else kit.book.parameters
    given = offered.get(key)
    if given is None:
        yield Finding(
            path,
            f"« {row.with_[name]} » ne désigne rien",
            f"existent : {', '.join(f'{source}.{one}' for one in sorted(offered)) or 'aucun'}",
        )
    elif (given.kind, given.unit) != (wanted.kind, wanted.unit):
        yield Finding(
            path,
            f"« {row.with_[name]} » est : {said(given)} ; l’effet attend : {said(wanted)}",
            "donnez une valeur du même type et de la même unité",
        )


def event_of(kit: Kit, name: str) -> Event:
    """Return an event by its full name. Raises KeyError, StopIteration when there is none: check first."""
    key, _, rest = name.partition(".")
    return next(event for event in kit.engines[key].events if event.key == rest)


def effect_of(kit: Kit, name: str) -> Effect:
    """Return an effect by its full name. Raises KeyError, StopIteration when there is none: check first."""
    key, _, rest = name.partition(".")
    return next(effect for effect in kit.engines[key].effects if effect.key == rest)


def _chains(kit: Kit) -> Iterator[Finding]:
    """Follow each event through the effects that it causes."""
    if kit.absent:
        return
    after: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    for place, row in enumerate(kit.record.events):
        key = row.do.partition(".")[0]
        after[row.on].append((place, [f"{key}.{one}" for one in effect_of(kit, row.do).causes]))
    for event in list(after):
        found = _follow(event, after, ())
        if found is not None:
            yield found
            return


def _follow(event: str, after: Mapping[str, list[tuple[int, list[str]]]], trail: tuple[str, ...]) -> Finding | None:
    for place, caused in after.get(event, []):
        path: Path = ("events", place)
        here = (*trail, event)
        if len(here) > DEPTH_AT_MOST:
            return Finding(
                path, f"chaîne d’effets trop longue : {' → '.join(here)}", f"{DEPTH_AT_MOST} lignes au plus à la suite"
            )
        for one in caused:
            if one in here:
                return Finding(
                    path, f"les effets tournent en rond : {' → '.join((*here, one))}", "retirez l’une de ces lignes"
                )
            found = _follow(one, after, here)
            if found is not None:
                return found
    return None
