"""Paired accounts, cards, promises, effects of the table; outcomes, trial, erasure, nights: the ledger inside an adoption."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import adopting
from essaim.adoptions.models import Adoption
from essaim.adoptions.personal import erase_participation
from essaim.adoptions.runtime import Actor
from essaim.adoptions.world import world_of
from essaim.engines.ledger import tasks
from essaim.engines.ledger.domain import cards, undoing, verbs
from essaim.engines.ledger.domain.opening import section_in
from essaim.engines.ledger.domain.queries.statements import drift, totals
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.engine import ENGINE
from essaim.engines.ledger.models import Acceptor, Card, Hold, LedgerAccount, Movement, Note, Title
from essaim.foundation.parties import public as parties
from essaim.foundation.storage.public import guards_lifted
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.engines.ledger.world import AGENT, account, carrier, hours, issue, open_ledger, person, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

HOUSE, SHOP = Actor("maison", label="La maison"), Actor("commerce", label="Le commerce")


@pytest.fixture
def both():
    adoption = adopted("bourse-et-temps")
    return adoption, sent(adoption, "ledger.etudiante", {"ecole": "Faculté"}, name="Alix Exemple")


def credit(adoption, holder, cents, key=""):
    return verbs.credit(adoption=adoption, holder=holder, asked=Asked("bourse", cents, request_key=key), actor=AGENT)


def test_euros_paid_are_months_owed_and_both_are_undone_together(both):
    adoption, one = both
    credit(adoption, one, 100_000)  # two months of 500 €, two months owed for each
    first = credit(adoption, one, 10_000)  # a fifth of a month: rounded up
    assert (account(one, "bourse").balance, account(one, "engagement").balance) == (110_000, 5)
    verbs.declare(adoption=adoption, holder=one, asked=Asked("engagement", 3), actor=AGENT)
    assert account(one, "engagement").balance == 2
    undoing.reverse(movement=first, actor=AGENT, reason="Erreur")
    assert (account(one, "bourse").balance, account(one, "engagement").balance) == (100_000, 1)
    assert [row.difference for row in totals(adoption, section_in(adoption.terms))] == [0] * 4
    assert drift(adoption) == []


def owed_in_all(one):
    """The months that the euros standing now owe, rounded up once: 2 for each 500 €."""
    return -((-account(one, "bourse").balance * 2) // 50_000)


def test_small_payments_owe_what_their_sum_owes_whatever_is_undone(both):
    adoption, one = both
    paid = [credit(adoption, one, 100) for _ in range(20)]
    assert (account(one, "bourse").balance, account(one, "engagement").balance) == (2_000, 1)  # not twenty months
    more = credit(adoption, one, 49_000)
    assert account(one, "engagement").balance == owed_in_all(one) == 3
    for movement in (paid[0], more, paid[7]):  # the first had brought the whole first month
        undoing.reverse(movement=movement, actor=AGENT, reason="Erreur")
        assert account(one, "engagement").balance == owed_in_all(one)
    assert [row.difference for row in totals(adoption, section_in(adoption.terms))] == [0] * 4
    assert drift(adoption) == []
    assert Movement.objects.filter(moved="rounded").exists()


def test_a_movement_made_before_rates_were_kept_owes_what_was_written(both):
    adoption, one = both
    old = credit(adoption, one, 100)
    with guards_lifted():
        Movement.objects.update(owes=None, per=None)
    credit(adoption, one, 100)
    assert account(one, "engagement").balance == 2
    undoing.reverse(movement=old, actor=AGENT, reason="Erreur")
    assert account(one, "engagement").balance == 1


def test_months_that_were_done_cannot_be_taken_back_with_the_euros(both):
    adoption, one = both
    paid = credit(adoption, one, 50_000)
    verbs.declare(adoption=adoption, holder=one, asked=Asked("engagement", 2), actor=AGENT)
    with pytest.raises(RefusedActError, match="déjà servi"):
        undoing.reverse(movement=paid, actor=AGENT, reason="Erreur")
    assert account(one, "bourse").balance == 50_000


def test_time_that_is_promised_is_used_first_and_gives_what_the_table_says(both):
    adoption, one = both
    verbs.hold(adoption=adoption, holder=one, asked=Asked("temps", 3), actor=HOUSE)
    with pytest.raises(RefusedActError, match="il reste 1\u00a0demi-journée"):
        verbs.hold(adoption=adoption, holder=one, asked=Asked("temps", 2), actor=HOUSE)
    verbs.declare(adoption=adoption, holder=one, asked=Asked("temps", 2), actor=HOUSE)
    now = account(one, "temps")
    assert (now.balance, now.coming, account(one, "carte").balance) == (2, 0, 6000)
    assert Hold.objects.get().ended_at


def test_a_card_pays_an_amount_where_it_is_accepted(both):
    adoption, one = both
    shop = sent(adoption, "ledger.commerce", {"lieu": "Nevers"}, name="Épicerie", email="epicerie@exemple.test")
    verbs.declare(adoption=adoption, holder=one, asked=Asked("temps", 1), actor=HOUSE)
    code = cards.card_code(one, "carte")
    assert cards.found_by(code).participation == one
    verbs.spend(adoption=adoption, holder=one, acceptor=shop, asked=Asked("carte", 4550), actor=SHOP)
    assert (account(one, "carte").balance, account(shop, "carte").balance) == (1450, 4550)
    with pytest.raises(RefusedActError, match="il reste 14,50"):
        verbs.spend(adoption=adoption, holder=one, acceptor=shop, asked=Asked("carte", 1451), actor=SHOP)


def test_an_envelope_that_is_empty_undoes_the_act_that_would_give(both):
    adoption, one = both
    for number in range(4):
        verbs.declare(adoption=adoption, holder=one, asked=Asked("temps", 1), actor=HOUSE)
        assert account(one, "carte").balance == 6000 * (number + 1)
    others = [
        sent(adoption, "ledger.etudiante", {"ecole": "F"}, name=f"E{n}", email=f"e{n}@exemple.test") for n in range(12)
    ]
    for other in others[:11]:  # 15 times 60 € are 900 €
        verbs.declare(adoption=adoption, holder=other, asked=Asked("temps", 1), actor=HOUSE)
    with pytest.raises(RefusedActError, match="l’enveloppe"):
        verbs.declare(adoption=adoption, holder=others[11], asked=Asked("temps", 1), actor=HOUSE)
    assert account(others[11], "temps").balance == 0


def test_rules_ask_what_remains():
    one = person(open_ledger(plafond="20"))
    assert world_of(one, today=timezone.localdate()).rule("il-reste-des-heures").verdict.value == "yes"
    hours(one, 20 * 60)
    found = ENGINE.runtime.look(one, ["remaining"])
    assert found == {"has-account": True, "balance": Fraction(20), "remaining": Fraction(0), "cap-reached": True}
    assert ENGINE.runtime.look(carrier(one.adoption), ["remaining"]) == {"has-account": False}


def test_the_holder_reads_what_remains_with_its_page():
    one = person(open_ledger(plafond="20"))
    hours(one, 90)
    found = {line.title: line for line in ENGINE.runtime.follow(one)}
    assert "18,5" in found["Vos heures"].text
    assert found["Vos heures"].links[0][1].endswith(f"/ledger/comptes/{one.key}/heures/")


def test_outcomes_come_by_month_without_what_was_undone_or_tried():
    adoption = open_ledger(plafond="20")
    one, two, cars = person(adoption), person(adoption, "Dominique Exemple"), carrier(adoption)
    for holder, minutes in ((one, 90), (two, 60), (two, 30)):
        hours(holder, minutes)
    undoing.reverse(movement=hours(one, 120), actor=AGENT, reason="Erreur")
    take(issue(one)[0], cars)
    month = timezone.localdate().replace(day=1)
    found = {row.outcome: (row.month, row.value, row.people) for row in ENGINE.runtime.count(adoption)}
    assert found == {
        "credited": (month, 15, 1),
        "declared": (month, 3, 2),
        "spent": (month, 5, 1),
        "holders": (month, 2, 2),
        "titles-used": (month, 1, 1),
        "titles-issued": (month, 3, 1),
        "acceptors": (month, 1, 1),
    }


def test_opening_erases_what_the_test_left():
    adoption = open_ledger(plafond="20", phase="testing")
    one, cars = person(adoption), carrier(adoption)
    undoing.reverse(movement=hours(one, 60), actor=AGENT, reason="Erreur")
    hours(one, 20 * 60)
    take(Title.objects.first(), cars)
    cards.card_code(one, "heures")
    assert list(ENGINE.runtime.count(adoption)) == []
    adopting.open_adoption(adoption=adoption, actor=None)
    for model in (Movement, LedgerAccount, Title, Card, Acceptor, Hold, Note):
        assert not model.objects.exists(), model
    adoption = Adoption.objects.get(pk=adoption.pk)
    issue(person(adoption))
    assert Title.objects.first().number == 1


def test_a_person_who_is_erased_leaves_amounts_and_no_word():
    adoption = open_ledger(plafond="20")
    one = person(adoption)
    hours(one, 60, label="Ferme de Camille")
    cards.card_code(one, "heures")
    exported = str(parties.export_person(email="camille@exemple.test"))
    assert "1\\xa0heure" in exported
    erase_participation(one)
    assert not Note.objects.exists()
    assert not Card.objects.exists()
    assert account(one).balance == 60


def test_at_night_what_has_ended_goes_back_and_a_damaged_balance_is_told(caplog):
    adoption = open_ledger()
    one = person(adoption)
    issue(one)
    rights = account(one, "bons")
    LedgerAccount.objects.filter(pk=rights.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert (tasks.nightly(), tasks.nightly()) == (1, 0)
    assert caplog.records == []
    LedgerAccount.objects.filter(pk=rights.pk).update(balance=1)
    tasks.nightly()
    assert "différent de la somme" in caplog.text


def test_vouchers_of_two_days_each_have_their_whole_validity():
    adoption = open_ledger(validite="4")
    one = person(adoption)
    issue(one)
    first = account(one, "bons")
    before = timezone.localdate() - timedelta(days=60)
    LedgerAccount.objects.filter(pk=first.pk).update(since=before, expires_on=timezone.localdate() + timedelta(days=9))
    issue(one)
    assert account(one, "bons").pk != first.pk
    assert account(one, "bons").expires_on > timezone.localdate() + timedelta(days=100)
