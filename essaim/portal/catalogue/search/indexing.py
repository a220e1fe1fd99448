"""Writing the index: analysed words of each page, cut into postings by chunks, in one transaction a batch."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import numpy as np
from django.db import transaction

from essaim.cores.text import Entry, analyse
from essaim.cores.text.ranking import pack
from essaim.portal.catalogue.models.search import (
    CHUNK,
    FORMAT,
    SearchDocument,
    SearchPosting,
    SearchState,
    SearchTerm,
    touch,
)
from essaim.portal.catalogue.search.postings import decode, encode

CATALOGUE = "catalogue"
"""The collection of the real pages; a bench uses others."""

_BATCH = 4096
_ROWS = 1000
_LONGEST_FORM = 60
_EXCERPT = 500
_LEAD = 300
Item = TypeVar("Item")


@dataclass(frozen=True)
class Document:
    """One page to index. ``facets`` are ``theme:…``, ``public:…``, ``territory:…``, ``stage:…``, ``evidence:…``.

    ``territories``: codes; ``points``: (latitude, longitude); ``day``: ordinal of the last change.
    """

    key: str
    title: str
    summary: str = ""
    body: str = ""
    words: tuple[str, ...] = ()
    kind: str = ""
    object_id: int = 0
    slug: str = ""
    solution_id: int | None = None
    facets: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    day: int = 0

    def fields(self) -> tuple[str, str, str, str]:
        """Title, everyday words, summary, body. Without a summary, the beginning of the body stands for it."""
        words = " . ".join(self.words)
        if self.summary:
            return self.title, words, self.summary, self.body
        return self.title, words, self.body[:_LEAD], self.body[_LEAD:]

    def excerpt(self) -> str:
        """What the meaning is read from: the beginning of what is said, title first."""
        parts = (self.title, self.summary, ", ".join(self.words), self.body)
        return "\n".join(part for part in parts if part)[:_EXCERPT]


@dataclass
class Analysed:
    """The words of one page: counts per form and field, the text of each form, the length of each field."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)


@dataclass
class Changes:
    """What a batch does to the postings: packed counts to write, by (form, chunk) and number; numbers to take out."""

    added: dict[tuple[str, int], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    removed: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    frequency: Counter[str] = field(default_factory=Counter)

    def add(self, form: str, number: int, packed: int) -> None:
        self.added[form, number // CHUNK][number % CHUNK] = packed
        self.frequency[form] += 1

    def remove(self, form: str, number: int) -> None:
        self.removed[form, number // CHUNK].add(number % CHUNK)
        self.frequency[form] -= 1

    def pairs(self) -> set[tuple[str, int]]:
        return set(self.added) | set(self.removed)


def index(documents: Iterable[Document], *, collection: str = CATALOGUE) -> int:
    """Index documents, replacing those of the same key; return how many.

    Side effects: rows of the index, one transaction a batch (or the caller's). Other processes see the change at
    their next search.
    """
    count = 0
    for batch in _batches(documents, _BATCH):
        with transaction.atomic():
            _index_batch(batch, collection)
        count += len(batch)
    return count


@transaction.atomic
def remove(keys: Iterable[str], *, collection: str = CATALOGUE) -> int:
    """Take documents out of the index; return how many were in it. Side effects: rows of the index."""
    state = touch(collection)
    changes, rows = Changes(), []
    for part in _batches(keys, _ROWS):
        rows += list(SearchDocument.objects.filter(collection=collection, key__in=part, alive=True))
    _forget(rows, changes)
    for row in rows:
        row.alive, row.tokens, row.title, row.summary, row.excerpt, row.vector = False, b"", "", "", "", None
        row.facets, row.territories, row.points, row.generation = [], [], [], state.generation
    _upsert(SearchDocument, rows, ["collection", "key"])
    _write(changes, state, {})
    return len(rows)


def outdated(collection: str) -> bool:
    """Say whether the collection was written in another format: it must be emptied before anything is added."""
    state = SearchState.objects.filter(collection=collection).first()
    return state is not None and state.format != FORMAT


@transaction.atomic
def clear(collection: str) -> None:
    """Empty a collection. Side effects: its rows of the index are deleted."""
    SearchPosting.objects.filter(term__collection=collection).delete()
    SearchTerm.objects.filter(collection=collection).delete()
    SearchDocument.objects.filter(collection=collection).delete()
    SearchState.objects.filter(collection=collection).delete()


def analyse_document(document: Document) -> Analysed:
    """Cut the four fields of a page into words; stop words are left out."""
    analysed = Analysed()
    for place, text in enumerate(document.fields()):
        length = 0
        for word in analyse(text):
            if word.stop or len(word.form) > _LONGEST_FORM:
                continue
            analysed.texts.setdefault(word.form, word.text)
            analysed.counts.setdefault(word.form, [0, 0, 0, 0])[place] += 1
            length += 1
        analysed.lengths.append(length)
    return analysed


def _index_batch(batch: list[Document], collection: str) -> None:
    state = touch(collection)
    documents = {document.key: document for document in batch}
    known = {row.key: row for row in _known(list(documents), collection)}
    changes, texts = Changes(), dict[str, str]()
    _forget([row for row in known.values() if row.alive], changes)
    analysed = {}
    for key, document in documents.items():
        analysed[key] = one = analyse_document(document)
        row = known.setdefault(key, SearchDocument(collection=collection, key=key, number=state.next_number))
        state.next_number += row.pk is None
        for form, text in one.texts.items():
            texts.setdefault(form, text)
        for form, (a, b, c, d) in one.counts.items():
            changes.add(form, row.number, pack((a, b, c, d)))
    state.save(update_fields=["next_number"])
    ids = _write(changes, state, texts)
    for key, document in documents.items():
        _fill(known[key], document, analysed[key], ids, state.generation)
    _upsert(SearchDocument, [known[key] for key in documents], ["collection", "key"])


def _known(keys: list[str], collection: str) -> Iterator[SearchDocument]:
    for part in _batches(keys, _ROWS):
        yield from SearchDocument.objects.filter(collection=collection, key__in=part)


def _forget(rows: list[SearchDocument], changes: Changes) -> None:
    """Note the postings of pages that change or go."""
    numbers = {row.pk: np.frombuffer(row.tokens, dtype="<i4").tolist() for row in rows}
    wanted = sorted({number for found in numbers.values() for number in found})
    forms: dict[int, str] = {}
    for part in _batches(wanted, _ROWS):
        forms.update(SearchTerm.objects.filter(pk__in=part).values_list("pk", "form"))
    for row in rows:
        for number in numbers[row.pk]:
            changes.remove(forms[number], row.number)


def _fill(row: SearchDocument, document: Document, analysed: Analysed, ids: dict[str, int], generation: int) -> None:
    """Copy a page into its row; what its meaning was read from decides whether the vector is kept."""
    excerpt = document.excerpt()
    if row.excerpt != excerpt:
        row.vector = None
    row.tokens = np.array(sorted(ids[form] for form in analysed.counts), dtype="<i4").tobytes()
    row.alive, row.excerpt, row.lengths = True, excerpt, analysed.lengths
    row.kind, row.object_id, row.solution_id = document.kind, document.object_id, document.solution_id
    row.slug, row.title, row.summary = document.slug, document.title, document.summary
    row.facets, row.territories = list(document.facets), list(document.territories)
    row.points, row.day, row.generation = [list(point) for point in document.points], document.day, generation


def _write(changes: Changes, state: SearchState, texts: dict[str, str]) -> dict[str, int]:
    """Write words and postings; return the number of every form that changed."""
    terms = _terms(sorted(changes.frequency), state.collection)
    for form, delta in changes.frequency.items():
        term = terms.get(form) or _new_term(form, texts[form], state.collection)
        term.frequency += delta
        term.generation = state.generation
        terms[form] = term
    ids = _upsert_terms(list(terms.values()))
    _write_postings(changes, ids)
    return ids


def _terms(forms: list[str], collection: str) -> dict[str, SearchTerm]:
    found: dict[str, SearchTerm] = {}
    for part in _batches(forms, _ROWS):
        rows = SearchTerm.objects.filter(collection=collection, form__in=part)
        found.update({term.form: term for term in rows})
    return found


def _new_term(form: str, text: str, collection: str) -> SearchTerm:
    entry = Entry.of(form, text, 0)
    return SearchTerm(collection=collection, form=form, stem=entry.stem, lemma=entry.lemma, root=entry.root)


def _upsert_terms(terms: list[SearchTerm]) -> dict[str, int]:
    new = [term for term in terms if term.pk is None]
    ids = {term.form: term.pk for term in terms}
    _upsert(SearchTerm, [term for term in terms if term.pk is not None], ["collection", "form"])
    SearchTerm.objects.bulk_create(new, batch_size=_ROWS)
    return ids | {term.form: term.pk for term in new}


def _write_postings(changes: Changes, ids: dict[str, int]) -> None:
    """Merge what changed into the chunks that hold it."""
    pairs = sorted(changes.pairs())
    for part in _batches(pairs, 20 * _ROWS):
        old = _old_postings(part, ids)
        rows = []
        for form, chunk in part:
            kept = old.get((ids[form], chunk), {})
            for number in changes.removed.get((form, chunk), ()):
                kept.pop(number, None)
            kept.update(changes.added.get((form, chunk), {}))
            rows.append(SearchPosting(term_id=ids[form], chunk=chunk, data=encode(kept)))
        _upsert(SearchPosting, rows, ["term", "chunk"])


def _old_postings(pairs: list[tuple[str, int]], ids: dict[str, int]) -> dict[tuple[int, int], dict[int, int]]:
    chunks = {chunk for _, chunk in pairs}
    found = {}
    for part in _batches([ids[form] for form, _ in pairs], _ROWS):
        rows = SearchPosting.objects.filter(term_id__in=set(part), chunk__in=chunks)
        for term, chunk, data in rows.values_list("term_id", "chunk", "data"):
            numbers, packed = decode(data)
            found[term, chunk] = dict(zip(numbers.tolist(), packed.tolist(), strict=True))
    return found


def _upsert(model: type[SearchDocument | SearchTerm | SearchPosting], rows: list, unique: list[str]) -> None:  # type: ignore[type-arg]
    names = [f.name for f in model._meta.concrete_fields if f.name != "id" and f.name not in unique]
    for part in _batches(rows, _ROWS):
        for row in part:
            row.pk = None
        model._default_manager.bulk_create(part, update_conflicts=True, unique_fields=unique, update_fields=names)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
