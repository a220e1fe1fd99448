"""An agreement begins: verified again by the core, inside the transaction, then counted where the database refuses one too many."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F, Q

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.cores.assignment import verify
from essaim.cores.calendar.delays import after_months
from essaim.engines.matching.domain import standing, words
from essaim.engines.matching.domain.closing import opened, step, withdraw_others
from essaim.engines.matching.domain.gathering import gather_pair, member_of, section_of
from essaim.engines.matching.domain.proposing import said
from essaim.engines.matching.models import Agreement, AgreementState, Profile, Proposal, ProposalState, QuotaCount


def agree(*, proposal: Proposal, actor: Actor, request_key: str = "") -> Agreement:
    """The team validates an agreement that both sides want.

    Side effects: the agreement, the places taken, other proposals of who has no place left taken back, messages, one
    entry of the journal, in one transaction. Raises RefusedActError: not consented, a criterion, a capacity or a quota.
    """
    with opened(proposal, "matching.agree", actor, request_key) as (act, held):
        step(lambda: standing.agree(held.standing))
        return begin(act, held, act.today)


def begin(act: Act, held: Proposal, today: date) -> Agreement:
    """Begin an agreement in the act of the caller. Raises RefusedActError."""
    _verify(act, held)
    found = Proposal.objects.filter(pk=held.pk, state=ProposalState.CONSENTED)
    if not found.update(state=ProposalState.AGREED, closed_at=act.now):
        raise RefusedActError("Cette proposition n’est plus à valider : rechargez la page.")
    people = _take_places(held)
    agreement = _written(act, held, today, _take_quotas(act, held))
    _tell(act, agreement)
    withdraw_others(act, [one for one in people if one.free == 0], held)
    return agreement


def _verify(act: Act, held: Proposal) -> None:
    """Ask the core again, on today's answers and rules: what was proposed weeks ago may not hold any more."""
    pairing = gather_pair(act.adoption.terms, act.today, held.seeker, held.partner)
    broken = [said(one) for one in verify(pairing.problem, [(0, 0)])]
    if broken:
        raise RefusedActError(f"Cet accord n’est plus possible : {' ; '.join(broken)}.")


def _take_places(held: Proposal) -> list[Profile]:
    """Count one agreement more for each, in the order of their keys, where there is room."""
    keys = sorted((held.seeker_id, held.partner_id))
    for key in keys:
        room = Profile.objects.filter(pk=key, taken__lt=F("capacity"))
        if not room.update(taken=F("taken") + 1):
            raise RefusedActError("Une des deux personnes n’a plus de place libre.")
    return list(Profile.objects.filter(pk__in=keys).order_by("pk"))


def _take_quotas(act: Act, held: Proposal) -> list[str]:
    """Count one more in each quota of the pair, where there is room; return their names."""
    terms = act.adoption.terms
    taken = []
    for quota in section_of(terms).quotas:
        profile = held.seeker if quota.side == held.seeker.side else held.partner
        if not member_of(terms, act.today, quota.rule, profile):
            continue
        most = terms.values[quota.at_most] if quota.at_most else None
        QuotaCount.objects.get_or_create(adoption=act.adoption, quota=quota.id)
        room = QuotaCount.objects.filter(adoption=act.adoption, quota=quota.id)
        room = room if most is None else room.filter(taken__lt=most)
        if not room.update(taken=F("taken") + 1):
            raise RefusedActError(f"Le quota « {quota.label} » est atteint.")
        taken.append(quota.id)
    return taken


def _written(act: Act, held: Proposal, today: date, groups: Sequence[str]) -> Agreement:
    terms = act.adoption.terms
    section = section_of(terms)
    trial = terms.values[section.agreement.trial] if section.agreement.trial else None
    every = terms.values[section.follow_up.every] if section.follow_up else None
    return Agreement.objects.create(
        adoption=act.adoption, proposal=held, seeker=held.seeker, partner=held.partner, begun_on=today, begun_at=act.now,
        probation_until=today + timedelta(days=trial) if isinstance(trial, int) else None,
        next_visit=after_months(today, every) if isinstance(every, int) else None, groups=list(groups), trial=act.trial,
    )  # fmt: skip


def _tell(act: Act, agreement: Agreement) -> None:
    agreement = Agreement.objects.select_related(*PAIR).get(pk=agreement.pk)
    for event, profile in (("agreed", agreement.seeker), ("partner-agreed", agreement.partner)):
        act.settle(profile.participation, "decided")
        act.happened(event, profile.participation)
        words.tell(act, "agreed", profile.participation, words.of_agreement(agreement, profile))


PAIR = (
    "adoption__territory",
    *(
        f"proposal__{side}__participation__{name}"
        for side in ("seeker", "partner")
        for name in ("party", "mandate", "terms__version")
    ),
    *(f"{side}__participation__{name}" for side in ("seeker", "partner") for name in ("party", "terms__version")),
)


def end(*, agreement: Agreement, actor: Actor, reason: str, request_key: str = "") -> Agreement:
    """Put an end to an agreement, for a reason of the kit: its places are free again.

    Side effects: events of both, messages, one entry of the journal, in one transaction. Raises RefusedActError.
    """
    with opened(agreement.proposal, "matching.end", actor, request_key) as (act, _):
        finish(act, agreement, reason)
    return Agreement.objects.get(pk=agreement.pk)


def finish(act: Act, agreement: Agreement, reason: str) -> None:
    """End an agreement in the act of the caller. Raises RefusedActError."""
    known = {one.id: one for one in section_of(act.adoption.terms).ends}
    if reason not in known:
        raise RefusedActError("Choisissez une raison de la liste.")
    running = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.RUNNING)
    if not running.update(
        state=AgreementState.ENDED,
        ended_on=act.today,
        end_reason=reason,
        ended_well=known[reason].well,
        next_visit=None,
    ):
        raise RefusedActError("Cet accord est déjà terminé.")
    _give_back(act, agreement)
    for event, profile in (("ended", agreement.seeker), ("partner-ended", agreement.partner)):
        act.happened(event, profile.participation)
        words.tell(act, "ended", profile.participation, {})


def _give_back(act: Act, agreement: Agreement) -> None:
    for key in sorted((agreement.seeker_id, agreement.partner_id)):
        Profile.objects.filter(pk=key, taken__gt=0).update(taken=F("taken") - 1)
    counts = QuotaCount.objects.filter(adoption=act.adoption, quota__in=agreement.groups, taken__gt=0)
    counts.update(taken=F("taken") - 1)


def running_of(profile: Profile) -> list[Agreement]:
    """Return the agreements of a profile that run."""
    mine = Q(seeker=profile) | Q(partner=profile)
    found = Agreement.objects.filter(mine, state=AgreementState.RUNNING).select_related(*PAIR)
    return list(found.order_by("pk"))
