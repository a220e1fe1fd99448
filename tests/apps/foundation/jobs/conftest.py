import pytest
from django.utils import timezone


@pytest.fixture
def clock(monkeypatch):
    """Move the application's clock: `clock(minutes=5)` is five minutes later."""
    from datetime import timedelta

    now = timezone.now()
    moved = {"by": timedelta()}

    def advance(**by):
        moved["by"] += timedelta(**by)

    monkeypatch.setattr(timezone, "now", lambda: now + moved["by"])
    return advance


@pytest.fixture
def node_settings(settings):
    """Change a setting of the node for the time of a test."""

    def change(**values):
        settings.ESSAIM_ENVIRONMENT = settings.ESSAIM_ENVIRONMENT.model_copy(update=values)

    return change
