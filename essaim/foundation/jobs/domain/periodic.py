"""Run the periodic jobs that are due, each by one worker at a time."""

import sys
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from essaim.foundation.jobs import registry
from essaim.foundation.jobs.models import PeriodicRun

LEASE = timedelta(hours=1)
AFTER_FAILURE = timedelta(minutes=15)


def run_due() -> int:
    """Run every periodic job that is due. Returns how many ran. A failure is written, said, and tried again later."""
    return sum(_run(job) for job in list(registry.periodic.values()) if _take(job))


def _take(job: registry.Periodic) -> bool:
    """Win the job for this worker, with a conditional UPDATE; a lease that ran out is up for taking."""
    now = timezone.now()
    due = PeriodicRun.objects.filter(name=job.name)
    if not due.exists():
        PeriodicRun.objects.bulk_create([PeriodicRun(name=job.name, next_at=now)], ignore_conflicts=True)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return bool(due.filter(free, next_at__lte=now).update(lease_until=now + LEASE))


def _run(job: registry.Periodic) -> int:
    failure = ""
    start = timezone.now()
    try:
        job.run()
    except Exception as error:  # noqa: BLE001  one job must not stop the others
        # The name of the error only: its text may hold what somebody typed.
        failure = type(error).__name__
        print(f"Travail périodique « {job.name} » : échec ({failure})", file=sys.stderr, flush=True)  # noqa: T201
    wait = min(job.every, AFTER_FAILURE) if failure else job.every
    PeriodicRun.objects.filter(name=job.name).update(
        lease_until=None, last_at=start, next_at=start + wait, failure=failure
    )
    return 1
