"""What an engine declares to the rest, in its module `engine.py`, as one constant `ENGINE`.

An engine knows this module and what stands below; nothing knows the engine. See docs/engines.md and docs/adr/0009-kits.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

from essaim.adoptions.kits.document.problems import Finding
from essaim.adoptions.params.base import Section
from essaim.adoptions.params.header import Sensitivity
from essaim.adoptions.params.kit import KitRecord
from essaim.adoptions.runtime import IDLE, Actor, Counted, DeskTab, Door, Followed, IdleRuntime, Waiting, no_doors
from essaim.cores.rules.book import Book
from essaim.cores.rules.evaluation import Computed, Evaluation
from essaim.cores.rules.kinds import Value, Variable

__all__ = [
    "Actor",
    "Check",
    "Counted",
    "DeskTab",
    "Door",
    "Effect",
    "Engine",
    "Event",
    "Followed",
    "Happened",
    "IdleRuntime",
    "Offered",
    "Outcome",
    "Played",
    "RefusedActError",
    "Rehearsal",
    "SetUp",
    "Surroundings",
    "Verb",
    "Waiting",
    "World",
    "nothing_more",
]


@dataclass(frozen=True)
class Verb:
    """Something that a role may do, that a phase or a state opens.

    ``journalled``: written in the journal of the platform too; a verb done thousands of times a day has the engine's own
    append-only rows instead.
    """

    key: str
    label: str
    journalled: bool = True


@dataclass(frozen=True)
class Event:
    """Something that happened in the engine, with its typed payload."""

    key: str
    label: str
    payload: tuple[Variable, ...] = ()


@dataclass(frozen=True)
class Effect:
    """Something that the engine does when asked by the table of a kit; ``causes`` are its own events that may follow."""

    key: str
    label: str
    payload: tuple[Variable, ...] = ()
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A number that the engine counts by date and commune, and how parts make a whole.

    ``amount``: it adds up something that people have (euros, hours), it does not count them: the people behind it, not
    the number, say whether it may be published. ``recurring``: the same person may count in several months.
    A mean or a median is made of the parts as they are counted, each weighing its people.
    """

    key: str
    label: str
    unit: str
    aggregation: Literal["sum", "mean", "median", "last"]
    amount: bool = False
    recurring: bool = False


@dataclass(frozen=True)
class Offered:
    """A placeholder that the engine fills in messages: `{cases.number}`."""

    key: str
    label: str
    sensitivity: Sensitivity = "ordinary"


@dataclass(frozen=True)
class SetUp:
    """A screen where an adoption is prepared: its route, and what is still missing there, in French (nothing: complete)."""

    key: str
    label: str
    route: str
    missing: Callable[[int], list[str]]


@dataclass(frozen=True)
class Happened:
    """An event that happened while a scenario was played."""

    event: str
    payload: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Played:
    """The state of an engine after an act, and what happened."""

    state: Any
    happened: tuple[Happened, ...] = ()


class RefusedActError(Exception):
    """An engine refuses an act of a scenario, for the reason that its text says in French."""


class World(Protocol):
    """What an engine may ask of a kit while a scenario is played."""

    @property
    def today(self) -> date: ...

    def rule(self, name: str) -> Evaluation: ...

    def amount(self, name: str) -> Computed: ...

    def parameter(self, name: str) -> Value: ...

    def field(self, name: str) -> Value | None: ...


class Rehearsal(Protocol):
    """The engine played without a database: pure functions from a state to the next. A state is the engine's own."""

    def begin(self, section: Any, world: World) -> Any:
        """Return the state before anything happens."""

    def act(self, section: Any, world: World, state: Any, verb: str, role: str, door: str = "") -> Played:
        """Do a verb; ``door``: by which way in, where the scenario says it. Raises RefusedActError."""

    def apply(self, section: Any, world: World, state: Any, effect: str, payload: Mapping[str, Value]) -> Played:
        """Carry out an effect. Raises RefusedActError."""

    def observe(self, section: Any, world: World, state: Any) -> Mapping[str, str]:
        """Return what a scenario may check, by name, as it is written in a kit."""


@dataclass(frozen=True)
class Surroundings:
    """The kit around an engine's section, for its own checks."""

    record: KitRecord
    book: Book


Check = Callable[[Any, Surroundings], Iterable[Finding]]
Unfit = tuple[str, str, str]
"""What is wrong in the values of an adopter, in French: the parameter, what, what to do."""
Fits = Callable[[Any, Mapping[str, Value]], Iterable[Unfit]]


def nothing_more(_section: Any, _around: Surroundings) -> Iterable[Finding]:
    """The check of an engine whose section model says it all."""
    return ()


def always_fits(_section: Any, _values: Mapping[str, Value]) -> Iterable[Unfit]:
    """The answer of an engine to which any values within their bounds go together."""
    return ()


@dataclass(frozen=True)
class Beginning:
    """What the section of a skeleton names in the rest of the kit: added to it by `essaim kit new`.

    Attributes:
        may: The verbs of each role, by its name in the skeleton (`demandeur`, `agent`, or one of ``roles``).
        roles, parameters, fields, messages: Items to add to these sections, in YAML.
        leads: The event after which another engine may go on; empty: nothing leads from here.
        follows: The effect by which the engine goes on after another, without payload; empty: it always comes first.
    """

    may: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: str = ""
    parameters: str = ""
    fields: str = ""
    messages: str = ""
    leads: str = ""
    follows: str = ""


@dataclass(frozen=True)
class Engine:
    """The whole declaration of an engine.

    Attributes:
        key: The name of its section in a kit, and before the point in `cases.submit`.
        version: Semver, shown to whoever runs the platform.
        label: Its name in French.
        section: The closed model of its section. References and texts marked as in `params.base` are checked for it.
        rehearsal: Plays scenarios.
        skeleton: Its section as a beginning, in YAML, for `essaim kit new`; it passes once its ellipses are filled.
        beginning: What that section needs in the rest of the kit.
        checks: What else to refuse in its section (paths start at the section).
        fits: What of an adopter's values, each within its bounds, has no meaning together in its section. Pure, and quick: asked
            each time that values are read. The defaults of a kit must fit.
        lookups: Fixed values it can be asked for in a rule (`{lookup: cases.granted-this-year}`); names without the key.
        doors: The ways in that its section opens.
        runtime: What it does while an adoption runs.
        public_urls, desk_urls: Dotted names of URL modules; empty when there is none. They are mounted under
            `/services/<slug>/<key>/` (namespace: the key) and `/gestion/<slug>/<key>/` (namespace: `<key>_desk`).
        exports: What it gives as files: identifier and French label.
    """

    key: str
    version: str
    label: str
    section: type[Section]
    rehearsal: Rehearsal
    skeleton: str
    beginning: Beginning = Beginning()
    checks: Check = nothing_more
    fits: Fits = always_fits
    verbs: tuple[Verb, ...] = ()
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    lookups: tuple[Variable, ...] = ()
    offers: tuple[Offered, ...] = ()
    set_up: tuple[SetUp, ...] = ()
    doors: Callable[[Any], tuple[Door, ...]] = no_doors
    runtime: IdleRuntime = IDLE
    public_urls: str = ""
    desk_urls: str = ""
    exports: Mapping[str, str] = field(default_factory=dict)

    def event(self, key: str) -> Event | None:
        """Return an event by its key."""
        return next((one for one in self.events if one.key == key), None)

    def effect(self, key: str) -> Effect | None:
        """Return an effect by its key."""
        return next((one for one in self.effects if one.key == key), None)
