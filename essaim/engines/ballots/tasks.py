"""Work of a vote, by name."""

from essaim.engines.ballots.domain.vote import codes
from essaim.foundation.jobs import public as jobs


@jobs.task()
def send_code(pk: str) -> None:
    """Answer a request for a code. May be run twice. Returns nothing: results of tasks are kept a week."""
    codes.answer(int(pk))
