"""Personal data never leaves: a planted person is searched in everything that goes out."""

import pytest
from django.core.cache import cache

from essaim.config.cli import main
from essaim.foundation.accounts.models import Account
from essaim.portal.catalogue.exchange.downloads import TYPES
from essaim.portal.catalogue.exchange.schema import SCHEMAS
from essaim.portal.catalogue.models import Amendment, Initiative, Proposal, Version

from .conftest import content

PLANTED = "zenobie.plantard"
PHONE = "0699887766"
PATHS = [
    *(f"/telecharger/initiatives.{kind}" for kind in TYPES),
    "/flux/atom.xml", "/flux/feed.json", "/integrer/", "/integrer/mode-d-emploi/", "/donnees/",
    "/donnees/catalogue.jsonld", "/donnees/catalogue.ttl", "/sitemap.xml", "/sitemap-initiatives.xml", "/robots.txt",
    "/api/v1/", "/api/v1/openapi.json", "/api/v1/initiatives", "/api/v1/initiatives/gers-bus", "/api/v1/solutions",
    "/api/v1/solutions/bus-sante", "/api/v1/diffusion", "/api/v1/themes", "/api/v1/publics", "/api/v1/territories?q=gers",
    *(f"/schema/{name}.json" for name in SCHEMAS),
]  # fmt: skip


@pytest.fixture
def planted(catalogue):
    """One person everywhere the catalogue may know one: referent, proposal, amendment, history."""
    cache.clear()
    page = Initiative.objects.get(slug="gers-bus")
    person = Account.objects.create_user(email=f"{PLANTED}@exemple.fr", password="un-long-secret-d-essai")
    page.referent = person
    page.save()
    Proposal.objects.create(
        answers={"title": "x", "contact": PHONE}, email=person.email, account=person, initiative=page, state="accepted"
    )
    Amendment.objects.create(
        initiative=page, changes={"summary": PLANTED}, email=person.email, account=person, comment=PHONE
    )
    Version.objects.create(initiative=page, number=1, record={"note": PLANTED}, reason=PHONE)
    return person


def leaks(body: bytes, person: Account) -> bool:
    return any(trace.encode() in body for trace in (PLANTED, PHONE, str(person.key)))


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_named_in_what_goes_out(planted, client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert not leaks(content(response), planted)


@pytest.mark.parametrize("kind", TYPES)
def test_nobody_is_named_in_an_export(planted, capsysbinary, kind):
    assert main(["catalogue", "export", "--format", kind]) == 0
    assert not leaks(capsysbinary.readouterr().out, planted)


def test_the_search_for_a_person_finds_one_who_is_there(planted, client):
    Initiative.objects.filter(slug="gers-bus").update(summary=f"Écrire à {PLANTED}@exemple.fr")
    assert leaks(content(client.get("/api/v1/initiatives/gers-bus")), planted)


def test_who_is_signed_in_changes_nothing(planted, client):
    before = {
        path: content(client.get(path)) for path in ("/integrer/?q=bus", "/api/v1/initiatives", "/flux/feed.json")
    }
    client.force_login(planted)
    assert before == {path: content(client.get(path)) for path in before}
