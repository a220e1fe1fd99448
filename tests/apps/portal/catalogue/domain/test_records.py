"""Records become pages and pages become records, without loss and without doubling."""

from decimal import Decimal

import pytest
from django.apps import apps

from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import records
from essaim.portal.catalogue.domain.queries import records as queries
from essaim.portal.catalogue.models import Diffusion, Figure, Initiative, Public, Solution, Status, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms():
    Theme.objects.create(slug="sante", label="Santé")
    Public.objects.create(slug="aines", label="Personnes âgées")
    territory = apps.get_model("territories", "Territory")
    for code, name in {"departement-32": "Gers", "departement-47": "Lot-et-Garonne"}.items():
        territory.objects.create(code=code, level="departement", insee=code[-2:], name=name, slug=name.lower())


def solution(**changes) -> params.SolutionRecord:
    values = {
        "id": "bus-sante", "title": "Bus de santé", "summary": "Le soin vient au village.", "themes": ["sante"],
        "publics": ["aines"], "needs": {"people": "Un médecin."}, "passages": {"summary": [17]},
        "source_key": "note:H2",
    }  # fmt: skip
    return params.SolutionRecord.model_validate(values | changes)


def initiative(**changes) -> params.InitiativeRecord:
    values = {
        "id": "gers-bus", "title": "Bus du Gers", "summary": "Un bus passe.", "solution": "bus-sante",
        "themes": ["sante"], "publics": ["aines"], "territories": ["departement-32"], "stage": "running",
        "stages": [{"stage": "running", "when": {"text": "août 2017", "year": 2017}, "passage": 17}],
        "figures": [{"label": "Lieux", "value": "16", "unit": "lieux", "kind": "measured", "source": "note"}],
        "partners": [{"name": "ARS", "part": "finance"}], "obstacles": [{"obstacle": "Un décret"}],
        "links": [{"label": "Site", "url": "https://exemple.fr/page"}], "source_key": "note:H2:departement-32",
    }  # fmt: skip
    return params.InitiativeRecord.model_validate(values | changes)


def test_a_record_comes_back_as_it_went_in(terms):
    records.write_solution(record=solution(), status=Status.PUBLISHED)
    records.write_initiative(record=initiative(), status=Status.PUBLISHED)
    found = queries.catalogue_record()
    assert found.solutions == [solution()]
    assert found.initiatives == [initiative()]


def test_writing_twice_changes_nothing(terms):
    records.write_solution(record=solution())
    records.write_initiative(record=initiative())
    figure = Figure.objects.get()
    _, outcome = records.write_initiative(record=initiative())
    assert outcome == "unchanged"
    assert Figure.objects.get() == figure
    assert records.write_solution(record=solution())[1] == "unchanged"


def test_a_changed_part_is_an_update_and_replaces_the_parts_of_its_kind_only(terms):
    records.write_solution(record=solution())
    page, _ = records.write_initiative(record=initiative())
    partner = page.partners.get()
    changed = initiative(figures=[{"label": "Lieux", "value": "17", "unit": "lieux", "kind": "target", "source": "n"}])
    assert records.write_initiative(record=changed)[1] == "updated"
    assert page.figures.get().value == Decimal(17)
    assert page.partners.get() == partner
    assert records.write_initiative(record=initiative(figures=[]))[1] == "updated"
    assert not page.figures.exists()


def test_the_key_of_origin_finds_a_page_that_changed_its_address(terms):
    records.write_solution(record=solution())
    records.write_solution(record=solution(id="bus-de-sante"))
    assert Solution.objects.get().slug == "bus-de-sante"


def test_an_unknown_reference_writes_nothing(terms):
    with pytest.raises(records.UnknownReference, match="La solution « bus-sante » n’existe pas"):
        records.write_initiative(record=initiative())
    records.write_solution(record=solution())
    with pytest.raises(records.UnknownReference, match="departement-99"):
        records.write_initiative(record=initiative(territories=["departement-99"]))
    assert not Initiative.objects.exists()


def test_an_edge_is_known_by_its_solution_and_its_territories(terms):
    records.write_solution(record=solution(), status=Status.PUBLISHED)
    edge = {"solution": "bus-sante", "from_territory": "departement-32", "to_territory": "departement-47"}
    studied = params.DiffusionRecord.model_validate(edge | {"state": "studied"})
    launched = params.DiffusionRecord.model_validate(edge | {"state": "launched", "when": {"text": "2020"}})
    outcomes = [records.write_diffusion(record=record) for record in (studied, launched, launched)]
    assert outcomes == ["created", "updated", "unchanged"]
    assert [queries.diffusion_record(edge) for edge in Diffusion.objects.all()] == [launched]


def test_a_draft_is_not_in_the_catalogue(terms):
    records.write_solution(record=solution())
    assert queries.catalogue_record() == params.CatalogueRecord()


def test_reading_the_catalogue_takes_as_many_queries_for_one_as_for_three(terms, django_assert_num_queries):
    def add(number):
        key = f"note:{number}"
        records.write_solution(record=solution(id=f"s{number}", source_key=key), status=Status.PUBLISHED)
        page = initiative(id=f"i{number}", solution=f"s{number}", source_key=key)
        records.write_initiative(record=page, status=Status.PUBLISHED)

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries_made:
            queries.catalogue_record()
        return len(queries_made)

    add(1)
    one = count()
    add(2)
    add(3)
    assert count() == one
