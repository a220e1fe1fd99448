"""Tests of the look run on its own addresses, with nothing registered by other apps unless they say so."""

import pytest

from essaim.foundation.ui import registry


@pytest.fixture(autouse=True)
def _alone(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.apps.foundation.ui.urls"
    monkeypatch.setattr(registry, "links", {"navigation": [], "footer": [], "account": []})
    for name in ("search", "brands", "geometry"):
        monkeypatch.setattr(registry, name, [])
    monkeypatch.setattr(registry, "panels", {})
