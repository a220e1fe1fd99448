"""The keys of a vote: a seed shared among three people, two of whom are needed. Nothing here is written anywhere.

Shamir's sharing of 16 bytes in GF(2^128) (Shamir, « How to share a secret », 1979; `Crypto.Protocol.SecretSharing`), the key
derived by HKDF with SHA-512 (RFC 5869), the pair of Curve25519 by libsodium. No cryptography of our own.
"""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from Crypto.Hash import SHA512  # nosec B413 - pycryptodome, which is maintained
from Crypto.Protocol.KDF import HKDF  # nosec B413 - pycryptodome, which is maintained
from Crypto.Protocol.SecretSharing import Shamir  # nosec B413 - pycryptodome, which is maintained
from nacl.public import PrivateKey

SEED, SHARES, NEEDED = 16, 3, 2
CONTEXT = b"essaim-ballots/1"
CHECK, GROUP = 4, 5


class BadShareError(ValueError):
    """A share cannot be read, or is none of this vote's; the text says so in French."""


@dataclass(frozen=True)
class Share:
    """One part of the seed. ``index``: 1 to 3."""

    index: int
    value: bytes

    @property
    def digest(self) -> str:
        """What is kept of it: 128 drawn bits cannot be found again from their hash."""
        return hashlib.sha256(CONTEXT + bytes([self.index]) + self.value).hexdigest()

    @property
    def words(self) -> str:
        """What a trustee keeps on paper: letters and figures by five, the last ones a check of the others."""
        raw = bytes([self.index]) + self.value
        text = base64.b32encode(raw).decode().rstrip("=") + _check(raw)
        return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


def _check(raw: bytes) -> str:
    return base64.b32encode(hashlib.sha256(CONTEXT + raw).digest()).decode()[:CHECK]


def read_share(words: str) -> Share:
    """Read a share as it was typed. Raises BadShareError."""
    signs = "".join(sign for sign in words.upper() if sign.isalnum()).translate(str.maketrans("018", "OIB"))
    body = signs[:-CHECK]
    try:
        raw = base64.b32decode(body + "=" * (-len(body) % 8))
    except (binascii.Error, ValueError):
        raise BadShareError("Cette clé ne se lit pas : recopiez-la signe à signe.") from None
    share = Share(raw[0], raw[1:]) if len(raw) == SEED + 1 and 1 <= raw[0] <= SHARES else None
    if share is None or share.words.replace("-", "") != signs:  # whole: the last sign has bits that no byte holds
        raise BadShareError("Un signe de cette clé est faux ou manque : relisez-la.")
    return share


def make_keys() -> tuple[bytes, tuple[Share, ...]]:
    """Draw a seed; return the public key (32 bytes) and the three shares. The seed and the private key are forgotten."""
    seed = secrets.token_bytes(SEED)
    parts = Shamir.split(NEEDED, SHARES, seed, ssss=False)
    return bytes(_private(seed).public_key), tuple(Share(index, value) for index, value in parts)


def private_key(shares: Sequence[Share]) -> PrivateKey:
    """Return the private key that two different shares give. Raises BadShareError: fewer than two."""
    if len({share.index for share in shares}) < NEEDED:
        raise BadShareError("Il faut les clés de deux dépositaires différents.")
    return _private(Shamir.combine([(share.index, share.value) for share in shares[:NEEDED]], ssss=False))


def _private(seed: bytes) -> PrivateKey:
    derived = HKDF(seed, PrivateKey.SIZE, b"", SHA512, context=CONTEXT)
    assert isinstance(derived, bytes)  # noqa: S101 - one key is asked for, the type says one or several
    return PrivateKey(derived)
