"""What is left of a person once erased: rows that count, without her words nor her answers."""

from django.db.models import F, Q
from django.utils import timezone

from essaim.adoptions.models import Adoption, Participation
from essaim.engines.matching.domain import standing
from essaim.engines.matching.domain.reasons import BLANK
from essaim.engines.matching.models import (
    Agreement,
    AgreementState,
    FollowUp,
    Incident,
    NoProposal,
    Profile,
    ProfileState,
    Proposal,
    QuotaCount,
    Run,
)
from essaim.engines.matching.models.proposal import LIVE


def erase(participation: Participation) -> None:
    """Blank what matching holds of a person. What runs with her ends; the other side's place is free again."""
    profile = Profile.objects.filter(participation=participation).first()
    if profile is None:
        return
    pairs = Proposal.objects.filter(Q(seeker=profile) | Q(partner=profile))
    now = timezone.now()
    pairs.filter(state__in=LIVE).update(state=standing.WITHDRAWN, closed_at=now)
    for agreement in Agreement.objects.filter(proposal__in=pairs, state=AgreementState.RUNNING):
        _cut(agreement)
    Profile.objects.filter(pk=profile.pk).update(state=ProfileState.ENDED)
    pairs.update(reason=BLANK)
    pairs.filter(declined_side="seeker", seeker=profile).update(words="")
    pairs.filter(declined_side="partner", partner=profile).update(words="")
    FollowUp.objects.filter(agreement__proposal__in=pairs).update(answers={})
    Agreement.objects.filter(proposal__in=pairs).update(answers={})
    Incident.objects.filter(proposal__in=pairs).update(answers={}, answer="")
    NoProposal.objects.filter(profile=profile).update(reason={"kind": "erased", "why": ""})


def _cut(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(
        state=AgreementState.ENDED, ended_on=timezone.localdate(), ended_well=False, next_visit=None
    )
    for key in sorted((agreement.seeker_id, agreement.partner_id)):
        Profile.objects.filter(pk=key, taken__gt=0).update(taken=F("taken") - 1)
    counts = QuotaCount.objects.filter(adoption=agreement.adoption_id, quota__in=agreement.groups, taken__gt=0)
    counts.update(taken=F("taken") - 1)


def purge(adoption: Adoption) -> None:
    """Delete what the test left, before its participations."""
    Incident.objects.filter(adoption=adoption, trial=True).delete()
    FollowUp.objects.filter(agreement__adoption=adoption, trial=True).delete()
    Agreement.objects.filter(adoption=adoption, trial=True).delete()
    Proposal.objects.filter(adoption=adoption, trial=True).delete()
    Run.objects.filter(adoption=adoption, trial=True).delete()
    Profile.objects.filter(adoption=adoption, trial=True).delete()
    QuotaCount.objects.filter(adoption=adoption).delete()
