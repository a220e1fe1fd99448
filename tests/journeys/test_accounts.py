"""Sign in by a code read in the mail, sign out; claim a page and be accepted."""

import re

from playwright.sync_api import expect

from tests.journeys.moves import follow, press
from tests.journeys.test_find_and_follow import message_to

PAGE = "/initiatives/poissons-gloutons-herault/"


def test_sign_in_by_code_then_sign_out_without_javascript(phone):
    phone.goto("/compte/connexion/")
    phone.get_by_label("Votre adresse électronique").first.fill("lecture@demo.essaim")
    press(phone, "Recevoir un code")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Entrez le code reçu")
    asked = phone.url
    code = re.search(r"\b\d{4}-?\d{4}\b", message_to(phone, "lecture@demo.essaim", "[Cc]ode"))
    assert code
    phone.goto(asked)
    phone.get_by_label("Le code reçu").fill(code.group())
    press(phone, "Continuer")
    expect(phone.locator(".masthead-account summary")).to_contain_text("Louise")
    phone.locator(".masthead-account summary").click()
    phone.locator(".masthead-account").get_by_role("button", name="Se déconnecter").click()
    out = phone.locator(".masthead-account").get_by_role("link", name="Se connecter")
    sure = phone.get_by_role("heading", name="Se déconnecter")
    expect(out.or_(sure)).to_be_visible()  # the next page has come, whichever it is
    if sure.count():
        press(phone, "Se déconnecter")
    expect(out).to_be_visible()
    phone.goto("/compte/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Se connecter")


def test_a_wrong_code_does_not_open(phone):
    phone.goto("/compte/connexion/")
    phone.get_by_label("Votre adresse électronique").first.fill("contribution@demo.essaim")
    press(phone, "Recevoir un code")
    phone.get_by_label("Le code reçu").fill("0000-0000")
    press(phone, "Continuer")
    expect(phone.locator(".masthead-account").get_by_role("link", name="Se connecter")).to_be_visible()
    expect(phone.locator("main")).to_contain_text(re.compile("[Cc]ode"))


def test_somebody_claims_a_page_and_a_moderator_accepts(open_context):
    claimer = open_context(javascript=False, account="Camille Contribution").new_page()
    claimer.goto(PAGE)
    expect(claimer.get_by_text("Sans référent.")).to_be_visible()
    follow(claimer, "Je suis référent de cette page")
    press(claimer, "Demander à être référent")
    expect(claimer.get_by_text("Votre demande est envoyée")).to_be_visible()

    moderator = open_context(account="Modeste Modération").new_page()
    moderator.goto("/moderation/referents/")
    title = claimer.get_by_role("heading", level=1).inner_text()
    request = moderator.locator("main li").filter(has_text=title)
    expect(request).to_contain_text("contribution@demo.essaim")
    request.get_by_role("button", name="Accepter").click()
    expect(moderator.get_by_text("La page a son référent.")).to_be_visible()

    claimer.goto(PAGE)
    expect(claimer.get_by_text("Sans référent.")).to_have_count(0)
    expect(claimer.get_by_role("link", name="Confirmer que tout est encore juste")).to_be_visible()
