"""What every act on a proposal shares: opened under its locks, read again, moved one step, closed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db.models import Q

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.matching.domain import standing, words
from essaim.engines.matching.models import Profile, Proposal
from essaim.engines.matching.models.proposal import LIVE

TOGETHER = (
    "adoption__territory",
    "seeker__participation__party",
    "seeker__participation__mandate",
    "seeker__participation__terms__version",
    "partner__participation__party",
    "partner__participation__mandate",
    "partner__participation__terms__version",
)


@contextmanager
def opened(proposal: Proposal, verb: str, actor: Actor, request_key: str = "") -> Iterator[tuple[Act, Proposal]]:
    """Open an act on a pair: the two participations locked, then the proposal read again."""
    about = [proposal.seeker.participation, proposal.partner.participation]
    with acting(proposal.adoption, verb, actor=actor, participations=about, request_key=request_key) as act:
        yield act, again(proposal)


def again(proposal: Proposal) -> Proposal:
    """Read a proposal and its two people again."""
    return Proposal.objects.select_related(*TOGETHER).get(pk=proposal.pk)


def step(change: Callable[[], standing.Pair]) -> None:
    """Try a step of `standing`. Raises RefusedActError with its reason."""
    try:
        change()
    except standing.StandingError as error:
        raise RefusedActError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None


def refuse_late(held: Proposal, today: date) -> None:
    """Raise RefusedActError after the last day to answer, even before the clock has passed."""
    if held.expires_on is not None and held.expires_on < today:
        raise RefusedActError("Le délai de réponse est passé.")


def close(held: Proposal, state: str, act: Act, **values: Any) -> None:
    """Close a live proposal, once."""
    found = Proposal.objects.filter(pk=held.pk, state__in=LIVE)
    if not found.update(state=state, closed_at=act.now, **values):
        raise RefusedActError("Cette proposition est déjà close : rechargez la page.")


def withdraw_others(act: Act, people: Sequence[Profile], kept: Proposal) -> None:
    """Take back the live proposals of people who have no place left, and tell the other side.

    Nobody else can be at work on them: an act on a pair locks its two participations, and one of them is held here.
    """
    mine = Q(seeker__in=people) | Q(partner__in=people)
    left = Proposal.objects.filter(mine, state__in=LIVE).exclude(pk=kept.pk).select_related(*TOGETHER)
    held = {one.pk for one in people}
    for one in left.order_by("pk"):
        Proposal.objects.filter(pk=one.pk, state__in=LIVE).update(state=standing.WITHDRAWN, closed_at=act.now)
        for profile in (one.seeker, one.partner):
            if profile.pk not in held:
                words.tell(act, "withdrawn", profile.participation, {})


def withdraw_all(act: Act, profile: Profile) -> None:
    """Take back every live proposal of somebody who leaves."""
    mine = Q(seeker=profile) | Q(partner=profile)
    for one in Proposal.objects.filter(mine, state__in=LIVE).select_related(*TOGETHER).order_by("pk"):
        close(one, standing.WITHDRAWN, act)
        other = one.partner if one.seeker_id == profile.pk else one.seeker
        words.tell(act, "withdrawn", other.participation, {})
