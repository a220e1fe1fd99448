"""A small OpenID Connect provider for the journeys: its page asks who comes in, and it checks what the site sends."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, NAME = "essaim", "un secret d’essai", "ProConnect d’essai"
AGENT = {"sub": "agent-1", "email": "ana@gers.example", "email_verified": True, "given_name": "Ana", "usual_name": "B"}
PAGE = """<!doctype html><html lang="fr"><title>{name}</title><h1>{name}</h1><form action="/decide">
{hidden}<button name="answer" value="yes">Continuer</button> <button name="answer" value="no">Refuser</button></form>"""


@dataclass
class Provider:
    """What it promises (claims, key) and what it saw: the requests to sign in, the codes given, what it refused."""

    url: str = ""
    claims: dict[str, object] = field(default_factory=lambda: dict(AGENT))
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def configuration(self) -> dict[str, str]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        found = {name: f"{self.url}/{path}" for name, path in places.items()}
        return found | {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}

    def decide(self, asked: dict[str, str]) -> str:
        """The address where the browser goes back, with a code or a refusal."""
        answer: dict[str, str] = {"error": "access_denied"}
        if asked.pop("answer") == "yes":
            code = secrets.token_urlsafe()
            self.codes[code] = asked
            answer = {"code": code}
        return f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}"

    def exchange(self, sent: dict[str, str], authorization: str) -> dict[str, object] | None:
        """A code against a token, once, to the client that asked with the same address and the verifier (RFC 7636)."""
        asked = self.codes.pop(sent.get("code", ""), None)
        reason = self._against(asked, sent, authorization)
        if asked is None or reason:
            self.refused.append(reason)
            return None
        token = secrets.token_urlsafe()
        self.tokens.add(token)
        return {"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": self._signed(asked)}

    def _against(self, asked: dict[str, str] | None, sent: dict[str, str], authorization: str) -> str:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        posted = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        problems = {
            "unknown code": asked is None,
            "wrong secret": not posted and authorization != f"Basic {basic}",
            "wrong verifier": asked is not None and challenge != asked.get("code_challenge"),
            "other address": asked is not None and sent.get("redirect_uri") != asked.get("redirect_uri"),
        }
        return next((name for name, wrong in problems.items() if wrong), "")

    def _signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked.get("nonce", "")}
        return jwt.encode(self.claims | claims, self.key, algorithm="RS256", headers={"kid": "1"})

    def keys(self) -> dict[str, object]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}


class _Pages(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/authorize":
            self.provider.asked.append(given)
            self._answer(200, "text/html; charset=utf-8", self._page(given))
        elif parts.path == "/decide":
            self.send_response(302)
            self.send_header("Location", self.provider.decide(given))
            self.end_headers()
        elif parts.path == "/userinfo":
            known = self.headers["Authorization"].removeprefix("Bearer ") in self.provider.tokens
            self._json(self.provider.claims if known else None)
        else:
            pages = {"/.well-known/openid-configuration": self.provider.configuration, "/jwks": self.provider.keys}
            self._json(pages[parts.path]() if parts.path in pages else None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        self._json(self.provider.exchange(sent, self.headers.get("Authorization", "")))

    def _page(self, given: dict[str, str]) -> str:
        fields = (
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in given.items()
        )
        return PAGE.format(name=NAME, hidden="".join(fields))

    def _json(self, content: object) -> None:
        self._answer(400 if content is None else 200, "application/json", json.dumps(content))

    def _answer(self, status: int, kind: str, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def running() -> Iterator[Provider]:
    """Serve a provider on a free port of this machine."""
    provider = Provider()
    pages = type("Pages", (_Pages,), {"provider": provider})
    with ThreadingHTTPServer(("127.0.0.1", 0), pages) as listening:
        provider.url = f"http://127.0.0.1:{listening.server_port}"
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield provider
        listening.shutdown()
