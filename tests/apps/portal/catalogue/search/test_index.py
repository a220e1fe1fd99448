"""The index: the database only keeps it; what it holds ranks like a corpus in memory, whatever was done before."""

import random

import numpy as np
import pytest
from django.db import transaction

from essaim.portal.catalogue.models import SearchPosting, SearchState
from essaim.portal.catalogue.search import SearchRequest, indexing, meaning, snapshot
from essaim.portal.catalogue.search.finder import find
from essaim.portal.catalogue.search.indexing import Document, index, remove
from essaim.portal.catalogue.search.postings import decode, encode
from tests.cores.text.test_ranking import Memory

pytestmark = pytest.mark.django_db
WORDS = [
    "vélo",
    "bus",
    "voiture",
    "santé",
    "jeunes",
    "aînés",
    "cantine",
    "bio",
    "village",
    "école",
    "prison",
    "sport",
    "culture",
    "logement",
    "emploi",
    "énergie",
]
QUERIES = [
    "velo village",
    "santé des jeunes",
    "cantines bio",
    "emploi",
    "vieux",
    "école sport culture prison",
    "vilage",
]


def documents(count, seed=1):
    draw = random.Random(seed)  # noqa: S311 - the same texts each time
    texts = [[" ".join(draw.choices(WORDS, k=size)) for size in (3, 2, 6, 20)] for _ in range(count)]
    return [
        Document(key=f"d{number:03d}", title=title, words=(words,), summary=summary, body=body)
        for number, (title, words, summary, body) in enumerate(texts)
    ]


def tens(queries=QUERIES, collection="test"):
    return [find(SearchRequest(query=query, per_page=10, meaning=False), collection=collection) for query in queries]


def test_the_same_ten_as_in_memory_on_any_database():
    corpus = documents(300)
    index(corpus, collection="test")
    memory = Memory([one.fields() for one in corpus])
    for query, found in zip(QUERIES, tens(), strict=True):
        assert [number for number, _ in found] == memory.ask(query).documents[:10].tolist(), query
    assert all(tens()[:4])


def test_changes_one_by_one_end_like_a_fresh_index():
    corpus = documents(60)
    index(documents(60, seed=2), collection="test")
    tens()
    for one in corpus[:15]:
        index([one], collection="test")
    changed = tens()
    index([*corpus[:15], *documents(60, seed=2)[15:]], collection="other")
    assert [[number for number, _ in ten] for ten in changed] == [
        [n for n, _ in ten] for ten in tens(collection="other")
    ]


def test_what_is_removed_is_not_found_and_leaves_no_posting():
    index(documents(20), collection="test")
    assert remove([f"d{number:03d}" for number in range(20)], collection="test") == 20
    assert not any(tens())
    assert all(bytes(data) == b"" for data in SearchPosting.objects.values_list("data", flat=True))


def test_a_transaction_undone_leaves_memory_as_the_base():
    index(documents(20), collection="test")
    before = tens()
    with transaction.atomic():
        remove(["d000", "d001", "d002"], collection="test")
        assert tens() != before
        transaction.set_rollback(True)
    assert tens() == before
    index([Document(key="new", title="trottinette")], collection="test")
    assert [number for number, _ in tens(["trottinette"])[0]] == [20]


def test_another_process_is_seen_by_what_it_wrote(monkeypatch):
    index(documents(20), collection="test")
    tens()
    mine = snapshot._snapshots
    monkeypatch.setattr(snapshot, "_snapshots", {})
    index([Document(key="new", title="trottinette")], collection="test")
    monkeypatch.setattr(snapshot, "_snapshots", mine)
    assert [number for number, _ in tens(["trottinette"])[0]] == [20]


def test_chunks_are_crossed(monkeypatch):
    for module in (indexing, snapshot):
        monkeypatch.setattr(module, "CHUNK", 7)
    corpus = documents(40)
    index(corpus, collection="test")
    memory = Memory([one.fields() for one in corpus])
    found = [[number for number, _ in ten] for ten in tens()]
    assert found == [memory.ask(query).documents[:10].tolist() for query in QUERIES]


def test_postings_go_to_bytes_and_back():
    numbers, packed = decode(encode({8191: 5, 0: 65_535}))
    assert (numbers.tolist(), packed.tolist()) == ([0, 8191], [65_535, 5])


def test_every_change_is_a_new_generation():
    index(documents(2), collection="test")
    first = SearchState.objects.get(collection="test")
    index(documents(2), collection="test")
    second = SearchState.objects.get(collection="test")
    assert second.generation > first.generation
    assert second.next_number == first.next_number == 2
    assert second.stamps[:-1] == first.stamps


class Model:
    """Stands for the model: the meaning of a text is whether it speaks of water or of fire."""

    def passage(self, texts):
        return np.stack([self.query(text) for text in texts])

    def query(self, text):
        vector = np.zeros(384, np.float32)
        vector[0] = 0.1
        vector[1 if "eau" in text.lower() or "rivière" in text.lower() else 2] = 0.99
        return vector


@pytest.fixture
def model(monkeypatch):
    monkeypatch.setattr(meaning, "installed", lambda: True)
    monkeypatch.setattr(meaning, "_model", Model)
    meaning.query_vector.cache_clear()
    yield
    meaning.query_vector.cache_clear()


def test_meaning_finds_what_no_word_says(model):
    index([Document(key="r", title="La rivière"), Document(key="f", title="Le feu")], collection="test")
    assert meaning.embed_missing(collection="test") == 2
    assert meaning.embed_missing(collection="test") == 0
    asked = SearchRequest(query="eau", per_page=1)
    assert [number for number, _ in find(asked, collection="test")] == [0]
    index([Document(key="r", title="Le four")], collection="test")
    assert meaning.embed_missing(collection="test") == 1, "a changed text is read again"


def test_without_the_package_words_are_enough(monkeypatch):
    monkeypatch.setattr(meaning, "installed", lambda: False)
    index([Document(key="r", title="La rivière")], collection="test")
    assert meaning.embed_missing(collection="test") == 0
    assert [number for number, _ in find(SearchRequest(query="rivière"), collection="test")] == [0]
