"""Checkpoints of an urn: how many envelopes it holds, and a root that any of them missing would change."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from essaim.engines.ballots.domain.vote.tree import holds_before, root_of
from essaim.engines.ballots.models.vote import Checkpoint, Envelope, Stage, Urn
from essaim.foundation.journal import public as journal


def leaves(urn: Urn) -> list[str]:
    """Return the receipts that a checkpoint has counted, in the order of the tree: by checkpoint, sorted in each."""
    rows = Envelope.objects.filter(urn=urn, batch__isnull=False).order_by("batch", "receipt")
    return list(rows.values_list("receipt", flat=True))


@transaction.atomic
def check(urn: Urn) -> Checkpoint | None:
    """Count the envelopes that came since the last checkpoint, in a journalled one. None: none came."""
    if not Envelope.objects.filter(urn=urn, batch=None).exists():
        return None
    number = (Checkpoint.objects.filter(urn=urn).aggregate(last=Max("number"))["last"] or 0) + 1
    Envelope.objects.filter(urn=urn, batch=None).update(batch=number)
    receipts = leaves(urn)
    made = Checkpoint.objects.create(
        urn=urn, number=number, size=len(receipts), root=root_of(receipts), at=timezone.now()
    )
    journal.record(
        act="ballots.checkpoint", actor=None, target="urn", key=str(urn.key),
        details={"number": number, "envelopes": made.size, "root": made.root},
    )  # fmt: skip
    return made


def missing(urn: Urn) -> list[str]:
    """Say which checkpoints the urn does not hold any more: envelopes vanished or changed. Nothing is good news."""
    receipts = leaves(urn)
    rows = Checkpoint.objects.filter(urn=urn)
    return [
        f"Le relevé n° {row.number} ({row.size} bulletins scellés) ne se retrouve pas dans l’urne."
        for row in rows
        if not holds_before(receipts, row.size, row.root)
    ]


def open_urns() -> list[Urn]:
    """Return the urns of votes under way."""
    return list(Urn.objects.filter(stage=Stage.OPEN))
