"""Whatever is done to a project, in whatever order: only its ways, a reason for each refusal, nothing decided after the seal."""

from contextlib import suppress
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Happening
from essaim.adoptions.runtime import SYSTEM
from essaim.engines.ballots.domain.edition import deciding, editions, works
from essaim.engines.ballots.domain.edition.standing import WAYS
from essaim.engines.ballots.models.edition import ON_THE_BALLOT, Consultation, Project, Spending, Standing
from tests.apps.engines.ballots import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

VERBS = st.sampled_from(sorted(WAYS))
STEPS = st.one_of(
    st.tuples(st.just("decide"), VERBS, st.sampled_from(["", "Parce que."])),
    st.tuples(st.just("decide"), VERBS, st.just("Parce que.")),
    st.tuples(st.just("advise"), st.sampled_from([0, 100, 500_000, 9_000_000])),
    st.tuples(st.just("move"), st.sampled_from(["instruction", "catalogue", "results"])),
    st.tuples(st.just("seal")),
    st.tuples(st.just("call"), st.booleans()),
    st.tuples(st.just("spend"), st.sampled_from([-500, 1000])),
)


class Story:
    """One idea that became a project, and what is done with it."""

    def __init__(self, project):
        self.pk, self.seen = project.pk, [project.standing]

    @property
    def project(self):
        return builders.reread(Project(pk=self.pk))

    def do(self, verb, *given):
        with suppress(RefusedActError):
            getattr(self, verb)(*given)
        now = self.project
        if now.standing != self.seen[-1]:
            self.seen.append(now.standing)
        self.check(now)

    def decide(self, verb, reason):
        held = self.project
        deciding.decide(
            project=held, verb=verb, actor=builders.HOLDER if verb == "withdraw" else builders.AGENT,
            version=held.version, reason=reason,
        )  # fmt: skip

    def advise(self, cents):
        builders.advised(self.project, cents)

    def move(self, phase):
        builders.at_phase(self.project.consultation, phase)

    def seal(self):
        held = self.project.consultation
        if not held.sealed:
            builders.sealed(held)

    def call(self, won):
        held = self.project
        with acting(
            held.consultation.adoption,
            "ballots.follow",
            actor=SYSTEM,
            participations=deciding.authors(held.consultation),
        ) as act:
            deciding.retain(act, held.consultation, [held.pk] if won else [])

    def spend(self, cents):
        day = builders.timezone.localdate()
        works.spend(project=self.project, actor=builders.AGENT, on=day, cents=cents, words="Travaux")

    def check(self, now):
        if now.standing in {Standing.REFUSED, Standing.WITHDRAWN, Standing.ABANDONED}:
            assert now.reason
        if now.standing in ON_THE_BALLOT:
            assert 200_000 <= now.cost_cents <= 4_000_000
        assert sum(Spending.objects.values_list("cents", flat=True)) >= 0
        allowed = {(before, str(way.after)) for way in WAYS.values() for before in map(str, way.before)}
        allowed |= {("admitted", "winner"), ("admitted", "not-retained")}
        pairs = list(pairwise(self.seen))
        assert {(str(one), str(other)) for one, other in pairs} <= allowed
        if Consultation.objects.get().sealed:
            called = {"winner", "not-retained", "delivered", "abandoned"}
            self.at_seal = getattr(self, "at_seal", now.standing)
            assert now.standing == self.at_seal or now.standing in called
        events = Happening.objects.filter(event__startswith="ballots.").exclude(event__contains="idea").count()
        assert events == len(self.seen) - 1


@pytest.fixture
def project():
    idea = builders.published(builders.service())
    builders.at_phase(idea.consultation, "instruction")
    return builders.studying.study(idea=idea, actor=builders.AGENT)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_a_project_only_goes_its_ways(project, steps):
    with transaction.atomic():
        story = Story(project)
        for step in steps:
            story.do(*step)
        transaction.set_rollback(True)


def test_an_edition_with_projects_to_call_does_not_end(project):
    with pytest.raises(RefusedActError, match="sans résultat"):
        editions.end(consultation=project.consultation)


def test_works_go_on_once_the_edition_is_ended(project):
    builders.advised(builders.reread(project))
    builders.decided(project, "admit")
    builders.called(project.consultation, [project])
    editions.end(consultation=project.consultation)
    day = builders.timezone.localdate()
    works.tell(project=builders.reread(project), actor=builders.AGENT, on=day, words="Le mur est monté.")
    assert builders.decided(project, "deliver").standing == "delivered"
    assert project.idea.participation.__class__.objects.get().standing == "ended"
