"""An adoption whose engine counts what a test says, on the days that it says."""

from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from essaim.adoptions import registry
from essaim.adoptions.contract import Counted, IdleRuntime
from essaim.adoptions.domain.outcomes.releasing import release_due
from essaim.adoptions.models import Adoption
from tests.apps.adoptions.builders import adopted

MEASURES = (
    "unit: demandes, reading: Le nombre de demandes accordées}\n",
    """unit: demandes, reading: Le nombre de demandes accordées, target: {parameter: plafond}}
  measures:
    - {id: eau, label: Eau économisée, unit: m³, reading: Le volume relevé au compteur, entered_by: agent, rhythm: year}
""",
)
AUCH, CONDOM, LOMBEZ = "commune-32013", "commune-32107", "commune-32213"


@dataclass(frozen=True)
class Counting(IdleRuntime):
    """Counts what it is given."""

    parts: list = field(default_factory=list)

    def count(self, adoption):  # noqa: ARG002 - the contract gives it
        return list(self.parts)


@pytest.fixture
def engine(toys):
    """The toy desk, whose outcome and counts a test may change: `engine(aggregation=…)`, `engine.runtime.parts`."""

    class Changing:
        runtime = Counting()

        def __call__(self, **outcome):
            desk = registry.engines["desk"]
            outcomes = tuple(replace(one, **outcome) for one in desk.outcomes)
            registry.engines["desk"] = replace(desk, runtime=self.runtime, outcomes=outcomes)

    changing = Changing()
    changing()
    return changing


@pytest.fixture
def service(engine, small_france):
    """Open since 12 January 2026, in the Gers."""
    adoption = adopted("minimal", MEASURES)
    Adoption.objects.filter(pk=adoption.pk).update(opened_at=at(2026, 1, 12))
    adoption.refresh_from_db()
    return adoption


def at(year, month, day, hour=12):
    return timezone.datetime(year, month, day, hour, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """It is 26 November 2026: a number published today is the same in ten years."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 11, 26))


@pytest.fixture
def count(engine, service):
    """Count people in a month at a commune, then publish what is due on a day."""

    def counting(month, people, commune=AUCH, value=None):
        engine.runtime.parts.append(
            Counted("granted", date(2026, month, 1), people if value is None else value, people, commune)
        )

    counting.publish = lambda *when: release_due(adoption=service, now=at(*when))
    return counting
