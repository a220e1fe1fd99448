"""Staff act only behind a second factor."""

import pytest
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from essaim.foundation.accounts import public
from essaim.foundation.accounts.models import Role
from essaim.foundation.journal import public as journal
from tests.apps.foundation.accounts.conftest import PASSWORD

PEOPLE, FACTOR = "/administration/personnes/", "/compte/second-facteur/"
SIGN_IN, VERIFY, APPLICATION = "/compte/connexion/", f"{FACTOR}verification/", f"{FACTOR}application/"


@pytest.fixture
def signed_manager(client, person):
    account = person("Gisele", Role.MANAGER, password=PASSWORD)
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    return account


def _now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, totp.yield_hotp_counters_from_time().__next__()))


def _set_up(client) -> str:
    secret = client.get(APPLICATION).context["form"].secret
    assert client.post(APPLICATION, {"code": _now(secret)}).url == f"{FACTOR}codes/"
    return secret


def test_staff_without_it_is_led_to_set_it_up(client, strict, signed_manager):
    answer = client.get(PEOPLE)
    assert answer.url.startswith(f"{FACTOR}?next=")
    assert "Second facteur à configurer" in client.get("/compte/").content.decode()


def test_staff_without_it_may_nothing(rf, strict, manager):
    request = rf.get("/")
    request.user = manager
    assert not public.may(request, "accounts.manage")
    assert public.scope(request, "accounts.manage") == frozenset()


def test_an_application_opens_the_door(client, strict, signed_manager):
    _set_up(client)
    assert client.get(PEOPLE).status_code == 200


def test_adding_one_is_journalled(rf, manager):
    added = Authenticator(user=manager, type="totp")
    signals.authenticator_added.send(sender=Authenticator, request=rf.get("/"), user=manager, authenticator=added)
    (entry,) = journal.entries(act="second-factor")
    assert (entry.act, entry.actor, entry.details["means"]) == ("second-factor.add", manager.key, "totp")


def test_the_next_sign_in_asks_for_it(client, strict, signed_manager):
    secret = _set_up(client)
    client.post("/compte/deconnexion/")
    assert client.post(SIGN_IN, {"login": signed_manager.email, "password": PASSWORD}).url == VERIFY
    assert client.get(PEOPLE).url.startswith(SIGN_IN)
    assert "Ce code ne convient pas" in client.post(VERIFY, {"code": "000000"}).content.decode()
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    client.post(VERIFY, {"code": recovery})
    assert client.get(PEOPLE).status_code == 200
    assert secret not in client.get(f"{FACTOR}codes/").content.decode()


def test_taking_it_away_closes_the_door(client, strict, signed_manager):
    _set_up(client)
    client.post(f"{APPLICATION}retrait/")
    assert client.get(PEOPLE).url.startswith(FACTOR)


def test_a_reader_needs_none(client, strict, person):
    client.force_login(person(role=Role.READER))
    assert "Second facteur à configurer" not in client.get("/compte/").content.decode()


def test_no_address_is_exempt_in_production():
    import subprocess
    import sys

    code = "from essaim.config import settings; print(settings.ESSAIM_SECOND_FACTOR_EXEMPT)"
    shown = subprocess.run(
        [sys.executable, "-c", code],
        env={"ESSAIM_SECRET_KEY": "x", "ESSAIM_DEBUG": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "()"
