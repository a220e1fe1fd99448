"""The count: two trustees give their keys, envelopes are opened in memory, paper is added, each zone is counted.

Which envelope held which ballot is written nowhere: opened ballots of a zone are only ever a list in random order.
"""

from collections import Counter
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Any

from django.utils import timezone
from nacl.public import PrivateKey

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.vote import batches, checkpoints, frame
from essaim.engines.ballots.domain.vote.ceremony import private_of
from essaim.engines.ballots.domain.vote.frame import Choices
from essaim.engines.ballots.domain.vote.sealing import Void, unseal
from essaim.engines.ballots.domain.vote.urns import locked, move
from essaim.engines.ballots.models.consultation import Zone
from essaim.engines.ballots.models.vote import Batch, Channel, Count, Envelope, Mark, Slip, Stage, Urn, Voter


@dataclass
class Opened:
    """The ballots of a zone, in random order, and why others do not count."""

    ballots: list[Choices] = field(default_factory=list)
    void_web: Counter[str] = field(default_factory=Counter)
    void_paper: Counter[str] = field(default_factory=Counter)
    web: int = 0
    paper: int = 0


def count_faults(urn: Urn) -> list[str]:
    """Return what does not reconcile and keeps the vote from being counted, in French."""
    faults = checkpoints.missing(urn)
    for zone in _zones(urn):
        faults += _zone_faults(urn, zone)
    waiting = Batch.objects.filter(urn=urn, settled_at=None).count()
    if waiting:
        faults.append(f"{waiting} lot(s) de bulletins papier ne sont pas arrêtés.")
    return faults


def _zones(urn: Urn) -> list[Zone]:
    return list(Zone.objects.filter(consultation=urn.consultation_id).order_by("code"))


def _zone_faults(urn: Urn, zone: Zone) -> list[str]:
    faults = []
    marks = Mark.objects.filter(urn=urn, zone=zone, channel=Channel.WEB).count()
    envelopes = Envelope.objects.filter(urn=urn, zone=zone, struck=False).count()
    if marks != envelopes:
        faults.append(f"{zone.label} : {marks} émargements en ligne pour {envelopes} bulletins scellés.")
    marked, piled = batches.marked(urn, zone), batches.piled(urn, zone)
    if marked != piled:
        faults.append(f"{zone.label} : {marked} émargements sur papier pour {piled} bulletins dans les lots.")
    return faults


def count_vote(*, urn: Urn, typed: tuple[str, str], actor: Actor) -> list[Count]:
    """Open and count every zone. One transaction, journalled. The private key lives in memory until it returns.

    Raises RefusedActError: a key is wrong, or marks, envelopes and slips do not reconcile; nothing is written.
    """
    key = private_of(urn, typed)
    with acting(urn.consultation.adoption, "ballots.count", actor=actor):
        held = locked(urn, Stage.CLOSED)
        faults = count_faults(held)
        if faults:
            raise RefusedActError(" ".join(faults))
        counts = [_count_zone(held, zone, key) for zone in _zones(held)]
        move(held, Stage.COUNTED, counted_at=timezone.now())
    return counts


def _count_zone(urn: Urn, zone: Zone, key: PrivateKey) -> Count:
    rules = urn.consultation.sealed_rules
    opened = opened_in(urn, zone, key)
    counted = frame.count(rules, zone.code, opened.ballots)
    figures = {
        "registered": Voter.objects.filter(urn=urn, zone=zone).count(),
        "web": opened.web, "paper": opened.paper, "ballots": len(opened.ballots),
        "struck": Envelope.objects.filter(urn=urn, zone=zone, struck=True).count(),
        "void_web": dict(opened.void_web), "void_paper": dict(opened.void_paper),
        "served": counted.served, "parted": counted.parted, "winners": list(counted.winners),
    }  # fmt: skip
    return Count.objects.create(
        urn=urn, zone=zone, published=counted.published, reasons=counted.reasons, figures=figures
    )


def opened_in(urn: Urn, zone: Zone, key: PrivateKey) -> Opened:
    """Open the envelopes of a zone and add its paper. Nothing is written."""
    style = frame.style_of(urn.consultation.sealed_rules, zone.code)
    found = Opened()
    for sealed in Envelope.objects.filter(urn=urn, zone=zone, struck=False).values_list("sealed", flat=True):
        found.web += 1
        content = unseal(key, bytes(sealed), style)
        if isinstance(content, Void):
            found.void_web[content.value] += 1
        else:
            found.ballots.append(content)
    for slip in Slip.objects.filter(batch__urn=urn, batch__zone=zone, settled__isnull=False):
        _take_paper(found, slip.settled or {})
    SystemRandom().shuffle(found.ballots)
    return found


def _take_paper(found: Opened, reading: dict[str, Any]) -> None:
    found.paper += 1
    if reading["void"]:
        found.void_paper[reading["void"]] += 1
    else:
        found.ballots.append(tuple(reading["choices"]))
