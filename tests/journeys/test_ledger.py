"""The ledger in a browser: a voucher taken while the network is cut, taken without script, pages for everybody."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.moves import press

SCRIPT = Path(__file__).with_name("ledger.py")
COUNT = "from essaim.engines.ledger.models import Movement; print(Movement.objects.filter(moved='spent').count())"


@pytest.fixture(scope="module")
def service(server):
    return server.tell(SCRIPT)


@pytest.fixture
def opened(open_context, server, service):
    """Return a page of somebody whose session is open."""

    def open_page(who, **options):
        context = open_context(viewport=PHONE, **options)
        context.add_cookies([{"name": service["cookie"], "value": service[who], "url": server.url}])
        return context.new_page()

    return open_page


def spent(server):
    return int(server.shell(COUNT))


def test_a_voucher_shown_while_the_network_is_cut_is_kept_and_taken_once_it_is_back(opened, server, service):
    page = opened("carrier")
    page.goto(service["take"])
    before = spent(server)
    page.get_by_label("Code").fill(service["codes"][1].lower())
    page.context.set_offline(True)
    page.get_by_role("button", name="Vérifier").click()
    kept = page.get_by_role("heading", name="Gardé sur cet appareil")
    expect(kept).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("n’est pas encore vérifié")
    assert spent(server) == before
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Pris : 5")
    expect(kept).to_be_hidden()
    page.reload()
    expect(page.get_by_text("titre n° 2")).to_be_visible()
    assert spent(server) == before + 1


def test_what_is_kept_survives_the_page_and_a_refusal_is_told(opened, server, service):
    page = opened("carrier")
    page.goto(service["take"])
    page.context.set_offline(True)
    page.get_by_label("Code").fill(service["codes"][0])  # spent before: nobody knows without the network
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("heading", name="Gardé sur cet appareil")).to_be_visible()
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(service["take"])
    expect(page.get_by_role("status")).to_contain_text("déjà été dépensé")


def test_without_script_a_voucher_is_checked_then_taken(opened, server, service):
    page = opened("carrier", javascript=False)
    page.goto(service["take"])
    page.get_by_label("Code").fill(service["codes"][2])
    press(page, "Vérifier")
    expect(page.get_by_role("heading", name=re.compile(r"5.€ \(titre n° 3"))).to_be_visible()
    press(page, "Confirmer et prendre")
    expect(page.get_by_text("Pris : 5")).to_be_visible()


@pytest.mark.parametrize("who", ["holder", "carrier", ""])
def test_axe_finds_nothing_and_320_pixels_are_enough(opened, open_context, service, who):
    page = opened(who) if who else open_context(viewport=PHONE).new_page()
    for address in service[f"{who}_pages" if who else "pages"]:
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.goto(address).status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, (address, found.generate_report())
