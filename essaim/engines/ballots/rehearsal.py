"""One idea played without a database: sent, read over, studied, put to the vote or refused, built."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from essaim.adoptions.contract import Happened, Played, RefusedActError, World
from essaim.cores import voting
from essaim.cores.rules.kinds import Kind, Shape, Value
from essaim.cores.rules.wording import say_number
from essaim.engines.ballots.domain.edition import standing
from essaim.engines.ballots.domain.framing.declared import declared, named
from essaim.engines.ballots.domain.framing.pots import CENTS, Grounds, fields_of, frame_of
from essaim.engines.ballots.domain.phases import KEYS, Span, proposed, require, span_on
from essaim.engines.ballots.domain.vote.counts import COUNTED
from essaim.engines.ballots.models.project import Standing
from essaim.engines.ballots.params import BallotsSection, count_of

A_CANTON, A_THEME, NO_BAND = "un canton", "un thème", "none"
A_REASON = "un motif"
"""A scenario writes no free text: the reason that a person would write."""


@dataclass(frozen=True)
class Edition:
    """An edition that begins on the first day of the scenario, and what became of one idea in it."""

    first: date
    idea: str = "none"
    project: str = "none"
    cents: int = 0
    messages: int = 0


Verb = Callable[[BallotsSection, World, Edition, str], Played]


class Rehearsal:
    """Plays the section. Each phase lasts as many days as its parameter says, from the first day of the scenario."""

    def begin(self, section: BallotsSection, world: World) -> Edition:  # noqa: ARG002 - the contract's shape
        return Edition(world.today)

    def act(
        self, section: BallotsSection, world: World, state: Edition, verb: str, role: str, door: str = ""
    ) -> Played:
        del door  # ballots have one
        if verb not in ACTS:
            raise RefusedActError(f"« {verb} » est un acte du vote : un scénario suit une idée, il ne tient pas d’urne")
        return ACTS[verb](section, world, state, role)

    def apply(
        self, section: BallotsSection, world: World, state: Edition, effect: str, payload: Mapping[str, Value]
    ) -> Played:
        del section, world, state, effect, payload
        raise RefusedActError("le budget participatif ne fait rien à la suite d’un autre moteur")

    def observe(self, section: BallotsSection, world: World, state: Edition) -> Mapping[str, str]:
        open_now = span_on(spans(section, world, state), world.today)
        return {
            "phase": open_now.key if open_now else "none",
            "idea": state.idea,
            "project": state.project,
            "cost": say_number_of(state.cents),
            "band": band(section, world, state),
            "messages": str(state.messages),
        }


def say_number_of(cents: int) -> str:
    """Return a sum as a scenario reads it."""
    return say_number(Fraction(cents), Shape(Kind.MONEY))


def spans(section: BallotsSection, world: World, state: Edition) -> list[Span]:
    """Return the dates that the parameters give to the edition of a scenario."""
    return proposed(state.first, [(key, _whole(world.parameter(section.calendar.parameter(key)))) for key in KEYS])


def _whole(value: Value | None) -> int:
    return int(value) if isinstance(value, int) else 0


def _open(section: BallotsSection, world: World, state: Edition, *keys: str) -> None:
    require(spans(section, world, state), keys, world.today)


def _propose(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
    del role
    _open(section, world, state, "ideas")
    if state.idea != "none":
        raise RefusedActError("une idée est déjà envoyée : un scénario en suit une")
    return Played(replace(state, idea="received"), (Happened("idea-received"),))


def _read_over(after: str) -> Verb:
    def act(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
        del role
        _open(section, world, state, "ideas", "instruction")
        if state.idea != "received":
            raise RefusedActError("aucune idée n’attend d’être relue")
        events = (Happened("idea-published"),) if after == "published" else ()
        return Played(replace(state, idea=after), events)

    return act


def _merge(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
    del role
    _open(section, world, state, "ideas", "instruction")
    if state.idea != "published" or state.project != "none":
        raise RefusedActError("seule une idée publiée, pas encore à l’étude, se réunit à une autre")
    return Played(replace(state, idea="merged"))


def _write(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
    del role
    _open(section, world, state, "ideas", "instruction", "catalogue")
    if state.idea == "none":
        raise RefusedActError("aucune idée n’est envoyée")
    return Played(replace(state, messages=state.messages + 1))


def _study(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
    del role
    _open(section, world, state, "instruction")
    if state.idea != "published" or state.project != "none":
        raise RefusedActError("aucune idée publiée n’attend d’être étudiée")
    return Played(replace(state, project=Standing.STUDIED.value))


def _advise(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
    """The service takes the cost that the author gives, if the kit asks for one."""
    del role
    _open(section, world, state, "instruction")
    if state.project != Standing.STUDIED:
        raise RefusedActError("aucun projet n’est à l’étude")
    said = world.field(section.idea.cost) if section.idea.cost else None
    return Played(replace(state, cents=_whole(said) or state.cents))


def _decide(verb: str) -> Verb:
    way = standing.WAYS[verb]

    def act(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
        del role
        _open(section, world, state, *way.phases)
        if state.project == "none":
            raise RefusedActError("aucun projet n’est à l’étude")
        standing.check(way, state.project, A_REASON)
        if verb == "admit":
            least, most = (_whole(world.parameter(one)) for one in (section.cost.at_least, section.cost.at_most))
            standing.check_cost(state.cents, least, most, (say_number_of(least), say_number_of(most)))
            _in_a_band(section, world, state)
        return Played(replace(state, project=str(way.after)), (Happened(str(way.after), {"project": "1"}),))

    return act


def _in_a_band(section: BallotsSection, world: World, state: Edition) -> None:
    if band(section, world, state) == NO_BAND:
        raise RefusedActError(f"aucune tranche ne prend un projet de {say_number_of(state.cents)}")


def band(section: BallotsSection, world: World, state: Edition) -> str:
    """Return the band of the idea of a scenario, which no share is reserved to; empty where there is none to be in."""
    found = declared(section, values_of(section, world))
    held = found.band_of(state.cents, "")
    return held.id if held else NO_BAND if found.bands else ""


def _announce(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
    """Publish the results. The idea of a scenario is alone on the ballot, with one vote more than the minimum: the core counts it."""
    del role
    _open(section, world, state, "results")
    won = state.project == Standing.ADMITTED and _wins(section, world, state)
    way = standing.retained(won)
    standing.check(way, state.project, A_REASON)
    return Played(replace(state, project=str(way.after)), (Happened(str(way.after), {"project": "1"}),))


def _wins(section: BallotsSection, world: World, state: Edition) -> bool:
    values = values_of(section, world)
    found = declared(section, values)
    frame = frame_of(found, Grounds((A_CANTON,)), [1])
    told = {"number": 1, "canton": A_CANTON, "category": A_THEME}
    project = voting.Project("1", Fraction(state.cents, CENTS), fields=fields_of(told, frame))
    budget = Fraction(_whole(world.parameter(section.envelope)), CENTS)
    held = voting.Election(budget, "approval", (project,), voting.ballots_of([[0]] * (found.minimum + 1)))
    rules = COUNTED[count_of(section.rule, values)]
    try:
        return bool(voting.count(held, rules, voting.declare_order(held, ["file"]), frame=frame).winners)
    except voting.BadFrame as refusal:
        raise RefusedActError(str(refusal)) from None


def values_of(section: BallotsSection, world: World) -> dict[str, Value]:
    """Return the values that the frame and the count of a section read."""
    return {name: world.parameter(name) for name in named(section)}


def _follow(section: BallotsSection, world: World, state: Edition, role: str) -> Played:
    del role
    _open(section, world, state, *standing.AFTER_THE_VOTE)
    if state.project != Standing.WINNER:
        raise RefusedActError("ce projet n’est pas lauréat")
    return Played(state)


ACTS: dict[str, Verb] = {
    "propose": _propose,
    "publish": _read_over("published"),
    "hide": _read_over("hidden"),
    "merge": _merge,
    "ask": _write,
    "reply": _write,
    "study": _study,
    "advise": _advise,
    **{verb: _decide(verb) for verb in standing.WAYS},
    "announce": _announce,
    "follow": _follow,
}
