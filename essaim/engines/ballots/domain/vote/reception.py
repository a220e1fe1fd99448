"""The desk where paper comes: the roll is marked first, then the envelope joins the others of its zone, closed."""

from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.vote.casting import handle_of
from essaim.engines.ballots.domain.vote.mixing import put
from essaim.engines.ballots.domain.vote.urns import hold_open, hold_voter
from essaim.engines.ballots.models.vote import Channel, Envelope, Mark, Urn, Voter

TRIES = 20


class Received(StrEnum):
    """What became of a paper vote at the desk."""

    MARKED = "marked"
    CANCELS = "cancels"


WORDS = {
    Received.MARKED: "Émargé. Mettez l’enveloppe, fermée, avec celles de son secteur.",
    Received.CANCELS: "Émargé : son vote en ligne est écarté, sans être ouvert. Mettez l’enveloppe, fermée, avec celles de son secteur.",
}
ON_PAPER = "Un vote sur papier est déjà émargé pour cette personne : écartez cette enveloppe sans l’ouvrir."
ON_THE_WEB = "Cette personne a voté en ligne et le premier bulletin compte : écartez cette enveloppe sans l’ouvrir."
BUSY = "L’urne est très sollicitée : recommencez dans un instant. Rien n’est émargé."


def receive(*, urn: Urn, voter: Voter, actor: Actor) -> Received:
    """Mark a voter whose paper came; set her web ballot aside, unopened, where paper cancels the web. One transaction.

    Raises RefusedActError: too late, already on paper, or on the web where the first ballot counts; nothing is written.
    """
    with acting(urn.consultation.adoption, "ballots.receive", actor=actor):
        hold_open(urn)
        hold_voter(voter)
        mark = Mark(urn=urn, voter=voter, zone_id=voter.zone_id, channel=Channel.PAPER)
        if not Mark.objects.filter(urn=urn, voter=voter).exists() and put(mark):
            return Received.MARKED
        _cancel(urn, voter)
        return Received.CANCELS


def _cancel(urn: Urn, voter: Voter) -> None:
    before = Mark.objects.filter(urn=urn, voter=voter).values_list("channel", flat=True).first()
    if before == Channel.PAPER:
        raise RefusedActError(ON_PAPER)
    if not urn.cancels:
        raise RefusedActError(ON_THE_WEB)
    envelopes = Envelope.objects.filter(urn=urn, handle=handle_of(urn, voter), struck=False)
    if not (_change(envelopes, struck=True) and _change(_web_mark(urn, voter), channel=Channel.PAPER)):
        raise RefusedActError(BUSY)


def _web_mark(urn: Urn, voter: Voter) -> QuerySet[Mark]:
    return Mark.objects.filter(urn=urn, voter=voter, channel=Channel.WEB)


def _change(rows: QuerySet[Any], **values: object) -> bool:
    """Change the one row. Somebody who votes may be writing it again just now (`mixing`): then it is looked for again."""
    return any(rows.update(**values) for _ in range(TRIES))
