"""A closer look at the best documents: are the words asked near each other, is the title what was asked?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from essaim.cores.text.query import Query

FIELD_END = -1
"""Stands between the fields of a document's sequence of word numbers."""

Tokens = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Closeness:
    """Weights of the closer look: neighbours, share of the title that is asked, title asked whole."""

    near: float = 0.35
    title: float = 0.35
    whole_title: float = 0.3
    reach: int = 8


@dataclass(frozen=True)
class Lookup:
    """Which concepts each word number serves. ``numbers`` rises; ``concepts`` holds bit masks of the same length."""

    numbers: Tokens
    concepts: npt.NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, query: Query, number: Callable[[str], int | None]) -> "Lookup":
        """Prepare a query; ``number`` gives the number of a form in the sequences (None: not in the corpus)."""
        masks: dict[int, int] = {}
        concepts = [concept for concept in query.concepts if concept.alternatives][:60]
        for place, concept in enumerate(concepts):
            for form in {form for alternative in concept.alternatives for form in alternative.forms}:
                known = number(form)
                if known is not None:
                    masks[known] = masks.get(known, 0) | 1 << place
        rising = sorted(masks)
        values = np.array([masks[known] for known in rising], dtype=np.int64)
        return cls(np.array(rising, dtype=np.int32), values, len(concepts))

    def masks(self, tokens: Tokens) -> npt.NDArray[np.int64]:
        """Return, for each word of a sequence, the bit mask of the concepts that it serves."""
        if not len(self.numbers):
            return np.zeros(len(tokens), dtype=np.int64)
        places = np.minimum(np.searchsorted(self.numbers, tokens), len(self.numbers) - 1)
        return np.where(self.numbers[places] == tokens, self.concepts[places], 0)


def closeness(lookup: Lookup, tokens: Tokens, weights: Closeness) -> float:
    """Return the factor (≥ 1) by which a document's score grows, from its sequence of word numbers.

    ``tokens``: int32, the words of the title first, then of the other fields, each field ended by ``FIELD_END``.
    """
    masks = lookup.masks(tokens)
    end = int(np.argmax(tokens == FIELD_END)) if len(tokens) else 0
    title = masks[:end]
    factor = 1.0 + weights.near * _neighbours(masks, tokens, lookup.size, weights.reach)
    if end:
        asked = float(np.count_nonzero(title)) / end
        covered = int(np.bitwise_or.reduce(title)) == (1 << lookup.size) - 1
        factor += weights.title * asked * _share(title, lookup.size)
        factor += weights.whole_title if asked == 1.0 and covered else 0.0
    return round(factor, 6)


def _share(title: npt.NDArray[np.int64], size: int) -> float:
    """Share of the query's concepts that the title holds."""
    return int(np.bitwise_or.reduce(title)).bit_count() / max(size, 1)


def _neighbours(masks: npt.NDArray[np.int64], tokens: Tokens, size: int, reach: int) -> float:
    """Mean over the neighbouring concepts of the query of 1 / (least distance) in the document, within ``reach``."""
    if size < 2:
        return 0.0
    fields = np.cumsum(tokens == FIELD_END) * (reach + 1)
    places = np.arange(len(tokens)) + fields
    where = [places[(masks >> concept) & 1 == 1] for concept in range(size)]
    return sum(_nearness(left, right, reach) for left, right in zip(where, where[1:], strict=False)) / (size - 1)


def _nearness(left: Sequence[int] | npt.NDArray[np.int64], right: npt.NDArray[np.int64], reach: int) -> float:
    if not len(left) or not len(right):
        return 0.0
    index = np.searchsorted(right, left)
    after = np.abs(right[np.minimum(index, len(right) - 1)] - left)
    before = np.abs(right[np.maximum(index - 1, 0)] - left)
    nearest = int(np.minimum(after, before).min())
    return 0.0 if nearest > reach else 1.0 / max(nearest, 1)
