"""Robots are counted by the place they come from, which they cannot choose."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache

from essaim.foundation.storage.counts import SharedCounts
from essaim.foundation.ui import spam


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def sent(rf, last="192.0.2.1", forged="203.0.113.9"):
    return rf.post("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"{forged}, {last}")


def test_behind_a_proxy_only_the_hop_that_it_adds_is_believed(rf, settings):
    settings.ESSAIM_ENVIRONMENT = SimpleNamespace(behind_proxy=True)
    assert {spam.place_of(sent(rf, forged=f"203.0.113.{n}")) for n in range(5)} == {"192.0.2.1"}


def test_without_a_proxy_no_header_is_believed(rf, settings):
    settings.ESSAIM_ENVIRONMENT = SimpleNamespace(behind_proxy=False)
    assert spam.place_of(sent(rf)) == "127.0.0.1"


def test_a_few_acts_an_hour_then_no_more_and_each_act_has_its_count(rf):
    told = [spam.too_many(sent(rf), "propose") for _ in range(spam.ACTS_AN_HOUR + 1)]
    assert told == [False] * spam.ACTS_AN_HOUR + [True]
    assert not spam.too_many(sent(rf), "contact")


def test_a_count_that_expires_meanwhile_begins_again(rf, monkeypatch):
    spam.too_many(sent(rf), "propose")

    def gone(key):
        raise ValueError

    monkeypatch.setattr(spam.cache, "incr", gone)
    assert not spam.too_many(sent(rf), "propose")


@pytest.mark.django_db
def test_a_flood_of_addresses_does_not_drive_the_counts_out(rf, monkeypatch):
    """Django's own caches forget some of what they hold beyond 300 keys: that would reset a robot's count."""
    counts = SharedCounts("", {})
    monkeypatch.setattr(spam, "cache", counts)
    for _ in range(spam.ACTS_AN_HOUR):
        spam.too_many(sent(rf), "propose")
    for number in range(400):
        counts.set(f"flood:{number}", 1)
    assert spam.too_many(sent(rf), "propose")
