"""The one door of the barometer for other apps: reads that return frozen dataclasses, and the demonstration."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from essaim.portal.barometer.domain import demo, weighing
from essaim.portal.barometer.domain.publishing import publish
from essaim.portal.barometer.domain.queries.needs import needs
from essaim.portal.barometer.models import Status, Wave

__all__ = ["NeedInfo", "WaveInfo", "create_demonstration", "needs_of", "published_waves"]


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


@dataclass(frozen=True)
class NeedInfo:
    """What a published wave says of a theme: question, answer, share with its interval and base in words, and the wave it is from."""

    question: str
    answer: str
    said: str
    wave: WaveInfo


def needs_of(theme: str) -> list[NeedInfo]:
    """Return the latest published figures about a theme of the catalogue (its slug), each with its interval. Two queries at most."""
    return [NeedInfo(each.wording, each.answer, each.said, _info(each.wave)) for each in needs(theme)]


@transaction.atomic
def create_demonstration() -> int:
    """Make the simulated waves of the demonstration and carry them through to their publication; return their answers, 0 when they are there.

    Side effects: all their rows, in one transaction.
    """
    wave = demo.create_demo()
    if wave is None:
        return 0
    return sum(map(_carried_through, (wave, demo.create_imported(wave.barometer))))


def _carried_through(wave: Wave) -> int:
    weighing.group_all(wave=wave, actor=None)
    result = weighing.weigh_wave(wave=wave, limit=weighing.Limit(), actor=None)
    publish(wave=wave, actor=None)
    return len(result.weights)
