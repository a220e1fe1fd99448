"""Find by everyday words, read, and be told what is new: on a phone without JavaScript, then on a desk."""

import re
import time
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route, expect

from tests.journeys.moves import follow, press

QUESTION = "plus de médecin dans mon village"
PERSON_SECONDS = 3.2  # what is sent sooner is taken for a robot's, and the page says to wait
CAR = "/solutions/car-solidaire/"


def message_to(page: Page, address: str, subject: str) -> str:
    """Open the local mailbox of somebody and return the text of the newest message on a subject."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        page.goto("/courrier/?a=" + address)
        found = page.locator("main article").filter(has=page.get_by_role("heading", name=re.compile(subject)))
        if found.count():
            return found.first.inner_text()
        time.sleep(0.25)
    raise AssertionError(f"no message on {subject} to {address}")


def link_in(text: str, path: str) -> str:
    found = re.search(rf"https?://[^/\s]+({path}\S*)", text)
    assert found, text
    return found.group(1)


def test_a_village_without_a_doctor_on_a_phone_without_javascript(phone):
    phone.goto("/")
    phone.locator("main").get_by_role("searchbox").fill(QUESTION)
    press(phone, "Chercher")
    expect(phone.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    expect(phone.locator(".results > li").first).to_contain_text(re.compile("médecin", re.IGNORECASE))
    expect(phone.get_by_text("Pourquoi ce résultat").first).to_be_visible()

    results = phone.url
    phone.locator('.results a[href^="/solutions/"]').first.click()
    expect(phone.locator(".overline").first).to_have_text("Solution")
    phone.locator('main a[href^="/initiatives/"]').first.click()
    expect(phone.locator(".overline").first).to_contain_text("Initiative")

    phone.goto(results)
    follow(phone, "Créer une alerte")
    expect(phone.locator("main")).to_contain_text(QUESTION)
    phone.locator("main").get_by_role("textbox", name=re.compile("adresse")).fill("village@exemple.fr")
    time.sleep(PERSON_SECONDS)
    press(phone, "Recevoir le lien de confirmation")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vérifiez votre boîte")

    phone.goto(link_in(message_to(phone, "village@exemple.fr", "alerte"), "/alertes/"))
    press(phone, "Confirmer l’alerte")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre alerte est en service")
    alert = urlsplit(phone.url).path
    press(phone, "Arrêter l’alerte et effacer mon adresse")
    expect(phone.get_by_text("votre adresse est effacée")).to_be_visible()
    assert phone.goto(alert).status == 404
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cette alerte n’existe plus")


def test_a_wrong_alert_address_is_said_and_kept(phone):
    phone.goto("/alertes/creer/?q=bus")
    phone.locator("main").get_by_role("textbox", name=re.compile("adresse")).fill("pas une adresse")
    press(phone, "Recevoir le lien de confirmation")
    expect(phone).to_have_title(re.compile("^Erreur"))
    expect(phone.locator("main").get_by_role("textbox", name=re.compile("adresse"))).to_have_value("pas une adresse")


def test_typing_mistakes_find_the_shared_car(desk):
    desk.goto("/recherche/")
    desk.locator("#q").fill("veiture partagée pour personnes agées")
    desk.locator("#q").press("Enter")
    expect(desk.locator(".understood")).to_contain_text("voiture")
    first = desk.locator(".results > li").filter(has=desk.locator(f'a[href="{CAR}"], a[href*="car-47"]')).first
    expect(first).to_be_visible()
    assert int(first.evaluate("item => [...item.parentNode.children].indexOf(item)")) < 3


def test_facets_map_and_back_button_keep_the_state_in_the_address(desk):
    desk.goto("/recherche/?q=bus")
    everything = desk.locator("#nombre").inner_text()
    desk.locator("#filtres").get_by_role("checkbox", name=re.compile("Santé|Se soigner")).first.check()
    desk.wait_for_url(re.compile("theme="))
    assert parse_qs(urlsplit(desk.url).query)["q"] == ["bus"]
    filtered = desk.locator("#nombre").inner_text()
    assert filtered != everything
    follow(desk, re.compile("Carte"))
    desk.wait_for_url(re.compile("vue=carte"))
    assert "theme=" in desk.url
    expect(desk.locator(".find-results svg").first).to_be_visible()
    expect(desk.locator("#nombre")).to_have_text(filtered)
    desk.go_back()
    expect(desk.locator("#nombre")).to_have_text(filtered)
    assert "vue=carte" not in desk.url
    desk.go_back()
    expect(desk.locator("#nombre")).to_have_text(everything)
    assert "theme=" not in desk.url


def test_a_box_ticked_before_the_script_has_come_counts(desk):
    late = []

    def hold(route: Route) -> None:
        """Hold the script of this page; that of the next one may come."""
        if late:
            route.continue_()
        late.append(route)

    desk.route("**/ui*.js", hold)
    desk.goto("/recherche/?q=bus", wait_until="commit")
    desk.locator("#filtres").get_by_role("checkbox", name=re.compile("Santé|Se soigner")).first.check()
    assert len(late) == 1, "the script came before the box was ticked"
    late[0].continue_()
    desk.wait_for_url(re.compile("theme="))


def test_going_back_to_a_ticked_box_does_not_send_it_again(desk):
    desk.goto("/recherche/?q=bus")
    desk.locator("#filtres").get_by_role("checkbox", name=re.compile("Santé|Se soigner")).first.check()
    desk.wait_for_url(re.compile("theme="))
    desk.go_back()
    desk.wait_for_timeout(1500)  # twice what the script waits before it sends
    assert "theme=" not in desk.url


def test_nothing_found_says_what_to_do_next(phone):
    phone.goto("/recherche/?q=xyzzyx&exact=oui")
    expect(phone.locator("#nombre")).to_have_text("Aucun résultat")
    expect(phone.get_by_role("link", name="Proposer une initiative").first).to_be_visible()
