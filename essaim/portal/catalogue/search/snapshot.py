"""What a process keeps in memory of a collection, brought up to date at each search by reading only what changed.

Columns (one array per attribute, by document number), the vocabulary, the postings already read and the vectors.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from essaim.cores.text import Corpus, Entry, Postings, Synonyms, Vocabulary, fold
from essaim.foundation.territories.public import distance_km
from essaim.portal.catalogue.models.search import (
    CHUNK,
    SYNONYMS,
    SearchDocument,
    SearchPosting,
    SearchState,
    SearchTerm,
    SynonymGroup,
)
from essaim.portal.catalogue.search.postings import decode
from essaim.portal.catalogue.search.vectors import Vectors

KINDS = ("", "solution", "initiative")
_CACHED_POSTINGS = 20_000_000
_COLUMNS = (
    "number",
    "alive",
    "kind",
    "object_id",
    "solution_id",
    "day",
    "lengths",
    "facets",
    "territories",
    "points",
    "title",
    "slug",
)
_PART = 900


@dataclass(frozen=True)
class Pairs:
    """Values of documents, several each: ``documents`` and ``values`` (places in ``names``) are int32 of one shape."""

    documents: npt.NDArray[np.int32]
    values: npt.NDArray[np.int32]
    names: tuple[str, ...] = ()

    @classmethod
    def empty(cls) -> "Pairs":
        return cls(np.zeros(0, np.int32), np.zeros(0, np.int32))

    def updated(self, changed: dict[int, Sequence[str]]) -> "Pairs":
        """Return the pairs with the values of some documents replaced."""
        names = {name: place for place, name in enumerate(self.names)}
        added = [(number, names.setdefault(name, len(names))) for number, all_ in changed.items() for name in all_]
        kept = ~np.isin(self.documents, np.fromiter(changed, np.int32, len(changed)))
        new = np.array(added, dtype=np.int32).reshape(-1, 2)
        documents = np.concatenate([self.documents[kept], new[:, 0]])
        return Pairs(documents, np.concatenate([self.values[kept], new[:, 1]]), tuple(names))

    def having(self, wanted: Iterable[str], size: int) -> npt.NDArray[np.bool_]:
        """Return which documents have one of the values, shape (size,)."""
        asked = set(wanted)
        places = [place for place, name in enumerate(self.names) if name in asked]
        mask = np.zeros(size, dtype=bool)
        mask[self.documents[np.isin(self.values, places)]] = True
        return mask


@dataclass(frozen=True)
class ByGroup:
    """Pairs put by value, then by group, so that equal ones are neighbours: int32 and int64 of one shape."""

    documents: npt.NDArray[np.int32]
    values: npt.NDArray[np.int32]
    groups: npt.NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, pairs: Pairs, groups: npt.NDArray[np.int64]) -> "ByGroup":
        """Order pairs; ``groups``, of shape (n,), is the group of each document."""
        theirs = groups[pairs.documents]
        order = np.lexsort((theirs, pairs.values))
        return cls(pairs.documents[order], pairs.values[order], theirs[order], len(pairs.names))

    def count(self, here: npt.NDArray[np.bool_]) -> list[int]:
        """Return, for each value, how many groups have a document among those marked, shape (n,)."""
        chosen = here[self.documents]
        values, groups = self.values[chosen], self.groups[chosen]
        first = np.ones(len(values), dtype=bool)
        first[1:] = (values[1:] != values[:-1]) | (groups[1:] != groups[:-1])
        counts: list[int] = np.bincount(values[first], minlength=self.size).tolist()
        return counts


@dataclass(frozen=True)
class Columns:
    """The attributes of the documents by number; arrays of shape (n,), ``lengths`` of shape (4, n).

    ``titles`` are folded; ``shown`` holds title and slug as written.
    """

    alive: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.int8]
    objects: npt.NDArray[np.int64]
    solutions: npt.NDArray[np.int64]
    days: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.float32]
    facets: Pairs = field(default_factory=Pairs.empty)
    territories: Pairs = field(default_factory=Pairs.empty)
    points: dict[int, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def empty(cls) -> "Columns":
        return cls(
            alive=np.zeros(0, bool),
            kinds=np.zeros(0, np.int8),
            objects=np.zeros(0, np.int64),
            solutions=np.zeros(0, np.int64),
            days=np.zeros(0, np.int32),
            lengths=np.zeros((4, 0), np.float32),
        )

    @property
    def size(self) -> int:
        return len(self.alive)

    def groups_of(self, numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Return the group of each document: its solution, or itself (negative) when it stands alone."""
        solutions = self.solutions[numbers]
        return np.where(solutions >= 0, solutions, -numbers.astype(np.int64) - 2)

    @cached_property
    def facets_by_group(self) -> ByGroup:
        """The facets in the order in which they are counted; made at the first search after a change."""
        return ByGroup.of(self.facets, self.groups_of(np.arange(self.size, dtype=np.int32)))

    def updated(self, rows: list[dict[str, Any]]) -> "Columns":
        """Return the columns with some documents added or replaced."""
        size = max([self.size, *(row["number"] + 1 for row in rows)])
        new = self._grown(size)
        for row in rows:
            number = row["number"]
            new.titles[number], new.shown[number] = fold(row["title"]), (row["title"], row["slug"])
            new.alive[number], new.kinds[number] = row["alive"], KINDS.index(row["kind"])
            new.objects[number], new.days[number] = row["object_id"], row["day"]
            new.solutions[number] = -1 if row["solution_id"] is None else row["solution_id"]
            new.lengths[:, number] = row["lengths"] or 0
            new.points[number] = tuple((point[0], point[1]) for point in row["points"])
        facets = self.facets.updated({row["number"]: row["facets"] for row in rows})
        territories = self.territories.updated({row["number"]: row["territories"] for row in rows})
        return replace(new, facets=facets, territories=territories)

    def _grown(self, size: int) -> "Columns":
        """Return a copy with room for ``size`` documents."""
        more = size - self.size
        return Columns(
            alive=_grown(self.alive, size),
            kinds=_grown(self.kinds, size),
            objects=_grown(self.objects, size),
            solutions=_grown(self.solutions, size),
            days=_grown(self.days, size),
            lengths=_grown(self.lengths, size),
            facets=self.facets,
            territories=self.territories,
            points=dict(self.points),
            titles=[*self.titles, *[""] * more],
            shown=[*self.shown, *[("", "")] * more],
        )

    def distances(self, numbers: npt.NDArray[np.int32], near: tuple[float, float]) -> npt.NDArray[np.float64]:
        """Return the distance in kilometres from ``near`` to the nearest point of each document, infinite without any."""
        return np.array(
            [
                min((distance_km(*near, *point) for point in self.points.get(int(number), ())), default=np.inf)
                for number in numbers
            ]
        )


def _grown(array: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    grown = np.zeros((*array.shape[:-1], size), dtype=array.dtype)
    grown[..., : array.shape[-1]] = array
    return grown


class Snapshot:
    """One collection in memory. ``refresh`` brings it up to date; everything else only reads it."""

    def __init__(self, collection: str) -> None:
        self.collection = collection
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next refresh reads the whole collection."""
        self.stamp, self.generation = "", 0
        self.columns = Columns.empty()
        self.vocabulary = Vocabulary()
        self.numbers: dict[str, int] = {}
        self.cache: OrderedDict[str, Postings] = OrderedDict()
        self.cached = 0
        self.vectors: Vectors | None = None
        self.corpus = Corpus(self.columns.lengths, self.columns.alive, self.postings)

    def refresh(self, state: SearchState | None) -> None:
        """Read what changed since the last time; everything when the history does not follow (a restored base)."""
        stamps = state.stamps if state else []
        stamp = stamps[-1] if stamps else ""
        if stamp == self.stamp:
            return
        if self.stamp not in stamps:
            self.reset()
        self._read(self.generation)
        self.stamp, self.generation = stamp, state.generation if state else 0
        self.corpus = Corpus(self.columns.lengths, self.columns.alive, self.postings)

    def _read(self, since: int) -> None:
        changed = {"collection": self.collection, "generation__gt": since}
        names = ("form", "frequency", "stem", "lemma", "root")
        terms = list(SearchTerm.objects.filter(**changed).values_list("pk", *names).iterator(chunk_size=5000))
        self.vocabulary.add(Entry(*term[1:]) for term in terms)
        for pk, form, *_ in terms:
            self.numbers[form] = pk
            self._forget(form)
        rows = list(SearchDocument.objects.filter(**changed).values(*_COLUMNS).iterator(chunk_size=5000))
        self.columns = self.columns.updated(rows)
        if self.vectors is not None:
            self.vectors = self._read_vectors(self.vectors, since)

    def _forget(self, form: str) -> None:
        gone = self.cache.pop(form, None)
        self.cached -= len(gone.documents) if gone else 0

    def meaning(self) -> Vectors:
        """Return the vectors of the documents, read the first time they are asked for."""
        if self.vectors is None:
            self.vectors = self._read_vectors(Vectors.empty(), 0)
        return self.vectors

    def _read_vectors(self, old: Vectors, since: int) -> Vectors:
        rows = SearchDocument.objects.filter(collection=self.collection, generation__gt=since)
        return old.updated(self.columns.size, dict(rows.values_list("number", "vector").iterator(chunk_size=2000)))

    def fetch(self, forms: Iterable[str]) -> None:
        """Read the postings of several forms in one query, those not in memory yet."""
        wanted = [form for form in forms if form in self.numbers and form not in self.cache]
        parts: dict[int, list[tuple[int, bytes | memoryview]]] = {self.numbers[form]: [] for form in wanted}
        ids = sorted(parts)
        for start in range(0, len(ids), _PART):
            rows = SearchPosting.objects.filter(term_id__in=ids[start : start + _PART]).order_by("term_id", "chunk")
            for term, chunk, data in rows.values_list("term_id", "chunk", "data"):
                parts[term].append((chunk, data))
        for form in wanted:
            self._keep(form, _joined(parts[self.numbers[form]]))

    def _keep(self, form: str, postings: Postings) -> None:
        self.cache[form] = postings
        self.cached += len(postings.documents)
        while self.cached > _CACHED_POSTINGS and len(self.cache) > 1:
            _, gone = self.cache.popitem(last=False)
            self.cached -= len(gone.documents)

    def postings(self, form: str) -> Postings:
        """Return the postings of a form, empty when the collection lacks it."""
        if form not in self.cache:
            self.fetch([form])
        return self.cache.get(form) or _joined([])


def _joined(parts: list[tuple[int, bytes | memoryview]]) -> Postings:
    decoded = [(chunk, *decode(data)) for chunk, data in parts]
    if not decoded:
        return Postings(np.zeros(0, np.int32), np.zeros(0, np.uint16))
    documents = np.concatenate([numbers.astype(np.int32) + chunk * CHUNK for chunk, numbers, _ in decoded])
    return Postings(documents, np.concatenate([packed for _, _, packed in decoded]))


@dataclass
class _Groups:
    stamp: str = "-"
    synonyms: Synonyms = field(default_factory=Synonyms)


_snapshots: dict[tuple[str, str], Snapshot] = {}
_groups: dict[str, _Groups] = {}
_lock = threading.Lock()


def current(collection: str) -> tuple[Snapshot, Synonyms]:
    """Return the collection and the synonyms as the database has them now. One query when nothing changed."""
    database = str(connection.settings_dict["NAME"])
    with _lock:
        snapshot = _snapshots.setdefault((database, collection), Snapshot(collection))
        groups = _groups.setdefault(database, _Groups())
    states = {state.collection: state for state in SearchState.objects.filter(collection__in=(collection, SYNONYMS))}
    with snapshot.lock:
        snapshot.refresh(states.get(collection))
        _refresh_synonyms(groups, states.get(SYNONYMS))
    return snapshot, groups.synonyms


def _refresh_synonyms(groups: _Groups, state: SearchState | None) -> None:
    stamp = state.stamps[-1] if state else ""
    if stamp != groups.stamp:
        rows = SynonymGroup.objects.filter(active=True).order_by("pk")
        groups.synonyms = Synonyms.of(rows.values_list("words", flat=True))
        groups.stamp = stamp
