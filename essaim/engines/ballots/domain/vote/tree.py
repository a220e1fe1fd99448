"""The hash tree over sealed ballots: RFC 9162, by pymerkle. Leaves: receipts, checkpoint by checkpoint, sorted in each."""

from collections.abc import Sequence

from pymerkle import InmemoryTree, verify_consistency


def root_of(receipts: Sequence[str]) -> str:
    """Return the root of the tree of these receipts, in hexadecimal; of an empty urn, the hash of nothing."""
    return bytes(_tree(receipts).get_root()).hex()


def holds_before(receipts: Sequence[str], size: int, root: str) -> bool:
    """Say whether the first ``size`` of these receipts are exactly those that an earlier checkpoint counted under ``root``."""
    if not 0 < size <= len(receipts):
        return size == 0
    tree = _tree(receipts)
    proof = tree.prove_consistency(size, len(receipts))
    try:
        verify_consistency(bytes.fromhex(root), tree.get_root(), proof)
    except Exception as error:  # the library has one class of refusal, and does not always use it
        if type(error).__module__.startswith("pymerkle"):
            return False
        raise
    return True


def _tree(receipts: Sequence[str]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for receipt in receipts:
        tree.append_entry(bytes.fromhex(receipt))
    return tree
