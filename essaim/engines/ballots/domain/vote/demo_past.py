"""The vote of a demonstration's past edition: invented ballots, drawn from a stated seed, counted by the rules of the service.

It is left as a real one is two months after its results: no roll, no mark, envelopes emptied, receipts kept.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from random import Random

from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.vote import batches, checkpoints, freezing
from essaim.engines.ballots.domain.vote.attesting import sign_results
from essaim.engines.ballots.domain.vote.frame import Choices, Counted, count, style_of
from essaim.engines.ballots.domain.vote.keys import make_keys
from essaim.engines.ballots.domain.vote.sealing import Style
from essaim.engines.ballots.domain.vote.tree import root_of
from essaim.engines.ballots.domain.vote.urns import move, urn_of
from essaim.engines.ballots.models.consultation import Consultation, Zone
from essaim.engines.ballots.models.vote import Batch, Checkpoint, Count, Envelope, Slip, Stage, Urn

SEED, REGISTERED, WEB, PAPER = 2018, 900, 260, 40
HOLDERS = (
    "La présidente (personne inventée)",
    "Le directeur (personne inventée)",
    "L’huissière (personne inventée)",
)


def hold(*, consultation: Consultation, words: Words, opened: datetime, closed: datetime) -> Counted:
    """Freeze, fill, close and count an edition whose projects are all admitted, of one zone. Returns what was counted.

    The projects are dear to voters in the order of their numbers. Side effects: the urn and its rows, the frozen rules.
    """
    zone, urn = consultation.zones.get(), urn_of(consultation)
    _freeze(consultation, urn, words, opened)
    style = style_of(consultation.sealed_rules, zone.code)
    cast = [_ballot(style, Random(f"{SEED}:{rank}")) for rank in range(WEB + PAPER)]  # noqa: S311 # nosec B311 - a demonstration that anybody can make again
    _fill(urn, zone, closed)
    move(urn, Stage.CLOSED, salt="", closed_at=closed)
    _paper(urn, zone, cast[WEB:], style, closed)
    counted = count(consultation.sealed_rules, zone.code, cast)
    _write(urn, zone, counted, len(cast))
    move(urn, Stage.COUNTED, counted_at=closed)
    return counted


def publish(consultation: Consultation, at: datetime) -> None:
    """Publish what was counted."""
    urn = urn_of(consultation)
    move(urn, Stage.PUBLISHED, published_at=at, signatures=sign_results(urn, at))


def _freeze(consultation: Consultation, urn: Urn, words: Words, opened: datetime) -> None:
    public_key, _ = make_keys()
    urn.public_key = public_key.hex()
    urn.trustees = [{"index": rank, "holder": one, "digest": ""} for rank, one in enumerate(HOLDERS, start=1)]
    lot = sha256(str(SEED).encode()).hexdigest()[:32]
    rules = freezing.rules_json(consultation, urn, words, lot)
    consultation.sealed_rules, consultation.sealed_hash = rules, freezing.canonical_hash(rules)
    consultation.sealed_at = opened
    consultation.save(update_fields=["sealed_rules", "sealed_hash", "sealed_at"])
    move(
        urn, Stage.OPEN, public_key=urn.public_key, trustees=urn.trustees, lot=lot, opened_at=opened,
        keys_tried_at=opened, trial=False,
    )  # fmt: skip


def _ballot(style: Style, draw: Random) -> Choices:
    """The first projects are chosen more often; as many as the ballot allows."""
    left = sorted(style.projects)
    chosen: list[int] = []
    while left and len(chosen) < style.most:
        number = draw.choices(left, [1 / (rank + 1) for rank in range(len(left))])[0]
        left.remove(number)
        chosen.append(number)
    return tuple(sorted(chosen))


def _fill(urn: Urn, zone: Zone, at: datetime) -> None:
    receipts = sorted(sha256(f"{SEED}:{urn.key}:{rank}".encode()).hexdigest() for rank in range(WEB))
    Envelope.objects.bulk_create(
        Envelope(urn=urn, zone=zone, receipt=receipt, sealed=b"", batch=1) for receipt in receipts
    )
    made = Checkpoint(urn=urn, number=1, size=WEB, root=root_of(receipts), at=at, final=True)
    made.signed_by, made.signature = checkpoints.signed(made)
    made.save()


def _paper(urn: Urn, zone: Zone, cast: Sequence[Choices], style: Style, at: datetime) -> None:
    batch = Batch.objects.create(urn=urn, zone=zone, number=1, expected=len(cast))
    read = [batches.reading_of(choices, "", style) for choices in cast]
    Slip.objects.bulk_create(
        Slip(batch=batch, place=place, first=one, second=one, settled=one) for place, one in enumerate(read, start=1)
    )
    Batch.objects.filter(pk=batch.pk).update(settled_at=at)


def _write(urn: Urn, zone: Zone, counted: Counted, ballots: int) -> None:
    figures = {
        "registered": REGISTERED, "web": WEB, "paper": PAPER, "ballots": ballots, "struck": 0, "void_web": {},
        "void_paper": {}, "served": counted.served, "parted": counted.parted, "winners": list(counted.winners),
    }  # fmt: skip
    Count.objects.create(urn=urn, zone=zone, published=counted.published, reasons=counted.reasons, figures=figures)
