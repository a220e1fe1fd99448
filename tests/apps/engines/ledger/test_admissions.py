"""Who accepts: admitted by a decision where the kit wants one, suspended with a reason; declarations and accounts that end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import revising
from essaim.adoptions.domain.queries.impact import impact
from essaim.adoptions.models import TeamMember
from essaim.adoptions.runtime import SYSTEM
from essaim.engines.ledger.domain import accepting, settling
from essaim.engines.ledger.engine import ENGINE
from essaim.engines.ledger.models import Acceptor, LedgerAccount
from essaim.foundation.accounts.domain.roles import confirm_address
from essaim.foundation.accounts.models import Account
from tests.apps.engines.ledger.world import AGENT, account, carrier, employer, hours, issue, open_ledger, person, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

RIGHTS = ("may: [ledger.declare, ledger.issue", "may: [ledger.suspend, ledger.resume, ledger.declare, ledger.issue")
ADMITTED = (
    RIGHTS,
    ("effects: [{does: issue}]", "effects: [{does: issue}, {does: admit-acceptor}]"),
    ("  - {on: ledger.cap-reached, do: ledger.issue}", "  - {on: ledger.cap-reached, do: ledger.issue}\n  - {on: ledger.closed, do: ledger.admit-acceptor}"),
    ('      - {do: ledger.accept, by: transporteur}\n      - {do: ledger.spend, by: transporteur}\n      - {do: ledger.spend, by: transporteur}\n    then:\n      engines:\n        ledger: {balance: "{parameter.plafond}", used: "2"}',
     '      - {do: ledger.accept, by: transporteur}\n      - {do: ledger.spend, by: transporteur, refused: oui}\n    then:\n      engines:\n        ledger: {balance: "{parameter.plafond}", used: "0", accepting: "0"}'),
    ("      - {do: ledger.accept, by: transporteur}\n      - {do: ledger.spend, by: transporteur, on: 2021-07-01}", "      - {do: ledger.accept, by: transporteur}\n      - {do: ledger.spend, by: transporteur, on: 2021-07-01, refused: oui}"),
    ('{used: "1", bons-taken: "{parameter.valeur-bon}"}', '{used: "0"}'),
)  # fmt: skip
"""The kit of hours, whose carriers wait for a decision. Its table could call it from any event; the tests apply it."""


def apply(adoption, effect, participation):
    """What a line of the table does, when another engine decides."""
    with acting(adoption, "ledger.expire", actor=SYSTEM, participations=[participation]) as act:
        ENGINE.runtime.apply(act, effect, act.participations[0], {})


@pytest.fixture
def waiting():
    return open_ledger(*ADMITTED, plafond="20")


def places(adoption):
    return Client().get(f"/services/{adoption.slug}/ledger/lieux/").content.decode()


def test_a_place_that_registers_takes_nothing_before_it_is_admitted(waiting):
    one, cars = person(waiting), carrier(waiting)
    first, *_ = issue(one)
    with pytest.raises(RefusedActError, match="pas encore admise"):
        take(first, cars)
    assert "Cars d’essai" not in places(waiting)
    assert not [row for row in ENGINE.runtime.count(waiting) if row.outcome == "acceptors"]
    assert "ne prenez rien avant son accord" in next(iter(ENGINE.runtime.follow(cars))).text
    apply(waiting, "admit-acceptor", cars)
    apply(waiting, "admit-acceptor", cars)  # decided again: nothing is done again
    take(first, cars)
    assert "Cars d’essai" in places(waiting)
    assert [row.value for row in ENGINE.runtime.count(waiting) if row.outcome == "acceptors"] == [1]


def test_only_who_registered_is_admitted(waiting):
    cars = carrier(waiting)
    cars.acceptances.all().delete()
    with pytest.raises(RefusedActError, match="ne s’est pas inscrite"):
        apply(waiting, "admit-acceptor", cars)
    apply(waiting, "admit-acceptor", employer(waiting))  # a role that accepts nothing: no account is concerned
    assert not Acceptor.objects.exists()


def test_a_suspended_place_takes_nothing_says_why_and_is_still_owed(waiting):
    one, cars = person(waiting), carrier(waiting)
    apply(waiting, "admit-acceptor", cars)
    first, second, third = issue(one)
    take(first, cars)
    with pytest.raises(RefusedActError, match="pourquoi"):
        accepting.suspend(adoption=waiting, acceptor=cars, account="bons", actor=AGENT, reason=" ")
    accepting.suspend(adoption=waiting, acceptor=cars, account="bons", actor=AGENT, reason="Ateliers annulés")
    with pytest.raises(RefusedActError, match=r"suspendue.*depuis le .*Ateliers annulés"):
        take(second, cars)
    assert account(one, "bons").balance == 1000
    assert "Cars d’essai" not in places(waiting)
    assert "Ateliers annulés" in next(iter(ENGINE.runtime.follow(cars))).text
    assert settling.settle(adoption=waiting, acceptor=cars, account="bons", actor=AGENT).amount == 500
    accepting.resume(adoption=waiting, acceptor=cars, account="bons", actor=AGENT)
    take(third, cars)


def test_a_place_that_waits_is_not_suspended_nor_resumed(waiting):
    cars = carrier(waiting)
    with pytest.raises(RefusedActError, match="à admettre"):
        accepting.suspend(adoption=waiting, acceptor=cars, account="bons", actor=AGENT, reason="Non")
    with pytest.raises(RefusedActError, match="à admettre"):
        accepting.resume(adoption=waiting, acceptor=cars, account="bons", actor=AGENT)


def test_an_agent_suspends_on_the_desk_with_a_reason_and_nobody_else(waiting):
    cars = carrier(waiting)
    apply(waiting, "admit-acceptor", cars)
    row = Acceptor.objects.get()
    agent, stranger = (Account.objects.create_user(f"{n}@exemple.fr", "une-longue-phrase-1") for n in ("a", "b"))
    for who in (agent, stranger):
        confirm_address(account=who)
    TeamMember.objects.create(adoption=waiting, email=agent.email, role="agent")
    ours, other = Client(), Client()
    ours.force_login(agent)
    other.force_login(stranger)
    root = f"/gestion/{waiting.slug}/ledger/acceptent/"
    for end in ("suspendre/", "reprendre/"):
        assert other.post(f"{root}{row.pk}/{end}", {"reason": "x"}).status_code in {302, 403, 404}
    assert ours.post(f"{root}{row.pk}/suspendre/", {"reason": "", "key": "k"}).status_code == 422
    assert ours.post(f"{root}{row.pk}/suspendre/", {"reason": "Plainte", "key": "k"}).status_code == 302
    page = ours.get(root).content.decode()
    assert "suspendue" in page
    assert "Plainte" in page
    assert ours.post(f"{root}{row.pk}/reprendre/").status_code == 302
    row.refresh_from_db()
    assert (row.standing, row.reason) == ("admitted", "")


def test_erasing_a_structure_erases_the_reason(waiting):
    cars = carrier(waiting)
    apply(waiting, "admit-acceptor", cars)
    accepting.suspend(adoption=waiting, acceptor=cars, account="bons", actor=AGENT, reason="Nom de quelqu’un")
    ENGINE.runtime.erase(cars)
    assert Acceptor.objects.get().reason == ""


ENDING = (
    ("        counts: [declared]", "        counts: [declared]\n        effects: [{does: open-account}, {does: end-declarations}, {does: close}]"),
    ("period: civil-year", "period: month"),
)  # fmt: skip


def test_after_the_end_only_what_was_done_before_is_declared():
    adoption = open_ledger(*ENDING, plafond="20")
    one, today = person(adoption), timezone.localdate()
    hours(one, 60)
    apply(adoption, "end-declarations", one)
    LedgerAccount.objects.filter(participation=one).update(declared_until=today - timedelta(days=1))
    with pytest.raises(RefusedActError, match="on n’y déclare plus que ce qui a été fait avant"):
        hours(one, 60)
    hours(one, 60, day=today - timedelta(days=1))
    hours(one, 30, day=today - timedelta(days=40))
    apply(adoption, "open-account", one)
    hours(one, 60)


@pytest.mark.parametrize(("effect", "words"), [("end-declarations", "pris fin"), ("close", "fermé")])
def test_what_a_decision_ended_is_not_opened_again_by_a_new_month(effect, words):
    adoption = open_ledger(*ENDING, plafond="20")
    one, today = person(adoption), timezone.localdate()
    apply(adoption, effect, one)
    before = today - timedelta(days=62)
    LedgerAccount.objects.filter(participation=one, key="heures").update(since=before.replace(day=1))
    LedgerAccount.objects.exclude(declared_until=None).update(declared_until=before)
    with pytest.raises(RefusedActError, match=words):
        hours(one, 60)


def test_the_page_of_the_impact_says_for_whom_a_cap_moves_and_what_the_envelope_becomes():
    adoption = open_ledger(plafond="20")
    hours(person(adoption), 60)
    hours(person(adoption, "Dominique Exemple"), 60)
    issue(person(adoption, "Claude Exemple"))
    written = {**adoption.terms.settings, "plafond": "30", "enveloppe": "300"}
    after = revising.proposed(adoption, version=adoption.terms.version, written=written, reason="Délibération")
    cap, envelope = impact(adoption, after).engines
    plain = " ".join(cap.replace("\u00a0", " ").split())
    assert "le plafond passe de 20 heures à 30 heures pour les dossiers déposés désormais" in plain
    assert "les 3 titulaires d’aujourd’hui gardent le leur, périodes suivantes comprises" in plain
    assert "15\u00a0€ sont déjà donnés" in envelope
    same = revising.proposed(adoption, version=adoption.terms.version, written=adoption.terms.settings, reason="x")
    assert impact(adoption, same).engines == []
