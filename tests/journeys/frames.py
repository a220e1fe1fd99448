"""A vote under French rules, open or counted, read by `essaim django shell`: bands, themes, two projects that do not go together."""

import json
import os

from essaim.adoptions.models import TeamMember
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.vote import announcing, closing, counting, freezing, roll
from essaim.engines.ballots.models.edition import Project
from essaim.foundation.accounts.domain.demo import TEAM
from tests.apps.engines.ballots.framed import framed
from tests.apps.engines.ballots.vote.test_vote import at_phase_of_results
from tests.apps.engines.ballots.vote.world import NADIA, again, person, ready, vote

PROJECTS = tuple(2000 + 2500 * rank for rank in range(15))
CANTONS = ["Auch-1", "Auch-2", "Condom"]


def prepared(structure):
    """Bands of 8,000 euros and above, a share for the young, two projects at most of a theme, 1 and 9 incompatible."""
    rules = framed(part_petits=15, part_jeunes=10, reste="next", choix_theme=2, choix_apart="oui", voix=2, partiel=60)
    pairs = (("id: budget-de-canton", "id: budget-a-tranches"), *rules)  # other journeys install the kit as it is
    urn, typed = ready(*pairs, voters=30, projects=PROJECTS, structure=structure)
    mine = Project.objects.filter(consultation=urn.consultation_id)
    mine.filter(number__gte=8).update(category="sport")
    mine.filter(number__in=(3, 12)).update(public="jeunes")
    editions.set_grounds(consultation=urn.consultation, cantons=CANTONS, apart=[(1, 9)])
    for email in TEAM:
        TeamMember.objects.get_or_create(adoption=urn.consultation.adoption, email=email, role="agent")
    return again(urn), typed


def voted(urn):
    freezing.open_vote(urn=urn, actor=NADIA)
    for number in range(5, 30):
        vote(again(urn), number, *sorted({2 + number % 2, 10 + number % 3, 13 + number % 2}))


def ended(urn, typed):
    closing.close_vote(urn=again(urn), actor=NADIA)
    counting.count_vote(urn=again(urn), typed=typed, actor=NADIA)
    at_phase_of_results(urn)
    announcing.announce(urn=again(urn), actor=NADIA)


step = os.environ["VOTE_STEP"]
urn, typed = prepared(os.environ["VOTE_STRUCTURE"])
slug = urn.consultation.adoption.slug
found = {"public": f"/services/{slug}/ballots/", "desk": f"/gestion/{slug}/ballots/", "codes": []}
if step != "prepared":
    people = [person(urn, number) for number in (1, 2)]
    found["codes"] = [code for _, code in roll.print_codes(urn=urn, voters=people, actor=NADIA)]
    voted(urn)
if step == "counted":
    ended(urn, typed)
print(json.dumps(found))  # noqa: T201 - what the test reads
