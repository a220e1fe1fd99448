"""A small published catalogue in real territories, and what must never leave it."""

import pytest

from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import records
from essaim.portal.catalogue.domain.seeding import write_terms
from essaim.portal.catalogue.models import Public, Status, Theme
from essaim.portal.catalogue.search import reindex
from essaim.portal.catalogue.seed import read_seed
from tests.territories import small_france  # noqa: F401 - a fixture


def solution_record(**changes) -> params.SolutionRecord:
    values = {
        "id": "bus-sante", "title": "Bus de santé", "summary": "Le soin vient au village.", "themes": ["sante"],
        "publics": ["personnes-agees"], "needs": {"people": "Un médecin."}, "source_key": "essai:bus",
    }  # fmt: skip
    return params.SolutionRecord.model_validate(values | changes)


def initiative_record(**changes) -> params.InitiativeRecord:
    values = {
        "id": "gers-bus", "title": "Le bus du Gers", "summary": "Un bus de santé passe dans seize villages.",
        "solution": "bus-sante", "themes": ["sante"], "publics": ["personnes-agees"],
        "territories": ["departement-32"], "holder": "Conseil départemental du Gers", "stage": "running",
        "stages": [{"stage": "running", "when": {"text": "août 2017", "year": 2017}}],
        "figures": [
            {"label": "Villages desservis", "value": 16, "unit": "villages", "kind": "measured", "source": "rapport"},
            {"label": "Coût", "value": "1.5", "value_max": 2, "unit": "M€", "kind": "planned", "source": "budget",
             "precision": "about", "when": {"text": "2018", "year": 2018}},
        ],
        "partners": [{"name": "ARS", "part": "finance"}, {"name": "MSA"}],
        "obstacles": [{"obstacle": "Un décret", "state": "asked"}],
        "links": [{"label": "Site", "url": "https://exemple.fr/page?a=1&b=2"}], "source_key": "essai:gers",
        "everyday_words": ["camion du docteur"],
    }  # fmt: skip
    return params.InitiativeRecord.model_validate(values | changes)


def write_pages(*found: params.SolutionRecord | params.InitiativeRecord) -> None:
    """Publish solutions and initiatives, and bring the index in step."""
    for record in found:
        write = records.write_solution if isinstance(record, params.SolutionRecord) else records.write_initiative
        write(record=record, status=Status.PUBLISHED)
    reindex()


@pytest.fixture
def terms(db, small_france):  # noqa: F811 - the fixture imported above
    """The closed lists, in the four départements of the tests."""
    listed = read_seed().terms
    write_terms(model=Theme, terms=listed.themes)
    write_terms(model=Public, terms=listed.publics)


@pytest.fixture
def catalogue(terms):
    """One solution, its two initiatives, one that stands alone, and how the solution went from one to the other."""
    write_pages(
        solution_record(),
        initiative_record(),
        initiative_record(
            id="herault-bus", title="Le bus de l’Hérault", territories=["departement-34", "commune-34172"],
            source_key="essai:herault", figures=[], stage="test",
        ),
        initiative_record(
            id="france-jardin", title="=Jardins partagés", summary="@partout : des jardins", solution=None,
            territories=["pays-FR"], themes=["alimentation"], publics=[], holder="+33 jardins", source_key="",
            figures=[], partners=[], links=[], obstacles=[], stages=[], everyday_words=[],
        ),
    )  # fmt: skip
    edge = {
        "solution": "bus-sante", "from_territory": "departement-32", "from_initiative": "gers-bus",
        "to_territory": "departement-34", "to_initiative": "herault-bus", "state": "launched",
        "when": {"text": "2020", "year": 2020}, "changes": "Deux bus au lieu d’un.",
    }  # fmt: skip
    records.write_diffusion(record=params.DiffusionRecord.model_validate(edge))


def content(response) -> bytes:
    """Return the whole body of a response, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content
