"""A demonstration is made of the kit's own invented people, once, and says everywhere that it is one."""

import pytest

from essaim.adoptions.domain import demo
from essaim.adoptions.domain.demo import create_demo
from essaim.adoptions.kits.loading import _typed, loaded
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.params.pages import PageRecord
from essaim.adoptions.params.speaking import DemoPersonRecord
from essaim.adoptions.runtime import Door
from essaim.foundation.jobs.models import Message
from tests.apps.adoptions.builders import adopted, installed
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]
HERE = ("departement-40", "departement-32")


def test_its_people_are_invented_and_it_is_made_once(client):
    version = installed("minimal", HERE)
    adoption = create_demo(version=version, team=("gestion@demo.essaim",))
    assert create_demo(version=version, team=()) is None
    assert (adoption.simulated, adoption.phase, adoption.trial) == (True, "open", False)
    one = Participation.objects.get()
    assert one.party.name == "Camille Exemple (personne inventée)"
    assert (one.standing, one.number, one.answers) == ("submitted", 1, {"heures": "12"})
    assert {row.role for row in adoption.team.all()} == {"agent", "partenaire"}
    assert "Ce service est simulé" in client.get(f"/services/{adoption.slug}/").content.decode().replace("&nbsp;", " ")
    assert not Message.objects.filter(kind="mail").exists()


def test_a_kit_stays_the_same_object_in_the_process():
    version = installed("minimal", HERE)
    assert loaded(version.digest, version.document) is version.loaded
    assert Adoption.objects.count() == 0


def test_a_stored_kit_keeps_its_order():
    """The engines of a kit stand in the order of its file, on both databases: so do the ways in of a service."""
    purse = "engines:\n  purse: {label: Bourse, cap: enveloppe}\n"
    money = "  - {id: enveloppe, type: money, label: Enveloppe, default: 100, min: 1, max: 1000, source: D}\n"
    version = installed("minimal", ("engines:\n", purse), ("parameters:\n", f"parameters:\n{money}"))
    _typed.cache_clear()
    version.refresh_from_db()
    assert list(version.loaded.engines) == ["purse", "desk"]


def test_a_person_goes_through_the_door_that_asks_what_she_answers(monkeypatch):
    def door(key, *fields, role="demandeur"):
        return Door(key=key, role=role, label=key, pages=(PageRecord(title="Vous", fields=list(fields)),))

    ways = {
        "a.aide": door("aide", "besoin"),
        "b.demande": door("demande", "heures", "nom"),
        "b.autre": door("autre", "nom", role="agent"),
    }
    monkeypatch.setattr(demo, "doors", lambda _terms: ways)
    version = installed("minimal", HERE)
    adoption = Adoption(kit=version.kit)
    monkeypatch.setattr(Adoption, "terms", None)

    def chosen(role, **fields):
        return demo._door_for(adoption, DemoPersonRecord(id="camille", name="Camille", role=role, fields=fields))

    assert chosen("demandeur", heures="12", nom="Camille") == "b.demande"
    assert chosen("demandeur", besoin="aide") == "a.aide"
    assert chosen("inconnu", nom="Camille") is None


def test_a_territory_shows_what_is_open_in_it_and_in_what_contains_it(client):
    version = installed("minimal", HERE)
    create_demo(version=version, team=())
    page = "/territoires/departement/32-gers/"
    assert "Les services ouverts ici" not in client.get(page).content.decode()
    adoption = adopted("minimal", HERE)
    for address in (page, "/territoires/commune/32013-auch/"):
        shown = client.get(address).content.decode()
        assert f'href="/services/{adoption.slug}/"' in shown, address
    assert "Les services ouverts ici" not in client.get("/territoires/departement/34-herault/").content.decode()
