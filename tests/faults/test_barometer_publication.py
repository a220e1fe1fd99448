"""Eight people publish the same wave at once: it is published once. Twin: the same without the lock of the wave."""

import json

import pytest

from tests.faults.barometer_world import WORLD

CLOSED = """
import numpy
from essaim.foundation.journal.models import Entry
from essaim.portal.barometer.domain import publishing, weighing
from essaim.portal.barometer.domain.queries.readiness import NOTICE_LABELS

ask("sexe", "single", ["f", "h"], profile=True)
ask("utile", "single", ["oui", "non"])
Wave.objects.filter(pk=wave.pk).update(population="Le Gers", **dict.fromkeys(NOTICE_LABELS, "dit"))
open_it()
Margin.objects.create(
    wave=wave, question=wave.questions.first(), totals={"f": 52, "h": 48}, source="Insee", source_date="2022"
)
people = [{"sexe": "fh"[n % 2], "utile": ["oui", "non"][n % 3 > 0]} for n in range(120)]
Answer.objects.bulk_create(Answer(wave=wave, values=each) for each in people)
Tally.objects.create(wave=wave, mode="link", begun=120, done=120)
Wave.objects.filter(pk=wave.pk).update(status="closed", closed_at=timezone.now())
wave.refresh_from_db()
weighing.weigh_wave(wave=wave, limit=weighing.Limit(), actor=None)
"""
TOGETHER = """
outcomes = together([lambda: publishing.publish(wave=wave, actor=None) and None] * 8, workers=8)
print(json.dumps({"outcomes": sorted(outcomes), "status": Wave.objects.get().status,
                  "entries": Entry.objects.filter(act="barometer.publish").count(),
                  "stored": len(Result.objects.get().archive)}))
"""
UNLOCKED = """
import time
def careless(pk):
    found = Wave.objects.get(pk=pk)
    time.sleep(.5)
    return found
publishing.lock = careless
"""


@pytest.fixture
def run(node):
    def run(code):
        done = node.python(WORLD + CLOSED + code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run


def test_a_wave_that_eight_people_publish_is_published_once(run):
    found = run(TOGETHER)
    assert found["outcomes"] == ["NotNow"] * 7 + ["done"]
    assert (found["status"], found["entries"]) == ("published", 1)
    assert found["stored"] > 1000


@pytest.mark.postgres
def test_without_the_lock_nobody_is_told_that_it_is_published_already(run, server_url):
    """The broken twin: those who come second are stopped by the database alone, with an error instead of a sentence."""
    if not server_url:
        pytest.skip(
            "PostgreSQL absent: SQLite gives the whole file to one writing transaction, there is nothing to break"
        )
    found = run(UNLOCKED + TOGETHER)
    assert "NotNow" not in found["outcomes"]
    assert set(found["outcomes"]) - {"done", "NotNow"}
    assert (found["status"], found["entries"]) == ("published", 1)
