"""Cases played without a database: the same machine as the verbs, for the scenarios of a kit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from essaim.adoptions.contract import Happened, Played, RefusedActError, World
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.wording import say_date
from essaim.engines.cases.domain.clocks import Watch, first_due, last_day
from essaim.engines.cases.domain.machine import Position, Step, arrive, door_of, lapse, move, overdue, way
from essaim.engines.cases.params import CasesSection, DoorRecord
from essaim.engines.cases.verbs import LOOK, SUBMIT

_PARIS = ZoneInfo("Europe/Paris")
_OFFICE_HOURS = time(12)
"""A scenario has days, not hours: its acts are done at noon."""


@dataclass(frozen=True)
class File:
    """The cases of one participation: the one under way, or the last one; how many there were; how many deadlines were missed."""

    position: Position | None = None
    number: int = 0
    late: int = 0


class Rehearsal:
    """Plays the section of cases."""

    def begin(self, section: CasesSection, world: World) -> File:  # noqa: ARG002 - nothing is sent yet, whatever the kit
        """Return the state before anything is sent."""
        return File()

    def act(self, section: CasesSection, world: World, state: File, verb: str, role: str, door: str = "") -> Played:
        """Let the deadlines run out until today, then do a verb. Raises RefusedActError."""
        watch = _watch(world)
        past = _until(section, world, state, watch)
        if verb == LOOK:
            return past
        if verb == SUBMIT:
            entry = section.door(door) or door_of(section, role)
            return _then(past, _opened(section, world, past.state, entry, watch), opened=True)
        position = _under_way(section, past.state)
        one = way(section, world, position.state, verb, role)
        return _then(past, move(section, world, position, one, watch))

    def apply(
        self,
        section: CasesSection,
        world: World,
        state: File,
        effect: str,
        payload: Mapping[str, Value],  # noqa: ARG002 - no effect of cases reads its payload
    ) -> Played:
        """Open a case, or make the transition of that verb from where it is. Raises RefusedActError."""
        watch = _watch(world)
        past = _until(section, world, state, watch)
        if effect == "open":
            return _then(past, _opened(section, world, past.state, door_of(section, ""), watch), opened=True)
        position = _under_way(section, past.state)
        one = way(section, world, position.state, effect, None)
        return _then(past, move(section, world, position, one, watch))

    def observe(self, section: CasesSection, world: World, state: File) -> dict[str, str]:  # noqa: ARG002 - what is seen depends on the case only
        """Return the state, whether it is late, the last day of its first deadline, and how many cases there were."""
        if state.position is None:
            return {"state": "aucun", "cases": "0", "late": "non", "deadline": "aucun"}
        due = first_due(state.position.clocks)
        return {
            "state": state.position.state,
            "cases": str(state.number),
            "late": "oui" if state.late else "non",
            "deadline": say_date(last_day(due)) if due else "aucun",
        }


def _watch(world: World) -> Watch:
    return Watch(datetime.combine(world.today, _OFFICE_HOURS, _PARIS))


def _under_way(section: CasesSection, state: File) -> Position:
    if state.position is None:
        raise RefusedActError("aucun dossier n’a été déposé")
    if section.ended(state.position.state):
        raise RefusedActError(f"le dossier est terminé (« {section.state(state.position.state).label} ») : il est figé")
    return state.position


def _opened(section: CasesSection, world: World, state: File, door: DoorRecord, watch: Watch) -> Step:
    if state.position is not None and not section.ended(state.position.state):
        raise RefusedActError("un dossier est déjà en cours")
    return arrive(section, world, door, watch)


def _until(section: CasesSection, world: World, state: File, watch: Watch) -> Played:
    """Let every deadline that is over run out, one after the other."""
    played = Played(state)
    while state.position is not None and (clock := overdue(state.position, watch)) is not None:
        step = lapse(section, world, state.position, clock, watch)
        state = replace(state, late=state.late + 1)
        played = _then(Played(state, played.happened), step)
        state = played.state
    return played


def _then(past: Played, step: Step, *, opened: bool = False) -> Played:
    before: File = past.state
    state = replace(before, position=step.position, number=before.number + opened)
    number = str(state.number)
    happened = tuple(Happened(one.event, {"file": number, **one.payload}) for one in step.happened)
    return Played(state, (*past.happened, *happened))
