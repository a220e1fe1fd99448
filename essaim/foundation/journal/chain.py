"""How entries are chained and checkpoints signed: pure functions of their fields."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from essaim.foundation.journal.models import Checkpoint, Entry

ZERO = "0" * 64
_SALT = "essaim.journal.checkpoint"


def entry_hash(entry: Entry) -> str:
    """Hash every field of an entry but its hash."""
    actor = str(UUID(str(entry.actor))) if entry.actor else None
    place = [entry.segment, entry.number, _instant(entry.at)]
    what = [entry.act, actor, entry.target, entry.key, entry.details]
    return hashlib.sha256(_canonical([*place, *what, entry.previous])).hexdigest()


def sign(checkpoint: Checkpoint) -> str:
    """Sign a checkpoint with a key drawn from the secret of the node, which the database does not hold."""
    return salted_hmac(_SALT, _statement(checkpoint), secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def signature_holds(checkpoint: Checkpoint) -> bool:
    """Say whether the signature was made by this node, with its secret or one that it used before."""
    return any(
        constant_time_compare(
            salted_hmac(_SALT, _statement(checkpoint), secret=secret, algorithm="sha256").hexdigest(),
            checkpoint.signature,
        )
        for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    )


def _statement(checkpoint: Checkpoint) -> bytes:
    dropped = _instant(checkpoint.dropped_at) if checkpoint.dropped_at else None
    return _canonical([checkpoint.segment, checkpoint.opening, checkpoint.count, checkpoint.last_hash, dropped])


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(values: list[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
