"""A citizen fills in a dossier, without script: nothing typed is lost, nothing is written over in silence, it is sent once."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from essaim.adoptions.models import Participation
from essaim.foundation.jobs.models import Message
from essaim.foundation.parties.models import Mandate, Party
from tests.apps.adoptions.builders import adopted
from tests.apps.adoptions.journeys import answer, begin, contact, hidden, send, sent_online
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]

LOSSES = {
    "annulations_lignes": "1", "annulations-0-activite": "Loto", "annulations-0-recette": "900", "annulations-0-remboursee": "non",
}  # fmt: skip
CONDITIONS = (
    ("    pages:\n", "    pages:\n      - {title: Et après, fields: [domaine], condition: {field: nom, is: rien}}\n"),
)


def test_the_page_of_a_service_says_what_it_takes_and_leads_to_its_doors(client):
    adoption = adopted(plafond="250")
    page = client.get(adoption.get_absolute_url()).content.decode()
    for words in (
        "Faire une demande",
        "24 mois après la décision",
        "Vérifier le plafond",
        "à un guichet",
        "au plus 250",
        "Délibération",
    ):
        assert words in page
    assert f"/services/{adoption.slug}/commencer/desk/demande/" in page


def test_from_the_door_to_the_receipt(client):
    adoption = adopted()
    url = sent_online(client, adoption, heures="1 2")
    one = Participation.objects.get()
    assert (one.standing, one.number, one.answers, one.party.name) == (
        "submitted",
        1,
        {"heures": "12"},
        "Camille Exemple",
    )
    page = client.get(f"{url}recu/").content.decode()
    assert "n° 1" in page
    assert 'class="code-box"' in page
    (message,) = Message.objects.filter(to="camille@exemple.test")
    assert "n° 1" in message.body


def test_what_is_wrong_says_where_and_how_and_keeps_the_rest(client):
    adoption = adopted("fonds-associations")
    draft = begin(client, adoption)
    first = client.get(f"{draft}page/1/").content.decode()
    assert "Étape 1 sur" in first
    step = answer(client, f"{draft}page/1/", {"nom": "Les amis", "siege": "Zzz"})
    assert step.status_code == 422
    page = step.content.decode()
    assert "Aucune commune ne s’appelle" in page
    assert 'href="#id_siege"' in page
    assert 'value="Zzz"' in page
    assert Participation.objects.get().answers["nom"] == "Les amis"


def test_the_commune_answered_is_that_of_the_dossier(client):
    adoption = adopted("fonds-associations")
    draft = begin(client, adoption)
    answer(client, f"{draft}page/1/", {"nom": "Les amis", "siege": "Auch"})
    one = Participation.objects.select_related("commune").get()
    assert (one.answers["siege"], one.commune.name) == ("32013", "Auch")


def test_a_line_is_added_without_script_and_nothing_is_lost(client):
    adoption = adopted("fonds-associations")
    draft = begin(client, adoption)
    place = _place_of(adoption, "annulations")
    page = answer(client, f"{draft}page/{place}/", {**LOSSES, "_ajouter": "annulations"}).content.decode()
    assert page.count('class="line"') == 2
    assert 'value="Loto"' in page
    assert Participation.objects.get().answers["annulations"][0]["recette"] == "900"


def _place_of(adoption, name):
    pages = adoption.terms.kit.sections["desk"].pages
    return next(place for place, page in enumerate(pages, start=1) if name in page.fields)


def test_a_field_is_asked_unless_its_condition_is_no(client):
    adoption = adopted("fonds-associations")
    draft = begin(client, adoption)
    place = _place_of(adoption, "iban")
    url = f"{draft}page/{place}/"
    assert 'name="iban"' in client.get(url).content.decode()  # the loss is not yet known
    lossless = {**LOSSES, "annulations-0-recette": "0"}
    answer(client, f"{draft}page/{_place_of(adoption, 'annulations')}/", lossless)
    assert 'name="iban"' not in client.get(url).content.decode()
    answer(client, f"{draft}page/{_place_of(adoption, 'annulations')}/", LOSSES)
    assert 'name="iban"' in client.get(url).content.decode()


def test_two_windows_conflict_is_said_and_nothing_is_written_over(client):
    draft = begin(client, adopted())
    url = f"{draft}page/1/"
    mine, other = hidden(client, url), hidden(client, url)
    assert client.post(url, {**other, "heures": "30"}).status_code == 302
    mine_answer = client.post(url, {**mine, "heures": "40"})
    assert mine_answer.status_code == 409
    page = mine_answer.content.decode()
    assert "Rien n’a été écrasé" in page
    assert 'value="40"' in page
    assert 'value="30"' in page
    assert Participation.objects.get().answers == {"heures": "30"}
    again = dict(mine, _base=_base(page))
    assert client.post(url, {**again, "heures": "40"}).status_code == 302
    assert Participation.objects.get().answers == {"heures": "40"}


def _base(page):
    return page.partition('name="_base" value="')[2].partition('"')[0]


def test_one_s_own_window_never_conflicts_with_itself(client):
    """The answer of the server was lost, or the reader went back: same window, same mark."""
    draft = begin(client, adopted())
    url = f"{draft}page/1/"
    mine = hidden(client, url)
    for heures in ("30", "31", "32"):
        assert client.post(url, {**mine, "heures": heures}).status_code == 302
    assert Participation.objects.get().answers == {"heures": "32"}


def test_without_the_base_the_second_window_writes_over(client, monkeypatch):
    """The broken twin: the same two windows, with the comparison taken away."""
    from essaim.adoptions.domain import answering

    monkeypatch.setattr(answering, "base_of", lambda _answers, _names: "same")
    draft = begin(client, adopted())
    url = f"{draft}page/1/"
    mine, other = hidden(client, url), hidden(client, url)
    client.post(url, {**other, "_base": "same", "heures": "30"})
    assert client.post(url, {**mine, "_base": "same", "heures": "40"}).status_code == 302
    assert Participation.objects.get().answers == {"heures": "40"}


def test_autosave_acknowledges_with_the_version_and_says_what_it_could_not_keep(client):
    draft = begin(client, adopted())
    mine = hidden(client, f"{draft}page/1/")
    url = f"{draft}page/1/enregistrer/"
    kept = client.post(url, {**mine, "heures": "12"})
    assert kept.status_code == 200
    assert json.loads(kept.content)["version"] == 2
    wrong = client.post(url, {**mine, "heures": "douze"})
    assert wrong.status_code == 422
    assert "Heures travaillées" in json.loads(wrong.content)["error"]
    assert Participation.objects.get().answers == {"heures": "12"}
    empty = client.post(url, {**mine, "heures": ""})
    assert empty.status_code == 200
    assert Participation.objects.get().answers == {}


def test_autosave_says_a_conflict_and_a_session_that_ended(client):
    draft = begin(client, adopted())
    mine, other = (hidden(client, f"{draft}page/1/") for _ in range(2))
    url = f"{draft}page/1/enregistrer/"
    client.post(url, {**other, "heures": "30"})
    conflict = client.post(url, {**mine, "heures": "40"})
    assert (conflict.status_code, "autre fenêtre" in json.loads(conflict.content)["error"]) == (409, True)
    ended = Client().post(url, {**mine, "heures": "50"}, headers={"X-Requested-With": "autosave"})
    assert (ended.status_code, json.loads(ended.content)["url"]) == (401, "/mon-dossier/")
    assert Participation.objects.get().answers == {"heures": "30"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": ""}, "une façon de vous répondre"),
        ({"name": ""}, "Écrivez un nom"),
        ({"phone": "12"}, "en chiffres"),
        ({"for_whom": "other"}, "à quel titre"),
        ({"email": "camille"}, "adresse"),
    ],
)
def test_a_contact_that_cannot_be_answered_is_not_taken(client, changes, words):
    draft = begin(client, adopted())
    refused = contact(client, draft, **changes)
    assert refused.status_code == 422
    assert words in refused.content.decode()


@pytest.mark.parametrize("way", [{"phone": "05 62 00 00 00"}, {"address": "1 rue des Écoles, Auch"}])
def test_one_way_of_answering_is_enough(client, way):
    draft = begin(client, adopted())
    assert contact(client, draft, email="", **way).status_code == 302


def test_who_fills_in_for_another_is_written_down_with_the_ground(client):
    draft = begin(client, adopted())
    acting = {"for_whom": "other", "by_name": "Dominique Proche", "by_contact": "06 00 00 00 00", "ground": "relative"}
    contact(client, draft, **acting)
    one = Participation.objects.select_related("mandate").get()
    assert (one.mandate.by_name, one.mandate.ground) == ("Dominique Proche", "relative")
    contact(client, draft)
    assert Participation.objects.get().mandate is None
    assert Mandate.objects.count() == 0  # a draft: nobody ever acted on it


def test_a_draft_that_is_not_whole_is_not_sent_and_says_what_is_missing(client):
    draft = begin(client, adopted())
    page = client.get(f"{draft}relire/").content.decode()
    assert "Heures travaillées" in page
    assert "votre nom et une façon" in page
    assert send(client, draft).status_code == 422
    assert Participation.objects.get().standing == "draft"


def test_not_being_entitled_is_said_before_with_the_reason_and_may_be_sent_all_the_same(client):
    adoption = adopted(plafond="10")
    draft = begin(client, adoption)
    answer(client, f"{draft}page/1/", {"heures": "12"})
    contact(client, draft)
    page = client.get(f"{draft}relire/").content.decode()
    assert "vous n’y avez pas droit" in page
    assert "au plus 10" in page
    assert "Envoyer tout de même" in page
    assert send(client, draft).status_code == 302
    assert Participation.objects.get().standing == "submitted"


def test_an_engine_that_refuses_is_told_and_nothing_is_sent(client, monkeypatch):
    from essaim.adoptions.contract import RefusedActError
    from tests.apps.adoptions.desk import engine

    def refuse(self, act, participation, door):
        raise RefusedActError("L’enveloppe de l’année est épuisée.")

    monkeypatch.setattr(engine.Runtime, "receive", refuse)
    draft = begin(client, adopted())
    answer(client, f"{draft}page/1/", {"heures": "12"})
    contact(client, draft)
    said = send(client, draft)
    assert said.status_code == 422
    assert "enveloppe de l’année" in said.content.decode()
    assert (Participation.objects.get().standing, Message.objects.count()) == ("draft", 0)


def test_sent_twice_it_is_sent_once(client):
    draft = begin(client, adopted())
    answer(client, f"{draft}page/1/", {"heures": "12"})
    contact(client, draft)
    mine = hidden(client, f"{draft}relire/")
    assert [client.post(f"{draft}relire/", mine).status_code for _ in range(2)] == [302, 302]
    assert Participation.objects.filter(standing="submitted").count() == 1
    assert Message.objects.count() == 1


def test_consent_is_asked_where_the_law_of_the_kit_is_consent(client):
    adoption = adopted("minimal", ("ground: public-task", "ground: consent"))
    draft = begin(client, adoption)
    answer(client, f"{draft}page/1/", {"heures": "12"})
    contact(client, draft)
    assert send(client, draft).status_code == 422
    assert answer(client, f"{draft}relire/", {"accord": "oui"}).status_code == 302


def test_what_is_not_asked_any_more_is_not_sent(client):
    page = "pages: [{title: Vos heures, fields: [heures]}"
    extra = ", {title: Suite, fields: [detail], condition: {field: heures, more_than: 5}}]"
    field = "  - {id: detail, type: text, label: Détail, filled_by: demandeur, purpose: Comprendre, retention: {months: 2, after: submission}, sensitivity: social}\n"
    adoption = adopted("minimal", (page + "]", page + extra), ("rules:\n", field + "rules:\n"))
    draft = begin(client, adoption)
    assert answer(client, f"{draft}page/1/", {"heures": "12"})["Location"].endswith("/page/2/")
    answer(client, f"{draft}page/2/", {"detail": "Un travail du soir"})
    assert answer(client, f"{draft}page/1/", {"heures": "3"})["Location"].endswith("/contact/")
    assert (
        Participation.objects.get().answers["detail"] == "Un travail du soir"
    )  # nothing typed is lost while it is a draft
    assert "travail du soir" not in client.get(f"{draft}relire/").content.decode()
    contact(client, draft)
    send(client, draft)
    assert Participation.objects.get().answers == {"heures": "3"}


def test_a_draft_is_abandoned_whole(client):
    draft = begin(client, adopted())
    contact(client, draft)
    assert "Abandonner" in client.get(f"{draft}abandonner/").content.decode()
    assert "C’est effacé" in client.post(f"{draft}abandonner/").content.decode()
    assert (Participation.objects.count(), Party.objects.count()) == (0, 0)


def test_a_dossier_that_was_sent_is_no_form_any_more(client):
    url = sent_online(client, adopted())
    for page in ("page/1/", "contact/", "relire/", "abandonner/", "suite/"):
        assert client.get(url + page)["Location"] == url
    assert client.post(f"{url}abandonner/").status_code == 302
    assert Participation.objects.count() == 1


def test_a_robot_is_stopped_at_the_door(client):
    adoption = adopted()
    url = reverse("adoptions:begin", args=[adoption.slug, "desk", "demande"])
    assert client.post(url, {"site_web": "x"}).status_code == 429
    assert client.get(url.replace("demande", "rien")).status_code == 404
    assert Participation.objects.count() == 0


def test_the_form_on_paper_asks_the_same_and_numbers_its_sheets(client):
    adoption = adopted("fonds-associations")
    url = reverse("adoptions:paper", args=[adoption.slug, "desk", "demande"])
    page = client.get(url).content.decode()
    fields = {one.label for one in adoption.terms.kit.record.fields if one.filled_by == "association"}
    assert [label for label in fields if label not in page] == []
    assert "Feuille 1 sur" in page
    assert 'class="tick"' in page
    assert page.count("Recette attendue") == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_a_screen_costs_the_same_whatever_was_answered(client, rows, django_assert_max_num_queries):
    adoption = adopted("fonds-associations")
    draft = begin(client, adoption)
    lines = {
        f"annulations-{i}-{name}": value
        for i in range(rows)
        for name, value in {"activite": "A", "recette": "9", "remboursee": "non"}.items()
    }
    place = _place_of(adoption, "annulations")
    answer(client, f"{draft}page/{place}/", {"annulations_lignes": str(rows), **lines})
    with django_assert_max_num_queries(6):
        client.get(f"{draft}page/{place}/")
