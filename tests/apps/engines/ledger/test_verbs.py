"""Hours, vouchers, promises, reversals: what moves, what is refused and how it is said."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Happening
from essaim.engines.ledger.domain import settling, undoing, verbs
from essaim.engines.ledger.domain.queries.statements import drift, statement, totals
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.models import LedgerAccount, Movement, Note, Title
from tests.apps.engines.ledger.world import (
    AGENT,
    CARRIER,
    EMPLOYER,
    account,
    carrier,
    employer,
    hours,
    issue,
    open_ledger,
    person,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def said(why):
    return " ".join(str(why.value).split())


def section(adoption):
    return adoption.terms.kit.sections["ledger"]


def test_hours_of_two_employers_add_up_under_one_cap():
    adoption = open_ledger(plafond="20")
    one = person(adoption)
    hours(one, 7 * 60 + 30)
    hours(one, 12 * 60, label="Une autre ferme")
    assert account(one).balance == 19 * 60 + 30
    with pytest.raises(RefusedActError) as why:
        hours(one, 31)
    assert said(why) == "le plafond est de 20 heures, il reste 0,5 heure sur ce compte, pour 0 h 31 à ajouter"
    assert Movement.objects.count() == 2
    assert Note.objects.get().label == "Une autre ferme"


def test_the_cap_tells_the_holder_and_opens_what_the_table_says():
    adoption = open_ledger(plafond="20")
    one = person(adoption)
    hours(one, 15 * 60)
    hours(one, 60)
    hours(one, 4 * 60)
    events = [row.event for row in Happening.objects.order_by("pk") if row.event.startswith("ledger.")]
    assert events.count("ledger.near-cap") == 1
    assert events.count("ledger.cap-reached") == 1
    assert Title.objects.count() == 3
    (told,) = one.told.all()
    assert "20 heures cette année : c’est le plafond, 20 heures" in " ".join(told.body.split())
    assert account(one, "bons").balance == 1500


def test_a_form_sent_twice_is_done_once_and_answers_the_same():
    one = person(open_ledger())
    assert hours(one, 60, key="a") == hours(one, 60, key="a")
    assert account(one).balance == 60


def test_hours_of_last_year_count_last_year():
    one = person(open_ledger())
    today = timezone.localdate()
    last = date(today.year - 1, 12, 31)
    if today - last > verbs.BACK_AT_MOST:
        pytest.skip("the last day of last year is too long ago today")
    hours(one, 120, day=last)
    found = {row.since.year: row.balance for row in LedgerAccount.objects.filter(key="heures", place="holder")}
    assert found == {today.year: 0, last.year: 120}


@pytest.mark.parametrize(("days", "words"), [(1, "pas encore venu"), (-400, "trop ancien")])
def test_a_day_to_come_or_too_old_is_refused(days, words):
    with pytest.raises(RefusedActError, match=words):
        hours(person(open_ledger()), 60, day=timezone.localdate() + timedelta(days=days))


def test_a_voucher_is_spent_once_where_it_is_accepted():
    adoption = open_ledger()
    one, cars = person(adoption), carrier(adoption)
    first, second, _ = issue(one)
    take(first, cars, key="x")
    assert take(first, cars, key="x").title == first
    with pytest.raises(RefusedActError, match="déjà été dépensé"):
        take(first, cars, key="y")
    take(second, cars)
    assert account(one, "bons").balance == 500
    assert account(cars, "bons").balance == 1000


def test_who_has_not_registered_to_accept_takes_nothing():
    adoption = open_ledger()
    one, cars, farm = person(adoption), carrier(adoption), employer(adoption)
    first, *_ = issue(one)
    with pytest.raises(RefusedActError, match="pas sur la liste"):
        take(first, farm)
    cars.acceptances.update(
        until=timezone.localdate() - timedelta(days=1), since=timezone.localdate() - timedelta(days=9)
    )
    with pytest.raises(RefusedActError, match="pas sur la liste"):
        take(first, cars)


def test_after_its_last_day_a_voucher_is_refused_and_what_is_left_goes_back_to_the_envelope():
    adoption = open_ledger()
    one, cars = person(adoption), carrier(adoption)
    first, *_ = issue(one)
    LedgerAccount.objects.filter(pk=account(one, "bons").pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(RefusedActError, match="pris fin"):
        take(first, cars)
    before = LedgerAccount.objects.get(place="envelope").balance
    assert settling.expire(adoption=adoption, today=timezone.localdate()) == 1
    assert settling.expire(adoption=adoption, today=timezone.localdate()) == 0
    assert account(one, "bons").balance == 0
    assert LedgerAccount.objects.get(place="envelope").balance == before + 1500


def test_the_envelope_cannot_be_exceeded():
    adoption = open_ledger(enveloppe="200", **{"valeur-bon": "20", "bons": "4"})
    issue(person(adoption))
    issue(person(adoption, "Dominique Exemple"))
    with pytest.raises(RefusedActError) as why:
        issue(person(adoption, "Claude Exemple"))
    assert said(why) == "il reste 40 € sur l’enveloppe, pour 80 € à prendre"
    assert Title.objects.count() == 8


def test_an_act_is_undone_once_with_its_reason():
    one = person(open_ledger())
    movement = hours(one, 60)
    with pytest.raises(RefusedActError, match="pourquoi"):
        undoing.reverse(movement=movement, actor=AGENT, reason=" ")
    back = undoing.reverse(movement=movement, actor=AGENT, reason="Erreur de saisie")
    assert account(one).balance == 0
    with pytest.raises(RefusedActError, match="déjà annulé"):
        undoing.reverse(movement=movement, actor=AGENT, reason="Encore")
    with pytest.raises(RefusedActError, match="ne s’annule pas"):
        undoing.reverse(movement=back, actor=AGENT, reason="Encore")
    assert [line.said.replace("\u00a0", " ") for line in statement(account(one))] == ["+ 1 heure", "− 1 heure"]


def test_what_was_spent_cannot_be_taken_back_from_whom_it_was_credited_to():
    adoption = open_ledger()
    one, cars = person(adoption), carrier(adoption)
    first, *_ = issue(one)
    take(first, cars)
    credited = Movement.objects.get(moved="credited")
    with pytest.raises(RefusedActError, match="déjà servi"):
        undoing.reverse(movement=credited, actor=AGENT, reason="Erreur")


def test_an_acceptor_is_paid_what_it_took_and_no_more():
    adoption = open_ledger()
    cars = carrier(adoption)
    for title in issue(person(adoption)):
        take(title, cars)
    paid = settling.settle(adoption=adoption, acceptor=cars, account="bons", actor=AGENT)
    assert (paid.amount, account(cars, "bons").balance) == (1500, 0)
    with pytest.raises(RefusedActError, match="Rien n’est dû"):
        settling.settle(adoption=adoption, acceptor=cars, account="bons", actor=AGENT)


@pytest.mark.parametrize(("actor", "verb"), [(CARRIER, "declare"), (EMPLOYER, "credit"), (AGENT, "credit")])
def test_a_role_moves_only_its_accounts(actor, verb):
    adoption = open_ledger()
    one = person(adoption)
    with pytest.raises(RefusedActError, match="rôle"):
        getattr(verbs, verb)(adoption=adoption, holder=one, asked=Asked("heures", 60), actor=actor)


def test_every_unit_balances_to_zero():
    adoption = open_ledger(plafond="20")
    one, cars = person(adoption), carrier(adoption)
    undoing.reverse(movement=hours(one, 60), actor=AGENT, reason="Erreur")
    hours(one, 20 * 60)
    take(Title.objects.first(), cars)
    settling.settle(adoption=adoption, acceptor=cars, account="bons", actor=AGENT)
    found = totals(adoption, section(adoption))
    assert [(one.holders, one.acceptors, one.envelope, one.outside, one.difference) for one in found] == [
        (1200, 0, 0, -1200, 0),
        (1000, 0, -1500, 500, 0),
    ]
    assert drift(adoption) == []
