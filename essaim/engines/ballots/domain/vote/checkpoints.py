"""Checkpoints of an urn: how many envelopes it holds, and a root that any of them missing would change. Signed, told outside."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.domain.vote import observing
from essaim.engines.ballots.domain.vote.tree import all_held, consistency, holds_before, inclusion, root_of
from essaim.engines.ballots.models.vote import Checkpoint, Envelope, Stage, Urn
from essaim.foundation.journal import public as journal
from essaim.foundation.signing import public as signing

CHECKPOINT, CHECKPOINTS, INCLUDED = "essaim/releve-urne/1", "essaim/releves-urne/1", "essaim/preuve-urne/1"


def leaves(urn: Urn) -> list[str]:
    """Return the receipts that a checkpoint has counted, in the order of the tree: by checkpoint, sorted in each."""
    rows = Envelope.objects.filter(urn=urn, batch__isnull=False).order_by("batch", "receipt")
    return list(rows.values_list("receipt", flat=True))


@transaction.atomic
def check(urn: Urn, *, final: bool = False) -> Checkpoint | None:
    """Count the envelopes that came since the last checkpoint, in one that is signed, journalled and told to observers.

    None: none came, and it is not the final one, which is always made. Raises RefusedActError: nothing can be signed.
    """
    if not final and not Envelope.objects.filter(urn=urn, batch=None).exists():
        return None
    last = Checkpoint.objects.filter(urn=urn).order_by("-number").first()
    number = last.number + 1 if last else 1
    Envelope.objects.filter(urn=urn, batch=None).update(batch=number)
    receipts = leaves(urn)
    made = Checkpoint(
        urn=urn, number=number, size=len(receipts), root=root_of(receipts), at=timezone.now(), final=final,
        proof=consistency(receipts, last.size) if last else [],
    )  # fmt: skip
    made.signed_by, made.signature = signed(made)
    made.save()
    observing.tell(made, told(made))
    journal.record(
        act="ballots.checkpoint", actor=None, target="urn", key=str(urn.key),
        details={"number": number, "envelopes": made.size, "root": made.root},
    )  # fmt: skip
    return made


def signed(one: Checkpoint) -> tuple[str, str]:
    """Return the public key and the signature of a checkpoint. Raises RefusedActError: nothing can be signed."""
    try:
        made = signing.sign(statement(one))
    except signing.NoKeyError as why:
        raise RefusedActError(str(why)) from None
    return made.key, made.value


def statement(one: Checkpoint) -> dict[str, Any]:
    """Return what is signed of a checkpoint: docs/formats/releves-urne.md."""
    return {
        "format": CHECKPOINT, "election": str(one.urn.key), "number": one.number, "size": one.size, "root": one.root,
        "at": signing.said(one.at), "final": one.final,
    }  # fmt: skip


def told(one: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as it is published: what is signed, the proof that it goes on from the one before, the signature."""
    return statement(one) | {"proof": one.proof, "key": one.signed_by, "signature": one.signature}


def published(urn: Urn) -> dict[str, Any]:
    """Return all the checkpoints of a vote, the first one first. One query."""
    rows = Checkpoint.objects.filter(urn=urn)
    for row in rows:
        row.urn = urn
    return {"format": CHECKPOINTS, "election": str(urn.key), "checkpoints": [told(row) for row in rows]}


def included(urn: Urn, receipt: str) -> dict[str, Any] | None:
    """Return the proof that a receipt is under the last checkpoint; None: it is not yet, or not at all."""
    last = Checkpoint.objects.filter(urn=urn).order_by("-number").first()
    receipts = leaves(urn)
    if last is None or receipt not in receipts[: last.size]:
        return None
    last.urn = urn
    held = receipts[: last.size]
    place = held.index(receipt)
    return {
        "format": INCLUDED, "receipt": receipt, "place": place, "path": inclusion(held, place), "checkpoint": told(last)
    }  # fmt: skip


def holds(urn: Urn, one: Checkpoint) -> bool:
    """Say whether the urn still holds, unchanged, all that a checkpoint counted."""
    return holds_before(leaves(urn), one.size, one.root)


def missing(urn: Urn) -> list[str]:
    """Say which checkpoints the urn does not hold any more: envelopes vanished or changed. Nothing is good news."""
    rows = list(Checkpoint.objects.filter(urn=urn))
    held = all_held(leaves(urn), [(row.size, row.root) for row in rows])
    return [
        f"Le relevé n° {row.number} ({row.size} bulletins scellés) ne se retrouve pas dans l’urne."
        for row, kept in zip(rows, held, strict=True)
        if not kept
    ]


def open_urns() -> list[Urn]:
    """Return the urns of votes under way."""
    return list(Urn.objects.filter(stage=Stage.OPEN))
