"""Places drawn by lot among those who may have them, from a published seed; the reserve takes the place of who says no."""

from dataclasses import asdict
from typing import Any

from essaim.adoptions.acting import Act
from essaim.adoptions.contract import RefusedActError
from essaim.cores.assignment import apportion, draw
from essaim.engines.matching.domain.gathering import Gathered, section_of
from essaim.engines.matching.domain.proposing import prepared, send
from essaim.engines.matching.models import Profile, ProfileState, Proposal, RunKind

ALL = "tous"


def drawn(gathered: Gathered, partner: int, seed: str, reserves: int | None) -> list[dict[str, Any]]:
    """Draw the free places of one partner among the seekers who satisfy everything, stratum by stratum.

    Seats are shared between strata in proportion to who may be drawn. Returns each stratum: seats, order (all its names,
    by rising lot), seated, reserve. The same people and seed give the same draw.
    """
    problem = gathered.pairing.problem
    may = [int(problem.rows[place]) for place in problem.open if problem.columns[place] == partner]
    names, strata = gathered.pairing.crowd.seekers.names, _strata(gathered, may)
    seats = int(problem.free[1][partner])
    sizes: dict[str, int] = {}
    for stratum in strata.values():
        sizes[stratum] = sizes.get(stratum, 0) + 1
    if not sizes:
        return []
    shares = apportion(min(seats, len(may)), sizes, seed=seed)
    made = draw({names[row]: strata[row] for row in may}, shares, seed=seed, reserves=reserves)
    return [asdict(one) for one in made.strata]


def _strata(gathered: Gathered, rows: list[int]) -> dict[int, str]:
    """Return the stratum of each seeker: her answer, or one for all."""
    record = gathered.pairing.section.draw
    field = record.strata if record else None
    answers = gathered.pairing.crowd.seekers.answers
    return {row: str(answers[row].get(field, "non précisé")) if field else ALL for row in rows}


def substitute(act: Act, closed: Proposal) -> None:
    """Propose the place that somebody drawn has left to the first of the reserve of her stratum who still may have it."""
    run = closed.run
    if run is None or run.kind != RunKind.DRAW:
        return
    left = str(closed.seeker.participation.key)
    stratum = next((one for one in run.draw if left in one["order"]), None)
    for name in stratum["reserve"] if stratum else []:
        if _proposed(act, closed, name):
            return


def _proposed(act: Act, closed: Proposal, name: str) -> bool:
    waiting = Profile.objects.filter(
        adoption=act.adoption, side=section_of(act.adoption.terms).seekers.id, state=ProfileState.ACTIVE
    )
    waiting = waiting.filter(participation__key=name).exclude(as_seeker__run=closed.run)
    profile = waiting.select_related("participation__party", "participation__terms__version").first()
    if profile is None:
        return False
    try:
        proposal = prepared(act, profile, closed.partner, None)
    except RefusedActError:
        return False  # the next of the reserve may still have the place
    proposal.run = closed.run
    send(act, [proposal])
    return True
