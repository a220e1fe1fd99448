"""Anything that people, the clock and stale screens may do to cases, in any order: what must hold always holds."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Happening
from essaim.adoptions.runtime import Actor
from essaim.engines.cases.domain import acts
from essaim.engines.cases.domain.deadlines import run_out
from essaim.engines.cases.domain.words import section_of
from essaim.engines.cases.models import Case, CaseEvent, Decision
from essaim.engines.cases.models.case import DECIDED, GOING_ON
from essaim.engines.cases.verbs import OF_TRANSITIONS
from tests.apps.engines.cases.builders import VERIFIED, again, filed, service
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db(transaction=False), pytest.mark.usefixtures("small_france")]
ROLES = ("demandeur", "agent", "commission")


class Workflow(RuleBasedStateMachine):
    """A service, its cases, and a memory of what the database must never lose."""

    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.adoption = service(structure=f"Service {Case.objects.count()} {id(self)}")
        self.now = timezone.now()
        self.frozen: dict[int, tuple] = {}
        self.written: dict[int, int] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @rule(target=cases, revenue=st.integers(0, 2000), apprentice=st.sampled_from(["oui", "non"]))
    def file(self, revenue, apprentice):
        case = filed(
            self.adoption, email=f"p{Case.objects.count()}@exemple.test", revenu=str(revenue), apprenti=apprentice
        )
        return case.pk

    @rule(
        key=cases, verb=st.sampled_from(OF_TRANSITIONS), role=st.sampled_from(ROLES), lag=st.integers(0, 1),
        reason=st.sampled_from(["", "Parce que."]), verified=st.booleans(),
    )  # fmt: skip
    def act(self, key, verb, role, lag, reason, verified):
        case = again(Case.objects.get(pk=key))
        before = case.version
        answers = VERIFIED if verb == "propose" and verified else None
        try:
            acts.do(
                case=case,
                verb=verb,
                actor=Actor(role),
                version=before - lag,
                reason=reason,
                answers=answers,
                now=self.now,
            )
        except RefusedActError:
            done = 0
        else:
            done = 1
        assert again(case).version == before + done
        assert not (done and lag)

    @rule(days=st.integers(0, 40))
    def wait(self, days):
        self.now += timedelta(days=days)
        run_out(self.now)
        assert run_out(self.now) == 0

    @invariant()
    def the_history_leads_to_the_state(self):
        for case in Case.objects.filter(adoption=self.adoption):
            story = list(case.events.all())
            assert [one.version for one in story] == list(range(1, case.version + 1))
            assert all(later.before == earlier.after for earlier, later in pairwise(story))
            assert story[-1].after == case.state

    @invariant()
    def every_step_is_one_of_the_kit(self):
        for case in Case.objects.filter(adoption=self.adoption).select_related("participation__terms__version"):
            section = section_of(case.participation)
            ways = {one.id: (one.from_, one.to) for one in section.transitions}
            for one in case.events.exclude(verb__in=["submit", "late"]):
                assert ways[one.way] == (one.before, one.after)

    @invariant()
    def what_is_over_never_moves(self):
        for case in Case.objects.filter(adoption=self.adoption).exclude(kind__in=GOING_ON):
            seen = (case.state, case.version, case.ended_at)
            assert self.frozen.setdefault(case.pk, seen) == seen
            assert case.clocks.count() == 0

    @invariant()
    def each_decision_is_there_once_with_its_reason(self):
        decided = Case.objects.filter(adoption=self.adoption, kind__in=DECIDED)
        assert Decision.objects.filter(case__adoption=self.adoption).count() == decided.count()
        assert not Decision.objects.filter(granted=False, reason="").exists()
        events = Happening.objects.filter(adoption=self.adoption, event__in=["cases.granted", "cases.refused"])
        assert events.count() == decided.count()

    @invariant()
    def nothing_written_is_lost(self):
        now = dict(CaseEvent.objects.filter(case__adoption=self.adoption).values_list("pk", "version"))
        assert self.written.items() <= now.items()
        self.written = now

    @invariant()
    def no_deadline_is_forgotten(self):
        due = Case.objects.filter(adoption=self.adoption, kind__in=GOING_ON)
        for case in due:
            running = [one.due_at for one in case.clocks.all() if one.due_at and not one.late]
            assert case.due_at == min(running, default=None)


def test_what_must_hold_always_holds():
    run_state_machine_as_test(Workflow, settings=settings(max_examples=12, stateful_step_count=20, deadline=None))
