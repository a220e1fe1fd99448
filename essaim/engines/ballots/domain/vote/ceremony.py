"""The keys of a vote are made before three trustees, tried by two of them, and used by two of them at the close."""

from collections.abc import Sequence

from django.utils import timezone
from nacl.public import PrivateKey

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.vote.keys import BadShareError, Share, make_keys, private_key, read_share
from essaim.engines.ballots.domain.vote.urns import locked
from essaim.engines.ballots.models.vote import Stage, Urn


def make(*, urn: Urn, holders: Sequence[str], actor: Actor) -> tuple[Share, ...]:
    """Draw the keys; return the three shares, to be handed over on paper and forgotten. One transaction, journalled.

    Made again before the opening, the keys before open nothing. Raises RefusedActError: the vote has opened.
    """
    public_key, shares = make_keys()
    trustees = [
        {"index": share.index, "holder": holder, "digest": share.digest}
        for share, holder in zip(shares, holders, strict=True)
    ]
    with acting(urn.consultation.adoption, "ballots.keys", actor=actor):
        held = locked(urn, Stage.PREPARING)
        Urn.objects.filter(pk=held.pk).update(public_key=public_key.hex(), trustees=trustees, keys_tried_at=None)
    urn.refresh_from_db()
    return shares


def try_keys(*, urn: Urn, typed: Sequence[str], actor: Actor) -> None:
    """Note that two trustees hold shares that open what is sealed. Raises RefusedActError: one is wrong."""
    private_of(urn, typed)
    with acting(urn.consultation.adoption, "ballots.keys", actor=actor):
        held = locked(urn, Stage.PREPARING)
        Urn.objects.filter(pk=held.pk).update(keys_tried_at=timezone.now())


def private_of(urn: Urn, typed: Sequence[str]) -> PrivateKey:
    """Return the private key from what two trustees type. Kept nowhere. Raises RefusedActError, that names the wrong one."""
    shares = [_share(urn, words, rank) for rank, words in enumerate(typed, start=1)]
    try:
        key = private_key(shares)
    except BadShareError as error:
        raise RefusedActError(str(error)) from None
    if bytes(key.public_key).hex() != urn.public_key:
        raise RefusedActError("Ces deux clés ne donnent pas celle de ce vote.")
    return key


def _share(urn: Urn, words: str, rank: int) -> Share:
    try:
        share = read_share(words)
    except BadShareError as error:
        raise RefusedActError(f"Clé n° {rank} : {error}") from None
    if share.digest not in {one["digest"] for one in urn.trustees}:
        raise RefusedActError(
            f"Clé n° {rank} : elle est bien écrite, mais elle n’est pas de ce vote (ou d’une cérémonie recommencée)."
        )
    return share
