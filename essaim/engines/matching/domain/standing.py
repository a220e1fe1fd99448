"""What a proposal and its agreement may become: the same steps for a scenario and for the database."""

from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["seeker", "partner"]
OPEN, CONSENTED, AGREED, DECLINED, EXPIRED, WITHDRAWN = (
    "open",
    "consented",
    "agreed",
    "declined",
    "expired",
    "withdrawn",
)
LIVE = frozenset({OPEN, CONSENTED})
"""A proposal that still waits for somebody."""
NONE, RUNNING, ENDED = "none", "running", "ended"


class StandingError(Exception):
    """A step is not possible from here, for the reason that its text says in French."""


@dataclass(frozen=True)
class Pair:
    """A proposal, who has accepted it, and the agreement that it became. ``visits``: follow-ups done."""

    state: str = OPEN
    accepted: frozenset[Side] = frozenset()
    agreement: str = NONE
    visits: int = 0

    @property
    def consented(self) -> bool:
        """Both have accepted: contacts may be shown."""
        return len(self.accepted) == len(("seeker", "partner")) and self.state in {CONSENTED, AGREED}

    @property
    def running(self) -> bool:
        return self.agreement == RUNNING

    @property
    def live(self) -> bool:
        """A proposal that waits or an agreement that runs: the pair may not be proposed again."""
        return self.state in LIVE or self.running


def accept(pair: Pair, side: Side) -> Pair:
    """One side says yes. Raises StandingError."""
    if pair.state != OPEN:
        raise StandingError(closed(pair.state))
    if side in pair.accepted:
        raise StandingError("vous avez déjà accepté cette proposition")
    accepted = pair.accepted | {side}
    both = len(accepted) == len(("seeker", "partner"))
    return replace(pair, accepted=accepted, state=CONSENTED if both else OPEN)


def decline(pair: Pair) -> Pair:
    """One side says no, until the agreement begins. Raises StandingError."""
    if pair.state not in LIVE:
        raise StandingError(closed(pair.state))
    return replace(pair, state=DECLINED)


def expire(pair: Pair) -> Pair:
    """Nobody answered in time. Raises StandingError."""
    if pair.state != OPEN:
        raise StandingError(closed(pair.state))
    return replace(pair, state=EXPIRED)


def agree(pair: Pair) -> Pair:
    """The agreement begins. Raises StandingError."""
    if pair.state == OPEN:
        raise StandingError("les deux personnes n’ont pas encore accepté")
    if pair.state != CONSENTED:
        raise StandingError(closed(pair.state))
    return replace(pair, state=AGREED, agreement=RUNNING)


def follow(pair: Pair) -> Pair:
    """A follow-up is done. Raises StandingError."""
    return replace(_running(pair), visits=pair.visits + 1)


def finish(pair: Pair) -> Pair:
    """The agreement ends. Raises StandingError."""
    return replace(_running(pair), agreement=ENDED)


def _running(pair: Pair) -> Pair:
    if not pair.running:
        raise StandingError("aucun accord n’est en cours")
    return pair


def closed(state: str) -> str:
    """Return why a proposal in this state takes no answer."""
    return {
        CONSENTED: "les deux personnes ont déjà accepté",
        AGREED: "cette proposition est déjà devenue un accord",
        DECLINED: "cette proposition a été refusée",
        EXPIRED: "le délai de réponse est passé",
        WITHDRAWN: "cette proposition a été retirée",
    }[state]
