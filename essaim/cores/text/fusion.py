"""Joining rankings: by rank, never by score, since scores of different origins do not compare."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def fuse(rankings: Sequence[tuple[float, Sequence[Key]]], *, constant: float = 60.0) -> dict[Key, float]:
    """Return the fused score of every key (reciprocal rank fusion: Cormack, Clarke, Büttcher, SIGIR 2009).

    ``rankings`` are (weight, keys best first); a key gets weight / (constant + rank) from each, ranks from 1.
    """
    scores: dict[Key, float] = {}
    for weight, keys in rankings:
        for place, key in enumerate(keys, 1):
            scores[key] = scores.get(key, 0.0) + weight / (constant + place)
    return scores
