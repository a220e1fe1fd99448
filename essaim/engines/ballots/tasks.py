"""Work of the engine that is done later, by name."""

from essaim.engines.ballots.domain.workshop import comparing
from essaim.foundation.jobs.public import task


@task()
def count_next(comparison: int) -> bool:
    """Count the next candidate of a comparison of the workshop. May be run twice."""
    return comparing.count_next(comparison)
