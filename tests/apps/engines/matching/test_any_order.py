"""Whatever is done, in whatever order: no capacity passed, no criterion broken, nobody shown before both have consented."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import SYSTEM
from essaim.engines.matching.access import contact_of
from essaim.engines.matching.domain import agreeing, answering, registering, running
from essaim.engines.matching.models import Agreement, Profile, Proposal
from tests.apps.engines.matching.world import AGENT, AUCH, CONDOM, garden_service, gardener, holder, owner, proposed
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

PLACE = st.integers(0, 2)
STEPS = st.one_of(
    st.tuples(st.just("propose"), PLACE, PLACE),
    st.tuples(st.just("accept"), PLACE, st.booleans()),
    st.tuples(st.just("accept"), PLACE, st.booleans()),
    st.tuples(st.just("decline"), PLACE, st.booleans()),
    st.tuples(st.just("agree"), PLACE),
    st.tuples(st.just("agree"), PLACE),
    st.tuples(st.just("end"), PLACE),
    st.tuples(st.just("move"), PLACE, st.sampled_from([AUCH, CONDOM])),
    st.tuples(st.just("capacity"), PLACE, st.integers(0, 2)),
    st.tuples(st.just("search")),
)


class Story:
    """Three owners, three gardeners, and what is done with them."""

    def __init__(self, adoption):
        self.adoption = adoption
        self.owners = [owner(adoption, f"Odette{number} P") for number in range(3)]
        self.gardeners = [gardener(adoption, f"Karim{number} J") for number in range(3)]

    def do(self, verb, *given):
        with suppress(RefusedActError):
            getattr(self, verb)(*given)

    def _proposal(self, place):
        return Proposal.objects.filter(sent_at__isnull=False).order_by("-pk")[place : place + 1].first()

    def propose(self, one, other):
        proposed(self.adoption, *map(self._again, (self.owners[one], self.gardeners[other])))

    def _again(self, profile):
        return Profile.objects.select_related("participation__party").get(pk=profile.pk)

    def accept(self, place, seeking):
        found = self._proposal(place)
        if found:
            me = found.seeker if seeking else found.partner
            answering.accept(proposal=found, me=me, actor=holder(me))

    def decline(self, place, seeking):
        found = self._proposal(place)
        if found:
            me = found.seeker if seeking else found.partner
            answering.decline(proposal=found, me=me, actor=holder(me), reason="autre")

    def agree(self, place):
        found = self._proposal(place)
        if found:
            begun = agreeing.agree(proposal=found, actor=AGENT)
            assert self._near(begun), "an agreement between people too far from each other"

    def _near(self, agreement):
        """The criterion again, the plain way: the two communes of this world are 40 km apart, 15 are allowed."""
        here, there = (
            Profile.objects.get(pk=key).participation.answers[name]
            for key, name in ((agreement.seeker_id, "commune-jardin"), (agreement.partner_id, "commune-jardinier"))
        )
        return here == there

    def end(self, place):
        found = Agreement.objects.order_by("-pk")[place : place + 1].first()
        if found:
            agreeing.end(agreement=found, actor=AGENT, reason="desaccord")

    def move(self, place, commune):
        with acting(
            self.adoption, "matching.propose", actor=SYSTEM, participations=[self.gardeners[place].participation]
        ) as act:
            act.learn(act.participations[0], {"commune-jardinier": commune})

    def capacity(self, place, wanted):
        with acting(
            self.adoption, "matching.propose", actor=SYSTEM, participations=[self.owners[place].participation]
        ) as act:
            registering.change_capacity(act, act.participations[0], wanted)

    def search(self):
        run = running.prepare(adoption=self.adoption, actor=AGENT, seed="7")
        running.send_run(run=run, actor=AGENT)

    def check(self):
        for profile in Profile.objects.all():
            mine = Agreement.objects.filter(state="running")
            runs = mine.filter(seeker=profile).count() + mine.filter(partner=profile).count()
            assert runs == profile.taken <= profile.capacity
        live = [(one.seeker_id, one.partner_id) for one in Proposal.objects.filter(state__in=["open", "consented"])]
        assert len(live) == len(set(live))
        for proposal in Proposal.objects.select_related("seeker", "partner"):
            both = bool(proposal.seeker_at and proposal.partner_at)
            assert both or proposal.state not in {"consented", "agreed"}
            shown = contact_of(proposal, proposal.seeker) is not None
            assert shown == (both and proposal.state in {"consented", "agreed"})


@pytest.fixture
def adoption():
    return garden_service()


@given(st.lists(STEPS, max_size=14))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_acts_breaks_a_rule(adoption, steps):
    with transaction.atomic():
        story = Story(adoption)
        for verb, *given_ in steps:
            story.do(verb, *given_)
            story.check()
        transaction.set_rollback(True)
