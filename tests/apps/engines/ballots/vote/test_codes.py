"""Codes for one use by mail and SMS: the same answer for everybody, one use, half an hour, nothing left after the close."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from essaim.cores.tables import UnreadableError
from essaim.engines.ballots.domain.vote import closing, codes, roll
from essaim.engines.ballots.domain.vote.addresses import read_address, read_phone
from essaim.engines.ballots.models.vote import CodeRequest, OneTimeCode, Voter
from essaim.foundation.jobs import public as jobs
from essaim.foundation.jobs.models import Message
from essaim.foundation.journal.models import Entry
from essaim.foundation.parties import public as parties
from tests.apps.engines.ballots.vote.test_vote_pages import public, words
from tests.apps.engines.ballots.vote.world import NADIA, again, opened, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
PEOPLE = """numero;nom;secteur;courriel;telephone
91;Nadia Un;{zone};nadia@exemple.test;06 12 34 56 78
92;Omar Deux;{zone};omar@exemple.test;
93;Zoé Trois;{zone};;+33 7 00 00 00 03
"""
NOBODY = "personne@exemple.test"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def sms(settings, tmp_path):
    """Let SMS leave, into a file."""
    path = tmp_path / "sms.jsonl"
    settings.ESSAIM_ENVIRONMENT = settings.ESSAIM_ENVIRONMENT.model_copy(update={"sms_url": f"file://{path}"})
    return path


def with_people(*pairs):
    urn, typed = opened(*pairs)
    data = PEOPLE.format(zone=urn.consultation.zones.get().code).encode()
    roll.take_list(urn=urn, source="trois personnes", data=data, actor=NADIA)
    return urn, typed


def ask(urn, address, browser=None):
    return (browser or Client()).post(public(urn, "vote/"), {"par": "adresse", "ou-address": address})


def told(message):
    return re.search(r"\d{4} \d{4}", message.body)[0]


def enter(urn, address, code, browser=None):
    said = {"une-fois-address": address, "une-fois-code": code}
    return (browser or Client()).post(public(urn, "vote/code/"), said)


# ── three people, and one whom the roll does not know ───────────────────────────────────────────────────────────────


def test_three_people_receive_a_code_each_where_they_can_and_vote(sms):
    urn, _ = with_people()
    for address, kind, number in (
        ("Omar@Exemple.test", "mail", "92"), ("06.12.34.56.78", "sms", "91"), ("0033700000003", "sms", "93")
    ):  # fmt: skip
        assert ask(urn, address).status_code == 200
        message = Message.objects.latest("pk")
        assert (message.kind, message.fleeting) == (kind, True)
        browser = Client()
        assert enter(urn, address, told(message), browser).url == public(urn, "vote/bulletin/")
        assert browser.get(public(urn, "vote/bulletin/")).status_code == 200
        vote(urn, number, 1)
    assert OneTimeCode.objects.count() == 0


def test_the_page_answers_the_same_whether_the_roll_knows_the_address_or_not(sms):
    urn, _ = with_people()
    known, unknown = (ask(urn, address) for address in ("omar@exemple.test", NOBODY))
    bare = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in (known, unknown)]
    assert bare[0] == bare[1]
    assert known.status_code == unknown.status_code == 200
    assert [row.to for row in Message.objects.all()] == ["omar@exemple.test"]
    wrong, never = (enter(urn, address, "0000 0000") for address in ("omar@exemple.test", NOBODY))
    assert (wrong.status_code, words(wrong)) == (never.status_code, words(never))


def test_asking_makes_the_same_queries_for_everybody(monkeypatch, django_assert_num_queries):
    """The worker, not the page, looks the roll up: nothing to be measured from outside."""
    urn, _ = with_people()
    monkeypatch.setattr(jobs, "run_later", lambda *_: "")
    for address in ("omar@exemple.test", NOBODY):
        with django_assert_num_queries(3):  # a savepoint, the request, its release
            codes.ask(urn=urn, address=read_address(address))
    assert CodeRequest.objects.count() == 2
    assert Message.objects.count() == 0


# ── one use ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def code_at(urn, address="omar@exemple.test"):
    ask(urn, address)
    return told(Message.objects.filter(to=address).latest("pk"))


def test_a_code_serves_once():
    urn, _ = with_people()
    code = code_at(urn)
    assert enter(urn, "omar@exemple.test", code).status_code == 302
    again_ = enter(urn, "omar@exemple.test", code)
    assert again_.status_code == 422
    assert "a déjà servi" in words(again_)


def test_a_code_opens_with_the_address_that_asked_for_it_only():
    urn, _ = with_people()
    code = code_at(urn)
    assert enter(urn, "nadia@exemple.test", code).status_code == 422
    assert enter(urn, "omar@exemple.test", code).status_code == 302


def test_a_code_is_over_after_half_an_hour_and_another_ends_it(monkeypatch):
    urn, _ = with_people()
    first, second = code_at(urn), code_at(urn)
    assert enter(urn, "omar@exemple.test", first).status_code == 422
    later = timezone.now() + codes.LIFE + timedelta(seconds=1)
    monkeypatch.setattr(codes.timezone, "now", lambda: later)
    assert enter(urn, "omar@exemple.test", second).status_code == 422
    assert OneTimeCode.objects.count() == 0
    third = code_at(urn)
    assert codes.forget_ended() == 0
    monkeypatch.setattr(codes.timezone, "now", lambda: later + 2 * codes.LIFE)
    assert codes.forget_ended() == 1
    assert enter(urn, "omar@exemple.test", third).status_code == 422


def test_codes_and_tries_are_limited_by_address():
    urn, _ = with_people()
    asked = [ask(urn, NOBODY).status_code for _ in range(8)]
    assert asked[0] == 200
    assert asked[-1] == 429
    code = code_at(urn)
    for _ in range(11):
        enter(urn, "omar@exemple.test", "00000000")
    assert enter(urn, "omar@exemple.test", code).status_code == 422  # even the right one: the hour must go by
    assert OneTimeCode.objects.count() == 1


@pytest.mark.parametrize("said", ["12", "abcdefgh", "١٢٣٤٥٦٧٨", ""])
def test_what_is_no_code_is_said(said):
    urn, _ = with_people()
    assert enter(urn, "omar@exemple.test", said).status_code == 422
    assert enter(urn, "", "12345678").status_code == 422


# ── what is kept, and for how long ──────────────────────────────────────────────────────────────────────────────────


def test_nothing_of_a_code_is_kept_in_clear_nor_in_the_journal():
    urn, _ = with_people()
    before = Entry.objects.count()
    code = code_at(urn)
    row = OneTimeCode.objects.get()
    assert len(row.digest) == 64
    assert code.replace(" ", "") not in row.digest
    assert row.pk > 2**40
    assert CodeRequest.objects.count() == 0
    enter(urn, "omar@exemple.test", code)
    assert Entry.objects.count() == before


def test_a_code_leaves_the_outbox_when_it_has_left(sms):
    urn, _ = with_people()
    ask(urn, "0612345678")
    jobs.work_once()
    message = Message.objects.get()
    assert (message.state, message.to, message.body, message.subject) == ("sent", "", "", "")
    assert "+33612345678" in sms.read_text(encoding="utf-8")
    assert sms.stat().st_mode & 0o077 == 0


def test_the_close_forgets_telephones_addresses_and_codes():
    urn, _ = with_people()
    code_at(urn)
    closing.close_vote(urn=urn, actor=NADIA)
    assert OneTimeCode.objects.count() == 0
    assert set(Voter.objects.values_list("phone", "email")) == {("", "")}
    ask(again(urn), "omar@exemple.test")
    assert OneTimeCode.objects.count() == 0


def test_the_close_leaves_the_address_of_who_registered_alone():
    urn, _ = opened(("precedence: paper-cancels-web", "roll: declared, precedence: first-counts"))
    zone = urn.consultation.zones.get()
    roll.register(urn=urn, zone=zone, name="Zoé", born=timezone.localdate(), email="zoe@exemple.test")
    closing.close_vote(urn=urn, actor=NADIA)
    assert Voter.objects.filter(email="zoe@exemple.test").exists()


def test_who_is_erased_has_no_telephone_left():
    _urn, _ = with_people()
    parties.erase_person(email="nadia@exemple.test")
    assert not Voter.objects.filter(phone="+33612345678").exists()


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("06 12 34 56 78", "+33612345678"), ("+33 6.12-34 56 78", "+33612345678"), ("0033 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"), ("+32 470 12 34 56", "+32470123456"), ("0262 12 34 56", "+33262123456"),
        ("612345678", "+33612345678"), ("12 34", ""), ("06 12 34 5", ""), ("trois", ""), ("", ""),
    ],
)  # fmt: skip
def test_telephones_have_one_writing(text, number):
    assert read_phone(text) == number


def test_a_list_names_the_line_of_a_wrong_or_shared_telephone():
    urn, _ = opened()
    zone = urn.consultation.zones.get().code
    for lines, said in (
        ([f"1x;A;{zone};12"], "2 « telephone » n’est pas un numéro"),
        ([f"1x;A;{zone};0612345678", f"2x;B;{zone};+33612345678"], "3 même telephone que la ligne 2"),
    ):
        data = "\n".join(["numero;nom;secteur;téléphone", *lines]).encode()
        with pytest.raises(UnreadableError) as refused:
            roll.take_list(urn=urn, source="x", data=data, actor=NADIA)
        assert [f"{one.line} {one.said}".startswith(said) for one in refused.value.problems] == [True]


def test_without_a_gateway_the_page_offers_mail_only(settings):
    urn, _ = with_people()
    settings.ESSAIM_ENVIRONMENT = settings.ESSAIM_ENVIRONMENT.model_copy(update={"email_url": "smtp://127.0.0.1:9"})
    page = words(Client().get(public(urn, "vote/")))
    assert "Adresse électronique" in page
    assert "téléphone" not in page
    refused = ask(urn, "0612345678")
    assert (refused.status_code, "Aucun SMS ne part d’ici" in words(refused)) == (422, True)
