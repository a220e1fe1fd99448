"""An act in a running adoption: allowed, once, its effects carried out in the same transaction or not at all."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from essaim.adoptions.acting import AlreadyDoneError, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain import adopting, participating
from essaim.adoptions.models import Adoption, Carried, Happening, KitVersion, Participation, Phase, Terms
from essaim.adoptions.runtime import SYSTEM, Actor
from essaim.foundation.jobs.models import Message
from essaim.foundation.journal.models import Entry
from tests.apps.adoptions.builders import adopted, installed, sent
from tests.apps.adoptions.desk import engine as desk
from tests.apps.adoptions.purse import engine as purse
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

AGENT = Actor("agent", label="L’agent")
WITH_PURSE = (
    ("  - {id: plafond,", "  - {id: enveloppe, type: money, label: Enveloppe, default: 100, min: 1, max: 1000, source: Délibération}\n  - {id: plafond,"),
    ("engines:\n", "engines:\n  purse: {label: Bourse, cap: enveloppe}\n"),
    ("messages:\n", "events:\n  - {on: desk.granted, do: purse.credit, with: {sum: payload.amount}}\nmessages:\n"),
)  # fmt: skip


def test_a_decision_causes_the_effect_of_the_table_once():
    adoption = adopted("minimal", *WITH_PURSE)
    one = sent(adoption, "desk.demande", {"heures": "12"})
    desk.grant(one, AGENT, 6000)
    assert purse.balance(adoption) == 6000
    assert [row.event for row in Happening.objects.order_by("pk")] == [
        "desk.submitted",
        "desk.granted",
        "purse.credited",
    ]
    assert Carried.objects.get().effect == "purse.credit"
    one.refresh_from_db()
    assert (one.standing, one.number) == ("decided", 1)
    assert one.decided_at is not None


def test_a_refused_effect_undoes_the_whole_act():
    adoption = adopted("minimal", *WITH_PURSE)
    one = sent(adoption, "desk.demande", {"heures": "12"})
    messages = Message.objects.count()
    entries = Entry.objects.count()
    with pytest.raises(RefusedActError, match="plafond du compte"):
        desk.grant(one, AGENT, 10_001)
    one.refresh_from_db()
    assert (one.standing, purse.balance(adoption)) == ("submitted", 0)
    assert (Message.objects.count(), Entry.objects.count()) == (messages, entries)
    assert not Happening.objects.filter(event="desk.granted").exists()


def test_the_message_says_the_values_and_goes_to_the_holder():
    adoption = adopted(plafond="250")
    one = sent(adoption, "desk.demande", {"heures": "12"})
    desk.grant(one, AGENT, 0)
    (told,) = one.told.all()
    assert "238 heures, sur 250 heures" in " ".join(told.body.split())
    assert told.channel == "letter"


@pytest.mark.parametrize(
    ("actor", "words"), [(Actor("demandeur"), "rôle"), (Actor("partenaire"), "rôle"), (Actor(""), "rôle")]
)
def test_a_role_without_the_verb_is_refused(actor, words):
    one = sent(adopted(), "desk.demande", {"heures": "12"})
    with pytest.raises(RefusedActError, match=words):
        desk.grant(one, actor, 0)


def test_the_machine_may_act():
    one = sent(adopted(), "desk.demande", {"heures": "12"})
    desk.grant(one, SYSTEM, 0)
    one.refresh_from_db()
    assert one.standing == "decided"


def test_the_same_form_sent_twice_is_done_once():
    one = sent(adopted(), "desk.demande", {"heures": "12"})
    desk.grant(one, AGENT, 0, key="form-1")
    with pytest.raises(AlreadyDoneError) as twice:
        desk.grant(one, AGENT, 0, key="form-1")
    assert twice.value.participation == one
    assert Happening.objects.filter(event="desk.granted").count() == 1


def test_another_service_s_dossier_is_refused():
    one = sent(adopted(), "desk.demande", {"heures": "12"})
    other = adopted(structure="Une association")
    with (
        pytest.raises(RefusedActError, match="pas de ce service"),
        acting(other, "desk.grant", actor=AGENT, participations=[one]),
    ):
        raise AssertionError


def test_nothing_is_done_before_the_test_nor_after_the_end():
    adoption = adopted(phase="preparing")
    with pytest.raises(RefusedActError, match="en préparation"):
        participating.begin(adoption=adoption, door="desk.demande")
    adoption = adopted(structure="Autre")
    one = sent(adoption, "desk.demande", {"heures": "12"})
    adopting.close_adoption(adoption=adoption, actor=None)
    with pytest.raises(RefusedActError, match="fermé"):
        desk.grant(Participation.objects.get(pk=one.pk), AGENT, 0)


def test_a_dossier_is_sent_once():
    one = sent(adopted(), "desk.demande", {"heures": "12"})
    with pytest.raises(RefusedActError, match="déjà été déposé"):
        participating.send(participation=one, actor=Actor("demandeur"))


def test_opening_erases_the_test_and_its_numbers():
    adoption = adopted("minimal", *WITH_PURSE, phase="testing")
    one = sent(adoption, "desk.demande", {"heures": "12"})
    desk.grant(one, AGENT, 100)
    assert one.trial
    adopting.open_adoption(adoption=adoption, actor=None)
    assert not Participation.objects.exists()
    assert not Happening.objects.exists()
    adoption = Adoption.objects.get(pk=adoption.pk)
    assert sent(adoption, "desk.demande", {"heures": "1"}).number == 1


def test_what_was_begun_at_the_instant_of_the_opening_is_erased_by_the_calendar():
    adoption = adopted("minimal", *WITH_PURSE)
    kept = sent(adoption, "desk.demande", {"heures": "12"})
    late, _ = participating.begin(adoption=adoption, door="desk.demande")
    Participation.objects.filter(pk=late.pk).update(trial=True)  # its transaction had read « en test »
    assert adopting.erase_stragglers(date(2026, 1, 1), False) == 1
    assert adopting.erase_stragglers(date(2026, 1, 1), True) == 1
    assert list(Participation.objects.all()) == [kept]
    assert sent(adoption, "desk.demande", {"heures": "1"}).number == 2


def test_two_who_open_at_once_open_once():
    adoption = adopted(phase="testing")
    stale = Adoption.objects.get(pk=adoption.pk)
    adopting.open_adoption(adoption=adoption, actor=None)
    with pytest.raises(adopting.NotNowError, match="ouvert"):
        adopting.open_adoption(adoption=stale, actor=None)


def test_what_is_open_never_goes_back_and_its_terms_never_change():
    adoption = adopted()
    for change in (
        lambda: Adoption.objects.filter(pk=adoption.pk).update(phase=Phase.TESTING),
        lambda: Terms.objects.filter(adoption=adoption).update(settings={"plafond": "1"}),
        lambda: KitVersion.objects.update(number="9.9.9"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_without_its_guard_the_terms_change():
    """The broken twin: the same change, with the trigger dropped."""
    adoption = adopted()
    drop = "DROP TRIGGER adoptions_terms_frozen"
    with connection.cursor() as cursor:
        cursor.execute(drop + (" ON adoptions_terms" if connection.vendor == "postgresql" else ""))
    assert Terms.objects.filter(adoption=adoption).update(settings={"plafond": "1"}) == 1


def test_a_kit_is_installed_once_and_never_changes():
    version = installed()
    assert installed() == version
    from essaim.adoptions.domain.installing import VersionTakenError

    with pytest.raises(VersionTakenError, match="autre contenu"):
        installed("minimal", ("Le plus petit kit", "Un autre titre"))
