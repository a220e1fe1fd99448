"""One search from end to end: understand, rank, filter, count, group, explain."""

from dataclasses import replace
from typing import cast

import numpy as np

from essaim.cores.text import Query, Synonyms, fuse, rank, read_query
from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.search import meaning
from essaim.portal.catalogue.search.filters import Filters, filters_of
from essaim.portal.catalogue.search.found import Found, Numbers
from essaim.portal.catalogue.search.grouping import grouped
from essaim.portal.catalogue.search.indexing import CATALOGUE
from essaim.portal.catalogue.search.page import Correction, Kind, Place, SearchPage, SearchRequest
from essaim.portal.catalogue.search.places import named_place
from essaim.portal.catalogue.search.showing import show
from essaim.portal.catalogue.search.snapshot import KINDS, Snapshot, current
from essaim.portal.catalogue.search.zero import note_nothing_found

LEXICAL, MEANING, NEARNESS = 1.0, 1.25, 0.5
"""Weights of the rankings that are fused: words, meaning, nearness of the territory."""

CONSTANT = 10.0
PER_PAGE_AT_MOST = 100
IDS_AT_MOST = 10_000
_NEIGHBOURS = 100
_SHOWN_NEIGHBOURS = 10
_FUSED = 500
_LONGEST_QUERY = 400


def search(request: SearchRequest, *, collection: str = CATALOGUE, log: bool = True) -> SearchPage:
    """Answer a request. The number of database queries does not depend on the number of results.

    Side effects: what the process keeps in memory is brought up to date; with ``log``, a query that finds nothing is
    counted (its words only). Raises ValueError for a page or a page size out of range.
    """
    if request.page < 1 or not 1 <= request.per_page <= PER_PAGE_AT_MOST:
        raise ValueError("page commence à 1, per_page va de 1 à 100.")
    request = replace(
        request, query=request.query[:_LONGEST_QUERY].replace("\x00", " "), territory=request.territory or ""
    )
    snapshot, synonyms = current(collection)
    with snapshot.lock:
        query = _read(request, snapshot, synonyms)
        answer = _answer(request, query, snapshot)
    if log and not answer.total and query.concepts and not _filtered(request):
        note_nothing_found(request.query)
    return answer


def _read(request: SearchRequest, snapshot: Snapshot, synonyms: Synonyms) -> Query:
    """Understand the words; asked exactly, they are neither repaired nor given synonyms."""
    if request.exact:
        return read_query(request.query, snapshot.vocabulary, Synonyms(), known=lambda _word: True)
    return read_query(request.query, snapshot.vocabulary, synonyms)


def find(request: SearchRequest, *, collection: str) -> list[tuple[int, float]]:
    """Return the numbers of the documents of a bench collection, best first, with their scores: no groups, no filters."""
    snapshot, synonyms = current(collection)
    with snapshot.lock:
        query = read_query(request.query, snapshot.vocabulary, synonyms)
        found = _find(request, query, snapshot, filters_of(request, snapshot.columns, ""), None)
    return [(int(number), found.scores.get(int(number), 0.0)) for number in found.numbers[: request.per_page]]


def _answer(request: SearchRequest, query: Query, snapshot: Snapshot) -> SearchPage:
    place, inner = _place(request, query, snapshot)
    filters = filters_of(request, snapshot.columns, request.territory or (place.code if place else ""))
    found = _find(request, inner, snapshot, filters, place)
    empty = place is not None and not len(found.numbers)
    if empty:
        filters = filters_of(request, snapshot.columns, request.territory)
        found = _find(request, inner if inner.concepts else query, snapshot, filters, None)
    kept = found.numbers[filters.selected[found.numbers]]
    groups = grouped(kept, snapshot.columns, narrow=bool(place or request.territory))
    shown = show(request, groups, found, snapshot, None if empty else place)
    return SearchPage(
        groups=shown,
        total=groups.total,
        initiative_total=_of_kind(kept, snapshot, "initiative"),
        solution_total=_of_kind(kept, snapshot, "solution"),
        page=request.page,
        page_count=max(1, -(-groups.total // request.per_page)),
        facets=filters.facets(found.numbers),
        corrected=tuple(Correction(one.asked, " ".join(one.used)) for one in found.query.corrections),
        widened=found.widened,
        place=place,
        place_is_empty=empty,
        with_meaning=bool(found.by_meaning),
        ids=tuple(_ids(kept[:IDS_AT_MOST], snapshot)),
    )


def _place(request: SearchRequest, query: Query, snapshot: Snapshot) -> tuple[Place | None, Query]:
    """The territory named in the query, and the query without the words that name it."""
    named = None if request.territory else named_place(request.query, snapshot.vocabulary)
    if named is None:
        return None, query
    known = territories.find(named.code)
    if known is None:
        return None, query
    gone = [index for index, concept in enumerate(query.concepts) if concept.form in named.forms]
    return Place(known.code, known.name, named.words), query.without(gone)


def _find(request: SearchRequest, query: Query, snapshot: Snapshot, filters: Filters, place: Place | None) -> Found:
    """Rank by words and by meaning, fuse by rank; without words, list everything that the place keeps."""
    snapshot.fetch(query.forms)
    if not query.concepts:
        numbers = np.flatnonzero(filters.base).astype(np.int32)
        recent = numbers[np.lexsort((numbers, -snapshot.columns.days[numbers]))]
        return _fused(request, query, snapshot, [(LEXICAL, recent)], place, frozenset(), ())
    ranked = rank(query, snapshot.corpus, filters.base)
    if request.exact:
        exact = _holding_all(query, ranked.documents, snapshot, filters)
        return _fused(request, query, snapshot, [(LEXICAL, exact)], place, frozenset(), ())
    rankings = [(LEXICAL, ranked.documents)]
    neighbours: frozenset[int] = frozenset()
    if request.meaning and meaning.installed():
        nearest = _nearest(query, snapshot, filters)
        near = nearest[np.isin(nearest, ranked.documents) | (np.arange(len(nearest)) < _SHOWN_NEIGHBOURS)]
        rankings.append((MEANING, near))
        neighbours = frozenset(int(number) for number in near)
    return _fused(request, query, snapshot, rankings, place, neighbours, ranked.widened)


def _nearest(query: Query, snapshot: Snapshot, filters: Filters) -> Numbers:
    vector = meaning.query_vector(_corrected(query))
    return snapshot.meaning().nearest(vector, filters.base, _NEIGHBOURS).astype(np.int32)


def _holding_all(query: Query, documents: Numbers, snapshot: Snapshot, filters: Filters) -> Numbers:
    """Keep the documents that hold every word, in their order; none where a word is in no document."""
    if query.unknown:
        return documents[:0]
    for index in range(len(query.concepts)):
        others = [other for other in range(len(query.concepts)) if other != index]
        documents = documents[np.isin(documents, rank(query.without(others), snapshot.corpus, filters.base).documents)]
    return documents


def _fused(
    request: SearchRequest,
    query: Query,
    snapshot: Snapshot,
    rankings: list[tuple[float, Numbers]],
    place: Place | None,
    neighbours: frozenset[int],
    widened: tuple[str, ...],
) -> Found:
    by_words = rankings[0][1]
    everything = np.concatenate([by_words, *(numbers[~np.isin(numbers, by_words)] for _, numbers in rankings[1:])])
    if place:
        rankings = [*rankings, (NEARNESS, _nearest_level(everything, place, snapshot))]
    lists = [(weight, numbers[:_FUSED].tolist()) for weight, numbers in rankings]
    best = sum(weight for weight, _ in rankings) / (CONSTANT + 1)
    scores = {number: round(score / best, 6) for number, score in fuse(lists, constant=CONSTANT).items()}
    head = sorted(scores, key=lambda number: (-scores[number], number))
    rest = everything[~np.isin(everything, head)]
    numbers = np.concatenate([np.array(head, dtype=np.int32), rest]).astype(np.int32)
    words = frozenset(by_words[:_FUSED].tolist())
    return Found(_sorted(numbers, request, snapshot), scores, query, widened, neighbours, words)


def _corrected(query: Query) -> str:
    """The query with its misspelt words repaired: the meaning is read from what was meant."""
    text = query.text.lower()
    for correction in query.corrections:
        text = text.replace(correction.asked, " ".join(correction.used))
    return text if query.corrections else query.text


def _nearest_level(numbers: Numbers, place: Place, snapshot: Snapshot) -> Numbers:
    """The territory itself first, then what it contains or what contains it, as ranked before."""
    exact = snapshot.columns.territories.having({place.code}, snapshot.columns.size)[numbers]
    return np.concatenate([numbers[exact], numbers[~exact]])


def _sorted(numbers: Numbers, request: SearchRequest, snapshot: Snapshot) -> Numbers:
    if request.sort == "recent":
        return numbers[np.lexsort((np.arange(len(numbers)), -snapshot.columns.days[numbers]))]
    if request.sort == "title":
        titles = snapshot.columns.titles
        return np.array(sorted(numbers.tolist(), key=lambda number: (titles[number], number)), dtype=np.int32)
    if request.sort == "distance" and request.near:
        far = snapshot.columns.distances(numbers, request.near)
        return numbers[np.lexsort((np.arange(len(numbers)), far))]
    return numbers


def _of_kind(numbers: Numbers, snapshot: Snapshot, kind: str) -> int:
    return int((snapshot.columns.kinds[numbers] == KINDS.index(kind)).sum())


def _ids(numbers: Numbers, snapshot: Snapshot) -> list[tuple[Kind, int]]:
    kinds, objects = snapshot.columns.kinds[numbers], snapshot.columns.objects[numbers]
    return [(cast("Kind", KINDS[kind]), number) for kind, number in zip(kinds.tolist(), objects.tolist(), strict=True)]


def _filtered(request: SearchRequest) -> bool:
    asked = (request.themes, request.publics, request.departements, request.stages, request.evidence, request.territory)
    return any(asked)
