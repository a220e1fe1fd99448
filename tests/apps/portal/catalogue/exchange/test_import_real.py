"""The three real files, with the mappings that ship: wholly imported, in seconds, and twice is once."""

import time

import pytest
from django.db.models import Count

from essaim.portal.catalogue.domain.queries.records import initiative_record, initiatives_with_parts
from essaim.portal.catalogue.domain.seeding import write_terms
from essaim.portal.catalogue.exchange.importing.run import import_file
from essaim.portal.catalogue.models import Initiative, Public, Status, Theme
from essaim.portal.catalogue.seed import read_seed
from tests.territories import whole_france  # noqa: F401 - a fixture

SECONDS = 60
"""Far above what it takes (4 s alone on the machine): the test is about seconds, not about minutes."""


@pytest.fixture
def france(db, whole_france):  # noqa: F811 - the fixture imported above
    listed = read_seed().terms
    write_terms(model=Theme, terms=listed.themes)
    write_terms(model=Public, terms=listed.publics)


def lines(path) -> int:
    return sum(1 for line in path.read_text(encoding="utf-8").split("\n") if line.strip())


@pytest.mark.parametrize("name", ["betagouv-produits", "participedia-2016", "aides-territoires-periurbain"])
def test_a_real_file_is_imported_whole(france, real_data, name):
    path = real_data / "data" / "catalogue" / f"{name}.ndjson"
    start = time.monotonic()
    report = import_file(path=path, mapping=name)
    assert time.monotonic() - start < SECONDS
    assert report.problems == []
    assert report.outcomes["created"] + report.outcomes["skipped"] == report.lines == lines(path)
    pages = Initiative.objects.all()
    assert pages.count() == report.outcomes["created"] > 100
    assert set(pages.values_list("status", flat=True)) == {Status.DRAFT}
    assert not pages.filter(provenance="").exists()
    again = import_file(path=path, mapping=name)
    assert again.outcomes["unchanged"] == report.outcomes["created"]
    assert again.outcomes["created"] == again.outcomes["updated"] == again.outcomes["kept"] == 0


def test_phases_become_stages_with_their_dates_and_an_abandon_says_so(france, real_data):
    import_file(path=real_data / "data/catalogue/betagouv-produits.ndjson", mapping="betagouv-produits")
    page = initiatives_with_parts(Initiative.objects.filter(slug="beta-1-jeune-1-arbre")).get()
    record = initiative_record(page)
    assert record.stage == "stopped"
    assert [(one.stage.value, one.when.text, one.note) for one in record.stages] == [
        ("idea", "14 mai 2024", "Investigation"),
        ("test", "12 août 2024", "Construction"),
        ("stopped", "28 février 2025", "Abandon"),
    ]
    assert "source ne dit pas" in record.lessons
    assert "**" not in record.how_it_works
    assert set(record.themes) >= {"environnement", "jeunesse", "alimentation"}


def test_cases_in_france_find_their_commune_and_the_others_wait_for_a_moderator(france, real_data):
    report = import_file(path=real_data / "data/catalogue/participedia-2016.ndjson", mapping="participedia-2016")
    assert report.outcomes["skipped"] == 238
    placed = Initiative.objects.annotate(places=Count("territories")).filter(places__gt=0)
    found = {code for page in placed for code in page.territories.values_list("code", flat=True)}
    assert {"commune-38185", "commune-49007", "commune-69123", "pays-FR"} <= found
    assert Initiative.objects.filter(territories=None).count() > 200
    assert all("[no data entered]" not in page.holder + page.costs + page.funding for page in Initiative.objects.all())


def test_a_funder_s_name_gives_the_departement(france, real_data):
    import_file(
        path=real_data / "data/catalogue/aides-territoires-periurbain.ndjson", mapping="aides-territoires-periurbain"
    )
    page = Initiative.objects.filter(holder="Conseil départemental de la Drôme").first()
    assert [place.code for place in page.territories.all()] == ["departement-26"]
    assert page.links.get().url.startswith("https://aides-territoires.beta.gouv.fr/")
