"""Scoring documents: BM25F over four fields, coverage of the query, relaxation by rarity.

Everything is computed here, on numbers that do not depend on the database: any store gives the same order.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from essaim.cores.text.query import Alternative, Concept, Family, Query

FIELDS = ("title", "words", "summary", "body")
"""Title, everyday words, summary, body."""

_SHIFTS = (0, 3, 6, 10)
_LIMITS = (7, 7, 15, 63)
_SHORTEST = 0.05
_DENSE = 8
_AHEAD = 20
_CACHED = 4_000_000
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Weights:
    """The numbers of the ranking. ``boost`` and ``norm`` are per field, in the order of ``FIELDS``.

    ``whole_title`` multiplies a document whose title is the query; ``relaxed`` caps those that hold only a part of it.
    """

    boost: tuple[float, float, float, float] = (8.0, 6.0, 8.0, 1.0)
    norm: tuple[float, float, float, float] = (0.8, 0.3, 0.8, 0.9)
    saturation: float = 5.0
    coverage: float = 0.25
    whole_title: float = 1.3
    enough: int = 1
    relaxed: int = 50


@dataclass(frozen=True)
class Postings:
    """Where a form occurs: document numbers (int32, rising) and counts per field packed in uint16, of one shape (n,)."""

    documents: Ints
    packed: npt.NDArray[np.uint16]

    def counts(self, place: int) -> npt.NDArray[np.uint16]:
        """Return the counts in one field (0 to 3), shape (n,)."""
        return (self.packed >> np.uint16(_SHIFTS[place])) & np.uint16(_LIMITS[place])

    def first_fields(self, documents: Ints) -> dict[int, int]:
        """Return, for those of the documents (int32) that hold the form, the first field that holds it (0 to 3)."""
        places = np.searchsorted(self.documents, documents)
        inside = places < len(self.documents)
        documents, places = documents[inside], places[inside]
        here = self.documents[places] == documents
        packed = self.packed[places[here]].tolist()
        return {number: _first_field(one) for number, one in zip(documents[here].tolist(), packed, strict=True)}


def _first_field(packed: int) -> int:
    return next(place for place in range(len(FIELDS)) if packed >> _SHIFTS[place] & _LIMITS[place])


def pack(counts: tuple[int, int, int, int]) -> int:
    """Pack the counts of one form in the four fields into 16 bits; a count above its limit is cut to it."""
    pairs = zip(counts, _SHIFTS, _LIMITS, strict=True)
    return sum(min(count, limit) << shift for count, shift, limit in pairs)


@dataclass
class Corpus:
    """The documents to rank. ``lengths`` counts the words of each field, float32 of shape (4, n).

    ``alive`` marks the documents that may be found, shape (n,). ``postings`` answers a form's places.
    """

    lengths: Floats
    alive: Mask
    postings: Callable[[str], Postings]
    weights: Weights = field(default_factory=Weights)
    _factors: Floats | None = None
    _weighted: dict[str, tuple[Ints, Floats]] = field(default_factory=dict)
    _room: int = _CACHED

    @property
    def size(self) -> int:
        return int(self.alive.shape[0])

    @property
    def count(self) -> int:
        return max(int(self.alive.sum()), 1)

    def factors(self) -> Floats:
        """What one occurrence is worth in each field of each document, float32 of shape (4, n): boost / length norm."""
        if self._factors is None:
            kept = self.lengths[:, self.alive] if self.alive.any() else self.lengths
            averages = np.maximum(kept.mean(axis=1), 1.0) if kept.size else np.ones(4, dtype=np.float32)
            norm = np.array(self.weights.norm, dtype=np.float32)[:, None]
            boost = np.array(self.weights.boost, dtype=np.float32)[:, None]
            lengths = np.maximum(1 - norm + norm * self.lengths / averages[:, None], _SHORTEST)
            self._factors = (boost / lengths).astype(np.float32)
        return self._factors

    def weighted(self, form: str) -> tuple[Ints, Floats]:
        """Return where a form occurs, and what its occurrences are worth in each field: shapes (n,) and (4, n)."""
        if form in self._weighted:
            return self._weighted[form]
        postings = self.postings(form)
        counts = np.stack([postings.counts(place) for place in range(len(FIELDS))])
        weighted = postings.documents, counts * self.factors()[:, postings.documents]
        if self._room > len(postings.documents):
            self._room -= len(postings.documents)
            self._weighted[form] = weighted
        return weighted


@dataclass(frozen=True)
class Ranked:
    """Documents, best first, with their scores. ``strict`` counts those that match every concept.

    ``widened``: the words left out to find enough. ``frequencies``: documents that hold each concept.
    """

    documents: Ints
    scores: npt.NDArray[np.float64]
    strict: int
    widened: tuple[str, ...] = ()
    frequencies: tuple[int, ...] = ()


def rank(query: Query, corpus: Corpus, keep: Mask | None = None) -> Ranked:
    """Rank the documents for a query; ``keep`` (shape (n,)) filters them. Ties go by document number.

    Documents that hold every concept are all returned, with the best ``relaxed`` of those that hold some: coverage
    decides between them. When fewer than ``enough`` hold everything, ``widened`` names the words to leave out, the
    commonest first.
    """
    concepts = [concept for concept in query.concepts if concept.alternatives]
    if not concepts or not corpus.size:
        return Ranked(np.zeros(0, np.int32), np.zeros(0), 0, query.unknown)
    scored = [_concept_scores(concept, corpus) for concept in concepts]
    parts = np.stack([part for part, _ in scored])
    parts[:, ~(corpus.alive if keep is None else corpus.alive & keep)] = 0
    found = parts > 0
    everything: Mask = np.asarray(found.all(axis=0))
    frequencies = np.count_nonzero(found, axis=1)
    worth = np.array([_rarity(int(count), corpus.count) for count in frequencies])
    chosen = _candidates(parts, everything, corpus.weights.relaxed)
    scores = _with_coverage(parts[:, chosen], worth, corpus.weights.coverage)
    scores[_is_the_title(np.stack([title for _, title in scored]), corpus)[chosen]] *= corpus.weights.whole_title
    strict, dropped = int(everything.sum()), _dropped(found, frequencies, corpus.weights.enough)
    order = np.argsort(-scores, kind="stable")
    if len(order) > strict + corpus.weights.relaxed:
        order = _without_the_last(order, everything[chosen], corpus.weights.relaxed)
    words = tuple(concepts[index].asked for index in dropped) + query.unknown
    return Ranked(chosen[order], scores[order], strict, words, tuple(int(n) for n in frequencies))


def _candidates(parts: Floats, everything: Mask, most: int) -> Ints:
    """Documents that hold every concept, and twenty times ``most`` others, the best before coverage; rising."""
    total = parts.sum(axis=0)
    others = np.flatnonzero((total > 0) & ~everything)
    if len(others) > _AHEAD * most:
        bar = np.partition(total[others], -_AHEAD * most)[-_AHEAD * most]
        others = others[total[others] >= bar]
    return np.sort(np.concatenate([np.flatnonzero(everything), others])).astype(np.int32)


def _without_the_last(order: npt.NDArray[np.int64], everything: Mask, most: int) -> npt.NDArray[np.int64]:
    """Keep all documents that hold everything, and the best ``most`` of the others; the order stays."""
    partial = ~everything[order]
    kept: npt.NDArray[np.int64] = order[~partial | (np.cumsum(partial) <= most)]
    return kept


def _with_coverage(parts: Floats, worth: npt.NDArray[np.float64], power: float) -> npt.NDArray[np.float64]:
    """Add the concepts up, then favour documents that hold more of the query; rounded, so that equals are equal."""
    covered = ((parts > 0) * worth[:, None]).sum(axis=0) / max(float(worth.sum()), 1e-9)
    scores: npt.NDArray[np.float64] = np.round(parts.sum(axis=0, dtype=np.float64) * covered**power, 6)
    return scores


def _dropped(found: Mask, frequencies: npt.NDArray[np.int64], enough: int) -> list[int]:
    """Return the concepts to leave out, commonest first, until ``enough`` documents hold all the others."""
    rarest_first = [
        int(index) for index in np.lexsort((np.arange(len(frequencies)), frequencies)) if frequencies[index]
    ]
    dropped = [index for index in range(len(frequencies)) if not frequencies[index]]
    if not dropped and int(found.all(axis=0).sum()) >= enough:
        return []
    while len(rarest_first) > 1 and int(found[rarest_first].all(axis=0).sum()) < enough:
        dropped.append(rarest_first.pop())
    return sorted(dropped)


def _rarity(frequency: int, count: int) -> float:
    """Inverse document frequency, never negative (Robertson & Zaragoza 2009, with the +1 of Lucene)."""
    return math.log(1 + (max(count - frequency, 0) + 0.5) / (frequency + 0.5))


def _is_the_title(titles: Mask, corpus: Corpus) -> Mask:
    """Say which documents have the query for a title: all of its words, and no other."""
    whole: Mask = titles.all(axis=0) & (corpus.lengths[0] <= len(titles))
    return whole


def _concept_scores(concept: Concept, corpus: Corpus) -> tuple[Floats, Mask]:
    """Score one concept in every document, by the best of its alternatives; say where the title holds it. Shapes (n,)."""
    best = np.zeros(corpus.size, dtype=np.float32)
    titles: Mask = np.zeros(corpus.size, dtype=bool)
    own = math.inf
    for alternative in concept.alternatives:
        documents, weights = _alternative(alternative, corpus)
        if not len(documents):
            continue
        rarity = _rarity(len(documents), corpus.count)
        if alternative.how != "synonym":
            own = rarity
            titles[documents[weights[0] > 0]] = True
        weighted = weights.sum(axis=0)
        saturated = weighted / (np.float32(corpus.weights.saturation) + weighted)
        part = np.float32(alternative.worth * min(own, rarity)) * saturated
        best[documents] = np.maximum(best[documents], part)
    return best, titles


def _alternative(alternative: Alternative, corpus: Corpus) -> tuple[Ints, Floats]:
    """Documents where one field holds every slot, and the least of the slots in each field: shapes (n,) and (4, n)."""
    documents, least = _slot(alternative.slots[0], corpus)
    for slot in alternative.slots[1:]:
        others, weights = _slot(slot, corpus)
        documents, here, there = np.intersect1d(documents, others, assume_unique=True, return_indices=True)
        least = np.minimum(least[:, here], weights[:, there])
    if len(alternative.slots) == 1:
        return documents, least
    together = least.max(axis=0) > 0
    return documents[together], least[:, together]


def _slot(slot: Family, corpus: Corpus) -> tuple[Ints, Floats]:
    """Documents that hold a family, and its occurrences in each field, each form at its worth."""
    places, weights = [], []
    for form, worth in slot:
        documents, weighted = corpus.weighted(form)
        places.append(documents)
        weights.append(weighted * np.float32(worth))
    if len(places) == 1:
        return places[0], weights[0]
    if sum(map(len, places)) * _DENSE > corpus.size:
        return _added_densely(places, weights, corpus.size)
    documents, where = np.unique(np.concatenate(places), return_inverse=True)
    joined = np.concatenate(weights, axis=1)
    added = [np.bincount(where, weights=field_, minlength=len(documents)) for field_ in joined]
    return documents, np.stack(added).astype(np.float32)


def _added_densely(places: list[Ints], weights: list[Floats], size: int) -> tuple[Ints, Floats]:
    """The same sum over an array of all documents: quicker when the family is common."""
    total = np.zeros((len(FIELDS), size), dtype=np.float32)
    here = np.zeros(size, dtype=bool)
    for documents, weighted in zip(places, weights, strict=True):
        total[:, documents] += weighted
        here[documents] = True
    found = np.flatnonzero(here).astype(np.int32)
    return found, total[:, found]
