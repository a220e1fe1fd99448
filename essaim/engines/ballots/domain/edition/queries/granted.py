"""What winners get of their envelope, where it does not pay their whole cost (docs/formats/resultat-scrutin.md, `pots`)."""

from essaim.cores import voting
from essaim.engines.ballots.domain.framing.pots import CENTS
from essaim.engines.ballots.models.edition import Consultation
from essaim.engines.ballots.models.vote import Count


def granted(consultation: Consultation) -> dict[int, int]:
    """Return what each winner is paid by its envelope, in cents, by its number; empty where no envelope pays in part. One query.

    The rest of a published result, each of its ballots, is not read.
    """
    counts = Count.objects.filter(urn__consultation=consultation).values_list("published__result__pots", flat=True)
    return {
        int(number): int(voting.read_number(paid).value * CENTS)
        for pots in counts
        for pot in pots or ()
        for number, paid in zip(pot["winners"], pot["paid"], strict=True)
    }
