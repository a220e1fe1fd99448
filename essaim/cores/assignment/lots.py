r"""Chance that anybody can recompute: every lot is a SHA-256 of a published seed and of a name.

The standard library is enough, or a shell: ``printf 'seed\nname' | sha256sum``.
"""

import hashlib
from collections.abc import Iterable

PAIR_BITS = 24
"""Length of the lot of a pair, in bits: short enough for sums of lots to stay exact in 64-bit floats."""


def _digest(*parts: str) -> "hashlib._Hash":
    return hashlib.sha256("\n".join(parts).encode("utf-8"))


def lot(seed: str, name: str) -> str:
    """Return the lot of a name: the SHA-256 of ``seed``, a line feed and ``name`` in UTF-8, as 64 hexadecimal digits.

    >>> lot("14 juillet 2026", "dupont")[:12]
    '125df3ffbd9c'
    """
    return _digest(seed, name).hexdigest()


def pair_lot(seed: str, seeker: str, partner: str) -> int:
    """Return the lot of a pair, 0 to 2**24 - 1: the first three bytes of the SHA-256 of the three lines, big-endian."""
    return int.from_bytes(_digest(seed, seeker, partner).digest()[: PAIR_BITS // 8], "big")


def drawn_order(names: Iterable[str], seed: str) -> tuple[str, ...]:
    """Return the names in the order of their lots, smallest first; equal lots (never seen) in the order of the names.

    With a hash that behaves as a random function, each of the n! orders is as likely as another: no name is favoured.
    The order of two names does not depend on who else is there, so taking somebody out moves nobody else.
    """
    return tuple(sorted(names, key=lambda name: (lot(seed, name), name)))
