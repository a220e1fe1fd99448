"""The retention calendar, with the application's clock moved day by day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from essaim.config.cli import main
from essaim.foundation.jobs import public as jobs
from essaim.foundation.jobs.models import Message
from essaim.foundation.journal.public import entries
from essaim.foundation.parties.domain import persons
from essaim.portal.catalogue.models import Alert, Proposal, ZeroResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    now = timezone.now()
    Proposal.objects.create(email="left@example.org", answers={})
    Proposal.objects.create(email="decided@example.org", state="accepted", decided_at=now, answers={})
    Proposal.objects.create(email="waiting@example.org", state="sent", answers={})
    Alert.objects.create(email="never@example.org", words="x", created_at=now)
    Alert.objects.create(email="yes@example.org", words="x", created_at=now, confirmed_at=now)
    ZeroResult.objects.create(query="rien")
    jobs.send_message(to="old@example.org", subject="a", body="b", kind="mail")
    Message.objects.update(state="sent")


def erased_on():
    """Move the clock from day to day for fourteen months: when does each line of the calendar first act?"""
    today = timezone.localdate()
    first = {}
    for day in [6, 7, 8, 30, 31, 89, 90, 91, 364, 365, 366, 420]:
        counts = persons.retention(today + timedelta(days=day), apply=True)
        first |= {label: day for label, count in counts.items() if count and label not in first}
    return first


def test_each_line_acts_on_its_day_and_not_before(held):
    first = erased_on()
    assert first["Alertes jamais confirmées, après sept jours"] == 8
    assert first["Messages terminés : texte et adresse"] == 31
    assert first["Propositions : abandonnées (90 jours) ou décidées (un an)"] == 91
    assert first["Recherches sans résultat, après un an"] == 366
    assert list(Proposal.objects.values_list("email", flat=True)) == ["waiting@example.org"]
    assert list(Alert.objects.values_list("email", flat=True)) == ["yes@example.org"]
    assert not Message.objects.exclude(to="").exists()


def test_without_apply_nothing_is_erased(held, capsys):
    later = (timezone.localdate() + timedelta(days=100)).isoformat()
    assert main(["person", "retention", "--date", later]) == 0
    assert "Rien n’a été effacé" in capsys.readouterr().out
    assert Alert.objects.count() == 2
    assert main(["person", "retention", "--date", later, "--apply"]) == 0
    assert Alert.objects.count() == 1
    assert entries(act="person.retention")


def test_the_worker_runs_the_calendar_every_day(held, monkeypatch):
    now = timezone.now()
    jobs.work_once()
    assert Alert.objects.count() == 2
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=9))
    jobs.work_once()
    assert Alert.objects.count() == 1
