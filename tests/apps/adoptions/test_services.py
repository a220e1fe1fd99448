"""The services that are open, found by place: nobody has to know an address."""

import pytest

from essaim.adoptions.models import Adoption
from tests.apps.adoptions.builders import adopted
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]


def page(client, **query):
    answer = client.get("/services/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def links(text):
    return [part.split('"')[0] for part in text.split('href="/services/')[1:] if part.split('"')[0]]


def test_with_none_open_it_says_what_one_may_do(client):
    text = page(client)
    assert "Aucun service n’est ouvert pour l’instant" in text
    assert 'href="/kits/"' in text


@pytest.mark.parametrize("asked", ["Auch", "32000", "commune-32013", "auch", "Gers", "32"])
def test_a_place_by_its_name_its_postcode_or_its_code_finds_what_reaches_it(client, asked):
    here = adopted()
    adopted(territory="departement-34", structure="Département de l’Hérault")
    assert links(page(client, lieu=asked)) == [f"{here.slug}/"]


def test_a_departement_shows_what_its_communes_open_apart(client):
    wide = adopted()
    commune = adopted(territory="commune-32013", structure="Ville d’Auch")
    text = page(client, lieu="departement-32")
    before, after = text.split("Dans ses communes et ses intercommunalités")
    assert (links(before), links(after)) == ([f"{wide.slug}/"], [f"{commune.slug}/"])
    assert sorted(links(page(client, lieu="Auch"))) == sorted([f"{wide.slug}/", f"{commune.slug}/"])


def test_a_name_of_several_places_offers_the_others(client):
    text = page(client, lieu="Saint-Martin")
    assert "Ou bien" in text
    assert text.count("?lieu=commune-") >= 1


@pytest.mark.parametrize("asked", ["Zzyzx", "99999", "<script>", "Zz\x00", "a" * 300])
def test_a_place_that_does_not_exist_is_said_and_everything_is_shown(client, asked):
    here = adopted()
    text = page(client, lieu=asked)
    assert "Lieu introuvable" in text
    assert "<script>" not in text.split("<main")[1].split("</main>")[0]
    assert links(text) == [f"{here.slug}/"]


@pytest.mark.parametrize("phase", ["preparing", "testing"])
def test_what_is_not_open_is_not_shown(client, phase):
    adopted(phase=phase)
    assert links(page(client)) == []


def test_a_simulated_one_stands_apart_and_reaches_nobody(client):
    shown = adopted()
    Adoption.objects.update(simulated=True)
    text = page(client)
    assert "Aucun service n’est ouvert pour l’instant" in text
    assert links(text.split("Pour essayer")[1]) == [f"{shown.slug}/"]
    assert links(page(client, lieu="Auch").split("Pour essayer")[0]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_whatever_is_open(client, count, django_assert_max_num_queries):
    for number in range(count):
        adopted(structure=f"Structure {number}")
    with django_assert_max_num_queries(6):
        text = page(client, lieu="Auch")
    assert len(links(text)) == count
