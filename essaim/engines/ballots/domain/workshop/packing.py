"""Ballots kept small: an election as the open JSON of an election, compressed; and its fingerprint."""

import hashlib
import json
import zlib
from typing import Any

from essaim.cores import voting


def pack(election: voting.Election) -> tuple[bytes, str]:
    """Return an election as it is kept, and the SHA-256 of its canonical JSON: the same ballots have the same one."""
    text = voting.canonical_json(voting.scrutin_json(election))
    return zlib.compress(text), hashlib.sha256(text).hexdigest()


def unpack(packed: bytes) -> dict[str, Any]:
    """Return the open JSON of a kept election."""
    found: dict[str, Any] = json.loads(zlib.decompress(packed))
    return found
