"""Every address of accounts: ours in French, one h1, no inline script or style, no allauth template left."""

import hashlib
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import URLPattern, get_resolver, reverse
from fido2 import cose, webauthn

from essaim.foundation.accounts.models import Role
from essaim.foundation.accounts.urls import urlpatterns
from tests.apps.foundation.accounts.conftest import PASSWORD

ENGLISH = re.compile(
    r"\b(Sign In|Sign Up|Password|Email|Submit|Two-Factor|Authenticator|Security Keys?|Recovery Codes)\b"
)
NOT_PAGES = {"accounts:my_data", "mfa_download_recovery_codes", "mfa_login_webauthn"}


def _names() -> list[tuple[str, str]]:
    named = []
    for each in urlpatterns:
        inside = each.url_patterns if not isinstance(each, URLPattern) else [each]
        prefix = "" if isinstance(each, URLPattern) else "accounts:"
        named += [(prefix + pattern.name, str(pattern.pattern)) for pattern in inside]
    return named


@pytest.fixture
def zoe(client, person):
    """An administrator who has just signed in, with an application, a key and recovery codes."""
    account = person("Zoé", Role.ADMINISTRATOR, "pays-FR", password=PASSWORD)
    client.post("/compte/connexion/", {"login": account.email, "password": PASSWORD})
    return account


@pytest.fixture
def factors(zoe):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(zoe, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(zoe)
    data = {"name": "Téléphone", "passwordless": False, "credential": registered_key()}
    return Authenticator.objects.create(user=zoe, type="webauthn", data=data)


def registered_key() -> dict[str, object]:
    """What a browser answers when it registers a key."""
    point = cose.ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    key = webauthn.AttestedCredentialData.create(b"\0" * 16, b"clef" * 4, point)
    seen = webauthn.AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), 0x41, 0, key)
    proof = webauthn.AttestationObject.create("none", seen, {})
    asked = webauthn.CollectedClientData.create("webauthn.create", b"z" * 32, "https://testserver")
    answer = webauthn.AuthenticatorAttestationResponse(client_data=asked, attestation_object=proof)
    return json.loads(json.dumps(dict(webauthn.RegistrationResponse(raw_id=b"clef" * 4, response=answer))))


def _arguments(pattern: str, zoe, key) -> list[object]:
    return [{"key": zoe.key, "pk": key.pk}[name] for name in re.findall(r"<\w+:(\w+)>", pattern)]


def _check(page: str, where: str) -> None:
    assert page.count("<h1") == 1, where
    assert "<title>" in page, where
    assert not re.search(r"<script(?![^>]*\bsrc=)", page), where
    assert not re.search(r"\s(style|on\w+)=", page), where
    shown = re.sub(r"<(script|style|code)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert not ENGLISH.search(shown), (where, ENGLISH.search(shown))
    for form in re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL):
        assert "csrfmiddlewaretoken" in form, where


def test_every_page_signed_in(client, zoe, factors):
    seen = 0
    for name, pattern in _names():
        if name in NOT_PAGES:
            continue
        answer = client.get(reverse(name, args=_arguments(pattern, zoe, factors)))
        assert answer.status_code in {200, 302}, name
        if answer.status_code == 200:
            seen += 1
            _check(answer.content.decode(), name)
            used = {template.name for template in answer.templates if template.name}
            assert not {each for each in used if each.startswith(("allauth/", "account/base", "mfa/base"))}, (
                name,
                used,
            )
    assert seen >= 15


def test_every_page_signed_out(client, zoe, factors):
    client.post("/compte/deconnexion/")
    seen = set()
    for name, pattern in _names():
        if name in NOT_PAGES:
            continue
        answer = client.get(reverse(name, args=_arguments(pattern, zoe, factors)))
        assert answer.status_code in {200, 302}, name
        if answer.status_code == 200:
            seen.add(name)
            _check(answer.content.decode(), name)
    assert seen == {"account_login", "account_request_login_code", "account_signup", "account_inactive"}


def test_pages_between_two_steps(client, zoe, factors):
    client.post("/compte/deconnexion/")
    answer = client.post("/compte/connexion/", {"login": zoe.email, "password": PASSWORD}, follow=True)
    _check(answer.content.decode(), "second factor")
    client.post("/compte/deconnexion/")
    for path in ("/compte/connexion/code/", "/compte/inscription/"):
        client.cookies.clear()
        answer = client.post(path, {"email": "personne@exemple.fr"}, follow=True)
        assert answer.redirect_chain, path
        _check(answer.content.decode(), path)


def test_confirming_again_after_a_while(client, zoe, factors):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session["account_authentication_methods"] = session["account_authentication_methods"]
    session.save()
    for path in ("/compte/confirmer/", "/compte/second-facteur/confirmer/", "/compte/cles/confirmer/"):
        _check(client.get(path).content.decode(), path)
    assert client.get("/compte/cles/ajout/").url.startswith("/compte/confirmer/")


def test_recovery_codes_are_a_text(client, zoe, factors):
    answer = client.get("/compte/second-facteur/codes.txt")
    assert answer["Content-Type"] == "text/plain"
    assert len(re.findall(r"^[\d-]{8,}$", answer.content.decode(), re.MULTILINE)) == 10


def test_a_passkey_asks_the_browser(client, db):
    answer = client.get("/compte/connexion/cle/", headers={"accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["challenge"]


def test_nothing_of_allauth_is_routed_beside_these():
    ours = {name for name, _ in _names()}
    routed = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for name in routed if name.startswith(("account_", "mfa_", "socialaccount_", "openid_"))} <= ours


def test_account_pages_are_not_kept_by_the_browser(client, zoe):
    assert "no-store" in client.get("/compte/")["Cache-Control"]
