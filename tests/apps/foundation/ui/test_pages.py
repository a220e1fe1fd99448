"""The style page shows everything; the error pages say what to do and need nothing."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from essaim.foundation import ui

TEMPLATES = Path(ui.__file__).parent / "templates"


def test_every_component_is_on_the_style_page(style_page):
    shown = {template.name for template in style_page.templates}
    folders = ("ui/components", "ui/charts", "ui/style", "django/forms")
    for folder in folders:
        for path in (TEMPLATES / folder).rglob("*.html"):
            name = str(path.relative_to(TEMPLATES))
            assert name in shown, f"{name} is not shown on the style page"


def test_the_style_page_answers_without_a_database(style_page):
    assert style_page.status_code == 200
    assert (
        "script-src" in style_page["Content-Security-Policy"]
        or "default-src 'self'" in style_page["Content-Security-Policy"]
    )


def test_the_accent_is_a_style_sheet_for_ever(client):
    answer = client.get("/style/accent/ffff00.css")
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    assert "#FFFF00" not in answer.content.decode().split("@media")[0]
    assert client.get("/style/accent/red.css").status_code == 404


@pytest.mark.parametrize("name", ["500.html", "400.html", "403_csrf.html"])
def test_pages_of_failure_need_no_context(name):
    drawn = render_to_string(name)
    assert 'lang="fr"' in drawn
    assert "Que faire" in drawn


@pytest.mark.django_db
def test_a_missing_page_says_what_to_do(client):
    answer = client.get("/rien/du/tout/")
    assert answer.status_code == 404
    assert "Que faire" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_expired_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/style/", {"a": "b"})
    assert answer.status_code == 403
    assert "Votre page a expiré" in answer.content.decode()
