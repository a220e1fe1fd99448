"""Demonstration accounts exist in development only."""

import os
import subprocess
import sys

import pytest
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from essaim.foundation.accounts import public
from essaim.foundation.accounts.models import Account, Role
from essaim.foundation.accounts.views import demo


def test_refused_in_production(places, client):
    with pytest.raises(public.NotAllowedError):
        public.create_demo_accounts()
    with pytest.raises(NoReverseMatch):
        reverse("accounts:demo")
    assert client.post("/compte/connexion/demonstration/", {"email": "x"}).status_code == 404
    assert "démonstration" not in client.get("/compte/connexion/").content.decode()
    assert not Account.objects.exists()


def test_the_view_itself_refuses_in_production(rf, places, settings):
    settings.DEBUG = True
    account = public.create_demo_accounts()[0]
    settings.DEBUG = False
    with pytest.raises(Http404):
        demo.sign_in(rf.post("/", {"email": account.email}))


def test_setup_refuses_too():
    settings = {"ESSAIM_DEBUG": "0", "ESSAIM_SECRET_KEY": "x"}
    done = subprocess.run(
        [sys.executable, "-m", "essaim.config.cli", "setup", "--demo"],
        env=os.environ | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "refusés" in done.stderr


def test_one_account_a_role_and_a_password_that_works(places, settings, client):
    settings.DEBUG = True
    first, again = public.create_demo_accounts(), public.create_demo_accounts()
    assert [each.role for each in again] == list(Role)
    assert Account.objects.count() == len(first) == len(Role)
    settings.DEBUG = False
    client.post("/compte/connexion/", {"login": again[3].email, "password": again[3].password})
    assert client.get("/administration/personnes/").status_code == 200


@pytest.mark.parametrize(
    ("chosen", "back"), [("", "/compte/"), ("/la-note/", "/la-note/"), ("https://x.example/", "/compte/")]
)
def test_one_click_in_development(places, settings, client, chosen, back):
    settings.DEBUG = True
    settings.ROOT_URLCONF = "tests.apps.foundation.accounts.demo_urls"
    account = public.create_demo_accounts()[3]
    page = client.get("/compte/connexion/").content.decode()
    assert "Comptes de démonstration" in page
    answer = client.post("/compte/connexion/demonstration/", {"email": account.email, "next": chosen})
    assert answer.url == back
    assert client.post("/compte/connexion/demonstration/", {"email": "autre@exemple.fr"}).status_code == 404
    assert client.get("/compte/connexion/demonstration/").status_code == 405
