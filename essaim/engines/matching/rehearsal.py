"""One pair played without a database: both register, a proposal, two consents, an agreement, its life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from essaim.adoptions.contract import Happened, Played, RefusedActError, World
from essaim.cores.rules.kinds import Value
from essaim.cores.rules.verdict import Verdict
from essaim.engines.matching.domain.standing import (
    Pair,
    Side,
    StandingError,
    accept,
    agree,
    decline,
    finish,
    follow,
)
from essaim.engines.matching.params import MatchingSection, SideRecord


@dataclass(frozen=True)
class Story:
    """What has happened. ``sides``: identifiers of the sides registered, ``pair``: the proposal and its agreement."""

    sides: frozenset[str] = frozenset()
    suspended: frozenset[str] = frozenset()
    pair: Pair | None = None
    incidents: int = 0


def why_not(section: MatchingSection, world: World, story: Story) -> str | None:
    """Return the first thing that forbids to propose the pair, in French."""
    for side in section.sides:
        if side.id not in story.sides:
            return f"personne n’est inscrit du côté « {side.id} »"
        if side.id in story.suspended:
            return f"l’inscription du côté « {side.id} » est suspendue"
        if capacity(side, world) < 1:
            return f"la capacité du côté « {side.id} » est de 0"
    return criteria_not_met(section, world)


def criteria_not_met(section: MatchingSection, world: World) -> str | None:
    """Return the first hard criterion that the pair does not satisfy, in French."""
    for rule in section.criteria:
        if world.rule(rule).verdict is not Verdict.YES:
            return f"la condition « {rule} » n’est pas remplie"
    for one in section.shared:
        if one.at_least is not None and len(in_common(world, one.fields)) < _number(world.parameter(one.at_least)):
            return f"pas assez en commun : « {one.id} »"
    return None


def in_common(world: World, fields: list[str]) -> frozenset[str]:
    """Return the choices that both sides made."""
    first, second = (world.field(name) for name in fields)
    return first & second if isinstance(first, frozenset) and isinstance(second, frozenset) else frozenset()


def capacity(side: SideRecord, world: World) -> int:
    """Return how many agreements a person of a side may have; 0 while she has not said."""
    record = side.capacity
    if record.value is not None:
        return record.value
    if record.parameter is not None:
        return _number(world.parameter(record.parameter))
    return _number(world.field(record.field or ""))


def _number(value: Value | None) -> int:
    return int(value) if isinstance(value, int) else 0


class Rehearsal:
    """The rehearsal of matching. A verb is played by the role of a side, or by whom the kit gives the right."""

    def begin(self, section: MatchingSection, world: World) -> Story:  # noqa: ARG002 - the contract's shape
        return Story()

    def act(self, section: MatchingSection, world: World, state: Story, verb: str, role: str, door: str = "") -> Played:  # noqa: ARG002 - a role has one door here
        return ACTS[verb](section, world, state, role)

    def apply(
        self, section: MatchingSection, world: World, state: Story, effect: str, payload: Mapping[str, Value]
    ) -> Played:  # - the contract's shape
        del payload
        return EFFECTS[effect](section, world, state)

    def observe(self, section: MatchingSection, world: World, state: Story) -> Mapping[str, str]:
        pair = state.pair
        seen = {
            "registered": str(len(state.sides)),
            "possible": _said(why_not(section, world, state) is None),
            "why-not": why_not(section, world, state) or "",
            "proposal": pair.state if pair else "none",
            "agreement": pair.agreement if pair else "none",
            "contacts-shown": _said(pair is not None and pair.consented),
            "followed-up": str(pair.visits if pair else 0),
            "incidents": str(state.incidents),
        }
        return seen | {f"shared-{one.id}": str(len(in_common(world, one.fields))) for one in section.shared}


def _said(answer: bool) -> str:  # noqa: FBT001 - one answer in words
    return "oui" if answer else "non"


def _mine(section: MatchingSection, role: str) -> SideRecord:
    side = section.of_role(role)
    if side is None:
        raise RefusedActError("seule une personne inscrite répond pour elle")
    return side


def _pair(state: Story) -> Pair:
    if state.pair is None:
        raise RefusedActError("aucune proposition n’est faite")
    return state.pair


def _kept(state: Story, change: Callable[[], Pair], *events: str) -> Played:
    """Change the pair, or refuse with the reason of the core."""
    try:
        return Played(replace(state, pair=change()), tuple(Happened(one) for one in events))
    except StandingError as refusal:
        raise RefusedActError(str(refusal)) from None


def _register(section: MatchingSection, world: World, state: Story, role: str) -> Played:
    return _registered(section, world, state, _mine(section, role))


def _registered(section: MatchingSection, world: World, state: Story, side: SideRecord) -> Played:
    if side.id in state.sides:
        raise RefusedActError(f"déjà inscrit du côté « {side.id} »")
    event = "registered" if side.id == section.seekers.id else "partner-registered"
    after = replace(state, sides=state.sides | {side.id})
    if section.mode == "continuous" and why_not(section, world, after) is None:
        return Played(replace(after, pair=Pair()), (Happened(event), Happened("proposed")))
    return Played(after, (Happened(event),))


def _propose(section: MatchingSection, world: World, state: Story, role: str) -> Played:
    del role
    if state.pair is not None and state.pair.live:
        raise RefusedActError("une proposition ou un accord est déjà en cours pour cette paire")
    reason = why_not(section, world, state)
    if reason is not None:
        raise RefusedActError(reason)
    return Played(replace(state, pair=Pair()), (Happened("proposed"),))


def _accept(section: MatchingSection, world: World, state: Story, role: str) -> Played:
    side: Side = "seeker" if _mine(section, role).id == section.seekers.id else "partner"
    after = _kept(state, lambda: accept(_pair(state), side))
    if section.agreement.at_once and after.state.pair.consented:
        return _agree(section, world, after.state, role)
    return after


def _decline(section: MatchingSection, world: World, state: Story, role: str) -> Played:
    del world
    _mine(section, role)
    return _kept(state, lambda: decline(_pair(state)))


def _agree(section: MatchingSection, world: World, state: Story, role: str) -> Played:
    del role
    reason = criteria_not_met(section, world)
    if reason is not None:
        raise RefusedActError(reason)
    return _kept(state, lambda: agree(_pair(state)), "agreed", "partner-agreed")


def _follow(section: MatchingSection, world: World, state: Story, role: str) -> Played:
    del role
    if section.follow_up is None:
        raise RefusedActError("ce service ne prévoit pas de suivi")
    counted = _number(world.field(section.follow_up.counts)) if section.follow_up.counts else 0
    played = _kept(state, lambda: follow(_pair(state)))
    payload = {"quantity": counted}
    return Played(played.state, (Happened("followed-up", payload), Happened("partner-followed-up", payload)))


def _incident(section: MatchingSection, world: World, state: Story, role: str) -> Played:
    del section, world, role
    if not _pair(state).live:
        raise RefusedActError("rien n’est en cours : ni proposition, ni accord")
    return Played(replace(state, incidents=state.incidents + 1), (Happened("incident"),))


def _end(section: MatchingSection, world: World, state: Story, role: str) -> Played:
    del section, world, role
    return _kept(state, lambda: finish(_pair(state)), "ended", "partner-ended")


def _suspend(section: MatchingSection, world: World, state: Story) -> Played:
    del world
    return Played(replace(state, suspended=frozenset(side.id for side in section.sides)))


def _resume(section: MatchingSection, world: World, state: Story) -> Played:
    del section, world
    return Played(replace(state, suspended=frozenset()))


def _cut(section: MatchingSection, world: World, state: Story) -> Played:
    if state.pair is not None and state.pair.running:
        return _end(section, world, state, "")
    return Played(replace(state, pair=None))


ACTS: Mapping[str, Callable[[MatchingSection, World, Story, str], Played]] = {
    "register": _register,
    "propose": _propose,
    "draw": _propose,
    "accept": _accept,
    "decline": _decline,
    "agree": _agree,
    "follow-up": _follow,
    "report-incident": _incident,
    "end": _end,
}
EFFECTS: Mapping[str, Callable[[MatchingSection, World, Story], Played]] = {
    "register-seeker": lambda section, world, state: _registered(section, world, state, section.seekers),
    "register-partner": lambda section, world, state: _registered(section, world, state, section.partners),
    "suspend": _suspend,
    "resume": _resume,
    "end": _cut,
}
