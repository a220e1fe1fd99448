"""Legal pages say what the node's settings say; what is not set is said to be missing."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.urls import reverse

from essaim.foundation.jobs.models import Message
from essaim.foundation.parties.public import register_rows

pytestmark = pytest.mark.django_db
LEGAL = ["home:legal_notice", "home:personal_data", "home:accessibility", "home:complaint", "home:note"]


@pytest.fixture
def node(settings):
    """Change the settings of the node for one test."""

    def change(**values):
        before = settings.ESSAIM_ENVIRONMENT.model_dump()
        settings.ESSAIM_ENVIRONMENT = SimpleNamespace(**(before | values))

    return change


@pytest.mark.parametrize("name", LEGAL)
def test_every_legal_page_is_in_every_footer(client, name):
    html = client.get(reverse("home:legal_notice")).content.decode()
    assert client.get(reverse(name)).status_code == 200
    if name != "home:complaint":
        assert f'href="{reverse(name)}"' in html


def test_the_notice_says_what_is_missing_and_what_is_set(client, node):
    assert "non renseigné par l’éditeur du site" in client.get(reverse("home:legal_notice")).content.decode()
    node(publisher_name="Département du Gers", host_name="Régie du Gers")
    html = client.get(reverse("home:legal_notice")).content.decode()
    assert "Département du Gers" in html
    assert "Régie du Gers" in html


def test_the_register_shows_every_personal_field(client):
    html = client.get(reverse("home:personal_data")).content.decode()
    assert len(register_rows()) > 10
    assert html.count("<tr>") == len(register_rows()) + 1


def test_without_an_audit_the_page_does_not_claim_conformity(client):
    html = client.get(reverse("home:accessibility")).content.decode()
    assert "<h1>Accessibilité&nbsp;: non conforme</h1>" in html
    assert "Aucun audit" in html


def test_a_complaint_reaches_the_publisher(client, node):
    node(contact_email="contact@gers.example")
    values = {"page": "/recherche/", "trouble": "Je ne peux pas cocher.", "email": "rose@exemple.fr"}
    assert client.post(reverse("home:complaint"), values).status_code == 302
    message = Message.objects.get(to="contact@gers.example")
    assert "Je ne peux pas cocher." in message.body
    assert "rose@exemple.fr" in message.body


def test_a_complaint_from_a_robot_or_without_words_sends_nothing(client, node):
    node(contact_email="contact@gers.example")
    url = reverse("home:complaint")
    assert client.post(url, {"page": "x", "trouble": ""}).status_code == 422
    client.post(url, {"page": "x", "trouble": "y", "site_web": "http://spam"})
    assert not Message.objects.exists()


def test_a_flood_of_complaints_is_stopped(client, node):
    node(contact_email="contact@gers.example")
    values = {"page": "x", "trouble": "y"}
    cache.clear()
    told = [client.post(reverse("home:complaint"), values).status_code for _ in range(21)]
    assert told == [302] * 20 + [429]
    assert Message.objects.count() == 20


def test_without_an_address_the_page_gives_another_way(client):
    assert "Défenseur des droits" in client.get(reverse("home:complaint")).content.decode()


@pytest.mark.parametrize("state", ["readable", "runs", "documented"])
def test_the_note_may_be_read_by_state(client, state):
    every = client.get(reverse("home:note")).content.decode().count('id="passage-')
    some = client.get(reverse("home:note"), {"etat": state}).content.decode().count('id="passage-')
    assert 0 < some < every


def test_every_passage_of_the_note_has_its_line(client, founding_note):
    html = client.get(reverse("home:note")).content.decode()
    assert [f'id="passage-{number}"' in html for number in range(1, len(founding_note) + 1)] == [True] * len(
        founding_note
    )
