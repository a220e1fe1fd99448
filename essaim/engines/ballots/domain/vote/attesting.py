"""The signature of a published result: what it is bound to, made when results are published, joined to the file."""

from typing import Any

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.models.vote import Checkpoint, Count, Urn
from essaim.foundation.signing import public as signing

MINOR = ".1"
"""What a signed result adds to the number of its format (docs/formats/resultat-scrutin.md)."""


def sign_results(urn: Urn, at: Any) -> dict[str, Any]:
    """Return the signature of the result of each zone, by its code. Raises RefusedActError: nothing can be signed."""
    last = Checkpoint.objects.filter(urn=urn, final=True).values("number", "size", "root").last()
    rows = Count.objects.filter(urn=urn).select_related("zone")
    try:
        return {one.zone.code: _signed(urn, one, last, signing.said(at)) for one in rows}
    except signing.NoKeyError as why:
        raise RefusedActError(str(why)) from None


def _signed(urn: Urn, one: Count, last: Any, at: str) -> dict[str, Any]:
    bound = {
        "election": str(urn.key), "zone": one.zone.code, "rules": urn.consultation.sealed_hash, "checkpoint": last, "at": at
    }  # fmt: skip
    named = {"format": one.published["format"] + MINOR, "sha256": one.published["chain"][-1]["sha256"]}
    made = signing.sign(bound | named)
    return bound | {"key": made.key, "value": made.value}


def result_of(urn: Urn, one: Count) -> dict[str, Any]:
    """Return the published result of a zone, with its signature where there is one (none before the platform signed)."""
    signature = urn.signatures.get(one.zone.code)
    if signature is None:
        return dict(one.published)
    return {**one.published, "format": one.published["format"] + MINOR, "signature": signature}
