"""What an engine does while an adoption runs: the other half of its declaration.

Every method has a neutral default (`IdleRuntime`): an engine overrides what concerns it. They are called inside the
transaction of an act, but `follow`, `waiting`, `count` and `foresee`, which only read.
"""
# ruff: noqa: ARG002 - a neutral default takes what the contract gives, and does nothing with it

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from essaim.adoptions.params.pages import PageRecord
from essaim.cores.rules.kinds import Value

if TYPE_CHECKING:
    from essaim.adoptions.acting import Act
    from essaim.adoptions.models import Adoption, Participation, Terms


EVERYBODY = Q()


@dataclass(frozen=True)
class Door:
    """A way in: what a person or a structure may begin, the pages that are asked, the verb that sends it.

    ``rule``: the rule of the kit that says who is entitled. Its answer and its reason are told before sending; an engine
    that refuses does so in `receive`.
    """

    key: str
    role: str
    label: str
    pages: tuple[PageRecord, ...]
    help: str = ""
    verb: str = "submit"
    rule: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts: the role of the kit, the opaque key of the account (None: no account), a name for screens.

    ``machine``: a deadline or an effect, that no role limits.
    """

    role: str
    key: UUID | None = None
    label: str = ""
    machine: bool = False


SYSTEM = Actor("", None, "la plateforme", machine=True)


@dataclass(frozen=True)
class Followed:
    """One line of « où en est ma demande » : what it is, where it stands, what happens next and when."""

    title: str
    text: str
    since: datetime | None = None
    due: date | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a role on the desk."""

    label: str
    subject: str
    role: str
    since: datetime
    url: str
    due: datetime | None = None


@dataclass(frozen=True)
class Counted:
    """A part of an outcome: its month (first day), its commune if known, its value, and how many people are behind it."""

    outcome: str
    month: date
    value: int | Fraction
    people: int
    commune: str | None = None


@dataclass(frozen=True)
class DeskTab:
    """A page of an engine on the desk of an adoption: its words, its route (inside the engine's namespace), who sees it."""

    label: str
    route: str
    verbs: tuple[str, ...] = ()


@dataclass(frozen=True)
class IdleRuntime:
    """An engine that does nothing."""

    tabs: tuple[DeskTab, ...] = field(default=())

    def closed(self, adoption: "Adoption", door: str) -> str:
        """Say in French why a door is closed for now (dates, a season); empty: it is open. `receive` refuses all the same."""
        return ""

    def receive(self, act: "Act", participation: "Participation", door: str) -> None:
        """Take in a participation that was just sent through one of the engine's doors. Raises RefusedActError."""

    def apply(
        self, act: "Act", effect: str, participation: "Participation | None", payload: Mapping[str, Value]
    ) -> None:
        """Carry out an effect of the kit's table. Raises RefusedActError: the whole act is then undone."""

    def look(self, participation: "Participation", names: Iterable[str]) -> Mapping[str, Value]:
        """Answer the engine's look-ups that rules ask for; what is absent is not known."""
        return {}

    def follow(self, participation: "Participation") -> Iterable[Followed]:
        """Say to its holder where a participation stands."""
        return ()

    def waiting(self, adoption: "Adoption", roles: frozenset[str], reach: Q = EVERYBODY) -> Iterable[Waiting]:
        """Yield what waits for these roles, within the participations that the person may open."""
        return ()

    def reach(self, terms: "Terms", email: str) -> Q:
        """Return which participations a member of the team may open, by her address: all, unless the engine says otherwise.

        ``terms``: those in force.
        """
        return EVERYBODY

    def count(self, adoption: "Adoption") -> Iterable[Counted]:
        """Yield the outcomes of an adoption, trials left out."""
        return ()

    def foresee(self, adoption: "Adoption", after: "Terms") -> Iterable[str]:
        """Say in French what other terms would do to what the engine holds, before they are in force. Only reads."""
        return ()

    def purge(self, adoption: "Adoption") -> None:
        """Delete what the engine holds of the trial participations."""

    def erase(self, participation: "Participation") -> None:
        """Blank what the engine holds of a person: its retention is over, or she asks for it."""

    def set_up_demo(self, adoption: "Adoption") -> None:
        """Fill the set-up screens of a demonstration, so that its invented people may take part."""

    def play_demo(self, adoption: "Adoption") -> None:
        """Go on with a demonstration once its invented people took part: what a team would have done since."""


IDLE = IdleRuntime()


def no_doors(_section: Any) -> tuple[Door, ...]:
    """The doors of an engine that only serves others."""
    return ()
