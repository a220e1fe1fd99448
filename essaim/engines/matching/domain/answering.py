"""Each side says yes or no to a proposal; time runs out; the team takes it back."""

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import SYSTEM, Actor
from essaim.engines.matching.domain import standing, words
from essaim.engines.matching.domain.agreeing import begin
from essaim.engines.matching.domain.closing import again, close, opened, refuse_late, step
from essaim.engines.matching.domain.drawing import substitute
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.models import Answered, Profile, Proposal, ProposalState

CLOCK = "matching.expire"


def accept(
    *, proposal: Proposal, me: Profile, actor: Actor, by: str = Answered.ONLINE, request_key: str = ""
) -> Proposal:
    """One side says yes. When both have, the contacts show, and the agreement begins if nobody has to validate it.

    Side effects: the answer, messages to both when both have consented, one entry of the journal, in one transaction.
    Raises RefusedActError: answered already, closed, too late.
    """
    with opened(proposal, "matching.accept", actor, request_key) as (act, held):
        side = held.side_of(me)
        step(lambda: standing.accept(held.standing, side))
        refuse_late(held, act.today)
        _say_yes(act, held, side, by)
        now = again(held)
        if now.seeker_at and now.partner_at:
            _consented(act, now)
    return again(proposal)


def _say_yes(act: Act, held: Proposal, side: standing.Side, by: str) -> None:
    """Write one yes, once: who answers twice at the same moment is told so."""
    found = Proposal.objects.filter(pk=held.pk, state=ProposalState.OPEN, **{f"{side}_at": None})
    if not found.update(**{f"{side}_at": act.now, f"{side}_by": by}):
        raise RefusedActError("Une réponse a déjà été donnée : rechargez la page.")


def _consented(act: Act, held: Proposal) -> None:
    found = Proposal.objects.filter(pk=held.pk, state=ProposalState.OPEN)
    if not found.update(state=ProposalState.CONSENTED):
        raise RefusedActError("Cette proposition n’attend plus de réponse : rechargez la page.")
    held = again(held)
    for profile in (held.seeker, held.partner):
        words.tell(act, "consented", profile.participation, words.about(held, profile))
    if section_of(act.adoption.terms).agreement.at_once:
        begin(act, held, act.today)


def decline(
    *,
    proposal: Proposal,
    me: Profile,
    actor: Actor,
    reason: str,
    written: str = "",
    request_key: str = "",
) -> Proposal:
    """One side says no, with a reason of the kit and words of her own. The other is told, without reason nor words.

    Side effects: the pair is never proposed again by a search; in a draw, the next of the reserve is proposed.
    Raises RefusedActError: closed already, a reason that the kit has not.
    """
    with opened(proposal, "matching.decline", actor, request_key) as (act, held):
        side = held.side_of(me)
        if reason not in {one.id for one in section_of(me.participation.terms).consent.reasons}:
            raise RefusedActError("Choisissez une raison de la liste.")
        step(lambda: standing.decline(held.standing))
        close(held, ProposalState.DECLINED, act, declined_side=side, decline=reason, words=written)
        other = held.partner if side == "seeker" else held.seeker
        words.tell(act, "declined", other.participation, {})
        substitute(act, held)
    return again(proposal)


def expire(*, proposal: Proposal) -> bool:
    """Close a proposal that nobody answered in time; tell whether it was still open. Done by the clock."""
    with opened(proposal, CLOCK, SYSTEM) as (act, held):
        if held.state != ProposalState.OPEN or held.expires_on is None or held.expires_on >= act.today:
            return False
        close(held, ProposalState.EXPIRED, act)
        for profile in (held.seeker, held.partner):
            words.tell(act, "expired", profile.participation, {})
        substitute(act, held)
    return True


def remind(*, proposal: Proposal) -> bool:
    """Tell those who have not answered that half of their time is gone, once. Done by the clock."""
    with opened(proposal, CLOCK, SYSTEM) as (act, held):
        waiting = Proposal.objects.filter(pk=held.pk, state=ProposalState.OPEN, reminded_at=None)
        if not waiting.update(reminded_at=act.now):
            return False
        for profile, said in ((held.seeker, held.seeker_at), (held.partner, held.partner_at)):
            if said is None:
                words.tell(act, "reminded", profile.participation, words.about(held, profile))
    return True


def withdraw(*, proposal: Proposal, actor: Actor, request_key: str = "") -> Proposal:
    """The team takes a proposal back, before the agreement. Raises RefusedActError: closed already."""
    with opened(proposal, "matching.propose", actor, request_key) as (act, held):
        step(lambda: standing.decline(held.standing))
        close(held, ProposalState.WITHDRAWN, act)
        for profile in (held.seeker, held.partner):
            words.tell(act, "withdrawn", profile.participation, {})
    return again(proposal)
