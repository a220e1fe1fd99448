"""The local mailbox, and the health of the node."""

import pytest
from django.urls import reverse
from django.utils import timezone

from essaim.foundation.jobs.models import Heartbeat
from essaim.foundation.jobs.public import send_message
from essaim.foundation.storage.domain import guards

pytestmark = pytest.mark.django_db
MAILBOX, HEALTH = "/courrier/", "/sante/"


def write(number):
    send_message(
        to=f"person-{number}@example.org",
        subject=f"Objet {number}",
        body="Bonjour <b>,\n\nhttps://essaim.exemple.fr/lien?a=1\n",
        kind="mail",
    )


def test_the_addresses():
    assert (reverse("jobs:mailbox"), reverse("jobs:health")) == (MAILBOX, HEALTH)


def test_an_empty_mailbox_says_what_will_come(client, settings):
    settings.DEBUG = True
    page = client.get(MAILBOX).content.decode()
    assert "Aucun message pour l’instant" in page


def test_every_message_can_be_read_and_its_links_followed(client, settings):
    settings.DEBUG = True
    write(1)
    page = client.get(MAILBOX).content.decode()
    assert "person-1@example.org" in page
    assert '<a href="https://essaim.exemple.fr/lien?a=1"' in page
    assert "Bonjour &lt;b&gt;" in page


def test_messages_are_chosen_by_recipient(client, settings):
    settings.DEBUG = True
    write(1)
    write(2)
    page = client.get(MAILBOX, {"a": "person-2@example.org"}).content.decode()
    assert "Objet 2" in page
    assert "Objet 1" not in page
    assert "Aucun message pour cette adresse" in client.get(MAILBOX, {"a": "nobody"}).content.decode()


def test_the_list_takes_the_same_queries_at_one_and_three_rows(client, settings, django_assert_num_queries):
    settings.DEBUG = True
    write(1)
    with django_assert_num_queries(3):
        client.get(MAILBOX)
    write(2)
    write(3)
    with django_assert_num_queries(3):
        client.get(MAILBOX)


def test_on_a_node_that_sends_for_good_the_mailbox_does_not_exist(client, node_settings):
    assert client.get(MAILBOX, headers={"host": "localhost"}).status_code == 200
    node_settings(email_url="smtp://mail.example.org")
    assert client.get(MAILBOX, headers={"host": "localhost"}).status_code == 404


def test_the_footer_leads_to_the_mailbox_where_it_exists(client, settings):
    settings.DEBUG = True
    assert f'href="{MAILBOX}"' in client.get("/accessibilite/").content.decode()
    settings.DEBUG = False
    assert f'href="{MAILBOX}"' not in client.get("/accessibilite/").content.decode()


def test_from_elsewhere_the_mailbox_does_not_exist(client, settings):
    settings.ALLOWED_HOSTS = ["essaim.exemple.fr", "localhost"]
    assert client.get(MAILBOX, headers={"host": "essaim.exemple.fr"}).status_code == 404
    assert client.get(MAILBOX, headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.1").status_code == 404


def test_health_is_good_when_database_guards_and_worker_stand(client):
    Heartbeat.objects.create(worker="m:1", seen_at=timezone.now())
    answer = client.get(HEALTH)
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "guards": "ok", "worker": "ok"}
    assert "no-store" in answer["Cache-Control"]


def test_health_says_which_part_does_not_stand(client, monkeypatch):
    answer = client.get(HEALTH)
    assert answer.status_code == 503
    assert answer.json()["worker"] == "failed"
    Heartbeat.objects.create(worker="m:1", seen_at=timezone.now())
    monkeypatch.setattr(guards, "_in_order", lambda _guard: False)
    assert client.get(HEALTH).json() == {"status": "failed", "database": "ok", "guards": "failed", "worker": "ok"}
