"""Open services stand in the site map, what they publish in the description of our open data; demonstrations in neither."""

import pytest
from django.utils import timezone

from essaim.adoptions.models import Adoption, Release
from tests.apps.adoptions.builders import adopted
from tests.apps.adoptions.conftest import toys  # noqa: F401 - a fixture
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]


def published(adoption):
    now = timezone.now()
    Release.objects.create(
        adoption=adoption, outcome="demandes", number=1, month=now.date().replace(day=1), made_at=now
    )


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_service_is_in_the_site_map_once_it_is_open(client):
    waiting, opened = adopted(phase="testing"), adopted(structure="Ville d’Auch", territory="commune-32013")
    page = read(client, "/sitemap-services.xml")
    assert f"/services/{opened.slug}/" in page
    assert f"/services/{waiting.slug}/" not in page
    assert "sitemap-services.xml" in read(client, "/sitemap.xml")


def test_its_outcomes_are_described_once_it_published_some(client):
    adoption = adopted()
    files = f"/services/{adoption.slug}/resultats.csv"
    assert files not in read(client, "/donnees/catalogue.jsonld")
    published(adoption)
    page = read(client, "/donnees/catalogue.jsonld")
    assert files in page
    assert f"/services/{adoption.slug}/resultats.json" in page
    assert "Résultats du service" in page


def test_a_demonstration_is_in_neither(client):
    adoption = adopted()
    published(adoption)
    Adoption.objects.update(simulated=True)
    assert adoption.slug not in read(client, "/sitemap-services.xml")
    assert adoption.slug not in read(client, "/donnees/catalogue.jsonld")


@pytest.mark.parametrize("count", [1, 3])
def test_each_costs_the_same_whatever_is_open(client, count, django_assert_max_num_queries):
    for number in range(count):
        published(adopted(structure=f"Structure {number}"))
    with django_assert_max_num_queries(4):
        read(client, "/sitemap-services.xml")
