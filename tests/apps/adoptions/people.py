"""Browsers of people: with a role in a territory, in a team, or none; the words of a page; what a page costs."""

import html
import re

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from essaim.adoptions.models import TeamMember
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.territories.models import Territory


def browser(email="officer@exemple.fr", role=Role.MANAGER, code="departement-32"):
    """Somebody signed in; without a role, nobody in particular."""
    account, _ = get_user_model().objects.get_or_create(email=email, defaults={"name": email.partition("@")[0]})
    if role:
        place = Territory.objects.get(code=code)
        Membership.objects.update_or_create(account=account, territory=place, defaults={"role": role})
    client = Client()
    client.force_login(account)
    return client


def text(response):
    """The words of a page, as they are read."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def cost(client, url):
    """How many queries a page makes, once what is read once a process is read."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def account(name, role=None, territory="departement-32"):
    found = Account.objects.create_user(f"{name}@exemple.test", None, name=name)
    if role:
        Membership.objects.create(account=found, role=role, territory=Territory.objects.get(code=territory))
    return found


def signed_in(found):
    client = Client()
    client.force_login(found, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def member(adoption, role="agent", name="agent"):
    """The client of a member of a team."""
    found = account(f"{name}-{adoption.slug}"[:50])
    TeamMember.objects.create(adoption=adoption, email=found.email, role=role)
    return signed_in(found)


def manager(territory="departement-32"):
    return signed_in(account(f"gestion-{territory}", Role.MANAGER, territory))
