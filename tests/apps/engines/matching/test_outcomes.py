"""Outcomes by month and commune, what is erased, what the test leaves, what rules may ask."""

import pytest
from django.utils import timezone

from essaim.adoptions import registry
from essaim.adoptions.domain import adopting
from essaim.adoptions.models import Adoption
from essaim.adoptions.personal import erase_participation
from essaim.engines.matching.domain import agreeing, answering, following, running
from essaim.engines.matching.models import Agreement, FollowUp, Incident, NoProposal, Profile, Proposal, Run
from essaim.foundation.parties import public as parties
from tests.apps.engines.matching.world import (
    AGENT,
    AUCH,
    CONDOM,
    PAVIE,
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
RUNTIME = registry.engines["matching"].runtime


def counted(adoption):
    return {(one.outcome, one.commune): (one.value, one.people) for one in RUNTIME.count(adoption)}


def test_outcomes_say_where_and_how_many_people():
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption, commune=PAVIE))
    owner(adoption, "Rose R", CONDOM)
    following.follow_up(agreement=agreement, actor=AGENT, answers={"venues": "9"}, number=1)
    following.follow_up(agreement=agreement, actor=AGENT, answers={"venues": "4"}, number=2)
    auch = f"commune-{AUCH}"
    assert counted(adoption) == {
        ("seekers-registered", auch): (1, 1),
        ("seekers-registered", f"commune-{CONDOM}"): (1, 1),
        ("partners-registered", f"commune-{PAVIE}"): (1, 1),
        ("proposals", auch): (1, 1),
        ("agreements", auch): (1, 1),
        ("people-served", auch): (1, 1),
        ("active-agreements", auch): (1, 1),
        ("quantity", auch): (13, 1),
    }
    assert {one.month for one in RUNTIME.count(adoption)} == {timezone.localdate().replace(day=1)}


def test_people_served_are_counted_once_and_ends_by_their_reason():
    adoption = garden_service()
    one = owner(adoption)
    for name, reason in (("Karim J", "comme-prevu"), ("Lou J", "desaccord")):
        agreement = agreed(adoption, Profile.objects.get(pk=one.pk), gardener(adoption, name))
        agreeing.end(agreement=agreement, actor=AGENT, reason=reason)
    found = {outcome: value for (outcome, _), value in counted(adoption).items()}
    assert (found["agreements"], found["people-served"], found["ended-well"]) == ((2, 1), (1, 1), (1, 1))
    assert "active-agreements" not in found


def test_every_outcome_that_is_counted_is_declared():
    adoption = garden_service()
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    following.report(proposal=agreement.proposal, actor=AGENT, answers={"probleme": "x"})
    declared = {one.key for one in registry.engines["matching"].outcomes}
    assert {outcome for outcome, _ in counted(adoption)} <= declared


def test_a_person_erased_leaves_rows_without_her_words():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    agreement = agreed(adoption, one, other)
    following.follow_up(agreement=agreement, actor=AGENT, answers={"venues": "9", "tout-va-bien": "oui"}, number=1)
    following.report(proposal=agreement.proposal, actor=AGENT, answers={"probleme": "Odette est tombée"})
    erase_participation(one.participation)
    agreement.refresh_from_db()
    assert (agreement.state, Profile.objects.get(pk=other.pk).taken) == ("ended", 0)
    assert FollowUp.objects.get().answers == {}
    assert Incident.objects.get().answers == {}
    assert Proposal.objects.get().reason["common"] == []
    assert FollowUp.objects.get().quantity == 9


def test_what_somebody_said_is_hers_to_copy_and_to_erase():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)
    proposal = proposed(adoption, one, other)
    answering.decline(proposal=proposal, me=one, actor=holder(one), reason="autre", written="Je ne veux pas")
    mine, theirs = (
        str(parties.export_person(email=f"{name}@secret.test")["Mises en relation"]) for name in ("odette", "karim")
    )
    assert "Je ne veux pas" in mine
    assert "Je ne veux pas" not in theirs
    parties.erase_person(email="odette@secret.test")
    assert Proposal.objects.get().words == ""


def test_opening_erases_the_test():
    adoption = garden_service(phase="testing")
    agreement = agreed(adoption, owner(adoption), gardener(adoption))
    following.follow_up(agreement=agreement, actor=AGENT, answers={"venues": "9"}, number=1)
    following.report(proposal=agreement.proposal, actor=AGENT, answers={"probleme": "x"})
    owner(adoption, "Rose R")
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7")
    running.send_run(run=run, actor=AGENT)
    adopting.open_adoption(adoption=adoption, actor=None)
    for model in (Profile, Proposal, Agreement, FollowUp, Incident, Run, NoProposal):
        assert not model.objects.exists()
    assert list(RUNTIME.count(Adoption.objects.get(pk=adoption.pk))) == []


def test_a_rule_may_ask_how_many_agreements_run():
    adoption = garden_service()
    one = owner(adoption)
    assert RUNTIME.look(one.participation, ["agreements", "distance"]) == {"agreements": 0}
    agreed(adoption, one, gardener(adoption))
    assert RUNTIME.look(one.participation, ["agreements"]) == {"agreements": 1}
    assert RUNTIME.look(one.participation, ["distance"]) == {}


def test_the_holder_is_told_where_she_stands():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)

    def story(profile):
        return [(line.title, line.text) for line in RUNTIME.follow(profile.participation)]

    assert story(one)[0][0] == "Inscription reçue"
    proposal = proposed(adoption, one, other)
    assert story(one) == [
        ("Une proposition pour vous", "Une proposition vous attend : dans votre commune ; disponible le mardi matin, le jeudi matin et le samedi matin.")
    ]  # fmt: skip
    answering.accept(proposal=proposal, me=one, actor=holder(one))
    assert story(one)[0][0] == "Vous avez accepté"
    answering.accept(proposal=proposal, me=other, actor=holder(other))
    assert story(one) == [("Vous êtes d’accord tous les deux", "Voici comment joindre Karim.")]
    agreement = agreeing.agree(proposal=proposal, actor=AGENT)
    assert story(one) == [("Accord en cours", "Avec Karim.")]
    agreeing.end(agreement=agreement, actor=AGENT, reason="desaccord")
    assert story(one)[0][0] == "Accord terminé"


def test_who_waits_reads_why():
    adoption = garden_service()
    one = owner(adoption)
    run = running.prepare(adoption=adoption, actor=AGENT, seed="7")
    running.send_run(run=run, actor=AGENT)
    (line,) = RUNTIME.follow(one.participation)
    assert (
        line.text == "Pas encore de proposition : pas encore de jardinier dans ce service. Nous continuons de chercher."
    )


def test_the_desk_waits_for_each_role():
    adoption = garden_service()
    one, other = owner(adoption), gardener(adoption)

    def waits(role):
        return [item.label for item in RUNTIME.waiting(adoption, frozenset({role}))]

    assert waits("agent") == ["Chercher des propositions"]
    assert waits("jardinier") == []
    proposal = proposed(adoption, one, other)
    assert waits("agent") == []
    for me in (one, other):
        answering.accept(proposal=proposal, me=me, actor=holder(me))
    assert waits("agent") == ["Valider un accord"]
    agreement = agreeing.agree(proposal=proposal, actor=AGENT)
    following.report(proposal=proposal, actor=AGENT, answers={"probleme": "x"})
    Agreement.objects.filter(pk=agreement.pk).update(next_visit=timezone.localdate())
    assert waits("agent") == ["Faire un suivi", "Répondre à un problème signalé"]


EFFECTS = (("protocol:", "events:\n  - {on: matching.followed-up, do: matching.end}\nprotocol:"),)


def test_an_effect_of_the_table_takes_somebody_out():
    adoption = another_service(*EFFECTS)
    one, other = owner(adoption), gardener(adoption)
    agreement = agreed(adoption, one, other)
    following.follow_up(agreement=agreement, actor=AGENT, answers={"venues": "1"}, number=1)
    agreement.refresh_from_db()
    assert agreement.state == "ended"
    assert Profile.objects.get(pk=one.pk).state == "ended"
    assert Profile.objects.get(pk=other.pk).taken == 0
