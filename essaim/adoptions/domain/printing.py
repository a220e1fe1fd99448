"""Letters leave: somebody printed them and says so."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from essaim.adoptions.domain.queries.letters import printed, waiting
from essaim.adoptions.models import Adoption, Told
from essaim.foundation.journal import public as journal

AGAIN = 20
"""Printed letters that the desk shows, to be put back when a printer jammed."""


@transaction.atomic
def mark_printed(*, adoption: Adoption, letters: Iterable[int], actor: UUID | None) -> int:
    """Take letters out of those to print; return how many were still there.

    A letter of another service, or that a colleague marked before, is left as it is. Side effects: their date, one entry
    of the journal; one transaction.
    """
    wanted = list(waiting(adoption).filter(pk__in=list(letters)).values_list("pk", flat=True))
    done = Told.objects.filter(pk__in=wanted, printed_at=None).update(printed_at=timezone.now())
    _record("letter.print", adoption, actor, done)
    return done


@transaction.atomic
def put_back(*, adoption: Adoption, letter: int, actor: UUID | None) -> bool:
    """Put a printed letter back among those to print; return whether it was one. As `mark_printed`."""
    known = {one.pk for one in printed(adoption, limit=AGAIN)}
    done = Told.objects.filter(pk=letter).exclude(printed_at=None).update(printed_at=None) if letter in known else 0
    _record("letter.again", adoption, actor, done)
    return bool(done)


def _record(act: str, adoption: Adoption, actor: UUID | None, count: int) -> None:
    if count:
        journal.record(act=act, actor=actor, target="adoption", key=str(adoption.key), details={"letters": count})
