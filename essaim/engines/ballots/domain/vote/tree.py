"""The hash tree over sealed ballots: RFC 9162, by pymerkle. Leaves: receipts, checkpoint by checkpoint, sorted in each.

Proofs are written as the RFC writes them (§2.1.3.1 inclusion, §2.1.4.1 consistency), which pymerkle does not: anybody's program
reads them. A test holds the roots of both against each other.
"""

import hashlib
from collections.abc import Iterable, Sequence

from pymerkle import InmemoryTree


def root_of(receipts: Sequence[str]) -> str:
    """Return the root of the tree of these receipts, in hexadecimal; of an empty urn, the hash of nothing."""
    return bytes(_tree(receipts).get_root()).hex()


def holds_before(receipts: Sequence[str], size: int, root: str) -> bool:
    """Say whether the first ``size`` of these receipts are exactly those that an earlier checkpoint counted under ``root``."""
    return all_held(receipts, [(size, root)]) == [True]


def all_held(receipts: Sequence[str], counted: Iterable[tuple[int, str]]) -> list[bool]:
    """Say it of many checkpoints, each its size and its root. One tree for all: a vote has thousands."""
    tree = _tree(receipts)
    return [
        size == 0 or (0 < size <= len(receipts) and bytes(tree.get_root(size)).hex() == root) for size, root in counted
    ]


def inclusion(receipts: Sequence[str], place: int) -> list[str]:
    """Return the proof that the receipt at a place (from 0) is in the tree: PATH of RFC 9162, in hexadecimal."""
    return [node.hex() for node in _path(place, [bytes.fromhex(one) for one in receipts])]


def consistency(receipts: Sequence[str], before: int) -> list[str]:
    """Return the proof that the tree of the first ``before`` receipts is the beginning of this one: PROOF of RFC 9162."""
    if not 0 < before < len(receipts):
        return []
    return [node.hex() for node in _subproof(before, [bytes.fromhex(one) for one in receipts], whole=True)]


def _path(place: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if place < half:
        return [*_path(place, leaves[:half]), _root(leaves[half:])]
    return [*_path(place - half, leaves[half:]), _root(leaves[:half])]


def _subproof(before: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if before == len(leaves):
        return [] if whole else [_root(leaves)]
    half = _half(len(leaves))
    if before <= half:
        return [*_subproof(before, leaves[:half], whole=whole), _root(leaves[half:])]
    return [*_subproof(before - half, leaves[half:], whole=False), _root(leaves[:half])]


def _root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = _half(len(leaves))
    return hashlib.sha256(b"\x01" + _root(leaves[:half]) + _root(leaves[half:])).digest()


def _half(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _tree(receipts: Sequence[str]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for receipt in receipts:
        tree.append_entry(bytes.fromhex(receipt))
    return tree
