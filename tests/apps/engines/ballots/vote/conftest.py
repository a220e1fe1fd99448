"""The server of the tests is quick and not durable: a vote opens on it all the same, but where durability is what is tried."""

import pytest

from essaim.foundation.storage import public as storage

really_durable = storage.durability_problems


@pytest.fixture(autouse=True)
def _durable_enough(monkeypatch):
    monkeypatch.setattr(storage, "durability_problems", list)


@pytest.fixture
def durability_problems():
    """The real check of the database."""
    return really_durable
