"""Kits already checked, typed again from what was stored: once a process for each version."""

from functools import lru_cache
from typing import Any

from essaim.adoptions import registry
from essaim.adoptions.kits.document.tree import Document
from essaim.adoptions.kits.kit import Kit, assemble

KEPT = 64
"""How many versions stay in memory: more than a platform runs at once."""


def loaded(digest: str, tree: Any) -> Kit:
    """Return a kit from its stored document, which passed every check when it was installed.

    Args:
        digest: Its identity.
        tree: The document as it was written: strings, lists and tables.
    """
    return _typed(digest, tuple(sorted(registry.engines)), _Tree(tree))


class _Tree:
    """The document beside the key of the cache, not in it: the digest says it all."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Tree)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=KEPT)
def _typed(digest: str, _engines: tuple[str, ...], held: _Tree) -> Kit:
    return assemble(Document(digest, held.tree, {}), registry.engines)
