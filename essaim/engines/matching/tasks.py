"""What the clock does: proposals that nobody answered end, halfway a reminder leaves."""

import logging
from datetime import date

from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Phase
from essaim.engines.matching.domain import answering
from essaim.engines.matching.domain.closing import TOGETHER
from essaim.engines.matching.models import Proposal, ProposalState

log = logging.getLogger(__name__)


def pass_time() -> int:
    """Expire and remind, each proposal in its own act; return how many changed. May run twice: each is done once."""
    today = timezone.localdate()
    return sum(_passed(one, today) for one in _open())


def _open() -> list[Proposal]:
    found = Proposal.objects.filter(
        state=ProposalState.OPEN, expires_on__isnull=False, adoption__phase__in=[Phase.TESTING, Phase.OPEN]
    )
    return list(found.select_related(*TOGETHER).order_by("pk"))


def _passed(one: Proposal, today: date) -> bool:
    if one.expires_on is None or one.sent_at is None:
        return False
    try:
        if one.expires_on < today:
            return answering.expire(proposal=one)
        half = timezone.localdate(one.sent_at) + (one.expires_on - timezone.localdate(one.sent_at)) / 2
        return one.reminded_at is None and today >= half and answering.remind(proposal=one)
    except RefusedActError:
        log.warning("a proposal could not be moved by the clock", extra={"proposal": one.pk})
        return False
