"""Kits already checked, typed again from what was stored: once a process for each version."""

import json
from functools import lru_cache

from essaim.adoptions import registry
from essaim.adoptions.kits.document.tree import Document
from essaim.adoptions.kits.kit import Kit, assemble

KEPT = 64
"""How many versions stay in memory: more than a platform runs at once."""


def loaded(digest: str, document: str) -> Kit:
    """Return a kit from its stored document, which passed every check when it was installed.

    Args:
        digest: Its identity.
        document: The kit as it was written, in JSON.
    """
    return _typed(digest, tuple(sorted(registry.engines)), _Written(document))


class _Written:
    """The document beside the key of the cache, not in it: the digest says it all."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Written)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=KEPT)
def _typed(digest: str, _engines: tuple[str, ...], held: _Written) -> Kit:
    return assemble(Document(digest, json.loads(held.text), {}), registry.engines)
