"""Scenarios and demonstration people: what they name exists, what they say is true whatever an adopter sets."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from essaim.adoptions.checks.names import missing
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.kits.given import given_value
from essaim.adoptions.kits.kit import Kit, Settings
from essaim.adoptions.kits.rehearsing import Mismatch, play
from essaim.adoptions.kits.settings import proposed, trials
from essaim.adoptions.params.base import Target
from essaim.adoptions.params.scenarios import ActRecord, ScenarioRecord
from essaim.cores.rules import amounts
from essaim.cores.rules.amounts import Computation
from essaim.cores.rules.kinds import Kind, Variable
from essaim.cores.rules.reading import UnreadableValueError, read
from essaim.cores.rules.tree import walk
from essaim.cores.rules.wording import say_value

WORK_AT_MOST = 1_000_000
"""How many nodes may be read while a kit is tried: some seconds."""


def people(kit: Kit) -> Iterator[Finding]:
    """Refuse a demonstration person whose values cannot be read."""
    for place, person in enumerate(kit.record.demo.people):
        under: Path = ("demo", "people", place, "fields")
        yield from _values(kit, person.fields, kit.book.fields, Target.FIELD, under)


def scenario_names(kit: Kit) -> Iterator[Finding]:
    """Refuse a scenario that names what does not exist, or whose values are not of their type."""
    for place, scenario in enumerate(kit.record.scenarios):
        under: Path = ("scenarios", place)
        yield from _day(scenario.today, (*under, "today"))
        yield from _values(kit, scenario.parameters, kit.book.parameters, Target.PARAMETER, (*under, "parameters"))
        yield from _values(kit, scenario.given.fields, kit.book.fields, Target.FIELD, (*under, "given", "fields"))
        yield from _lookups(kit, scenario, under)
        yield from _acts(kit, scenario, under)
        yield from _then(kit, scenario, (*under, "then"))


def _day(written: str, path: Path) -> Iterator[Finding]:
    try:
        read(Variable("", Kind.DATE, ""), written)
    except UnreadableValueError as error:
        yield Finding(path, f"« {written} » n’est pas un jour", f"attendu : {error}")


def _values(
    kit: Kit, written: Mapping[str, Any], known: Mapping[str, Variable], target: Target, under: Path
) -> Iterator[Finding]:
    for name, value in written.items():
        if name not in known:
            yield missing((*under, name), target, name, known)
            continue
        try:
            given_value(kit, known[name], value, kit.defaults())
        except UnreadableValueError as error:
            yield Finding((*under, name), f"{_shown(value)} n’est pas une valeur de « {name} »", f"attendu : {error}")


def _shown(value: Any) -> str:
    return f"« {value} »" if isinstance(value, str) else "ce qui est écrit"


def _lookups(kit: Kit, scenario: ScenarioRecord, under: Path) -> Iterator[Finding]:
    for name in scenario.given.lookups:
        if name not in kit.book.lookups and name.partition(".")[0] not in kit.absent:
            known = ", ".join(sorted(kit.book.lookups)) or "aucune"
            yield Finding(
                (*under, "given", "lookups", name), f"la consultation « {name} » n’existe pas", f"existent : {known}"
            )


def _acts(kit: Kit, scenario: ScenarioRecord, under: Path) -> Iterator[Finding]:
    for place, act in enumerate(scenario.when):
        path: Path = (*under, "when", place)
        if act.on:
            yield from _day(act.on, (*path, "on"))
        yield from _values(kit, act.learns, kit.book.fields, Target.FIELD, (*path, "learns"))
        yield from _door(kit, act, path)
        key, _, verb = act.do.partition(".")
        offered = [one.key for one in kit.engines[key].verbs] if key in kit.engines else []
        if key not in kit.absent and verb not in offered:
            yield Finding(
                (*path, "do"),
                f"le verbe « {act.do} » n’existe pas",
                f"existent : {', '.join(f'{key}.{one}' for one in offered) or 'aucun'}",
            )


def _door(kit: Kit, act: ActRecord, path: Path) -> Iterator[Finding]:
    """Refuse a door that does not exist, or that this role does not send by this verb."""
    key, _, verb = act.do.partition(".")
    if act.door is None or key in kit.absent or key not in kit.engines:
        return
    doors = [one for one in kit.engines[key].doors(kit.sections[key]) if (one.role, one.verb) == (act.by, verb)]
    if act.door not in {one.key for one in doors}:
        yield Finding(
            (*path, "door"),
            f"« {act.by} » n’a pas d’entrée « {act.door} » pour « {act.do} »",
            f"existent : {', '.join(one.key for one in doors) or 'aucune'}",
        )


def _then(kit: Kit, scenario: ScenarioRecord, path: Path) -> Iterator[Finding]:
    then = scenario.then
    named: list[tuple[str, Target, Iterable[str], Iterable[str]]] = [
        ("rules", Target.RULE, then.rules, kit.book.rules),
        ("reasons", Target.RULE, then.reasons, kit.book.rules),
        ("amounts", Target.AMOUNT, then.amounts, kit.book.amounts),
        ("messages", Target.MESSAGE, then.messages, [one.id for one in kit.record.messages]),
    ]
    for section, target, names, known in named:
        yield from (missing((*path, section, name), target, name, known) for name in names if name not in known)
    for key in then.engines:
        if key not in kit.record.engines:
            yield Finding(
                (*path, "engines", key),
                f"ce kit n’utilise pas de moteur « {key} »",
                f"moteurs du kit : {', '.join(kit.record.engines)}",
            )


def playable(kit: Kit, scenario: ScenarioRecord) -> bool:
    """Say whether every engine that a scenario needs is on this platform."""
    needed = {act.do.partition(".")[0] for act in scenario.when} | set(scenario.then.engines)
    needed |= {name.partition(".")[0] for name in scenario.given.lookups}
    return not needed & set(kit.absent) and not (kit.absent and needed)


def too_heavy(kit: Kit) -> Iterator[Finding]:
    """Refuse a kit that would take too long to try: what is read for each item of its scenarios, for each trial."""
    trees = [rule.condition for rule in kit.book.rules.values()]
    size = sum(1 for tree in trees for _ in walk(tree)) + sum(
        _size(amount.computation) for amount in kit.book.amounts.values()
    )
    items = sum(1 + _items(scenario) for scenario in kit.record.scenarios)
    work = (size * items + sum(1 for tree in kit.valid_when.values() for _ in walk(tree))) * len(proposed(kit))
    if work > WORK_AT_MOST:
        yield Finding(
            ("scenarios",),
            "ce kit est trop lourd à essayer",
            "mettez moins d’éléments dans leurs groupes, ou moins de scénarios",
        )


def _size(computation: Computation) -> int:
    """How many nodes a computation has, those of its conditions among them."""
    return sum(
        1 + sum(1 for _, condition in amounts.conditions(node) for _ in walk(condition))
        for _, node in amounts.walk(computation)
    )


def _items(scenario: ScenarioRecord) -> int:
    """How many items the groups of a scenario have."""
    written = [*scenario.given.fields.values(), *(value for act in scenario.when for value in act.learns.values())]
    return sum(len(value) for value in written if isinstance(value, list))


def played(kit: Kit) -> Iterator[Finding]:
    """Play every scenario with the defaults and with many other valid parameters; tell the first failure of each."""
    values = list(trials(kit))
    for place, scenario in enumerate(kit.record.scenarios):
        if playable(kit, scenario):
            found = next((wrong for settings in values for wrong in failures(kit, scenario, settings, place)), None)
            if found is not None:
                yield found


def failures(kit: Kit, scenario: ScenarioRecord, settings: Settings, place: int) -> Iterator[Finding]:
    """Play a scenario with these parameters; yield what did not come as expected, or why it cannot be played."""
    try:
        wrong = play(kit, scenario, settings)
    except UnreadableValueError as error:
        yield Finding(
            ("scenarios", place),
            f"le scénario « {scenario.title} » ne se joue pas{_with(kit, settings)}",
            f"attendu : {error}",
        )
        return
    yield from (_failure(kit, scenario, settings, place, one) for one in wrong)


def _failure(kit: Kit, scenario: ScenarioRecord, settings: Settings, place: int, wrong: Mismatch) -> Finding:
    """Return a mismatch as a finding, with the parameters that are not at their defaults."""
    return Finding(
        ("scenarios", place, *wrong.path),
        f"le scénario « {scenario.title} » échoue{_with(kit, settings)} : attendu {wrong.expected}, obtenu {wrong.found}",
        "corrigez la règle, ou le scénario s’il ne vaut pas pour toutes les valeurs permises (« parameter: …, plus: … ») ; une valeur d’un moteur s’écrit comme elle se lit (« 9 000 € »)",
    )


def _with(kit: Kit, settings: Settings) -> str:
    defaults = kit.defaults()
    moved = [
        f"{name} = {say_value(kit.book.parameters[name], value)}"
        for name, value in settings.items()
        if value != defaults[name]
    ]
    return f" avec {', '.join(moved)}" if moved else ""
