"""What a vote forgets: the test's at the opening of the service; the roll once nobody may contest the result any more."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from essaim.adoptions.models import Adoption
from essaim.engines.ballots.models.vote import (
    Batch,
    Checkpoint,
    CodeRequest,
    Count,
    Envelope,
    Mark,
    Observer,
    OneTimeCode,
    RollImport,
    Slip,
    Stage,
    Urn,
    Voter,
)

KEPT_DAYS = 62
"""Two months: the delay of an appeal (Code de justice administrative, R421-1)."""
ERASED = "(effacé)"


def purge(adoption: Adoption) -> None:
    """Delete the votes of a test, whole."""
    urns = Urn.objects.filter(consultation__adoption=adoption, trial=True)
    Slip.objects.filter(batch__urn__in=urns).delete()
    for model in (Batch, Count, Checkpoint, Envelope, Mark, OneTimeCode, CodeRequest, Voter, RollImport, Observer):
        model._default_manager.filter(urn__in=urns).delete()
    urns.delete()


def blank(voter: Voter) -> int:
    """Erase what names a voter; her line stays, so that nobody votes twice."""
    return Voter.objects.filter(pk=voter.pk).update(
        number=f"e-{voter.key.hex[:12]}", name=ERASED, born=None, address="", email="", phone=""
    )


def _ended(today: date) -> QuerySet[Urn]:
    return Urn.objects.filter(stage=Stage.PUBLISHED, published_at__date__lt=today - timedelta(days=KEPT_DAYS))


def rolls_due(today: date) -> int:
    """Count the voters whose roll has ended its time."""
    return Voter.objects.filter(urn__in=_ended(today)).count()


@transaction.atomic
def forget_rolls(today: date) -> int:
    """Delete rolls, marks and observers, and empty the envelopes, of votes whose delay of appeal is over. Returns how many voters.

    Receipts stay: whoever kept one still finds it.
    """
    urns = list(_ended(today))
    Envelope.objects.filter(urn__in=urns).update(sealed=b"")
    Mark.objects.filter(urn__in=urns).delete()
    done = Voter.objects.filter(urn__in=urns).delete()[0]
    RollImport.objects.filter(urn__in=urns).delete()
    Observer.objects.filter(urn__in=urns).delete()
    return done
