import pytest

from essaim.portal.catalogue.domain.queries.finding import EVERYDAY
from essaim.portal.catalogue.domain.seeding import load_seed
from essaim.portal.catalogue.search import SearchRequest, search
from tests.territories import whole_france  # noqa: F401

EXPECTED = {
    "plus de médecin dans mon village": "installation-des-medecins-nievre",
    "voiture partagée pour personnes âgées": "car-47-lot-et-garonne",
    "cumuler le RSA et un emploi saisonnier": "cumul-rsa",
    "manger bio et local à la cantine": "cantine-locale",
    "parler à mamie en visio": "lien-en-etablissement-loire-atlantique",
    "voter pour un projet": "budget-participatif",
}


@pytest.mark.django_db
@pytest.mark.usefixtures("whole_france")
def test_each_example_of_the_home_page_finds_what_it_should():
    load_seed()
    assert set(EXPECTED) == set(EVERYDAY)
    for phrase, slug in EXPECTED.items():
        groups = search(SearchRequest(query=phrase, meaning=False), log=False).groups[:3]
        assert slug in {hit.slug for group in groups for hit in (group.head, *group.hits)}, phrase
