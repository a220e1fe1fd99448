"""Counts are seen by every process, hold no address, and end when they should. At once: `tests/faults`."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from essaim.foundation.parties.domain import persons
from essaim.foundation.storage.counts import SharedCounts
from essaim.foundation.storage.models import Count
from essaim.foundation.ui import spam


@pytest.fixture
def counts(db):
    return SharedCounts("", {})


def test_a_value_is_added_once_read_changed_and_forgotten(counts):
    assert counts.get("a", "rien") == "rien"
    assert [counts.add("a", 1), counts.add("a", 2)] == [True, False]
    counts.set("a", [1.5, 2])
    assert counts.get("a") == [1.5, 2]
    assert (counts.delete("a"), counts.delete("a"), counts.get("a")) == (True, False, None)
    with pytest.raises(ValueError, match="no such count"):
        counts.incr("a")


def test_an_increment_leaves_the_end_where_it_is(counts):
    counts.add("a", 1, timeout=3600)
    end = Count.objects.get().expires_at
    assert counts.incr("a") == 2
    assert Count.objects.get().expires_at == end
    assert counts.touch("a", timeout=7200)
    assert Count.objects.get().expires_at > end


def test_what_has_ended_is_not_there_and_is_erased_every_day(counts):
    counts.add("old", 5)
    counts.add("new", 5, timeout=3600)
    counts.add("always", 5, timeout=None)
    old = Count.objects.filter(expires_at__lt=timezone.now() + timedelta(minutes=10))
    old.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert counts.get("old") is None
    assert counts.add("old", 1) is True
    old.update(expires_at=timezone.now() - timedelta(seconds=1))
    persons.retention(timezone.localdate(), apply=True)
    assert (Count.objects.count(), counts.get("new"), counts.get("always")) == (2, 5, 5)


def test_no_address_is_written(counts, monkeypatch):
    monkeypatch.setattr(spam, "cache", counts)
    counts.add("allauth:rl:login:ip:203.0.113.7", [1.0])
    spam.too_many(RequestFactory().get("/", REMOTE_ADDR="203.0.113.7"), "contact")
    written = " ".join(f"{row.key} {row.value}" for row in Count.objects.all())
    assert Count.objects.count() == 2
    assert "203.0" not in written


def test_two_processes_share_one_limit(db, monkeypatch):
    request = RequestFactory().post("/")
    answers = []
    for number in range(spam.ACTS_AN_HOUR + 2):
        monkeypatch.setattr(spam, "cache", SharedCounts(f"process {number % 2}", {}))
        answers.append(spam.too_many(request, "propose"))
    assert answers == [False] * spam.ACTS_AN_HOUR + [True] * 2
