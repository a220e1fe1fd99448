"""Closing a vote: no more ballots, all rows written again in random order, every link of the time of the vote erased."""

from typing import Any

from django.db.models import Count as Number
from django.utils import timezone

from essaim.adoptions.acting import acting
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.vote import checkpoints, codes
from essaim.engines.ballots.domain.vote.mixing import rewrite
from essaim.engines.ballots.domain.vote.urns import locked, move
from essaim.engines.ballots.models.vote import Channel, Envelope, Mark, Stage, Urn
from essaim.foundation.journal import public as journal
from essaim.foundation.storage import public as storage


def close_vote(*, urn: Urn, actor: Actor) -> dict[str, int]:
    """Close the vote for good. One transaction: who is voting ends first, who comes after is refused.

    Side effects: rows in random order, handles and their salt erased, telephones and codes too, final checkpoint, signed, journal; then, after the commit, what was
    deleted leaves the files of the database. Returns how many marks and envelopes there are. Raises RefusedActError.
    """
    with acting(urn.consultation.adoption, "ballots.close-vote", actor=actor):
        held = locked(urn, Stage.OPEN)
        Envelope.objects.filter(urn=held).exclude(handle="").update(handle="")
        codes.forget_addresses(held, declared=held.consultation.sealed_rules["ballot"]["roll"] == "declared")
        rewrite(held)
        checkpoints.check(held, final=True)
        move(held, Stage.CLOSED, salt="", closed_at=timezone.now())
        found = figures(held)
        journal.record(act="ballots.closed", actor=actor.key, target="urn", key=str(urn.key), details=dict(found))
    storage.forget_deleted()
    return found


def figures(urn: Urn) -> dict[str, int]:
    """Return how many people voted by each channel, and how many envelopes there are, set aside or not."""
    marks = _by(Mark.objects.filter(urn=urn), "channel")
    envelopes = _by(Envelope.objects.filter(urn=urn), "struck")
    return {
        "web": marks.get(Channel.WEB, 0), "paper": marks.get(Channel.PAPER, 0),
        "envelopes": envelopes.get(False, 0), "struck": envelopes.get(True, 0),
    }  # fmt: skip


def _by(rows: Any, name: str) -> dict[Any, int]:
    return dict(rows.values_list(name).annotate(number=Number("pk")).order_by())
