"""Paper slips: taken out in piles, typed by two people who do not see each other's reading, settled where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.vote.sealing import Style, Void
from essaim.engines.ballots.domain.vote.urns import locked
from essaim.engines.ballots.models.consultation import Zone
from essaim.engines.ballots.models.vote import Batch, Channel, Mark, Slip, Stage, Urn

SLIPS_AT_MOST = 100
VOID_PAPER = {
    "blank": "blanc : aucun projet coché",
    "many": "trop de projets cochés",
    "few": "pas assez de projets cochés",
    "unknown": "projet qui n’est pas sur la liste",
    "twice": "même projet deux fois",
    "limit": "trop de projets d’un même thème",
    "apart": "projets incompatibles",
    "unreadable": "illisible ou déchiré",
    "sign": "porte un signe qui le fait reconnaître",
    "empty": "enveloppe vide",
    "several": "plusieurs bulletins dans l’enveloppe",
}
Reading = Mapping[str, Any]


def reading_of(numbers: Sequence[int], void: str, style: Style) -> dict[str, Any]:
    """Return what somebody read on a slip: choices, or why it is void. What breaks the rule is void by itself."""
    if void:
        return {"choices": [], "void": void}
    fault = style.fault(numbers)
    if fault is None:
        return {"choices": sorted(numbers), "void": ""}
    return {"choices": [], "void": "blank" if fault is Void.FEW and not numbers else fault.value}


def new_batch(*, urn: Urn, zone: Zone, expected: int, actor: Actor) -> Batch:
    """Open a pile of slips of a zone. One transaction. Raises RefusedActError: too many, or not in this stage."""
    if not 1 <= expected <= SLIPS_AT_MOST:
        raise RefusedActError(f"Un lot a de 1 à {SLIPS_AT_MOST} bulletins.")
    with acting(urn.consultation.adoption, "ballots.type", actor=actor):
        held = locked(urn, Stage.CLOSED)
        left = marked(held, zone) - piled(held, zone)
        if expected > left:
            raise RefusedActError(
                f"Il reste {left} bulletin(s) papier à dépouiller dans ce secteur d’après l’émargement : recomptez la pile."
            )
        number = (Batch.objects.filter(urn=held).aggregate(last=Max("number"))["last"] or 0) + 1
        batch = Batch.objects.create(urn=held, zone=zone, number=number, expected=expected)
        Slip.objects.bulk_create(Slip(batch=batch, place=place) for place in range(1, expected + 1))
    return batch


def marked(urn: Urn, zone: Zone) -> int:
    """Return how many paper votes the roll has in a zone."""
    return Mark.objects.filter(urn_id=urn.pk, zone=zone, channel=Channel.PAPER).count()


def piled(urn: Urn, zone: Zone) -> int:
    """Return how many slips the piles of a zone have."""
    return Batch.objects.filter(urn_id=urn.pk, zone=zone).aggregate(total=Sum("expected"))["total"] or 0


@dataclass(frozen=True)
class Difference:
    """A slip that two people read differently."""

    place: int
    first: Reading
    second: Reading


def differences(batch: Batch) -> list[Difference]:
    """Return the slips of a pile typed twice whose readings differ and that nobody settled."""
    rows = batch.slips.filter(first__isnull=False, second__isnull=False, settled__isnull=True)
    return [Difference(row.place, row.first or {}, row.second or {}) for row in rows if row.first != row.second]


def turn_of(batch: Batch, actor: Actor) -> str:
    """Say which typing somebody does: first, second, or none. Raises RefusedActError: she typed it already."""
    if batch.first_by is None:
        return "first"
    if batch.second_by is not None:
        return ""
    if batch.first_by == actor.key:
        raise RefusedActError("Vous avez fait la première saisie de ce lot : une autre personne fait la seconde.")
    return "second"


def type_batch(*, batch: Batch, readings: Sequence[Reading], actor: Actor) -> list[Difference]:
    """Write one typing of a whole pile; once both are there, settle what agrees. Returns what differs. One transaction.

    Raises RefusedActError: typed by the same person, or not every slip.
    """
    if len(readings) != batch.expected:
        raise RefusedActError(f"Ce lot a {batch.expected} bulletins : vous en avez saisi {len(readings)}.")
    with acting(batch.urn.consultation.adoption, "ballots.type", actor=actor):
        locked(batch.urn, Stage.CLOSED)
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        turn = turn_of(held, actor)
        if not turn:
            raise RefusedActError("Ce lot est déjà saisi deux fois.")
        for row, reading in zip(held.slips.order_by("place"), readings, strict=True):
            Slip.objects.filter(pk=row.pk).update(**{turn: dict(reading)})
        Batch.objects.filter(pk=held.pk).update(**{f"{turn}_by": actor.key})
        if turn == "second":
            _agree(held, actor)
    return differences(batch)


def _agree(batch: Batch, actor: Actor) -> None:
    for row in batch.slips.all():
        if row.first == row.second:
            Slip.objects.filter(pk=row.pk).update(settled=row.first)
    _end(batch, actor)


def _end(batch: Batch, actor: Actor) -> None:
    if not batch.slips.filter(settled__isnull=True).exists():
        Batch.objects.filter(pk=batch.pk).update(settled_by=actor.key, settled_at=timezone.now())


def settle(*, batch: Batch, chosen: Mapping[int, Reading], actor: Actor) -> int:
    """Settle slips that were read differently, the paper in hand. Returns how many are left. One transaction."""
    with acting(batch.urn.consultation.adoption, "ballots.type", actor=actor), transaction.atomic():
        locked(batch.urn, Stage.CLOSED)
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        for place, reading in chosen.items():
            waiting = held.slips.filter(place=place, settled__isnull=True, second__isnull=False)
            waiting.update(settled=dict(reading))
        _end(held, actor)
    return held.slips.filter(settled__isnull=True).count()
