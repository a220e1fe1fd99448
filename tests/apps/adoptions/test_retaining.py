"""Nothing is kept longer than the kit says: the clock moved month by month, and one planted person looked for in the whole base."""

from datetime import date, datetime, timedelta
from unittest import mock

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from essaim.adoptions.domain import adopting, attaching, participating, retaining
from essaim.adoptions.domain.contacting import ActsFor, contact_base, write_contact
from essaim.adoptions.models import Adoption, Attachment, Participation, Told
from essaim.adoptions.runtime import Actor
from essaim.cores.calendar.delays import after_months
from essaim.foundation.parties import public as parties
from essaim.foundation.parties.domain.persons import retention
from essaim.foundation.parties.models import Party
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.adoptions.desk import engine as desk
from tests.apps.adoptions.journeys import begin, sent_online
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys", "private")]

PLANTED = "zyxwvu"
FIELDS = (
    "  - {id: intime, type: text, label: Intime, filled_by: demandeur, purpose: P, retention: {months: 2, after: submission}, sensitivity: social}\n"
    "  - {id: suite, type: text, label: Suite, required: non, filled_by: demandeur, purpose: P, retention: {months: 4, after: last-activity}, sensitivity: social}\n"
)
KIT = (
    ("rules:\n", FIELDS + "rules:\n"),
    (
        "fields: [heures]}]",
        "fields: [heures, intime, suite], documents: [{id: notice, label: Notice, purpose: P, required: non, retention: {months: 3, after: submission}, seen_by: [agent]}]}]",
    ),
    ("retention: {months: 24, after: decision}", "retention: {months: 6, after: decision}"),
)


class Clock:
    """The clock of the application, moved by hand."""

    def __init__(self, day):
        self.day = day

    def now(self):
        return timezone.make_aware(datetime.combine(self.day, datetime.min.time().replace(hour=12)))


@pytest.fixture
def clock():
    clock = Clock(date(2026, 1, 31))
    with mock.patch("django.utils.timezone.now", clock.now):
        yield clock


def planted(adoption):
    """Somebody whose name is everywhere a name can be."""
    who = Party.objects.create(
        name=f"{PLANTED} nom", email=f"{PLANTED}@exemple.test", phone="0600", address=f"{PLANTED} rue"
    )
    one, _ = participating.begin(
        adoption=adoption,
        door="desk.demande",
        party=who,
        answers={"heures": "12", "intime": f"{PLANTED} intime", "suite": f"{PLANTED} suite"},
    )
    attaching.attach(participation=one, asked="notice", file=SimpleUploadedFile(f"{PLANTED}.pdf", b"%PDF-1.7 x"))
    acts = ActsFor(f"{PLANTED} aide", f"{PLANTED}@aide.test", "relative")
    contact = {"name": who.name, "email": who.email, "phone": who.phone, "address": who.address}
    write_contact(participation=one, contact=contact, acts_for=acts, base=contact_base(one), writer="x")
    return participating.send(participation=Participation.objects.get(pk=one.pk), actor=Actor("demandeur"))


def where_is(word):
    """Every table and column in which a word stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            found += [f"{model._meta.label}.{name}" for name, value in row.items() if word in str(value)]
    return sorted(set(found))


def daily(day):
    return retention(day, apply=True)


def test_each_field_goes_at_its_month_and_the_contact_last(clock):
    adoption = adopted("minimal", *KIT)
    one = planted(adoption)
    clock.day = date(2026, 2, 10)
    desk.grant(one, Actor("agent", label="L’agent"), 0)
    left = {}
    for month in range(2, 13):
        clock.day = after_months(date(2026, 1, 31), month - 1)
        daily(clock.day)
        now = Participation.objects.get()
        left[month] = (*sorted(now.answers), Attachment.objects.count(), bool(now.erased_at))
    assert left[2] == ("heures", "intime", "suite", 1, False)
    assert left[3] == ("heures", "suite", 1, False)  # intime: two months after the sending (31 January), so on 31 March
    assert left[4] == ("heures", "suite", 0, False)  # the file: three months, on 30 April
    assert left[6] == ("heures", 0, False)  # suite: four months after the last activity (10 February)
    assert left[7] == ("heures", 0, False)
    assert left[8] == (0, True)  # heures: six months after the decision; nothing else is kept: the contact goes with it
    assert where_is(PLANTED) == []
    assert Participation.objects.get().number == 1  # the row stays, for the counts


def test_the_day_before_nothing_is_due_and_counting_erases_nothing(clock):
    adoption = adopted("minimal", *KIT)
    planted(adoption)
    assert retaining.erase_fields(date(2026, 3, 30), apply=True) == 0
    assert retaining.erase_fields(date(2026, 3, 31), apply=False) == 1
    assert "intime" in Participation.objects.get().answers
    assert retaining.erase_fields(date(2026, 3, 31), apply=True) == 1
    assert retaining.erase_fields(date(2026, 3, 31), apply=True) == 0


def test_what_waits_for_a_decision_waits_until_the_service_closes(clock):
    adoption = adopted("minimal", *KIT)
    planted(adoption)
    daily(date(2027, 6, 1))
    assert Participation.objects.get().answers == {"heures": "12"}
    clock.day = date(2027, 6, 2)
    adopting.close_adoption(adoption=Adoption.objects.get(pk=adoption.pk), actor=None)
    daily(date(2027, 12, 1))
    assert Participation.objects.get().answers == {"heures": "12"}
    daily(date(2027, 12, 2))
    assert Participation.objects.get().erased_at is not None


def test_a_draft_that_nobody_touches_is_thrown_away_after_a_month(client, clock):
    adoption = adopted("minimal", *KIT)
    begin(client, adoption)
    Participation.objects.update(active_at=timezone.now())
    daily(clock.day + timedelta(days=29))
    assert Participation.objects.count() == 1
    daily(clock.day + timedelta(days=30))
    assert (Participation.objects.count(), Party.objects.count()) == (0, 0)


def test_a_person_is_copied_then_erased_everywhere(private):
    adoption = adopted("minimal", *KIT)
    one = planted(adoption)
    erased = []
    with mock.patch.object(desk.Runtime, "erase", lambda _self, participation: erased.append(participation)):
        held = parties.export_person(email=f"{PLANTED.upper()}@exemple.test")
        (row,) = held["Dossiers des services"]
        assert row["réponses"]["Intime"] == f"{PLANTED} intime"
        assert (row["contact"]["phone"], row["agit pour vous"], row["pièces"]) == (
            "0600",
            f"{PLANTED} aide",
            [f"{PLANTED}.pdf"],
        )
        parties.erase_person(email=f"{PLANTED}@exemple.test")
    assert where_is(PLANTED) == []
    assert erased == [one]
    assert parties.export_person(email=f"{PLANTED}@exemple.test")["Dossiers des services"] == []


def test_when_the_letters_are_forgotten_the_search_finds_the_person():
    """The broken twin of the search: an erasure that forgets one table is caught."""
    one = planted(adopted("minimal", *KIT))
    Told.objects.create(
        participation=one, message="accord", channel="letter", body=f"Bonjour {PLANTED}", at=timezone.now()
    )
    with mock.patch("essaim.adoptions.domain.erasing.Told.objects"):
        parties.erase_person(email=f"{PLANTED}@exemple.test")
    assert where_is(PLANTED) == ["adoptions.Told.body"]


def test_what_was_begun_with_an_account_is_hers_too(client):
    from tests.apps.adoptions.people import account, signed_in

    who = account("andree")
    begin(signed_in(who), adopted("minimal", *KIT))
    held = parties.export_person(email=who.email)
    assert [row["état"] for row in held["Dossiers des services"]] == ["en cours de saisie"]


def test_what_one_filled_in_for_another_is_the_other_s():
    from tests.apps.adoptions.people import account

    who = account("assistante")
    one = planted(adopted("minimal", *KIT))
    Participation.objects.filter(pk=one.pk).update(account=who)
    assert parties.export_person(email=who.email)["Dossiers des services"] == []
    parties.erase_person(email=who.email)
    assert Participation.objects.get(pk=one.pk).answers["intime"] == f"{PLANTED} intime"


def test_a_dossier_that_was_erased_opens_no_more(client):
    url = sent_online(client, adopted())
    parties.erase_person(email="camille@exemple.test")
    assert client.get(url).status_code == 404
    assert Participation.objects.get().erased_at is not None


def test_two_who_share_a_contact_keep_it_until_both_are_over(clock):
    adoption = adopted("minimal", *KIT)
    one = planted(adoption)
    other, _ = participating.begin(adoption=adoption, door="desk.demande", party=one.party, answers={"heures": "1"})
    participating.send(participation=other, actor=Actor("demandeur"))
    from essaim.adoptions.domain.erasing import erase_participation

    erase_participation(one)
    assert Party.objects.get(pk=one.party_id).name
    erase_participation(Participation.objects.get(pk=other.pk))
    assert not Party.objects.get(pk=one.party_id).name


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 1, 31), 1, date(2024, 2, 29)), (date(2026, 11, 30), 3, date(2027, 2, 28)),
     (date(2026, 12, 31), 12, date(2027, 12, 31)), (date(2026, 5, 15), 0, date(2026, 5, 15))],
)  # fmt: skip
def test_months_are_counted_on_the_calendar(day, months, later):
    assert after_months(day, months) == later


def test_a_kit_keeps_what_it_said_when_its_terms_change(clock):
    """A participation keeps the terms that it was begun under, retention included."""
    one = sent(adopted("minimal", *KIT), "desk.demande", {"heures": "1", "intime": "x"})
    assert retaining.period(one, one.terms.kit.record.fields[1].retention).until == date(2026, 3, 31)
