"""Any sequence of acts, with clocks that jump: sums stay zero, bounds hold, each key and each voucher counts once.

The database is held at each step against a model of a few lines that shares no code with the ledger.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import SYSTEM
from essaim.engines.ledger.domain import settling, undoing, verbs
from essaim.engines.ledger.domain.promising import promise
from essaim.engines.ledger.domain.queries.statements import drift, totals
from essaim.engines.ledger.models import Hold, LedgerAccount, Movement, Title
from tests.apps.engines.ledger.world import AGENT, carrier, hours, issue, open_ledger, person, take

CAP, VALUE, ENVELOPE = 20 * 60, 2000, 20000
KEYS = st.sampled_from(["", "a", "b", "c"])


class Ledger(RuleBasedStateMachine):
    """Two people, two carriers, one agent."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.adoption = open_ledger(plafond="20", enveloppe="200", **{"valeur-bon": "20", "bons": "2"})
        self.people = [person(self.adoption, f"Personne{n} Exemple") for n in range(2)]
        self.cars = [carrier(self.adoption, f"Cars {n}") for n in range(2)]
        self.hours, self.held, self.given = [0, 0], [[], []], 0
        self.ends, self.keys, self.spent, self.undone, self.owed = 0, {}, set(), set(), [0, 0]

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def refused(self, act):
        with pytest.raises(RefusedActError):
            act()

    @rule(who=st.sampled_from([0, 1]), minutes=st.integers(1, CAP + 60), key=KEYS)
    def declare(self, who, minutes, key):
        before = Movement.objects.count()
        if key and key in self.keys:
            assert hours(self.people[who], minutes, key=key).pk == self.keys[key]
            assert Movement.objects.count() == before
            return
        freed = self.held[who][0] if self.held[who] else 0
        if self.hours[who] + sum(self.held[who]) - freed + minutes > CAP:
            self.refused(lambda: hours(self.people[who], minutes, key=key))
            assert Movement.objects.count() == before
            return
        full = self.hours[who] + minutes == CAP
        if full and self.given + 2 * VALUE > ENVELOPE:
            self.refused(
                lambda: hours(self.people[who], minutes, key=key)
            )  # the table would issue, and there is no more
            return
        movement = hours(self.people[who], minutes, key=key)
        self.hours[who] += minutes
        self.held[who] = self.held[who][1:]
        self.given += 2 * VALUE if full else 0
        if key:
            self.keys[key] = movement.pk

    @rule(who=st.sampled_from([0, 1]))
    def give(self, who):
        if self.given + 2 * VALUE > ENVELOPE:
            self.refused(lambda: issue(self.people[who]))
            return
        issue(self.people[who])
        self.given += 2 * VALUE

    @rule(which=st.integers(0, 30), where=st.sampled_from([0, 1]))
    def spend(self, which, where):
        titles = list(Title.objects.order_by("number"))
        if not titles:
            return
        title = titles[which % len(titles)]
        if title.pk in self.spent:
            self.refused(lambda: take(title, self.cars[where]))
            return
        take(title, self.cars[where])
        self.spent.add(title.pk)
        self.owed[where] += VALUE

    @rule(which=st.integers(0, 30))
    def undo(self, which):
        rows = list(Movement.objects.filter(moved="declared"))
        if not rows:
            return
        row = rows[which % len(rows)]
        if row.pk in self.undone:
            self.refused(lambda: undoing.reverse(movement=row, actor=AGENT, reason="Erreur"))
            return
        undoing.reverse(movement=row, actor=AGENT, reason="Erreur")
        self.undone.add(row.pk)
        self.hours[self.people.index(undoing.holder_of(row))] -= row.amount

    @rule(who=st.sampled_from([0, 1]), minutes=st.integers(1, CAP))
    def hold(self, who, minutes):
        record = self.adoption.terms.kit.sections["ledger"].account("heures")

        def keep():
            with acting(self.adoption, "ledger.hold", actor=SYSTEM, participations=[self.people[who]]) as act:
                promise(act, record, act.participations[0], minutes)

        if self.hours[who] + sum(self.held[who]) + minutes > CAP:
            self.refused(keep)
            return
        keep()
        self.held[who].append(minutes)

    @rule(who=st.sampled_from([0, 1]))
    def free(self, who):
        promised = Hold.objects.filter(target__participation=self.people[who], ended_at=None).order_by("pk").first()
        if promised is not None:
            verbs.release(promised=promised, actor=SYSTEM)
            self.held[who].pop(0)
            self.refused(lambda: verbs.release(promised=promised, actor=SYSTEM))

    @rule(where=st.sampled_from([0, 1]))
    def pay(self, where):
        def settle():
            settling.settle(adoption=self.adoption, acceptor=self.cars[where], account="bons", actor=AGENT)

        if not self.owed[where]:
            self.refused(settle)
            return
        settle()
        self.owed[where] = 0

    @rule(who=st.sampled_from([0, 1]))
    def end(self, who):
        """The last day of every right of a person passes."""
        rights = LedgerAccount.objects.filter(participation=self.people[who], key="bons", place="holder")
        left = sum(rights.values_list("balance", flat=True))
        for row in rights.order_by("-since"):  # as if they had been opened long ago
            self.ends += 1
            opened = timezone.localdate() - timedelta(days=1000 + self.ends)
            LedgerAccount.objects.filter(pk=row.pk).update(expires_on=opened + timedelta(days=200), since=opened)
        settling.expire(adoption=self.adoption, today=timezone.localdate())
        self.given -= left
        self.spent |= set(Title.objects.filter(account__in=rights).values_list("pk", flat=True))

    @invariant()
    def every_sum_is_zero(self):
        found = totals(self.adoption, self.adoption.terms.kit.sections["ledger"])
        assert [one.difference for one in found] == [0, 0]
        assert drift(self.adoption) == []

    @invariant()
    def the_database_says_what_the_model_says(self):
        for who, held in enumerate(self.people):
            row = LedgerAccount.objects.get(participation=held, key="heures", place="holder")
            assert (row.balance, row.coming, row.leaving) == (self.hours[who], sum(self.held[who]), 0)
            assert row.position.sound
        takings = LedgerAccount.objects.filter(place="acceptor").order_by("pk").values_list("balance", flat=True)
        assert list(takings) == self.owed
        envelope = LedgerAccount.objects.filter(place="envelope").first()
        assert (-envelope.balance if envelope else 0) == self.given <= ENVELOPE


@pytest.mark.usefixtures("small_france")
class TestLedger(TestCase):
    def test_any_sequence_of_acts(self):
        run_state_machine_as_test(
            Ledger,
            settings=settings(
                max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
