"""What may happen to a case, and what follows: pure, shared by the scenarios of kits and by the verbs that write."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from essaim.adoptions.contract import Happened, RefusedActError, World
from essaim.cores.rules.evaluation import Evaluation
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.verdict import Verdict
from essaim.engines.cases.domain.clocks import Clock, Watch, wound
from essaim.engines.cases.params import CasesSection, CaseTransitionRecord, DeadlineRecord, DoorRecord
from essaim.engines.cases.verbs import LABELS

EVENTS = {"granted": "granted", "refused": "refused", "closed": "closed"}
"""What happens when a case reaches a state of that kind."""


class RuleNotMetError(RefusedActError):
    """A transition is guarded by a rule that is not « yes »: whoever shows the refusal prints its reasons."""

    def __init__(self, way: CaseTransitionRecord, evaluation: Evaluation) -> None:
        super().__init__(
            f"« {way.label} » demande que la règle « {way.when} » soit remplie : {evaluation.verdict.french}"
        )
        self.way = way
        self.evaluation = evaluation


@dataclass(frozen=True)
class Position:
    """Where a case is, and its deadlines."""

    state: str
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True)
class Step:
    """Where a case is after an act, what happened, which message of the kit is told."""

    position: Position
    happened: tuple[Happened, ...] = ()
    tells: str | None = None
    deadline: DeadlineRecord | None = None


def lengths(section: CasesSection, world: World) -> dict[str, int]:
    """Return how long each deadline lasts, by identifier, in its own way of counting."""
    return {one.id: int(world.parameter(one.within)) for one in section.deadlines}  # type: ignore[arg-type]  # checked: integers


def door_of(section: CasesSection, role: str) -> DoorRecord:
    """Return the door through which a role sends: its own first one; for a role that has none, the first of all."""
    return next((door for door in section.doors if door.role == role), section.doors[0])


def arrive(section: CasesSection, world: World, door: DoorRecord | None, watch: Watch) -> Step:
    """Begin a case: in the state of the first sort of its door whose rule is « yes », else in the initial one."""
    sorts = door.sorts if door else []
    found = (sort.to for sort in sorts if world.rule(sort.when).verdict is Verdict.YES)
    state = next(found, section.initial)
    clocks = wound(section, (), state, lengths(section, world), watch)
    return Step(Position(state, clocks), (Happened("submitted"),), section.state(state).tells)


def ways(section: CasesSection, state: str, verb: str, role: str | None) -> list[CaseTransitionRecord]:
    """Return the transitions of a verb from a state that a role may make, in the order of the kit; any role for None."""
    return [
        one
        for one in section.transitions
        if one.from_ == state and one.verb == verb and (role is None or role in one.by)
    ]


def way(section: CasesSection, world: World, state: str, verb: str, role: str | None) -> CaseTransitionRecord:
    """Return the transition that a verb makes now: the first one whose rule is « yes », or that has none.

    Raises RefusedActError: the verb is not possible from there, or not by that role; RuleNotMetError: no rule is « yes ».
    """
    possible = ways(section, state, verb, role)
    if not possible:
        raise RefusedActError(_impossible(section, state, verb))
    answers = {one.id: world.rule(one.when) for one in possible if one.when}
    for one in possible:
        if one.id not in answers or answers[one.id].verdict is Verdict.YES:
            return one
    raise RuleNotMetError(possible[0], answers[possible[0].id])


def _impossible(section: CasesSection, state: str, verb: str) -> str:
    label = section.state(state).label
    if ways(section, state, verb, None):
        return f"ce rôle ne peut pas {LABELS.get(verb, verb)} un dossier à l’état « {label} »"
    return f"« {LABELS.get(verb, verb)} » n’est pas possible à l’état « {label} »"


def move(section: CasesSection, world: World, position: Position, one: CaseTransitionRecord, watch: Watch) -> Step:
    """Make a transition. Raises RefusedActError: what it grants cannot be computed yet."""
    carried = _carried(world, one)
    clocks = wound(section, position.clocks, one.to, lengths(section, world), watch)
    happened: tuple[Happened, ...] = (Happened("declared", carried),) if one.verb == "declare" else ()
    if one.to != position.state:
        happened += _reached(section, one.to, carried)
    return Step(Position(one.to, clocks), happened, one.tells or _told(section, position.state, one.to))


def _told(section: CasesSection, before: str, after: str) -> str | None:
    return section.state(after).tells if before != after else None


def _reached(section: CasesSection, state: str, carried: Mapping[str, Value]) -> tuple[Happened, ...]:
    event = EVENTS.get(section.state(state).kind)
    if event is None:
        return ()
    return (Happened(event, carried if event == "granted" else {}),)


def _carried(world: World, one: CaseTransitionRecord | DeadlineRecord) -> dict[str, Value]:
    """The money, in cents, and the quantity that go with an act."""
    named = {"amount": one.amount, "quantity": one.quantity}
    return {key: _whole(world, name) for key, name in named.items() if name is not None}


def _whole(world: World, name: str) -> int:
    found = world.amount(name)
    if found.value is None:
        why = ", ".join((*(f"il manque {one}" for one in found.missing), *found.undefined))
        raise RefusedActError(f"le montant « {name} » ne peut pas être calculé : {why}")
    return int(found.value)


def overdue(position: Position, watch: Watch) -> Clock | None:
    """Return the first deadline that has run out and was not yet said to be late."""
    out = [clock for clock in position.clocks if clock.due is not None and clock.due <= watch.now and not clock.late]
    return min(out, key=lambda clock: (clock.due, clock.key), default=None)


def lapse(
    section: CasesSection, world: World, position: Position, clock: Clock, watch: Watch, *, stay: bool = False
) -> Step:
    """Let a deadline run out: it is late and, when the kit says so, the case goes to another state from the moment it was due.

    ``stay``: it only becomes late, and nothing follows, whatever the kit says. Raises RefusedActError: what it grants cannot be computed.
    """
    deadline = next(one for one in section.deadlines if one.id == clock.key)
    late = replace(clock, late=True)
    clocks = tuple(late if one.key == clock.key else one for one in position.clocks)
    if deadline.to is None or stay:
        return Step(Position(position.state, clocks), () if stay else (Happened("late"),), None, deadline)
    carried = _carried(world, deadline)
    since = replace(watch, now=clock.due or watch.now)
    clocks = wound(section, clocks, deadline.to, lengths(section, world), since)
    happened = (Happened("late"), *_reached(section, deadline.to, carried))
    told = deadline.tells or section.state(deadline.to).tells
    return Step(Position(deadline.to, clocks), happened, told, deadline)
