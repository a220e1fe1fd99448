"""What the database itself refuses, past every act. Each twin is the same write, with the real guard dropped."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.engines.matching.domain import agreeing, following
from essaim.engines.matching.models import Agreement, FollowUp, Profile, Proposal, Run
from essaim.foundation.storage.domain import guards as installed
from tests.apps.engines.matching.world import (
    AGENT,
    CONDOM,
    accepted,
    agreed,
    garden_service,
    gardener,
    owner,
    proposed,
)
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def without(name):
    with connection.cursor() as cursor:
        installed._drop(cursor, installed.guards[name])


def refused(write):
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def agreement_of(proposal):
    Agreement.objects.create(
        adoption=proposal.adoption,
        proposal=proposal,
        seeker=proposal.seeker,
        partner=proposal.partner,
        begun_on=timezone.localdate(),
        begun_at=timezone.now(),
    )


def unconsented():
    adoption = garden_service()
    proposal = proposed(adoption, owner(adoption), gardener(adoption))
    return lambda: agreement_of(proposal)


def reopened():
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    return lambda: Proposal.objects.filter(pk=agreement.proposal_id).update(state="consented")


def rewritten():
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    Agreement.objects.filter(pk=agreement.pk).update(answers={"venues": "1"})
    following.sign(agreement=agreement, actor=AGENT, on=timezone.localdate())
    return lambda: Agreement.objects.filter(pk=agreement.pk).update(answers={"venues": "2"})


def resumed():
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    agreeing.end(agreement=agreement, actor=AGENT, reason="desaccord")
    return lambda: Agreement.objects.filter(pk=agreement.pk).update(state="running", ended_on=None)


def unsaid():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = accepted(proposed(adoption, one, other), one)
    return lambda: Proposal.objects.filter(pk=proposal.pk).update(seeker_at=None)


def forgotten_visit():
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    following.follow_up(agreement=agreement, actor=AGENT, answers={"venues": "1"}, number=1)
    return lambda: FollowUp.objects.all().delete()


def sent_run():
    from essaim.engines.matching.domain import running

    adoption = garden_service()
    owner(adoption)
    return running.send_run(run=running.prepare(adoption=adoption, actor=AGENT, seed="7"), actor=AGENT)


def erased_run():
    run = sent_run()
    return lambda: Run.objects.filter(pk=run.pk).delete()


def reseeded_run():
    run = sent_run()
    return lambda: Run.objects.filter(pk=run.pk).update(seed="another")


TRIGGERS = {
    "matching_agreement_consented": unconsented,
    "matching_proposal_forward": reopened,
    "matching_agreement_forward": resumed,
    "matching_agreement_signed": rewritten,
    "matching_proposal_said": unsaid,
    "matching_followup_kept": forgotten_visit,
    "matching_run_kept": erased_run,
    "matching_run_fixed": reseeded_run,
}


@pytest.mark.parametrize("name", TRIGGERS)
def test_the_database_refuses_it_and_only_by_its_trigger(name):
    write = TRIGGERS[name]()
    assert refused(write)
    without(name)
    assert not refused(write)


def test_every_trigger_of_matching_is_tried():
    assert {one for one in installed.guards if one.startswith("matching_")} == set(TRIGGERS)


CHECKS = {
    "one more than the capacity": lambda pair: Profile.objects.filter(pk=pair.seeker_id).update(taken=2),
    "consented without two answers": lambda pair: Proposal.objects.filter(pk=pair.pk).update(state="consented"),
    "live without dates": lambda pair: Proposal.objects.filter(pk=pair.pk).update(expires_on=None),
    "a second live proposal": lambda pair: Proposal.objects.create(
        adoption=pair.adoption, seeker=pair.seeker, partner=pair.partner, state="open", reason={}, sent_at=pair.sent_at,
        made_at=pair.made_at, expires_on=pair.expires_on,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHECKS)
def test_the_database_refuses_what_no_act_does(name):
    """Their twins drop the constraint in a database of their own: tests/faults/test_matching_race.py."""
    adoption = garden_service()
    pair = proposed(adoption, owner(adoption), gardener(adoption))
    assert refused(lambda: CHECKS[name](pair))


def moved_away():
    """A pair that both want, whose gardener has moved to Condom since: 40 km, 15 are allowed."""
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = accepted(proposed(adoption, one, other), one, other)
    answers = {**other.participation.answers, "commune-jardinier": CONDOM}
    type(other.participation).objects.filter(pk=other.participation.pk).update(answers=answers)
    return Proposal.objects.get(pk=proposal.pk)


def test_no_agreement_against_a_criterion_even_one_that_has_changed():
    with pytest.raises(RefusedActError, match="plus possible"):
        agreeing.agree(proposal=moved_away(), actor=AGENT)
    assert not Agreement.objects.exists()


def test_twin_without_the_verification_of_the_core_the_agreement_is_made(monkeypatch):
    monkeypatch.setattr(agreeing, "verify", lambda *_: ())
    agreeing.agree(proposal=moved_away(), actor=AGENT)
    assert Agreement.objects.exists()
