"""The end of a workshop: its ballots are erased; what was compared is still read, since a decision rests on it."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from essaim.engines.ballots.models.consultation import Consultation
from essaim.engines.ballots.models.workshop import BallotSet

KEPT_DAYS = 183
"""Six months: longer than a council takes to vote its rules. Past it, or once the vote has opened, ballots go by themselves."""


def end(*, consultation: Consultation) -> int:
    """Erase the ballots of a workshop. Returns how many sets had any."""
    return _erase(consultation.ballot_sets.all())


def due(today: date) -> int:
    """Count the sets of ballots that have ended their time."""
    return _over(today).count()


def forget(today: date) -> int:
    """Erase the ballots of editions whose vote has opened or that ended, and those of six months ago. Returns how many sets."""
    return _erase(_over(today))


def _over(today: date) -> QuerySet[BallotSet]:
    sealed = ~Q(consultation__sealed_hash="") & Q(consultation__sealed_trial=False)
    old = Q(made_at__date__lt=today - timedelta(days=KEPT_DAYS))
    return BallotSet.objects.filter(erased_at=None).filter(sealed | Q(consultation__ended_at__isnull=False) | old)


def _erase(rows: QuerySet[BallotSet]) -> int:
    return rows.filter(erased_at=None).update(packed=b"", erased_at=timezone.now())
