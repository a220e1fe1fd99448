"""Sign-in: by code, by password; nothing says whether an address is known; limits; no way out to another site."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from essaim.foundation.accounts.domain.roles import grant
from essaim.foundation.accounts.models import Account, Role
from essaim.foundation.journal import public as journal
from tests.apps.foundation.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, ENTER = "/compte/connexion/", "/compte/connexion/code/", "/compte/connexion/code/saisie/"


def _code() -> str:
    return re.search(r"\d{4}-\d{4}", mail.outbox[-1].body).group()


def _is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_code_by_mail_signs_in_and_leads_back(client, person):
    account = person()
    client.post(CODE, {"email": account.email.upper(), "next": "/la-note/"})
    assert mail.outbox[-1].to == [account.email]
    answer = client.post(f"{ENTER}?next=/la-note/", {"code": _code()})
    assert answer.url == "/la-note/"
    assert _is_in(client)
    assert [entry.act for entry in journal.entries(act="session")] == ["session.open"]


def test_one_code_is_enough_for_who_was_invited(client, places):
    """The code came by mail: it proves the address, and asking for another would prove nothing more."""
    grant(by=None, email="neuf@exemple.fr", territory="departement-32", role=Role.READER)
    client.post(CODE, {"email": "neuf@exemple.fr"})
    assert client.post(ENTER, {"code": _code()}).url == reverse("accounts:profile")
    assert _is_in(client)
    assert EmailAddress.objects.get(email="neuf@exemple.fr").verified


def test_a_wrong_code_does_not_and_three_close_the_door(client, person):
    client.post(CODE, {"email": person().email})
    for _ in range(3):
        answer = client.post(ENTER, {"code": "0000-0000"})
    assert answer.url == CODE
    assert client.post(ENTER, {"code": _code()}).url == CODE
    assert not _is_in(client)


def test_known_and_unknown_addresses_get_the_same_answer(client, person):
    pages = []
    for email in (person().email, "inconnue@exemple.fr"):
        client.cookies.clear()
        answer = client.post(CODE, {"email": email}, follow=True)
        page = re.sub(r'value="[^"]{40,}"', "", answer.content.decode())
        pages.append((answer.status_code, answer.redirect_chain, page.replace(email, "…")))
    assert pages[0] == pages[1]
    assert [len(message.to) for message in mail.outbox] == [1, 1]
    assert "n’a pas de compte" not in pages[1][2]


def test_opening_an_account_twice_gets_the_same_answer(client, person):
    pages = []
    for email in (person().email, "nouvelle@exemple.fr"):
        client.cookies.clear()
        answer = client.post("/compte/inscription/", {"email": email, "name": "N"}, follow=True)
        page = re.sub(r'value="[^"]{40,}"', "", answer.content.decode())
        pages.append((answer.status_code, answer.redirect_chain, page.replace(email, "…")))
    assert pages[0] == pages[1]
    assert "déjà un" in mail.outbox[0].body
    assert "code qui confirme" in mail.outbox[1].body


def test_an_account_opens_once_its_address_is_proven(client):
    client.post("/compte/inscription/", {"email": "nouvelle@exemple.fr", "name": "Nina"})
    client.post("/compte/adresse/code/", {"code": _code()})
    assert _is_in(client)
    account = Account.objects.get(email="nouvelle@exemple.fr")
    assert account.name == "Nina"
    assert not account.has_usable_password()


def test_password_wrong_or_unknown_address_read_the_same(client, person):
    account = person(password=PASSWORD)
    answers = [
        client.post(SIGN_IN, {"login": email, "password": "pas-la-bonne-9"})
        for email in (account.email, "x@exemple.fr")
    ]
    errors = [list(answer.context["password_form"].non_field_errors()) for answer in answers]
    assert errors[0] == errors[1] != []
    refused = journal.entries(act="session.refuse")
    assert [(entry.actor, entry.key) for entry in refused] == [(None, "inconnu")] * 2


def test_password_signs_in(client, person):
    answer = client.post(SIGN_IN, {"login": person(password=PASSWORD).email, "password": PASSWORD})
    assert answer.url == reverse("accounts:profile")
    assert _is_in(client)


def test_trying_passwords_is_limited(client, person):
    account = person(password=PASSWORD)
    for _ in range(5):
        client.post(SIGN_IN, {"login": account.email, "password": "pas-la-bonne-9"})
    answer = client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert "Trop d’essais" in answer.content.decode()
    assert not _is_in(client)


def test_asking_codes_is_limited(client, person):
    account = person()
    for _ in range(3):
        client.post(CODE, {"email": account.email})
        client.cookies.clear()
    answer = client.post(CODE, {"email": account.email})
    assert "Trop d’essais" in answer.content.decode()
    assert len(mail.outbox) == 3


def test_too_many_visits_of_the_door_get_a_page_in_french(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(2):
        answer = client.post(SIGN_IN, {"login": "x@exemple.fr", "password": "y"})
    assert answer.status_code == 429
    assert "Trop de demandes" in answer.content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example", "javascript:1"]
)
def test_next_never_leads_to_another_site(client, person, elsewhere):
    account = person(password=PASSWORD)
    answer = client.post(SIGN_IN, {"login": account.email, "password": PASSWORD, "next": elsewhere})
    assert answer.url == reverse("accounts:profile")


def test_sign_out_is_a_form(client, person):
    client.force_login(person())
    assert "Se déconnecter" in client.get("/compte/deconnexion/").content.decode()
    assert _is_in(client)
    client.post("/compte/deconnexion/")
    assert not _is_in(client)


@pytest.mark.parametrize(
    "path", [SIGN_IN, CODE, "/compte/inscription/", "/compte/deconnexion/", "/compte/suppression/"]
)
def test_forms_from_elsewhere_are_refused(person, path):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    assert client.post(path, {}).status_code == 403


def test_cookies_are_kept_from_scripts_and_other_sites(client, person):
    client.post(SIGN_IN, {"login": person(password=PASSWORD).email, "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_address_changes_once_the_new_one_is_proven(client, person):
    account = person(password=PASSWORD)
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    client.post("/compte/adresse/", {"email": "autre@exemple.fr", "action_add": "1"})
    account.refresh_from_db()
    assert account.email == "zoe@exemple.fr"
    client.post("/compte/adresse/code/", {"code": _code()})
    account.refresh_from_db()
    assert account.email == "autre@exemple.fr"
