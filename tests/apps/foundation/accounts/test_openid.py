"""OpenID Connect against a provider that this test plays: as JSON, as a signed token, refused, forged."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa

from essaim.config.environment import Environment, openid_origins
from essaim.foundation.accounts import adapters
from essaim.foundation.accounts.models import Account, Role

ISSUER = "https://identite.example"
HERE, BACK = "/compte/openid/openid/", "/compte/openid/openid/retour/"
KEY, FORGED = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
CONFIGURATION = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/jwks",
}


class Answer:
    """What the provider answers: JSON, or a signed token."""

    status_code = 200

    def __init__(self, content):
        self.text = content if isinstance(content, str) else json.dumps(content)
        self.headers = {"content-type": "application/json", "Content-Type": "application/json"}
        if isinstance(content, str):
            self.headers = dict.fromkeys(self.headers, "application/jwt")

    def json(self):
        return json.loads(self.text)

    def raise_for_status(self):
        """Always well."""


class Provider:
    """A session that reaches the provider only."""

    def __init__(self, claims, *, signed=False, key=KEY):
        now = int(time.time())
        self.claims = {"iss": ISSUER, "aud": "essaim", "iat": now, "exp": now + 60} | claims
        self.signed, self.key = signed, key

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def _token(self, key):
        return jwt.encode(self.claims, key, algorithm="RS256", headers={"kid": "1"})

    def get(self, url, **_):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        pages = {
            f"{ISSUER}/.well-known/openid-configuration": CONFIGURATION,
            f"{ISSUER}/userinfo": self._token(self.key) if self.signed else self.claims,
            f"{ISSUER}/jwks": {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]},
        }
        return Answer(pages[url])

    def request(self, method, url, **_):
        assert (method, url) == ("POST", f"{ISSUER}/token")
        return Answer({"access_token": "jeton", "id_token": self._token(KEY), "token_type": "Bearer"})


@pytest.fixture
def provider(settings, monkeypatch, db):
    settings.ROOT_URLCONF = "tests.apps.foundation.accounts.openid_urls"
    app = {
        "provider_id": "openid", "name": "ProConnect", "client_id": "essaim", "secret": "s",
        "settings": {"server_url": ISSUER},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def play(claims, **options):
        monkeypatch.setattr(adapters.OpenIdAdapter, "get_requests_session", lambda _: Provider(claims, **options))

    return play


def _come_back(client):
    asked = client.post(HERE, {"next": "/la-note/"})
    assert asked.url.startswith(f"{ISSUER}/authorize?")
    query = parse_qs(urlsplit(asked.url).query)
    assert query["code_challenge_method"] == ["S256"]
    return client.get(BACK, {"code": "c", "state": query["state"][0]})


CLAIMS = {"sub": "abc", "email": "agente@gers.example", "email_verified": True, "given_name": "Ana", "usual_name": "B"}


@pytest.mark.parametrize("signed", [False, True])
def test_an_agent_enters_and_little_is_kept(client, provider, signed):
    provider(CLAIMS, signed=signed)
    assert _come_back(client).url == "/la-note/"
    account = Account.objects.get()
    assert (account.email, account.name) == ("agente@gers.example", "Ana")
    identity = SocialAccount.objects.get()
    assert (identity.uid, identity.extra_data) == ("abc", {})
    client.post("/compte/deconnexion/")
    assert _come_back(client).url == "/la-note/"
    assert SocialAccount.objects.get().extra_data == {}


def test_a_proven_address_opens_the_account_that_has_it(client, provider, person):
    known = person("Agente", Role.READER)
    provider(CLAIMS | {"email": known.email})
    _come_back(client)
    assert client.session["_auth_user_id"] == str(known.pk)


def test_an_address_that_is_not_proven_opens_nothing(client, provider, person):
    known = person("Agente", Role.READER)
    provider(CLAIMS | {"email": known.email, "email_verified": False})
    _come_back(client)
    assert "_auth_user_id" not in client.session


def test_a_forged_token_opens_nothing(client, provider):
    provider(CLAIMS, signed=True, key=FORGED)
    answer = _come_back(client)
    assert "La connexion n’a pas abouti" in answer.content.decode()
    assert not Account.objects.exists()


def test_a_refusal_is_said(client, provider):
    provider(CLAIMS)
    state = parse_qs(urlsplit(client.post(HERE).url).query)["state"][0]
    answer = client.get(BACK, {"error": "access_denied", "state": state}, follow=True)
    assert "Connexion abandonnée" in answer.content.decode()


def test_the_button_shows_only_with_a_provider(client, provider, settings):
    assert "ProConnect" not in client.get("/compte/connexion/").content.decode()
    node = settings.ESSAIM_ENVIRONMENT.model_copy(update={"openid_name": "ProConnect"})
    settings.ESSAIM_ENVIRONMENT = node
    provider(CLAIMS)
    assert "Se connecter avec ProConnect" in client.get("/compte/connexion/").content.decode()
    assert client.get(HERE).status_code == 405


def test_the_policy_lets_the_button_lead_to_the_provider():
    assert openid_origins(Environment(openid_url=f"{ISSUER}/.well-known/openid-configuration")) == [ISSUER]
    assert openid_origins(Environment(openid_url="")) == []
