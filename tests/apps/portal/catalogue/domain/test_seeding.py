"""The founding catalogue loads once, again without harm, and never over somebody's changes."""

import pytest
from django.apps import apps

from essaim.portal.catalogue.domain import amendments
from essaim.portal.catalogue.domain.queries.records import catalogue_record
from essaim.portal.catalogue.domain.seeding import load_seed
from essaim.portal.catalogue.models import Initiative, Solution
from essaim.portal.catalogue.search import SearchRequest, search
from essaim.portal.catalogue.seed import read_seed

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def seed():
    return read_seed()


@pytest.fixture(scope="module")
def few(seed):
    """Three solutions and their initiatives: enough where the whole catalogue would prove no more."""
    solutions = [page.model_copy(update={"similar": []}) for page in seed.catalogue.solutions[:3]]
    names = {page.id for page in solutions}
    initiatives = [page for page in seed.catalogue.initiatives if page.solution in names]
    catalogue = seed.catalogue.model_copy(update={"solutions": solutions, "initiatives": initiatives, "diffusion": []})
    return seed.model_copy(update={"catalogue": catalogue})


@pytest.fixture(autouse=True)
def places(seed):
    """The territories that the seed names, and no other: loading all of France is tested elsewhere."""
    catalogue = seed.catalogue
    codes = {code for page in catalogue.initiatives for code in page.territories}
    codes |= {code for edge in catalogue.diffusion for code in (edge.from_territory, edge.to_territory) if code}
    territory = apps.get_model("territories", "Territory")
    territory.objects.bulk_create(
        territory(code=code, level=code.partition("-")[0], insee=code.partition("-")[2], name=code, slug=code.lower())
        for code in codes
    )


def test_the_catalogue_in_the_tables_is_the_seed_and_is_found(seed):
    load_seed(seed=seed)
    found = catalogue_record()
    assert {page.id: page for page in found.solutions}.keys() == {page.id for page in seed.catalogue.solutions}
    wanted = {page.id: page for page in seed.catalogue.initiatives}
    assert {page.id: page.figures for page in found.initiatives} == {
        slug: page.figures for slug, page in wanted.items()
    }
    assert {page.id: page.how_it_works for page in found.initiatives} == {
        slug: page.how_it_works for slug, page in wanted.items()
    }
    assert len(found.diffusion) == len(seed.catalogue.diffusion)
    results = search(SearchRequest(query="veiture partagée pour personnes agées"))
    names = [hit.slug for group in results.groups[:3] for hit in (group.head, *group.hits)]
    assert "car-47-lot-et-garonne" in names


def test_a_second_run_changes_nothing(few):
    first = load_seed(seed=few)
    assert set(first) == {"created"}
    assert set(load_seed(seed=few)) == {"unchanged"}


def test_what_somebody_changed_stays(few):
    load_seed(seed=few)
    page = Initiative.objects.first()
    amendments.edit(initiative=page, texts={"summary": "Corrigé par le référent."}, actor=None, reason="correction")
    load_seed(seed=few)
    page.refresh_from_db()
    assert page.summary == "Corrigé par le référent."


def test_a_newer_seed_brings_untouched_pages_up_to_date(few):
    load_seed(seed=few)
    Solution.objects.update(summary="ancien texte")
    outcomes = load_seed(seed=few)
    assert outcomes["updated"] == len(few.catalogue.solutions)
