"""Work of jobs itself, by name."""

from django_tasks import task

from essaim.foundation.jobs.domain.tasks import prune


@task()
def prune_tasks() -> int:
    """Delete finished tasks after some days. May be run twice."""
    return prune()
