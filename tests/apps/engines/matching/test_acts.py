"""From a registration to the end of an agreement: what each act does, what it refuses, what it says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from essaim.adoptions import registry
from essaim.adoptions.acting import AlreadyDoneError, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Happening
from essaim.adoptions.runtime import SYSTEM, Actor
from essaim.engines.matching import tasks
from essaim.engines.matching.domain import agreeing, answering, following, registering, running
from essaim.engines.matching.models import (
    Agreement,
    Incident,
    NoProposal,
    Profile,
    Proposal,
    Run,
)
from essaim.foundation.journal.models import Entry
from tests.apps.engines.matching.world import (
    AGENT,
    CONDOM,
    PAVIE,
    accepted,
    agreed,
    another_service,
    garden_service,
    gardener,
    holder,
    owner,
    proposed,
)
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def events(adoption):
    return list(Happening.objects.filter(adoption=adoption).order_by("pk").values_list("event", flat=True))


def told(profile):
    return [one.message for one in profile.participation.told.order_by("pk")]


def test_people_register_through_the_doors_of_their_sides():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    assert (one.side, one.capacity, one.state) == ("jardins", 1, "active")
    assert (other.side, other.capacity) == ("jardiniers", 2)
    assert events(adoption) == ["matching.registered", "matching.partner-registered"]


def test_a_proposal_becomes_an_agreement_once_both_have_said_yes():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, one, other)
    assert proposal.expires_on == timezone.localdate() + timedelta(days=14)
    assert told(one) == ["proposition-jardin"]
    assert told(other) == ["proposition-jardinier"]
    assert accepted(proposal, one).state == "open"
    assert accepted(proposal, other).state == "consented"
    assert told(one) == ["proposition-jardin", "contact-jardin"]
    agreement = agreeing.agree(proposal=proposal, actor=AGENT)
    assert agreement.probation_until == timezone.localdate() + timedelta(days=31)
    assert agreement.next_visit > timezone.localdate() + timedelta(days=170)
    assert [Profile.objects.get(pk=it.pk).taken for it in (one, other)] == [1, 1]
    assert events(adoption)[2:] == ["matching.proposed", "matching.agreed", "matching.partner-agreed"]
    one.participation.refresh_from_db()
    assert one.participation.standing == "decided"
    assert Entry.objects.filter(act="matching.agree").exists()


def test_an_agreement_waits_for_both():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = accepted(proposed(adoption, one, other), one)
    with pytest.raises(RefusedActError, match="n’ont pas encore accepté"):
        agreeing.agree(proposal=proposal, actor=AGENT)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"commune": CONDOM}, "à 15 kilomètres au plus"),
        ({"naissance": "2019-01-01"}, "avoir 18 ans ou plus"),
        ({"venue": ["mardi-matin"]}, "disponible"),
    ],
)
def test_a_pair_against_a_criterion_is_refused_in_words(change, words):
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption, **change)
    with pytest.raises(RefusedActError) as refused:
        proposed(adoption, one, other)
    assert f"« {words} »" in str(refused.value).replace("\u00a0", " ")
    assert not Proposal.objects.exists()


def test_what_has_changed_since_the_proposal_refuses_the_agreement():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = accepted(proposed(adoption, one, other), one, other)
    with acting(adoption, "matching.propose", actor=SYSTEM, participations=[other.participation]) as act:
        act.learn(act.participations[0], {"commune-jardinier": CONDOM})
    with pytest.raises(RefusedActError, match="plus possible"):
        agreeing.agree(proposal=proposal, actor=AGENT)
    assert Profile.objects.get(pk=one.pk).taken == 0


def test_somebody_full_has_no_other_agreement_and_other_proposals_are_taken_back():
    adoption = garden_service()
    one, first, second = owner(adoption), gardener(adoption), gardener(adoption, "Lou Jardin")
    left = proposed(adoption, one, second)
    agreed(adoption, one, first)
    left.refresh_from_db()
    assert left.state == "withdrawn"
    with pytest.raises(RefusedActError, match="plus de place libre"):
        proposed(adoption, one, second)


def test_a_no_has_a_reason_of_the_kit_and_the_other_never_reads_the_words():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, one, other)
    with pytest.raises(RefusedActError, match="raison de la liste"):
        answering.decline(proposal=proposal, me=one, actor=holder(one), reason="inventee")
    said = answering.decline(proposal=proposal, me=one, actor=holder(one), reason="trop-loin", written="Trop de route")
    assert (said.state, said.declined_side, said.decline) == ("declined", "seeker", "trop-loin")
    assert not any("Trop de route" in one.body for one in other.participation.told.all())
    with pytest.raises(RefusedActError, match="a été refusée"):
        accepted(proposal, other)


def test_after_a_no_no_search_proposes_the_pair_again_but_a_person_may():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, one, other)
    answering.decline(proposal=proposal, me=one, actor=holder(one), reason="autre")
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7")
    assert (run.served, run.proposals.count()) == (0, 0)
    assert run.without.get().reason["why"] == "pas de jardinier autre que ceux déjà refusés"
    assert proposed(adoption, one, other).state == "open"


def test_the_same_form_sent_twice_answers_once():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, one, other)
    answering.accept(proposal=proposal, me=one, actor=holder(one), request_key="form-1")
    with pytest.raises(AlreadyDoneError):
        answering.accept(proposal=proposal, me=one, actor=holder(one), request_key="form-1")
    with pytest.raises(RefusedActError, match="déjà accepté"):
        accepted(proposal, one)


def test_the_role_says_who_may():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    with pytest.raises(RefusedActError, match="rôle"):
        running.prepare(adoption=adoption, actor=holder(one), seed="7")
    proposal = accepted(proposed(adoption, one, other), one, other)
    with pytest.raises(RefusedActError, match="rôle"):
        agreeing.agree(proposal=proposal, actor=holder(one))
    with pytest.raises(RefusedActError, match="rôle"):
        answering.accept(proposal=proposal, me=one, actor=AGENT)


def test_an_agent_answers_for_somebody_on_the_telephone():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, one, other)
    theirs = registering.for_them(one.participation, Actor("agent", None, "Agathe"))
    said = answering.accept(proposal=proposal, me=one, actor=theirs, by="phone")
    assert (said.seeker_by, said.partner_by) == ("phone", "")


def test_a_search_is_looked_at_then_sent_as_it_was_seen():
    adoption = garden_service()
    near, far = owner(adoption), owner(adoption, "Rose Loin", CONDOM)
    other = gardener(adoption, commune=PAVIE)
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7")
    assert (run.waiting, run.served, run.first_come, run.partners, run.proved) == (2, 1, 1, 1, True)
    assert not any(it.told.exists() for it in (near.participation, far.participation, other.participation))
    sent = running.send_run(run=run, actor=AGENT)
    assert sent.state == "sent"
    proposal = Proposal.objects.get()
    assert (proposal.seeker_id, proposal.partner_id, proposal.state) == (near.pk, other.pk, "open")
    assert NoProposal.objects.get().reason["why"] == "pas de jardinier à moins de 15\u00a0kilomètres"
    with pytest.raises(RefusedActError, match="déjà envoyée"):
        running.send_run(run=run, actor=AGENT)


def test_a_search_that_is_not_true_any_more_is_not_sent():
    adoption = garden_service()
    owner(adoption)
    gardener(adoption)
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7")
    gardener(adoption, "Lou Jardin")
    with pytest.raises(RefusedActError, match="ont changé depuis"):
        running.send_run(run=run, actor=AGENT)
    run.refresh_from_db()
    assert run.state == "prepared"
    assert not Proposal.objects.filter(state="open").exists()


def test_the_same_people_and_seed_give_the_same_search():
    adoption = garden_service()
    for name in ("Ana A", "Bea B", "Cyd C"):
        owner(adoption, name)
    gardener(adoption)
    found = []
    for _ in range(2):
        run = running.prepare(adoption=adoption, actor=AGENT, seed="7 12 31")
        found.append((run.digest, list(run.proposals.values_list("seeker_id", "partner_id", "reason"))))
    assert found[0] == found[1]
    assert Run.objects.count() == 1


def test_a_search_needs_somebody_who_waits_and_a_seed():
    adoption = garden_service()
    with pytest.raises(RefusedActError, match="Personne n’attend"):
        running.prepare(adoption=adoption, actor=AGENT, seed="7")
    owner(adoption)
    with pytest.raises(RefusedActError, match="graine"):
        running.prepare(adoption=adoption, actor=AGENT, seed=" ")
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7")
    assert run.without.get().reason["why"] == "pas encore de jardinier dans ce service"
    running.discard(run=run, actor=AGENT)
    assert not Run.objects.exists()


def test_continuous_services_propose_at_once():
    adoption = another_service(("mode: proposals", "mode: continuous"))
    one = owner(adoption)
    assert not Proposal.objects.exists()
    gardener(adoption)
    assert Proposal.objects.get().state == "open"
    assert Run.objects.latest("pk").kind == "arrival"
    assert told(one) == ["proposition-jardin"]


SUSPENDS = (("protocol:", "events:\n  - {on: matching.partner-registered, do: matching.suspend}\nprotocol:"),)


def test_continuous_services_wait_for_who_is_suspended_as_she_registers():
    """A visit first: nobody is proposed, then suspended in the same act."""
    adoption = another_service(("mode: proposals", "mode: continuous"), *SUSPENDS)
    owner(adoption)
    other = gardener(adoption)
    assert not Proposal.objects.exists()
    with acting(adoption, "matching.propose", actor=AGENT, participations=[other.participation]) as act:
        registry.engines["matching"].runtime.apply(act, "resume", act.participations[0], {})
    assert Proposal.objects.get().state == "open"


def test_in_a_batch_nobody_chooses_a_pair():
    adoption = garden_service(("mode: proposals", "mode: batch"))
    one, other = owner(adoption), gardener(adoption)
    with pytest.raises(RefusedActError, match="on ne choisit pas"):
        proposed(adoption, one, other)


DRAWS = (
    ("mode: proposals\n", "mode: draw\n    draw: {strata: outils}\n"),
    ("may: [matching.propose,", "may: [matching.propose, matching.draw,"),
    ("capacity: {parameter: jardiniers-par-jardin}", "capacity: {value: 2}"),
)


def test_a_draw_fills_the_places_and_the_reserve_takes_the_place_of_a_no():
    adoption = garden_service(*DRAWS)
    people = [owner(adoption, f"Ana{number} A") for number in range(5)]
    place = gardener(adoption)
    run = running.prepare_draw(adoption=adoption, actor=AGENT, seed="7 12 31", partner=place)
    (stratum,) = run.draw
    assert (stratum["seats"], len(stratum["seated"]), len(stratum["reserve"])) == (2, 2, 3)
    assert (run.without.count(), run.served) == (3, 2)
    running.send_run(run=run, actor=AGENT)
    first = Proposal.objects.order_by("pk").first()
    answering.decline(proposal=first, me=first.seeker, actor=holder(first.seeker), reason="autre")
    newest = Proposal.objects.order_by("-pk").first()
    assert str(newest.seeker.participation.key) == stratum["reserve"][0]
    assert newest.state == "open"
    assert len({it.seeker_id for it in Proposal.objects.all()}) == 3 <= len(people)


def test_a_draw_is_the_same_for_the_same_seed_and_another_for_another():
    adoption = garden_service(*DRAWS)
    for number in range(8):
        owner(adoption, f"Ana{number} A")
    place = gardener(adoption)
    drawn = [
        running.prepare_draw(adoption=adoption, actor=AGENT, seed=seed, partner=place).draw for seed in ("a", "a", "b")
    ]
    assert drawn[0] == drawn[1] != drawn[2]


def test_time_passes_once(monkeypatch):
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, one, other)
    start = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(days=8))
    assert (tasks.pass_time(), tasks.pass_time()) == (1, 0)
    proposal.refresh_from_db()
    assert proposal.reminded_at
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(days=15))
    with pytest.raises(RefusedActError, match="délai de réponse est passé"):
        accepted(proposal, one)
    assert (tasks.pass_time(), tasks.pass_time()) == (1, 0)
    proposal.refresh_from_db()
    assert proposal.state == "expired"


def test_visits_count_and_set_the_next_one():
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    visit = following.follow_up(
        agreement=agreement, actor=AGENT, answers={"venues": "9", "tout-va-bien": "oui"}, number=1
    )
    assert (visit.quantity, visit.number) == (9, 1)
    assert Agreement.objects.get().visits == 1
    with pytest.raises(RefusedActError, match="déjà écrit"):
        following.follow_up(agreement=agreement, actor=AGENT, answers={"venues": "9"}, number=1)
    payload = Happening.objects.get(event="matching.followed-up").payload
    assert payload == {"quantity": 9}


def test_an_agreement_ends_once_and_gives_its_places_back():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    agreement = agreed(adoption, one, other)
    with pytest.raises(RefusedActError, match="raison de la liste"):
        agreeing.end(agreement=agreement, actor=AGENT, reason="inventee")
    ended = agreeing.end(agreement=agreement, actor=holder(one), reason="comme-prevu")
    assert (ended.state, ended.ended_well) == ("ended", True)
    assert [Profile.objects.get(pk=it.pk).taken for it in (one, other)] == [0, 0]
    with pytest.raises(RefusedActError, match="déjà terminé"):
        agreeing.end(agreement=agreement, actor=AGENT, reason="comme-prevu")


def test_a_problem_is_reported_then_answered():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, one, other)
    incident = following.report(proposal=proposal, actor=holder(one), answers={"probleme": "Le portail"}, me=one)
    assert incident.side == "seeker"
    with pytest.raises(RefusedActError, match="suite donnée"):
        following.close_incident(incident=incident, actor=AGENT, answer=" ")
    following.close_incident(incident=incident, actor=AGENT, answer="Nous avons appelé.")
    assert Incident.objects.get().closed_at
    with pytest.raises(RefusedActError, match="déjà clos"):
        following.close_incident(incident=incident, actor=AGENT, answer="Encore")
    answering.withdraw(proposal=proposal, actor=AGENT)
    with pytest.raises(RefusedActError, match="Rien n’est en cours"):
        following.report(proposal=proposal, actor=holder(one), answers={"probleme": "x"}, me=one)


def test_a_signature_is_not_in_the_future():
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    with pytest.raises(RefusedActError, match="futur"):
        following.sign(agreement=agreement, actor=AGENT, on=timezone.localdate() + timedelta(days=1))
    following.sign(agreement=agreement, actor=AGENT, on=timezone.localdate())
    assert Agreement.objects.get().signed_on == timezone.localdate()


def test_somebody_suspended_is_not_proposed():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    with acting(adoption, "matching.propose", actor=AGENT, participations=[other.participation]) as act:
        registering.suspend(act, act.participations[0])
    with pytest.raises(RefusedActError, match="suspendue"):
        proposed(adoption, one, other)
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7")
    assert run.partners == 0
    with acting(adoption, "matching.propose", actor=AGENT, participations=[other.participation]) as act:
        registering.resume(act, act.participations[0])
    assert proposed(adoption, one, other).live


def test_a_capacity_never_goes_below_what_runs():
    adoption = garden_service()
    one = owner(adoption)
    agreed(adoption, one, gardener(adoption))
    with (
        pytest.raises(RefusedActError, match="dépassent ce nombre"),
        acting(adoption, "matching.propose", actor=AGENT, participations=[one.participation]) as act,
    ):
        registering.change_capacity(act, act.participations[0], 0)


def test_a_quota_is_never_passed():
    quota = "quotas: [{id: grands, label: Grands jardins, side: jardins, rule: grand-jardin, at_most: essai}]"
    adoption = garden_service(
        ("    consent:\n", f"    {quota}\n    consent:\n"),
        ("default: 31, min: 20, max: 90", "default: 1, min: 1, max: 90"),
    )
    first = agreed(adoption, owner(adoption, surface="500"), gardener(adoption))
    one, other = owner(adoption, "Rose R", surface="500"), gardener(adoption, "Lou Jardin")
    proposal = accepted(proposed(adoption, one, other), one, other)
    with pytest.raises(RefusedActError, match="quota « Grands jardins » est atteint"):
        agreeing.agree(proposal=proposal, actor=AGENT)
    agreeing.end(agreement=first, actor=AGENT, reason="comme-prevu")
    assert agreeing.agree(proposal=proposal, actor=AGENT).groups == ["grands"]
