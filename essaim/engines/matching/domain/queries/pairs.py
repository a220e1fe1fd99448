"""Pairs on the desk: whom somebody could be proposed to, what one pair is worth, what forbids it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from essaim.adoptions.models import Adoption
from essaim.cores.assignment import explain_arrival, verify
from essaim.engines.matching.domain.gathering import gather, gather_pair
from essaim.engines.matching.domain.proposing import said
from essaim.engines.matching.domain.queries.desk import label_of
from essaim.engines.matching.domain.reasons import none_reason, pair_facts, said_distance, why
from essaim.engines.matching.models import Profile

SHOWN = 20
"""How many candidates are listed: the best."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who satisfies everything with somebody, and what the pair is worth."""

    pk: int
    name: str
    score: int
    why: str


@dataclass(frozen=True)
class PairView:
    """A pair looked at: both names, distance, what it has for itself, what forbids it."""

    seeker: str
    partner: str
    distance: str
    why: str
    criteria: Sequence[tuple[str, bool]]
    broken: Sequence[str]


def candidates(adoption: Adoption, profile: Profile, today: date) -> tuple[list[Candidate], str]:
    """Return the best of those who may be proposed to somebody now, the best first; when there is none, why."""
    found = gather(adoption, adoption.terms, today)
    seeking = profile.pk in found.seekers
    mine, others = (found.seekers, found.partners) if seeking else (found.partners, found.seekers)
    if profile.pk not in mine:
        return [], ""
    problem, place = found.pairing.problem, mine.index(profile.pk)
    ends = (problem.rows, problem.columns) if seeking else (problem.columns, problem.rows)
    open_pairs = [(int(problem.scores[at]), int(ends[1][at])) for at in problem.open if ends[0][at] == place]
    best = sorted(open_pairs, key=lambda one: (-one[0], one[1]))[:SHOWN]
    if not best:
        return [], none_reason(found.pairing, explain_arrival(problem, place))["told"] if seeking else ""
    people = Profile.objects.select_related("participation__party").in_bulk([others[other] for _, other in best])
    pairs = [(score, other, (place, other) if seeking else (other, place)) for score, other in best]
    return [
        Candidate(others[other], label_of(people[others[other]]), score, why(pair_facts(found.pairing, *pair)))
        for score, other, pair in pairs
    ], ""


def pair_view(adoption: Adoption, seeker: Profile, partner: Profile, today: date) -> PairView:
    """Return what the desk says of a pair before it is proposed by hand."""
    pairing = gather_pair(adoption.terms, today, seeker, partner)
    facts = pair_facts(pairing, 0, 0)
    broken = [said(one) for one in verify(pairing.problem, [(0, 0)]) if one.kind != "refused"]
    criteria = [(one.name, bool(one.passes[0, 0])) for one in pairing.problem.criteria]
    return PairView(label_of(seeker), label_of(partner), said_distance(facts["tenths"]), why(facts), criteria, broken)
