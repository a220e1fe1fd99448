"""What the clock does for open votes: rows written again in random order, then a checkpoint of what the urn holds."""

from datetime import timedelta

from essaim.engines.ballots.domain.vote import checkpoints, codes
from essaim.engines.ballots.domain.vote.mixing import rewrite
from essaim.foundation.jobs import public as jobs
from essaim.foundation.storage import public as storage


def register() -> None:
    """Have open urns tended every hour."""
    label = "Récrire les urnes ouvertes dans un ordre tiré au hasard, et relever ce qu’elles tiennent"
    jobs.register_periodic("ballots.tend", tend, every=timedelta(hours=1), label=label)


def tend() -> int:
    """Tend every open urn. Bears being run twice. Returns how many were."""
    codes.forget_ended()
    urns = checkpoints.open_urns()
    for urn in urns:
        rewrite(urn)
        checkpoints.check(urn)
    if urns:
        storage.forget_deleted()
    return len(urns)
