"""Periodic jobs and tasks: what is due runs, a failure is written and does not stop the rest."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from essaim.foundation.jobs import registry
from essaim.foundation.jobs.domain import periodic, tasks
from essaim.foundation.jobs.models import Heartbeat, PeriodicRun
from essaim.foundation.jobs.public import register_periodic, run_later, work_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_other_job(monkeypatch):
    monkeypatch.setattr(registry, "periodic", {})


def test_a_periodic_job_runs_at_once_then_only_when_it_is_due(no_other_job, clock):
    ran = []
    register_periodic("test.count", lambda: ran.append(1), every=timedelta(hours=1), label="Compter")
    work_once()
    work_once()
    assert len(ran) == 1
    clock(hours=1, seconds=1)
    work_once()
    assert len(ran) == 2


def test_a_failure_is_written_without_its_text_and_tried_again_soon(no_other_job, clock, capsys):
    def fail():
        raise RuntimeError("ada@example.org")

    ran = []
    register_periodic("test.fail", fail, every=timedelta(days=1), label="Échouer")
    register_periodic("test.next", lambda: ran.append(1), every=timedelta(days=1), label="Suivre")
    periodic.run_due()
    assert ran == [1]
    assert PeriodicRun.objects.get(name="test.fail").failure == "RuntimeError"
    assert "ada" not in capsys.readouterr().err
    clock(minutes=16)
    assert periodic.run_due() == 1


def test_a_job_taken_by_a_worker_that_died_is_free_when_its_lease_ends(no_other_job, clock):
    ran = []
    register_periodic("test.lost", lambda: ran.append(1), every=timedelta(minutes=1), label="Perdu")
    assert periodic._take(registry.periodic["test.lost"])
    assert periodic.run_due() == 0
    clock(minutes=61)
    assert periodic.run_due() == 1


def test_two_jobs_cannot_have_one_name(no_other_job):
    register_periodic("test.one", print, every=timedelta(days=1), label="Un")
    with pytest.raises(ValueError, match="two periodic jobs"):
        register_periodic("test.one", repr, every=timedelta(days=1), label="Deux")


@pytest.fixture
def real_backend(settings):
    """Tasks in the database, as in production; the other tests run them at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}


def test_a_task_is_kept_by_name_and_run_by_the_worker(real_backend, no_other_job):
    identifier = run_later("essaim.foundation.jobs.tasks.prune_tasks")
    row = DBTaskResult.objects.get(pk=identifier)
    assert (row.status, row.task_path) == ("READY", "essaim.foundation.jobs.tasks.prune_tasks")
    work_once()
    row.refresh_from_db()
    assert row.status == "SUCCESSFUL"


def test_a_task_for_later_waits(real_backend, no_other_job):
    run_later("essaim.foundation.jobs.tasks.prune_tasks", run_after=timezone.now() + timedelta(hours=1))
    work_once()
    assert DBTaskResult.objects.get().status == "READY"


def test_a_task_whose_workers_keep_dying_is_given_up(real_backend):
    run_later("essaim.foundation.jobs.tasks.prune_tasks")
    for attempt in range(3):
        DBTaskResult.objects.get().claim(f"elsewhere:{attempt}")
        assert tasks.take_up_lost("me") == 1
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_task_of_a_worker_that_gives_signs_of_life_is_left_alone(real_backend):
    run_later("essaim.foundation.jobs.tasks.prune_tasks")
    DBTaskResult.objects.get().claim("elsewhere:1")
    Heartbeat.objects.create(worker="elsewhere:1", seen_at=timezone.now())
    assert tasks.take_up_lost("me") == 0


def test_finished_tasks_are_deleted_after_a_week(real_backend, no_other_job, clock):
    run_later("essaim.foundation.jobs.tasks.prune_tasks")
    work_once()
    assert tasks.prune() == 0
    clock(days=8)
    assert tasks.prune() == 1
