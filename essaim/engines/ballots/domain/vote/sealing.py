"""A ballot: its one writing, sealed for the trustees, opened after the close. Sealed boxes of libsodium.

The plain text is JSON, padded with spaces to one size for all ballots of a vote: the length of an envelope says nothing.
docs/formats/bulletin.md is enough to write it in another language; the page does it in JavaScript (`ballots/vote.js`).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

FORMAT = "essaim/bulletin/1"
OVERHEAD = 48
"""What sealing adds: a key of 32 bytes, a check of 16."""
STEP, ROOM, EACH = 64, 160, 8


class Void(StrEnum):
    """Why a ballot that was opened does not count."""

    SEALED = "sealed"
    UNREADABLE = "unreadable"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    TWICE = "twice"
    MANY = "many"
    FEW = "few"
    LIMIT = "limit"
    APART = "apart"


VOID_WORDS = {
    Void.SEALED: "ne s’ouvre pas avec la clé de ce vote",
    Void.UNREADABLE: "ne se lit pas comme un bulletin",
    Void.ELSEWHERE: "est d’un autre vote ou d’un autre secteur",
    Void.UNKNOWN: "nomme un projet qui n’est pas sur la liste",
    Void.TWICE: "nomme deux fois un projet",
    Void.MANY: "nomme trop de projets",
    Void.FEW: "ne nomme pas assez de projets",
    Void.LIMIT: "nomme trop de projets d’un même thème",
    Void.APART: "nomme des projets incompatibles",
}


@dataclass(frozen=True)
class Style:
    """What makes a ballot valid in one zone: the vote, the zone, its projects by number, from ``least`` to ``most`` choices.

    ``per_theme``: choices of one of the ``themes`` (of each project) at most, 0: any; ``apart``: projects that do not go together.
    """

    election: str
    zone: str
    projects: Collection[int] = field(repr=False)
    least: int
    most: int
    per_theme: int = 0
    themes: Mapping[int, str] = field(default_factory=dict, repr=False)
    apart: tuple[frozenset[int], ...] = ()

    @property
    def size(self) -> int:
        """The size of every plain ballot, in bytes."""
        return size_of(self.most)

    def fault(self, choices: Collection[int]) -> Void | None:
        """Say what is wrong with some choices; None: nothing."""
        if len(set(choices)) < len(choices):
            return Void.TWICE
        if not set(choices) <= set(self.projects):
            return Void.UNKNOWN
        if len(choices) > self.most:
            return Void.MANY
        return Void.FEW if len(choices) < self.least else self._mixture(choices)

    def _mixture(self, choices: Collection[int]) -> Void | None:
        """Say what is wrong with choices that are as many as they should: the core's order (docs/formats/cadre.md)."""
        held = Counter(self.themes[number] for number in choices) if self.per_theme else Counter[str]()
        if held and max(held.values()) > self.per_theme:
            return Void.LIMIT
        return Void.APART if any(len(one.intersection(choices)) > 1 for one in self.apart) else None


def size_of(most: int) -> int:
    """Return the size of plain ballots of ``most`` choices, in bytes."""
    return -(-(ROOM + EACH * most) // STEP) * STEP


def write(style: Style, choices: Iterable[int]) -> bytes:
    """Return the plain ballot, padded. Raises ValueError: it does not fit."""
    content = {"format": FORMAT, "election": style.election, "zone": style.zone, "choices": sorted(choices)}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > style.size:
        raise ValueError("ballot longer than its size")
    return text.ljust(style.size)


def seal(public_key: bytes, plain: bytes) -> bytes:
    """Return the envelope. The same ballot sealed twice gives two envelopes that nothing links."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(plain))


def receipt_of(sealed: bytes) -> str:
    """Return the receipt: SHA-256 of the envelope, in hexadecimal."""
    return hashlib.sha256(sealed).hexdigest()


def said_receipt(receipt: str) -> str:
    """Return a receipt as it is read and copied: its first 32 signs, by four."""
    return " ".join(receipt[place : place + 4] for place in range(0, 32, 4))


def unseal(key: PrivateKey, sealed: bytes, style: Style) -> tuple[int, ...] | Void:
    """Open an envelope: the choices, in order, or why it is void."""
    try:
        plain = SealedBox(key).decrypt(sealed)
    except (CryptoError, ValueError, TypeError):
        return Void.SEALED
    return read(plain, style)


def read(plain: bytes, style: Style) -> tuple[int, ...] | Void:
    """Read a plain ballot strictly: what is not exactly one is void."""
    content = _content(plain)
    if content is None or len(plain) != style.size:
        return Void.UNREADABLE
    if content["election"] != style.election or content["zone"] != style.zone:
        return Void.ELSEWHERE
    choices = content["choices"]
    return style.fault(choices) or tuple(sorted(choices))


def _content(plain: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(plain)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or set(content) != {"format", "election", "zone", "choices"}:
        return None
    choices = content["choices"]
    whole = isinstance(choices, list) and all(type(one) is int for one in choices)
    return content if whole and content["format"] == FORMAT else None
