"""Codes that stand for a voucher or a card: made again for print from the platform's secret, kept as hashes only.

A copy of the database gives no code that can be spent. Twelve signs of an alphabet of thirty: 58 bits.
"""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O, U: a code is read aloud and copied by hand."""
SIGNS, GROUP = 12, 4


def code_of(kind: str, key: UUID) -> str:
    """Return the code of a voucher (`title`) or of a card (`card`), in three groups."""
    secret = hmac.new(settings.SECRET_KEY.encode(), f"essaim-ledger:{kind}:{key}".encode(), hashlib.sha256)
    number, signs = int.from_bytes(secret.digest(), "big"), []
    for _ in range(SIGNS):
        number, rank = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rank])
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, SIGNS, GROUP))


def digest(code: str) -> str:
    """Return the hash of a code as typed: spaces, hyphens and small letters do not matter."""
    return hashlib.sha256(f"essaim-ledger:{plain(code)}".encode()).hexdigest()


def plain(code: str) -> str:
    """Return the signs of a code alone."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
