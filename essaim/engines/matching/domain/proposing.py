"""A pair is proposed: checked by the core, written with its reasons, told to both."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Terms
from essaim.adoptions.runtime import Actor
from essaim.cores.assignment import Violation, verify
from essaim.engines.matching.domain import words
from essaim.engines.matching.domain.gathering import gather_pair, section_of
from essaim.engines.matching.domain.reasons import lowered, pair_facts
from essaim.engines.matching.models import Profile, Proposal, ProposalState


def checks_of(adoption: Adoption, seeker: Profile, partner: Profile, today: date) -> list[str]:
    """Return what forbids a pair now, in French; empty: it may be proposed."""
    pairing = gather_pair(adoption.terms, today, seeker, partner)
    return [said(one) for one in verify(pairing.problem, [(0, 0)]) if one.kind != "refused"]


def said(violation: Violation) -> str:
    """Return what a rule of the core found, in French."""
    if violation.kind == "criterion":
        return f"la condition « {lowered(violation.detail)} » n’est pas remplie"
    return {
        "capacity": "une des deux personnes n’a plus de place libre",
        "running": "un accord est déjà en cours entre elles",
        "quota": f"le quota « {violation.where} » est atteint",
    }.get(violation.kind, "ces deux personnes ne vont pas ensemble")


def propose(*, adoption: Adoption, seeker: Profile, partner: Profile, actor: Actor, request_key: str = "") -> Proposal:
    """Propose one pair by hand.

    Side effects: one proposal, its event, a message to each, one entry of the journal, in one transaction.
    Raises RefusedActError: a hard criterion, a capacity, a proposal that waits, or a mode where pairs are not chosen.
    """
    about = [seeker.participation, partner.participation]
    with acting(adoption, "matching.propose", actor=actor, participations=about, request_key=request_key) as act:
        if section_of(adoption.terms).mode in {"batch", "draw"}:
            raise RefusedActError("Dans ce service, on ne choisit pas les paires une par une.")
        held = [locked(profile) for profile in (seeker, partner)]
        proposal = prepared(act, held[0], held[1], actor.key)
        send(act, [proposal])
    return proposal


def locked(profile: Profile) -> Profile:
    """Read a profile again under the lock of its participation."""
    return Profile.objects.select_related("participation__party", "participation__mandate").get(pk=profile.pk)


def prepared(act: Act, seeker: Profile, partner: Profile, made_by: UUID | None) -> Proposal:
    """Return a pair that satisfies everything, not yet written. Raises RefusedActError."""
    if not seeker.state == partner.state == "active":
        raise RefusedActError("Une des deux inscriptions est suspendue ou terminée.")
    pairing = gather_pair(act.adoption.terms, act.today, seeker, partner)
    broken = [said(one) for one in verify(pairing.problem, [(0, 0)]) if one.kind != "refused"]
    if broken:
        raise RefusedActError(f"Cette paire n’est pas possible : {' ; '.join(broken)}.")
    return Proposal(
        adoption=act.adoption, seeker=seeker, partner=partner, score=int(pairing.problem.scores.sum()),
        reason=pair_facts(pairing, 0, 0), made_by=made_by, made_at=act.now, trial=act.trial,
    )  # fmt: skip


def send(act: Act, proposals: Sequence[Proposal]) -> None:
    """Open proposals to both sides: the delay runs, each is told. Raises RefusedActError: one of them waits already."""
    until = act.today + timedelta(days=waiting_days(act.adoption.terms))
    for one in proposals:
        one.state, one.sent_at, one.expires_on = ProposalState.OPEN, act.now, until
        _written(one)
        act.happened("proposed", one.seeker.participation)
        for profile in (one.seeker, one.partner):
            words.tell(act, "proposed", profile.participation, words.about(one, profile))


def _written(proposal: Proposal) -> None:
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        raise RefusedActError("Une proposition attend déjà une réponse pour cette paire.") from None


def waiting_days(terms: Terms) -> int:
    """Return how many days people have to answer."""
    days = terms.values[section_of(terms).consent.within]
    return int(days) if isinstance(days, int) else 0
