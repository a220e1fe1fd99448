"""A vote at work, or counted, read by `essaim django shell`: 60 projects, voters with codes, an officer; prints where to go."""

import json
import os

from essaim.adoptions.models import TeamMember
from essaim.engines.ballots.domain.vote import announcing, checkpoints, closing, counting, observing, reception, roll
from essaim.foundation.accounts.domain.demo import TEAM
from tests.apps.engines.ballots.vote.test_vote import at_phase_of_results, paper
from tests.apps.engines.ballots.vote.world import NADIA, again, opened, person, vote

PROJECTS = tuple(2000 + 600 * rank for rank in range(60))


def begin(structure):
    """Open a vote in the Gers; print codes and addresses."""
    urn, typed = opened(voters=40, projects=PROJECTS, structure=structure)
    adoption = urn.consultation.adoption
    for email in TEAM:
        TeamMember.objects.get_or_create(adoption=adoption, email=email, role="agent")
    codes = [
        code
        for _, code in roll.print_codes(urn=urn, voters=[person(urn, number) for number in (1, 2, 3, 4)], actor=NADIA)
    ]
    for number in range(10, 36):
        vote(urn, number, *sorted({1 + number % 3, 10, 20 + number % 2}))
    observing.name(urn=urn, label="L’association des maires", email="maires@exemple.test", actor=NADIA)
    checkpoints.check(again(urn))
    return urn, typed, {"public": f"/services/{adoption.slug}/ballots/", "desk": f"/gestion/{adoption.slug}/ballots/",
            "codes": codes, "voter": str(person(urn, 5).key)}  # fmt: skip


def end(urn, typed):
    """Receive paper, close, count, announce."""
    for number in (36, 37):
        reception.receive(urn=urn, voter=person(urn, number), actor=NADIA)
    closing.close_vote(urn=urn, actor=NADIA)
    paper(again(urn), [36, 37], [[10, 12], []])
    counting.count_vote(urn=again(urn), typed=tuple(typed), actor=NADIA)
    at_phase_of_results(urn)
    announcing.announce(urn=again(urn), actor=NADIA)


urn, typed, where = begin(os.environ["VOTE_STRUCTURE"])
if os.environ["VOTE_STEP"] == "counted":
    end(urn, typed)
print(json.dumps(where))  # noqa: T201 - what the test reads
