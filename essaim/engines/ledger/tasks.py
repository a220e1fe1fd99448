"""What the clock does: give back what has ended, and hold the balances against the movements."""

import logging

from django.utils import timezone

from essaim.adoptions import registry
from essaim.adoptions.models import Adoption, Phase
from essaim.engines.ledger.domain.queries.statements import drift
from essaim.engines.ledger.domain.settling import expire

logger = logging.getLogger(__name__)


def nightly() -> int:
    """End what has expired in every running service, and log any balance that is not the sum of its movements.

    Bears being run twice: what has ended is ended once. Returns how many accounts gave something back.
    """
    today, ended = timezone.localdate(), 0
    for adoption in Adoption.objects.filter(phase__in=[Phase.TESTING, Phase.OPEN]).select_related("territory"):
        if "ledger" not in adoption.terms.kit.sections or "ledger" not in registry.engines:
            continue
        ended += expire(adoption=adoption, today=today)
        for account in drift(adoption):
            logger.error("Solde du compte %s différent de la somme de ses mouvements", account.pk)
    return ended
