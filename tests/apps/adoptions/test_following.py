"""« Où en est ma demande » : opened by a code, a mailed link or an account; by nobody else, and guessed by nobody."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from essaim.adoptions.domain import opening
from essaim.adoptions.models import Participation
from essaim.adoptions.runtime import Actor, Followed
from essaim.foundation.jobs.models import Message
from tests.apps.adoptions.builders import adopted
from tests.apps.adoptions.desk import engine as desk
from tests.apps.adoptions.journeys import answer, begin, code_of, contact, sent_online
from tests.apps.adoptions.people import account, signed_in
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]


def by_code(client, code, **more):
    return client.post("/mon-dossier/", {"par": "code", "code-code": code, **more})


def by_mail(client, email):
    return client.post("/mon-dossier/", {"par": "lien", "lien-email": email}, follow=True)


@pytest.mark.parametrize("written", [str, str.lower, lambda code: code.replace("-", " ")])
def test_a_code_opens_a_draft_on_another_device(client, written):
    draft = begin(client, adopted())
    answer(client, f"{draft}page/1/", {"heures": "12"})
    other = Client()
    assert other.get(f"{draft}page/1/").status_code == 404
    opened = by_code(other, written(code_of(client)))
    assert opened["Location"] == f"{draft}suite/"
    assert 'value="12"' in other.get(f"{draft}page/1/").content.decode()


def test_a_code_leads_back_to_the_page_that_was_asked_for(client):
    draft = begin(client, adopted())
    code, other = code_of(client), Client()
    asked = other.get(f"{draft}relire/").content.decode()
    back = re.search(r'retour=([^"]+)"', asked)[1]
    assert by_code(other, code, retour=f"{draft}relire/")["Location"] == f"{draft}relire/"
    assert "relire" in back
    assert by_code(Client(), code, retour="https://ailleurs.example/")["Location"] == f"{draft}suite/"


def test_a_wrong_code_opens_nothing_and_is_limited(client):
    begin(client, adopted())
    wrong = by_code(Client(), "AAAA-AAAA-AAAA")
    assert wrong.status_code == 422
    assert "n’ouvre rien" in wrong.content.decode()
    tries = [by_code(client, f"AAAA-AAAA-AA{n:02}").status_code for n in range(25)]
    assert 429 in tries
    assert tries[0] == 422


def test_a_right_code_is_not_slowed_by_the_wrong_ones_of_others(client):
    draft = begin(client, adopted())
    code = code_of(client)
    for _ in range(15):
        assert by_code(client, code).status_code == 302
    assert draft


def test_nothing_in_the_database_opens_a_dossier(client):
    """What a thief of the database would read: no code, no link."""
    draft = begin(client, adopted())
    code, one = code_of(client), Participation.objects.get()
    kept = " ".join(str(value) for value in Participation.objects.filter(pk=one.pk).values().get().values())
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert by_code(Client(), one.secret_hash).status_code == 422
    assert draft
    assert code not in str(dict(client.session))


def test_a_new_code_ends_the_one_before(client):
    url = sent_online(client, adopted())
    old = re.search(r'code-box">([A-Z0-9-]+)<', client.get(f"{url}recu/").content.decode())[1]
    page = client.post(f"{url}code/", follow=True).content.decode()
    new = re.search(r'code-box">([A-Z0-9-]+)<', page)[1]
    assert new != old
    assert by_code(Client(), old).status_code == 422
    assert by_code(Client(), new).status_code == 302


def link_of():
    return re.search(r"(/mon-dossier/lien/\S+)", Message.objects.order_by("-pk").first().body)[1]


def test_a_mailed_link_opens_once_one_says_so(client):
    url = sent_online(client, adopted())
    by_mail(client, "CAMILLE@exemple.test")
    other = Client()
    assert "Ouvrir mon dossier" in other.get(link_of()).content.decode()
    assert other.get(url).status_code == 404  # a program that reads mail opened nothing
    assert other.post(link_of())["Location"] == url
    assert other.get(url).status_code == 200


def test_the_same_is_said_whether_the_address_is_known_or_not(client):
    sent_online(client, adopted())
    before = Message.objects.count()
    known, unknown = by_mail(Client(), "camille@exemple.test"), by_mail(Client(), "personne@exemple.test")
    words = [re.sub(r"csrf\S+ value=\S+", "", page.content.decode()) for page in (known, unknown)]
    assert "un message vient de partir" in words[0]
    assert words[0] == words[1]
    assert Message.objects.count() == before + 1


def test_nobody_s_box_is_filled_by_another(client):
    sent_online(client, adopted())
    tries = [by_mail(Client(REMOTE_ADDR=f"10.0.0.{n}"), "camille@exemple.test").status_code for n in range(8)]
    assert tries.count(200) == 5
    assert tries[-1] == 429


def test_a_link_is_over_after_an_hour_or_once_the_code_or_the_address_changed(client):
    url = sent_online(client, adopted())
    by_mail(client, "camille@exemple.test")
    link, other = link_of(), Client()
    with mock.patch(
        "django.core.signing.time.time", return_value=(timezone.now() + timedelta(hours=1, seconds=5)).timestamp()
    ):
        assert other.get(link).status_code == 410
    assert other.get(link).status_code == 200
    client.post(f"{url}code/")
    assert other.get(link).status_code == 410
    assert other.get(link[:-3] + "/").status_code == 410


def test_a_link_serves_for_nothing_else(client):
    """Single-purpose: its signature is that of links to dossiers."""
    from django.core import signing

    sent_online(client, adopted())
    one = Participation.objects.get()
    forged = signing.dumps([str(one.key), one.secret_hash[:16], one.party.email], salt="another")
    assert Client().get(f"/mon-dossier/lien/{forged}/").status_code == 410
    assert opening.by_link(opening.link_to(one).split("/lien/")[1].rstrip("/")) == one


def test_an_account_finds_what_it_began_and_what_answers_its_address(client):
    adoption = adopted()
    mine = signed_in(account("camille"))
    url = sent_online(client, adoption)
    page = mine.get("/mon-dossier/").content.decode()
    assert url in page
    assert mine.get(url).status_code == 200
    assert signed_in(account("claude")).get(url).status_code == 404


def test_another_holder_a_stranger_and_an_unknown_key_are_answered_alike(client):
    adoption = adopted()
    url = sent_online(client, adoption)
    other = Client()
    sent_online(other, adoption, email="claude@exemple.test", name="Claude Exemple")
    unknown = "/mon-dossier/00000000-0000-4000-8000-000000000000/"
    answers = [one.get(address) for one, address in ((other, url), (Client(), url), (other, unknown))]
    assert {one.status_code for one in answers} == {404}
    assert all("Camille" not in one.content.decode() for one in answers)


def test_a_form_sent_after_the_session_ended_says_how_to_save_it(client):
    draft = begin(client, adopted())
    late = Client().post(f"{draft}page/1/", {"heures": "12"})
    assert late.status_code == 404
    assert "page précédente" in late.content.decode()


def test_one_closes_everything_on_a_computer_that_others_use(client):
    url = sent_online(client, adopted())
    client.post("/mon-dossier/fermer/")
    assert client.get(url).status_code == 404
    assert not [name for name, cookie in client.cookies.items() if name.startswith("code-") and cookie.value]


def test_the_page_says_what_engines_say_what_was_told_and_what_is_kept(client, monkeypatch):
    line = Followed(
        "Votre demande est étudiée", "Un agent la lit.", due=timezone.localdate(), links=(("Voir", "/services/"),)
    )
    monkeypatch.setattr(desk.Runtime, "follow", lambda _self, _one: (line,))
    url = sent_online(client, adopted())
    one = Participation.objects.get()
    desk.grant(one, Actor("agent", label="L’agent"), 0)
    page = client.get(url).content.decode()
    for words in ("Votre demande est étudiée", "Votre demande", "12 heures", "24 mois après la décision", "décidé"):
        assert words.lower() in page.replace("\u00a0", " ").lower()
    told = one.told.get()
    assert "Il vous reste" in client.get(f"{url}messages/{told.pk}/").content.decode()
    assert Client().get(f"{url}messages/{told.pk}/").status_code == 404


def test_a_contact_is_corrected_and_the_address_before_is_told(client):
    url = sent_online(client, adopted())
    from tests.apps.adoptions.journeys import hidden

    values = {
        **hidden(client, f"{url}contact/corriger/"),
        "for_whom": "self",
        "name": "Camille Exemple",
        "email": "nouvelle@exemple.test",
    }
    assert client.post(f"{url}contact/corriger/", values)["Location"] == url
    assert Participation.objects.get().party.email == "nouvelle@exemple.test"
    assert "adresse" in Message.objects.filter(to="camille@exemple.test").order_by("-pk").first().subject
    stale = client.post(f"{url}contact/corriger/", {**values, "name": "Autre", "_writer": "another"})
    assert stale.status_code == 409
    assert Participation.objects.get().party.name == "Camille Exemple"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_one_s_dossiers_costs_the_same(client, count, django_assert_max_num_queries):
    adoption = adopted()
    for _ in range(count):
        draft = begin(client, adoption)
        contact(client, draft)
    with django_assert_max_num_queries(4):
        assert client.get("/mon-dossier/").status_code == 200
