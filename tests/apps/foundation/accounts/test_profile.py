"""My account: name, password, data, deletion."""

import pytest
from django.contrib.sessions.models import Session
from django.core import serializers
from django.test import Client

from essaim.foundation.accounts import public
from essaim.foundation.accounts.models import Account, Role
from essaim.foundation.jobs.public import messages_to
from essaim.foundation.journal import public as journal
from essaim.portal.catalogue.models import Proposal
from tests.apps.foundation.accounts.conftest import PASSWORD

PAGES = ["/compte/", "/compte/mot-de-passe/", "/compte/mes-donnees.json", "/compte/suppression/", "/compte/adresse/"]


@pytest.fixture
def zoe(client, person):
    """Zoé, signed in with her password a moment ago, reader of Gers."""
    account = person("Zoé", Role.READER, password=PASSWORD)
    client.post("/compte/connexion/", {"login": account.email, "password": PASSWORD})
    return account


@pytest.mark.parametrize("path", PAGES)
def test_each_page_asks_who_it_is(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/compte/connexion/?next=")


def test_the_profile_says_roles_in_words(client, zoe):
    page = client.get("/compte/").content.decode()
    assert "Gers\u00a0: lecture" in page
    assert "n’ouvre pas de page réservée" in page


def test_changing_ones_name(client, zoe):
    client.post("/compte/", {"name": "Zoé B."})
    assert public.display_name(zoe.key) == "Zoé B."


def test_a_new_password_ends_other_sessions(client, zoe):
    other = Client()
    other.post("/compte/connexion/", {"login": zoe.email, "password": PASSWORD})
    words = "une-autre-phrase-2"
    assert client.post("/compte/mot-de-passe/", {"password": words, "again": words}).url == "/compte/"
    assert client.get("/compte/").status_code == 200
    assert other.get("/compte/").status_code == 302
    assert "mot de passe" in messages_to(zoe.email)[0].body


@pytest.mark.parametrize(
    ("one", "two", "sentence"), [("court", "court", "court"), ("une-phrase-longue-1", "autre", "différents")]
)
def test_a_poor_password_is_explained(client, zoe, one, two, sentence):
    assert sentence in client.post("/compte/mot-de-passe/", {"password": one, "again": two}).content.decode()


def test_an_old_session_proves_nothing(client, person):
    client.force_login(person())
    assert client.get("/compte/suppression/").url.startswith("/compte/connexion/?next=%2Fcompte%2Fsuppression")
    assert "_auth_user_id" not in client.session


def test_my_data_hold_what_is_known_and_no_secret(client, zoe):
    text = client.get("/compte/mes-donnees.json").content.decode()
    assert zoe.email in text
    assert "departement-32" in text
    assert zoe.password not in text


def test_deletion_wants_words(client, zoe):
    assert "écrivez exactement" in client.post("/compte/suppression/", {"words": "oui"}).content.decode()
    assert Account.objects.filter(pk=zoe.pk).exists()


def test_deletion_leaves_no_personal_data(client, zoe, person):
    client.post("/compte/mot-de-passe/", {"password": "une-autre-phrase-2", "again": "une-autre-phrase-2"})
    Client().post("/compte/connexion/", {"login": zoe.email, "password": "une-autre-phrase-2"})
    assert client.post("/compte/suppression/", {"words": "« Supprimer mon compte »"}).url == "/"
    left = _dump()
    assert zoe.email not in left
    assert "Zoé" not in left
    assert not any(session.get_decoded().get("_auth_user_id") for session in Session.objects.all())
    left = journal.entries(act="account.leave")
    assert [(entry.actor, entry.key) for entry in left] == [(zoe.key, str(zoe.key))]
    assert [entry.key for entry in journal.entries(act="account.delete")] == [str(zoe.key)]
    assert public.display_name(zoe.key) == "compte supprimé"


def test_what_was_sent_while_signed_in_leaves_with_the_account(client, zoe):
    """It bears no address: only her account says whose it is. The twin that deletes the account first keeps it."""
    Proposal.objects.create(account=zoe, answers={"title": "L’idée de Zoé"})
    assert client.post("/compte/suppression/", {"words": "supprimer mon compte"}).url == "/"
    assert not Proposal.objects.exists()


def _dump() -> str:
    """Every row of every table of ours and of allauth, as text."""
    from django.apps import apps

    models = [model for model in apps.get_models() if model._meta.app_label not in {"territories", "contenttypes"}]
    rows = "".join(serializers.serialize("json", model._default_manager.all(), ensure_ascii=False) for model in models)
    sessions = "".join(str(session.get_decoded()) for session in Session.objects.all())
    return rows + sessions


def test_the_last_administrator_cannot_leave(client, person):
    account = person("Ada", Role.ADMINISTRATOR, "pays-FR", password=PASSWORD)
    client.post("/compte/connexion/", {"login": account.email, "password": PASSWORD})
    answer = client.post("/compte/suppression/", {"words": "supprimer mon compte"})
    assert "dernière personne" in answer.content.decode()
    assert Account.objects.filter(pk=account.pk).exists()
