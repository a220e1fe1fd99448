"""The canonical form of a kit and its digest: specified in docs/formats/kit.md.

RFC 8785 (JSON Canonicalization Scheme) on the document as it was written. Every value being a string, only the order of
keys (ASCII), the escapes and the absence of spaces are left to fix.
"""

import hashlib
import json

from essaim.adoptions.kits.document.tree import Tree


def canonical(tree: Tree) -> bytes:
    """Return the canonical form: stable under the order of keys, comments, quotes and layout; lists keep their order."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(tree: Tree) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal: the identity of a version of a kit."""
    return hashlib.sha256(canonical(tree)).hexdigest()
