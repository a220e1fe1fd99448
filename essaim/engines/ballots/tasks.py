"""Work of the engine that is done later, by name."""

from essaim.engines.ballots.domain.vote import codes
from essaim.engines.ballots.domain.workshop import comparing
from essaim.foundation.jobs import public as jobs


@jobs.task()
def send_code(pk: str) -> None:
    """Answer a request for a code. May be run twice. Returns nothing: results of tasks are kept a week."""
    codes.answer(int(pk))


@jobs.task()
def count_next(comparison: int) -> bool:
    """Count the next candidate of a comparison of the workshop. May be run twice."""
    return comparing.count_next(comparison)
