"""Tests of the look run on its own addresses, with nothing registered by other apps unless they say so."""

import pytest

from essaim.foundation.territories.public import departements_map
from essaim.foundation.ui import registry


@pytest.fixture(autouse=True)
def _alone(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.apps.foundation.ui.urls"
    monkeypatch.setattr(registry, "links", {"navigation": [], "footer": [], "account": []})
    for name in ("search", "brands", "geometry"):
        monkeypatch.setattr(registry, name, [])
    monkeypatch.setattr(registry, "panels", {})


@pytest.fixture
def style_page(monkeypatch, client):
    """The style page with its maps, as it is when the app of territories has given the outlines."""
    monkeypatch.setattr(registry, "geometry", [departements_map])
    return client.get("/style/")
