"""The nearest vectors: the first look loses nothing that counts, and what a process keeps follows the base."""

import numpy as np
import pytest

from essaim.portal.catalogue.models import SearchDocument
from essaim.portal.catalogue.search import snapshot, vectors
from essaim.portal.catalogue.search.indexing import Document, index
from essaim.portal.catalogue.search.meaning import store
from essaim.portal.catalogue.search.vectors import DIGITS, DIMENSIONS, Vectors


def made(count, seed=3):
    """Vectors of length 1 that differ along some axes more than along others, as those of texts do."""
    draw = np.random.default_rng(seed)
    spread = np.exp(-np.arange(DIMENSIONS) / 40)
    turned = np.linalg.qr(np.random.default_rng(1).standard_normal((DIMENSIONS, DIMENSIONS)))[0]
    found = (draw.standard_normal((count, DIMENSIONS)) * spread) @ turned
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def stored(rows, without=()):
    return {
        number: None if number in without else row.astype("<f2").tobytes() for number, row in enumerate(np.array(rows))
    }


def exact(rows, query, keep, most):
    likeness = np.round(rows.astype("<f2").astype(np.float32) @ query, DIGITS)
    return sorted(np.flatnonzero(keep).tolist(), key=lambda number: (-likeness[number], number))[:most]


@pytest.fixture
def few(monkeypatch):
    """Make the first look work on a small collection."""
    monkeypatch.setattr(vectors, "EXACT", 200)
    monkeypatch.setattr(vectors, "RESCORED", 100)


def test_the_first_look_keeps_the_nearest_in_the_exact_order(few):
    rows, everything = made(1500), np.ones(1500, bool)
    kept = Vectors.empty().updated(1500, stored(rows))
    assert kept.short is not None
    for query in made(20, seed=4):
        found = kept.nearest(query, everything, 100).tolist()
        assert found[:20] == exact(rows, query, everything, 20)
        chosen = np.isin(np.arange(1500), found)
        assert found == exact(rows, query, chosen, 100)


def test_filters_and_missing_vectors_are_left_out_before_the_first_look(few):
    rows = made(1500)
    kept = Vectors.empty().updated(1500, stored(rows, without=range(0, 1500, 3)))
    keep = np.arange(1500) % 2 == 0
    (query,) = made(1, seed=5)
    found = kept.nearest(query, keep, 20).tolist()
    assert found == exact(rows, query, keep & (np.arange(1500) % 3 != 0), 20)
    assert kept.nearest(query, np.zeros(1500, bool), 20).tolist() == []


def test_few_vectors_are_all_compared():
    rows = made(300)
    kept = Vectors.empty().updated(300, stored(rows))
    assert kept.short is None
    (query,) = made(1, seed=6)
    assert kept.nearest(query, np.ones(300, bool), 300).tolist() == exact(rows, query, np.ones(300, bool), 300)


@pytest.mark.parametrize("size", [0, 1])
def test_none_and_one(size):
    kept = Vectors.empty().updated(size, stored(made(1)[:size]))
    assert kept.nearest(made(1)[0], np.ones(size, bool), 10).tolist() == list(range(size))


def test_equal_vectors_go_by_number(few):
    rows = np.repeat(made(5), 100, axis=0)
    kept = Vectors.empty().updated(500, stored(rows))
    assert kept.nearest(rows[250], np.ones(500, bool), 30).tolist() == list(range(200, 230))


@pytest.mark.parametrize("changed", [[3], [1400], [3, 1400, 1600]])
def test_vectors_changed_one_by_one_end_like_vectors_read_at_once(few, changed):
    rows, others = made(1700), made(1700, seed=8)
    kept = Vectors.empty().updated(1500, stored(rows[:1500]))
    rows[changed] = others[changed]
    fresh = {number: data for number, data in stored(rows).items() if number < 1500 or number in changed}
    kept = kept.updated(1700, {number: fresh[number] for number in changed})
    whole = Vectors.empty().updated(1700, fresh)
    assert whole.short is not None
    assert kept.short is not None
    assert (kept.rows == whole.rows).all()
    assert np.allclose(kept.short, whole.short, atol=1e-5)
    for query in others[changed]:
        found = kept.nearest(query, np.ones(1700, bool), 50).tolist()
        assert found == whole.nearest(query, np.ones(1700, bool), 50).tolist()
        assert found[0] in changed


def test_the_first_look_ends_when_too_few_are_left(few):
    kept = Vectors.empty().updated(300, stored(made(300)))
    gone = kept.updated(300, dict.fromkeys(range(150)))
    assert gone.short is None
    assert gone.nearest(made(1)[0], np.ones(300, bool), 300).tolist()[0] >= 150


@pytest.mark.django_db
def test_vectors_written_by_another_process_are_seen(few, monkeypatch):
    rows, keep = made(260), np.ones(260, bool)
    index((Document(key=f"d{number}", title="page") for number in range(260)), collection="test")
    keys = dict(SearchDocument.objects.filter(collection="test").values_list("number", "pk"))
    store("test", [(keys[number], rows[number]) for number in range(250)])
    mine, _ = snapshot.current("test")
    assert mine.meaning().nearest(rows[7], keep, 1).tolist() == [7]
    here = snapshot._snapshots
    monkeypatch.setattr(snapshot, "_snapshots", {})
    store("test", [(keys[255], rows[255]), (keys[7], rows[8])])
    monkeypatch.setattr(snapshot, "_snapshots", here)
    mine, _ = snapshot.current("test")
    assert mine.meaning().nearest(rows[255], keep, 1).tolist() == [255]
    assert mine.meaning().nearest(rows[8], keep, 2).tolist() == [7, 8]
    assert mine.meaning().nearest(rows[7], keep, 1).tolist() != [7]
