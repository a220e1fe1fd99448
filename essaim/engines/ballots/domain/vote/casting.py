"""Somebody votes on the web: her mark and her sealed envelope, in one transaction, and nothing that joins them after it."""

import hashlib
import hmac

from django.conf import settings
from django.core import signing
from django.db import transaction

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.domain.vote.mixing import put
from essaim.engines.ballots.domain.vote.sealing import OVERHEAD, receipt_of, size_of
from essaim.engines.ballots.domain.vote.urns import hold_open, hold_voter
from essaim.engines.ballots.models.vote import Channel, Envelope, Mark, Urn, Voter

LINK, LINK_SECONDS = "essaim.ballots.link", 3600
TWICE = "Un vote est déjà enregistré pour vous, en ligne ou sur papier : chacun ne vote qu’une fois."


class AlreadyVotedError(RefusedActError):
    """The voter has a mark, and this envelope is not in the urn."""

    def __init__(self) -> None:
        super().__init__(TWICE)


def cast(*, urn: Urn, voter: Voter, sealed: bytes, most: int) -> str:
    """Put a sealed ballot in the urn and mark the voter. Returns the receipt; the same envelope again, the same receipt.

    One transaction, acknowledged when it is committed. Nothing is journalled: a line a vote, with its time, would order them.

    Raises:
        AlreadyVotedError: the voter has voted with another envelope, or on paper.
        RefusedActError: the vote is not open, or the envelope has not the size of all others.
    """
    receipt = receipt_of(sealed)
    if holds(urn, receipt):
        return receipt
    if len(sealed) != size_of(most) + OVERHEAD:
        raise RefusedActError(
            "Ce bulletin n’a pas la taille d’un bulletin scellé de ce vote : recommencez depuis la liste des projets."
        )
    try:
        with transaction.atomic():
            hold_open(urn)
            hold_voter(voter)
            _put(urn, voter, sealed, receipt)
    except AlreadyVotedError:
        if holds(urn, receipt):  # the same form, sent twice at once
            return receipt
        raise
    return receipt


def holds(urn: Urn, receipt: str) -> bool:
    """Say whether an envelope is in the urn."""
    return Envelope.objects.filter(urn=urn, receipt=receipt).exists()


def _put(urn: Urn, voter: Voter, sealed: bytes, receipt: str) -> None:
    own = {"urn_id": urn.pk, "zone_id": voter.zone_id}
    if Mark.objects.filter(urn=urn, voter=voter).exists():
        raise AlreadyVotedError  # before anything is taken up: two people, each taking up the other's mark, would wait for ever
    if not put(Mark(**own, voter=voter, channel=Channel.WEB)):
        raise AlreadyVotedError
    if not put(Envelope(**own, sealed=sealed, receipt=receipt, handle=handle_of(urn, voter))):
        raise AlreadyVotedError


def handle_of(urn: Urn, voter: Voter) -> str:
    """Return what finds the envelope of a voter where paper cancels the web; empty where the first ballot counts.

    A copy of the database alone gives no handle: the platform's secret is needed; once the salt is erased, it is not enough.
    """
    if not urn.cancels:
        return ""
    key = hmac.new(settings.SECRET_KEY.encode(), f"essaim-ballots-handle:{urn.salt}".encode(), hashlib.sha256).digest()
    return hmac.new(key, voter.key.bytes, hashlib.sha256).hexdigest()


def link_to(voter: Voter) -> str:
    """Return the signed word of a link that lets a voter in, for one hour; it is kept nowhere."""
    return signing.dumps(str(voter.key), salt=LINK)


def voter_by_link(urn: Urn, word: str) -> Voter | None:
    """Return the voter that a link lets in; None: over, false, or of another vote."""
    try:
        key = signing.loads(word, salt=LINK, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    return Voter.objects.filter(urn=urn, key=key).select_related("zone").first()
