"""Background work by name: enqueue it in the caller's transaction, run it, take up what a dead worker left."""

import logging
import os
import socket
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from essaim.foundation.jobs.models import Heartbeat

MOST_ATTEMPTS = 3
DEAD_AFTER = timedelta(minutes=5)
KEPT = timedelta(days=7)

# The library logs the whole trace of a failure, with what somebody typed in it; we say the name of the task.
logging.getLogger("django_tasks").setLevel(logging.CRITICAL)
logging.getLogger("django_tasks_db").setLevel(logging.CRITICAL)


def enqueue(work: Task[Any, Any] | str, arguments: tuple[Any, ...], run_after: datetime | None) -> str:
    """Write one task for the worker, in the caller's transaction. Returns its identifier."""
    chosen: Task[Any, Any] = import_string(work) if isinstance(work, str) else work
    if run_after is not None and chosen.get_backend().supports_defer:
        chosen = chosen.using(run_after=run_after)
    return str(chosen.enqueue(*arguments).id)


def run_one(worker: str) -> bool:
    """Run the next task that is ready. Returns False when there is none."""
    with transaction.atomic():
        row = DBTaskResult.objects.ready().filter(backend_name="default").get_locked()
        if row is None:
            return False
        row.claim(worker)
    _runner(worker).run_task(row)
    return True


def _runner(worker: str) -> Worker:
    """The library's own way to run one task and to write how it ended; its loop is not used, ours does more."""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=worker,
        excluded_queue_names=[],
    )


def worker_name() -> str:
    """Name this process: machine and process number, so that a successor on the same machine knows it is dead."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


@transaction.atomic
def take_up_lost(worker: str) -> int:
    """Put back the tasks of workers that died; give up after some attempts. Returns how many were found."""
    lost = 0
    for row in DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING):
        if row.worker_ids and (row.worker_ids[-1] == worker or _alive(row.worker_ids[-1])):
            continue
        lost += 1
        row.status = TaskResultStatus.READY
        if len(row.worker_ids) >= MOST_ATTEMPTS:
            row.status, row.finished_at = TaskResultStatus.FAILED, timezone.now()
        row.save(update_fields=["status", "finished_at"])
    return lost


def _alive(worker: str) -> bool:
    """On this machine, ask the system; elsewhere, trust the last sign of life."""
    machine, _, process = worker.rpartition(":")
    if machine == socket.gethostname()[:40] and process.isdigit():
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
    return Heartbeat.objects.filter(worker=worker, seen_at__gte=timezone.now() - DEAD_AFTER).exists()


def beat(worker: str) -> None:
    """Say that this worker is alive, and forget those not seen for a week."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(worker=worker, defaults={"seen_at": now})
    Heartbeat.objects.filter(seen_at__lt=now - KEPT).delete()


def prune() -> int:
    """Delete finished tasks after some days: arguments and traces may hold what somebody typed."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT)
    return old.delete()[0]
