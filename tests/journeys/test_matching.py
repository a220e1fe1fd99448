"""Somebody answers a proposal on a phone without JavaScript; every page of matching is accessible, narrow and silent."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.moves import press

SCRIPT = Path(__file__).with_name("matching_people.py")
ADMINISTRATOR = "Adèle Administration"


@pytest.fixture(scope="module")
def gardens(server):
    done = server.essaim("django", "shell", "--no-imports", "--command", SCRIPT.read_text(encoding="utf-8"))
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def holder(open_context, gardens, server):
    """A browser that has opened the dossiers of two people."""

    def browse(**options):
        context = open_context(**options)
        context.add_cookies([{"name": "sessionid", "value": gardens["session"], "url": server.url}])
        return context.new_page()

    return browse


def looked(page, paths, *, narrow):
    """Return what is wrong on these pages: axe, the console, width."""
    said, wrong = [], {}
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    for path in paths:
        page.goto(path)
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        if results.violations_count:
            wrong[path] = results.generate_report()
        if narrow:
            page.set_viewport_size({"width": 320, "height": 640})
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                wrong[path] = "wider than 320 pixels"
            page.set_viewport_size(PHONE)
    return wrong, said


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_the_pages_of_people_are_accessible(holder, gardens, viewport, scheme):
    page = holder(viewport=viewport, color_scheme=scheme)
    assert looked(page, gardens["mine"], narrow=viewport == PHONE) == ({}, [])


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_the_pages_of_the_team_are_accessible(open_context, gardens, viewport, scheme):
    page = open_context(viewport=viewport, color_scheme=scheme, account=ADMINISTRATOR).new_page()
    assert looked(page, gardens["desk"], narrow=viewport == PHONE) == ({}, [])


def test_somebody_answers_on_a_phone_without_javascript(holder, gardens):
    page = holder(viewport=PHONE, javascript=False)
    page.goto(gardens["answer"])
    expect(page.get_by_text("Cette personne ne connaît pas votre nom")).to_be_visible()
    assert "Zélie" not in page.content()
    press(page, "J’accepte")
    expect(page.get_by_text("vous acceptez")).to_be_visible()
    page.goto(gardens["answer"])
    page.get_by_text("Je n’accepte pas").click()
    page.get_by_label("C’est trop loin").check()
    press(page, re.compile("^Envoyer ma réponse"))
    expect(page.get_by_text("vous n’acceptez pas")).to_be_visible()
