"""The one door of the barometer for other apps: reads that return frozen dataclasses, and the demonstration."""

from dataclasses import dataclass
from datetime import date

from essaim.portal.barometer.domain import demonstration
from essaim.portal.barometer.models import Status, Wave

__all__ = ["WaveInfo", "create_demonstration", "published_waves"]


@dataclass(frozen=True)
class WaveInfo:
    """A published wave, for a card on another page. ``simulated``: say it beside the title, always."""

    title: str
    barometer: str
    territory: str
    territory_name: str
    number: int
    published_on: date
    url: str
    simulated: bool


def published_waves(*, territory: str | None = None, limit: int = 10) -> list[WaveInfo]:
    """Return the waves already published, newest first, in one query.

    Args:
        territory: Code: only the barometers of this very territory. None: all.
        limit: How many at most.
    """
    rows = Wave.objects.filter(status=Status.PUBLISHED).select_related("barometer__territory")
    if territory is not None:
        rows = rows.filter(barometer__territory__code=territory)
    return [_info(row) for row in rows.order_by("-published_at", "-pk")[:limit]]


def _info(row: Wave) -> WaveInfo:
    barometer = row.barometer
    assert row.published_at is not None  # noqa: S101 - the database holds it
    return WaveInfo(
        row.title, barometer.title, barometer.territory.code, barometer.territory.name, row.number,
        row.published_at.date(), row.get_absolute_url(), row.simulated,
    )  # fmt: skip


def create_demonstration() -> str:
    """Make the simulated wave of the demonstration, published; return its address, or an empty text when it is there already.

    Side effects: see `domain.demonstration.create`.
    """
    wave = demonstration.create()
    return wave.get_absolute_url() if wave else ""
