"""An adoption that opens has its page and its edge by itself; a test, a demonstration or an unknown solution has none."""

import pytest

from essaim.adoptions.domain import adopting
from essaim.adoptions.domain.outcomes.releasing import release_due
from essaim.adoptions.models import Adoption
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain.adoptions import adoption_of
from essaim.portal.catalogue.domain.records import write_diffusion, write_initiative, write_solution
from essaim.portal.catalogue.models import Diffusion, Initiative, Status, Theme
from tests.apps.adoptions.builders import adopted, installed
from tests.apps.adoptions.conftest import toys  # noqa: F401 - a fixture
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]
ORIGIN = (("departement-40", "departement-34"),)


@pytest.fixture
def solution():
    Theme.objects.create(slug="emploi", label="Travailler")
    record = {
        "id": "minimal",
        "title": "Le cumul",
        "summary": "Travailler un peu.",
        "problem": "On perd ses droits.",
        "themes": ["emploi"],
    }
    page, _ = write_solution(record=params.SolutionRecord.model_validate(record), status=Status.PUBLISHED)
    first = {
        "id": "cumul-34", "title": "Dans l’Hérault", "summary": "Le premier.", "themes": ["emploi"], "stage": "running",
        "territories": ["departement-34"], "solution": "minimal",
    }  # fmt: skip
    write_initiative(record=params.InitiativeRecord.model_validate(first), status=Status.PUBLISHED)
    return page


def test_the_page_is_published_under_the_solution(solution):
    adoption = adopted("minimal", *ORIGIN)
    page = Initiative.objects.get(source_key=f"adoption:{adoption.key}")
    assert (page.status, page.solution, page.holder) == (Status.PUBLISHED, solution, "Département du Gers")
    assert [place.code for place in page.territories.all()] == ["departement-32"]
    assert page.problem == "On perd ses droits."
    assert page.stage == params.Stage.RUNNING
    assert adoption_of(page) == adoption.key


def test_the_edge_comes_from_the_origin(solution):
    adopted("minimal", *ORIGIN)
    edge = Diffusion.objects.get(solution=solution)
    assert (edge.from_territory.code, edge.to_territory.code, edge.state) == (
        "departement-34",
        "departement-32",
        "launched",
    )
    assert edge.from_initiative.slug == "cumul-34"
    assert edge.year == Adoption.objects.get().opened_at.year


def test_a_territory_that_studied_it_has_now_launched_it(solution):
    studied = {
        "solution": "minimal", "from_territory": "departement-34", "to_territory": "departement-32", "state": "studied",
        "changes": "Avec les communes.", "source": "La note",
    }  # fmt: skip
    write_diffusion(record=params.DiffusionRecord.model_validate(studied))
    adopted("minimal", *ORIGIN)
    edge = Diffusion.objects.get(solution=solution)
    assert (edge.state, edge.changes) == ("launched", "Avec les communes.")


def test_nothing_before_the_opening(solution):
    adopted("minimal", *ORIGIN, phase="testing")
    assert not Diffusion.objects.exists()
    assert Initiative.objects.count() == 1


def test_a_demonstration_has_no_page(solution):
    adoption = adopted("minimal", *ORIGIN, phase="testing")
    Adoption.objects.filter(pk=adoption.pk).update(simulated=True)
    adoption.refresh_from_db()
    adopting.open_adoption(adoption=adoption, actor=None)
    assert Initiative.objects.count() == 1


def test_a_kit_without_solution_opens_all_the_same():
    assert adopted("minimal", *ORIGIN).phase == "open"
    assert not Initiative.objects.exists()


def test_the_origin_itself_has_no_edge(solution):
    adopted("minimal", *ORIGIN, territory="departement-34")
    assert not Diffusion.objects.exists()


def test_the_solution_offers_its_kit_and_its_forks(solution, client):
    page = client.get("/solutions/minimal/").content.decode()
    assert "Adopter pour mon territoire" not in page
    installed("minimal", *ORIGIN)
    fork = (("  id: minimal", "  id: minimal-bis"), ("  licence:", "  forked_from: minimal@1.0.0\n  licence:"))
    installed("minimal", *ORIGIN, *fork)
    page = client.get("/solutions/minimal/").content.decode()
    assert 'href="/kits/minimal/adopter/"' in page
    assert page.index('href="/kits/minimal/"') < page.index('href="/kits/minimal-bis/"')
    assert "issue d’un autre kit" in page


def test_a_fork_opens_under_the_solution_of_its_family(solution):
    installed("minimal", *ORIGIN)
    fork = (("  id: minimal", "  id: minimal-bis"), ("  licence:", "  forked_from: minimal@1.0.0\n  licence:"))
    adoption = adopted("minimal", *ORIGIN, *fork)
    assert Initiative.objects.get(source_key=f"adoption:{adoption.key}").solution == solution


def test_the_page_leads_to_the_service_until_it_closes(solution, client):
    adoption = adopted("minimal", *ORIGIN)
    address = f"/initiatives/{Initiative.objects.get(source_key=f'adoption:{adoption.key}').slug}/"
    assert f'href="/services/{adoption.slug}/"' in client.get(address).content.decode()
    adopting.close_adoption(adoption=adoption, actor=None)
    page = client.get(address).content.decode()
    assert "Il est fermé." in page
    assert f'href="/services/{adoption.slug}/"' not in page


def test_the_initiative_shows_what_its_service_publishes(solution, client):
    adoption = adopted("minimal", *ORIGIN)
    page = Initiative.objects.get(source_key=f"adoption:{adoption.key}")
    html = client.get(page.get_absolute_url()).content.decode()
    assert "Ce que le service produit" in html
    assert "non disponible" in html
    assert f'href="/services/{adoption.slug}/resultats/"' in html
    release_due(adoption=adoption)
    assert "moins de 11 demandes" in client.get(page.get_absolute_url()).content.decode()
    other = Initiative.objects.get(slug="cumul-34")
    assert "Ce que le service produit" not in client.get(other.get_absolute_url()).content.decode()
