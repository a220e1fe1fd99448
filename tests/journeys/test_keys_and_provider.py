"""Sign in with a passkey of a (virtual) device, or through an identity provider; staff give a second factor."""

import base64
import hmac
import re
import struct
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.journeys.provider import NAME
from tests.journeys.test_find_and_follow import message_to

SIGN_IN, KEYS, DOOR = "/compte/connexion/", "/compte/cles/", "/moderation/"
KEY_ALONE = "Utiliser une clé d’accès"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A virtual authenticator in one page: a telephone that knows its owner, until told otherwise."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        self.key = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def recognise(self, *, owner: bool) -> None:
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.key, "isUserVerified": owner})

    def holds(self) -> int:
        return len(self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.key})["credentials"])


def enter_by_code(page: Page, address: str) -> None:
    page.goto(SIGN_IN)
    page.get_by_label("Votre adresse électronique").first.fill(address)
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrez le code reçu")
    asked = page.url
    code = re.search(r"\b\d{4}-?\d{4}\b", message_to(page, address, "[Cc]ode"))
    assert code
    page.goto(asked)
    page.get_by_label("Le code reçu").fill(code.group())
    page.get_by_role("button", name="Continuer").click()


def leave(page: Page) -> None:
    page.context.clear_cookies()


def in_as(page: Page, name: str) -> None:
    expect(page.locator(".masthead-account summary")).to_contain_text(name)


def is_out(page: Page) -> None:
    page.goto("/compte/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")


def at_the_door(page: Page) -> None:
    """Past it: the page of moderation itself, loaded, not the way that leads there."""
    page.wait_for_url(lambda url: urlsplit(url).path == DOOR)


def stopped_for_a_second_factor(page: Page) -> None:
    """The first proof alone opens nothing: whatever page is asked for, the second one is asked."""
    for path in (None, DOOR, "/compte/"):
        if path:
            page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Donnez votre second facteur")
        expect(page.locator(".masthead-account summary")).to_have_count(0)


def totp(secret: str) -> str:
    """RFC 6238, with the standard library: what an application on a telephone would show now."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@pytest.fixture
def by_name(open_context, server) -> BrowserContext:
    """A browser that calls the site by a name: a passkey belongs to a name, never to a number."""
    return open_context(base_url=server.named)


def test_a_passkey_protects_staff_then_signs_in_alone(by_name, server):
    server.essaim("accounts", "grant", "cle@exemple.fr", "moderator", "pays-FR")
    page = by_name.new_page()
    device = Device(page)
    enter_by_code(page, "cle@exemple.fr")
    page.goto(DOOR)
    expect(page.get_by_role("heading", level=1)).to_contain_text("second facteur")
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("Le nom de cette clé").fill("téléphone")
    page.get_by_label("Me connecter avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.wait_for_url(lambda url: "/ajout/" not in url)
    assert device.holds() == 1
    page.goto(DOOR)
    at_the_door(page)

    leave(page)
    is_out(page)
    page.goto(f"{SIGN_IN}?next={DOOR}")
    device.recognise(owner=False)
    page.get_by_role("button", name=KEY_ALONE).click()
    expect(page.get_by_text("La clé d’accès n’a pas répondu")).to_be_visible()
    is_out(page)
    device.recognise(owner=True)
    page.goto(f"{SIGN_IN}?next={DOOR}")
    page.get_by_role("button", name=KEY_ALONE).click()
    at_the_door(page)

    leave(page)
    enter_by_code(page, "cle@exemple.fr")
    stopped_for_a_second_factor(page)


def test_a_passkey_of_another_device_does_not_open(by_name):
    page = by_name.new_page()
    Device(page)
    page.goto(SIGN_IN)
    page.get_by_role("button", name=KEY_ALONE).click()
    expect(page.get_by_text("La clé d’accès n’a pas répondu")).to_be_visible()
    is_out(page)


def test_no_passkey_is_offered_where_the_site_has_no_name(desk):
    desk.goto(SIGN_IN)
    expect(desk.get_by_role("button", name="Recevoir un code")).to_be_visible()
    desk.wait_for_load_state("load")
    expect(desk.get_by_role("button", name=KEY_ALONE)).to_be_hidden()


def through_the_provider(page: Page, answer: str, after: str) -> None:
    page.goto(f"{SIGN_IN}?next={after}")
    page.get_by_role("button", name=f"Se connecter avec {NAME}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    page.get_by_role("button", name=answer).click()


def test_an_agent_comes_in_by_the_provider_and_staff_still_give_a_second_factor(open_context, server, provider):
    page = open_context().new_page()
    through_the_provider(page, "Continuer", "/la-note/")
    expect(page).to_have_url(server.url + "/la-note/")
    in_as(page, "Ana")
    assert provider.asked[-1]["code_challenge_method"] == "S256"
    assert provider.refused == []

    server.essaim("accounts", "grant", "ana@gers.example", "moderator", "departement-32")
    page.goto(DOOR)
    expect(page.get_by_role("heading", level=1)).to_contain_text("second facteur")
    page.get_by_role("link", name="Configurer une application").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Le code affiché").fill(totp(secret))
    page.get_by_role("button", name="Activer").click()
    page.goto(DOOR)
    at_the_door(page)

    leave(page)
    through_the_provider(page, "Continuer", DOOR)
    stopped_for_a_second_factor(page)


def test_a_refusal_at_the_provider_is_said(desk):
    through_the_provider(desk, "Refuser", "/la-note/")
    expect(desk.get_by_role("heading", level=1)).to_have_text(re.compile("abandonnée"))
    is_out(desk)


def test_a_way_back_that_another_browser_began_opens_nothing(open_context, provider):
    """The twin of a way back: the provider's code is good, but this browser did not ask for it."""
    theirs = open_context().new_page()
    theirs.goto(SIGN_IN)
    theirs.get_by_role("button", name=f"Se connecter avec {NAME}").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text(NAME)
    back = provider.decide(provider.asked[-1] | {"answer": "yes"})
    victim = open_context().new_page()
    victim.goto(back)
    expect(victim.locator("main")).to_contain_text("La connexion n’a pas abouti")
    is_out(victim)
