"""One way to write data as bytes, so that two people who hold the same data compute the same SHA-256."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

_ALLOWED = (str, int, bool, type(None))


def canonical_json(data: Any) -> bytes:
    """Write data as canonical JSON: UTF-8, keys sorted by code point, no space, nothing escaped that need not be.

    Raises TypeError on a float: no number that is published is one.
    """
    _refuse_floats(data)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _refuse_floats(data: Any) -> None:
    if isinstance(data, dict):
        for key, value in data.items():
            if not isinstance(key, str):
                raise TypeError(f"a key is {key!r}: text is needed")
            _refuse_floats(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _refuse_floats(value)
    elif not isinstance(data, _ALLOWED):
        raise TypeError(f"{data!r} has no canonical form: text, whole numbers, true, false and null have one")


def chain(parts: Sequence[tuple[str, Any]]) -> list[dict[str, str]]:
    """Return the hash chain of named parts: each link is the SHA-256 of the link before, a line feed, and the part.

    The first link follows the empty text.
    """
    links: list[dict[str, str]] = []
    before = ""
    for name, data in parts:
        before = hashlib.sha256(before.encode() + b"\n" + canonical_json(data)).hexdigest()
        links.append({"part": name, "sha256": before})
    return links
