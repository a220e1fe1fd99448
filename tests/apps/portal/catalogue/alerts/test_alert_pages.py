import time
import uuid

import pytest
from django.core import signing
from django.core.cache import cache
from django.urls import reverse

from essaim.foundation.jobs.models import Message
from essaim.portal.catalogue.forms import visitor
from essaim.portal.catalogue.models import Alert

pytestmark = pytest.mark.django_db
URL = "/alertes/creer/"


@pytest.fixture(autouse=True)
def _no_memory_of_robots():
    cache.clear()


def ask(client, query="", **values):
    opened = signing.dumps(int(time.time()) - 60, salt=visitor.SALT)
    return client.post(URL + query, {"email": "claire@exemple.fr", "opened": opened} | values)


def test_the_search_is_said_in_words(client, catalogue):
    page = client.get(
        f"{URL}?q=bus&theme=sante&departement=32&territoire=region-76&pres=commune-32013&rayon=20"
    ).content.decode()
    for words in ("bus", "sante", "Gers", "Occitanie", "à moins de 20"):
        assert words in page


def test_asked_then_confirmed_then_stopped_by_its_link(client, catalogue):
    assert "Vérifiez votre boîte" in ask(client, "?q=bus&vue=carte&tri=titre").content.decode()
    alert = Alert.objects.get()
    assert (alert.search, alert.confirmed_at) == ("q=bus", None)
    link = reverse("catalogue:alert", args=[alert.token])
    assert link in Message.objects.get().body
    client.get(link)  # a robot that opens the links of a mail confirms nothing
    assert Alert.objects.get().confirmed_at is None
    assert "est en service" in client.post(link, {"act": "confirm"}, follow=True).content.decode()
    assert Alert.objects.get().confirmed_at
    assert client.post(link, {"act": "stop"}).status_code == 302
    assert not Alert.objects.exists()
    gone = client.get(link)
    assert gone.status_code == 404
    assert "n’avez rien à faire" in gone.content.decode()


def test_the_page_does_not_tell_whether_an_address_is_known(client, catalogue):
    first = ask(client, "?q=bus").content
    link = reverse("catalogue:alert", args=[Alert.objects.get().token])
    client.post(link, {"act": "confirm"})
    client.get(link)
    assert ask(client, "?q=bus").content == first


def test_a_stranger_without_the_link_reaches_nothing(client, catalogue):
    assert client.get(reverse("catalogue:alert", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize(
    ("values", "status"),
    [({"site_web": "x"}, 429), ({"email": "non"}, 422), ({"email": ""}, 422), ({"opened": ""}, 422)],
)
def test_robots_and_mistakes_keep_nothing(client, catalogue, values, status):
    assert ask(client, "?q=bus", **values).status_code == status
    assert not Alert.objects.exists()
    assert not Message.objects.exists()


def test_a_search_too_long_is_refused_in_words(client, catalogue):
    query = "?" + "&".join(f"q={'é' * 300}" for _ in range(1))
    response = ask(client, query)
    assert response.status_code == 422
    assert "trop de filtres" in response.content.decode()


def test_the_address_is_never_shown(client, catalogue):
    ask(client, "?q=bus")
    page = client.get(reverse("catalogue:alert", args=[Alert.objects.get().token])).content.decode()
    assert "claire@exemple.fr" not in page
