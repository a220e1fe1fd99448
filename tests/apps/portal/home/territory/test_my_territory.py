"""« Mon territoire »: chosen, shown, dropped; never by a link, never towards another site."""

import pytest
from django.test import Client

from essaim.foundation.territories import public as territories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
GERS = "/territoires/departement/32-gers/"
CHOOSE = "/territoires/mon-territoire/"


def test_a_choice_is_kept_and_dropped(client):
    assert "En faire mon territoire" in client.get(GERS).content.decode()
    answer = client.post(CHOOSE, {"territory": "departement-32", "next": GERS}, follow=True)
    assert answer.redirect_chain == [(GERS, 302)]
    assert "Gers est maintenant votre territoire." in answer.content.decode()
    assert "C’est votre territoire." in client.get(GERS).content.decode()
    assert "Vous avez choisi" in client.get("/territoires/").content.decode()
    assert client.session["territory"] == "departement-32"
    client.post(CHOOSE, {"territory": ""})
    assert "territory" not in client.session
    assert "En faire mon territoire" in client.get(GERS).content.decode()


def test_an_unknown_territory_is_refused(client):
    answer = client.post(CHOOSE, {"territory": "departement-99"}, follow=True)
    assert "Ce territoire n’existe pas" in answer.content.decode()
    assert "territory" not in client.session


@pytest.mark.parametrize("wished", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", ""])
def test_it_never_leads_to_another_site(client, wished):
    answer = client.post(CHOOSE, {"territory": "departement-32", "next": wished})
    assert answer["Location"] == "/territoires/"


def test_only_a_form_of_ours_may_choose():
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(CHOOSE).status_code == 405
    assert strict.post(CHOOSE, {"territory": "departement-32"}).status_code == 403


def test_the_reader_of_the_choice_asks_nothing_when_there_is_none(client, rf, django_assert_num_queries):
    request = rf.get("/")
    request.session = {}
    with django_assert_num_queries(0):
        assert territories.my_territory(request) is None
    territories.remember(request, "departement-32")
    with django_assert_num_queries(1):
        assert territories.my_territory(request).name == "Gers"
    territories.forget(request)
    territories.forget(request)
    assert territories.my_territory(request) is None


def test_a_choice_that_no_longer_exists_is_no_choice(rf):
    request = rf.get("/")
    request.session = {"territory": "departement-99"}
    assert territories.my_territory(request) is None
