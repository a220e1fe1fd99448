import time

import pytest
from django.core import signing
from django.core.cache import cache
from django.urls import reverse

from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.jobs.models import Message
from essaim.portal.catalogue import personal
from essaim.portal.catalogue.domain import claims
from essaim.portal.catalogue.forms import visitor
from essaim.portal.catalogue.models import Claim, Initiative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory_of_robots():
    cache.clear()


@pytest.fixture
def page(write):
    return write.initiative("car-gers", "Un chauffeur dans le Gers", "departement-32")


@pytest.fixture
def moderator(places):
    account = Account.objects.create(email="moderatrice@exemple.fr")
    Membership.objects.create(account=account, territory=places["departement-32"], role=Role.MODERATOR)
    return account


def address(name, page):
    return reverse(f"catalogue:{name}", args=[page.slug])


def message(**values):
    opened = signing.dumps(int(time.time()) - 60, salt=visitor.SALT)
    return {"text": "Comment faites-vous ?", "email": "elue@exemple.fr", "opened": opened} | values


def sent_to():
    return sorted(Message.objects.values_list("to", flat=True))


def test_without_a_referent_the_moderators_receive(client, page, moderator):
    assert "sans référent" in client.get(address("contact", page)).content.decode()
    response = client.post(address("contact", page), message())
    assert response.status_code == 302
    assert sent_to() == ["moderatrice@exemple.fr"]
    assert "elue@exemple.fr" in Message.objects.get().body


def test_the_referent_alone_receives(client, page, moderator):
    page.referent = Account.objects.create(email="referent@exemple.fr")
    page.save()
    client.post(address("contact", page), message())
    assert sent_to() == ["referent@exemple.fr"]


def test_a_hostile_title_stays_one_line_of_subject(client, page, moderator):
    Initiative.objects.filter(pk=page.pk).update(title="A\r\nBcc: tous@exemple.fr")
    client.post(address("contact", page), message())
    assert "\n" not in Message.objects.get().subject


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"site_web": "http://spam.exemple"}, 429),
        ({"opened": ""}, 422),
        ({"opened": "forged"}, 422),
        ({"text": ""}, 422),
        ({"email": "pas une adresse"}, 422),
    ],
)
def test_robots_and_mistakes_send_nothing(client, page, moderator, values, status):
    assert client.post(address("contact", page), message(**values)).status_code == status
    assert sent_to() == []


def test_an_answer_in_one_second_is_a_robot(client, page, moderator):
    form = client.get(address("contact", page)).content.decode()
    opened = form.split('name="opened" value="')[1].split('"')[0]
    response = client.post(address("contact", page), message(opened=opened))
    assert response.status_code == 422
    assert "très rapide" in response.content.decode()


def test_one_place_may_not_write_without_end(client, page, moderator):
    answers = [client.post(address("contact", page), message()).status_code for _ in range(22)]
    assert answers[0] == 302
    assert answers[-1] == 429


def test_a_stranger_signs_in_before_claiming(client, page):
    response = client.post(address("claim", page))
    assert response.status_code == 302
    assert "next=" in response["Location"]
    assert not Claim.objects.exists()


def test_a_claim_is_asked_once_and_accepted_by_a_moderator(client, page, moderator, places):
    person = Account.objects.create(email="porteuse@exemple.fr")
    client.force_login(person)
    assert "Demander à être référent" in client.get(address("claim", page)).content.decode()
    client.post(address("claim", page))
    client.post(address("claim", page))
    assert Claim.objects.count() == 1
    assert sent_to() == ["moderatrice@exemple.fr"]
    assert "Votre demande est envoyée" in client.get(address("claim", page)).content.decode()
    claims.decide(claim=Claim.objects.get(), accepted=True, actor=moderator.key)
    page.refresh_from_db()
    assert page.referent == person
    assert sent_to() == ["moderatrice@exemple.fr", "porteuse@exemple.fr"]
    with pytest.raises(claims.AlreadyHeld):
        claims.decide(claim=Claim.objects.get(), accepted=False, actor=moderator.key)


def test_accepting_one_refuses_the_others(page, moderator):
    people = [Account.objects.create(email=f"{name}@exemple.fr") for name in "ab"]
    asked = [claims.ask(initiative=page, account_id=one.pk, actor=one.key, moderators=[]) for one in people]
    claims.decide(claim=asked[1], accepted=True, actor=moderator.key)
    states = {claim.account.email: claim.state for claim in Claim.objects.select_related("account")}
    assert states == {"a@exemple.fr": "refused", "b@exemple.fr": "accepted"}
    with pytest.raises(claims.AlreadyHeld):
        claims.ask(initiative=page, account_id=people[0].pk, actor=people[0].key, moderators=[])


def test_a_refusal_leaves_the_page_without_referent(page, moderator):
    person = Account.objects.create(email="porteuse@exemple.fr")
    claim = claims.ask(initiative=page, account_id=person.pk, actor=person.key, moderators=[])
    claims.decide(claim=claim, accepted=False, actor=moderator.key)
    page.refresh_from_db()
    assert page.referent is None


def test_three_people_before_the_requests(client, page, moderator, places, monkeypatch):
    monkeypatch.setattr("essaim.foundation.accounts.guard.must_set_up", lambda *_: False)
    person = Account.objects.create(email="porteuse@exemple.fr")
    claim = claims.ask(initiative=page, account_id=person.pk, actor=person.key, moderators=[])
    elsewhere = Account.objects.create(email="ailleurs@exemple.fr")
    Membership.objects.create(account=elsewhere, territory=places["departement-46"], role=Role.MODERATOR)
    act = {"claim": claim.pk, "decision": "accept"}
    url = reverse("catalogue:claims")
    assert client.post(url, act).status_code == 302  # to sign in
    client.force_login(person)
    assert client.post(url, act).status_code == 403
    client.force_login(elsewhere)
    assert "porteuse@exemple.fr" not in client.get(url).content.decode()
    assert client.post(url, act).status_code == 404
    page.refresh_from_db()
    assert page.referent is None
    client.force_login(moderator)
    assert "porteuse@exemple.fr" in client.get(url).content.decode()
    client.post(url, act)
    page.refresh_from_db()
    assert page.referent == person
    assert client.post(url, act | {"claim": "x"}).status_code == 404


def test_what_a_person_asked_is_copied_and_erased_with_her(page, moderator):
    person = Account.objects.create(email="porteuse@exemple.fr")
    claims.ask(initiative=page, account_id=person.pk, actor=person.key, moderators=[])
    assert {"demande de référent": page.title, "état": "envoyée"} in personal._export("porteuse@exemple.fr")
    assert personal._erase("porteuse@exemple.fr") == 1
    assert not Claim.objects.exists()
