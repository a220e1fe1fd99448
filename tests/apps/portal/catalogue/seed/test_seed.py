"""The whole seed: every system of the note, every reference, every word of its lists."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from essaim.portal.catalogue.params import DiffusionState, FigureKind
from essaim.portal.catalogue.seed import NOTE, PAGES, PassageState, Seed, read_seed

PHRASES = Path(__file__).parent / "everyday_phrases.yaml"

GERS, ARDECHE, AUDE, LANDES, NIEVRE = (
    "departement-32",
    "departement-07",
    "departement-11",
    "departement-40",
    "departement-58",
)
DORDOGNE, GIRONDE, HERAULT, HAUTE_GARONNE = "departement-24", "departement-33", "departement-34", "departement-31"
LOIRE_ATLANTIQUE, LOT_ET_GARONNE = "departement-44", "departement-47"
MEURTHE_ET_MOSELLE, SEINE_SAINT_DENIS = "departement-54", "departement-93"

SYSTEMS = {
    "H1": [GERS], "H2": [GERS], "H3": [SEINE_SAINT_DENIS], "H4": [SEINE_SAINT_DENIS], "H5": [AUDE], "H6": [NIEVRE],
    "H7": [NIEVRE], "H8": [LOT_ET_GARONNE], "H9": [ARDECHE], "H10": [SEINE_SAINT_DENIS],
    "C1": [ARDECHE], "C2": [HAUTE_GARONNE], "C3": [AUDE], "C4": [LOIRE_ATLANTIQUE], "C5": [LANDES],
    "C6": [LOT_ET_GARONNE], "C7": [GIRONDE], "C8": [GIRONDE, HAUTE_GARONNE], "C9": [HAUTE_GARONNE],
    "C10": [HAUTE_GARONNE], "C11": [AUDE], "C12": [GERS], "C13": [SEINE_SAINT_DENIS], "C14": [SEINE_SAINT_DENIS],
    "W1": [NIEVRE, "commune-44129"], "W2": [HERAULT], "W3": [MEURTHE_ET_MOSELLE], "W4": [MEURTHE_ET_MOSELLE],
    "W5": [LANDES, DORDOGNE, HERAULT, LOIRE_ATLANTIQUE], "W6": [LOIRE_ATLANTIQUE], "W7": [LOIRE_ATLANTIQUE],
    "W8": [ARDECHE],
    "E1": [NIEVRE], "E2": [SEINE_SAINT_DENIS], "E3": [HERAULT], "E4": [GIRONDE], "E5": [GIRONDE], "E6": [GIRONDE],
    "E7": [LOT_ET_GARONNE], "E8": [DORDOGNE],
    "D1": [GERS, NIEVRE, GIRONDE], "D2": [DORDOGNE], "D3": [ARDECHE], "D4": [HAUTE_GARONNE],
    "D5": [MEURTHE_ET_MOSELLE], "D6": [NIEVRE], "D7": [DORDOGNE], "D8": [DORDOGNE, HERAULT], "D9": [HERAULT],
    "D10": [ARDECHE],
    "S1": ["pays-FR"], "S3": ["pays-FR"], "S4": ["pays-FR"], "S5": ["pays-FR"], "S6": ["pays-FR"],
}  # fmt: skip
"""Every system of the note and the territories that have it: one initiative each."""

NAMED_IN_PASSING = [
    "revenu-de-base",
    "demenageurs-solidaires",
    "habitat-participatif",
    "epiceries-sociales",
    "mutuelles-solidaires",
]

LISTED = {10: {"solution:tiers-lieux-solidaires", "solution:car-solidaire", "solution:budget-participatif"}}
"""Passage 10 lists these solutions by their kind only; the pages cite the passage that tells them."""


@pytest.fixture(scope="module")
def seed() -> Seed:
    return read_seed()


def test_every_system_has_its_initiatives(seed: Seed) -> None:
    expected = {f"note:{system}:{territory}" for system, places in SYSTEMS.items() for territory in places}
    assert {page.source_key for page in seed.catalogue.initiatives} == expected


def test_each_key_of_origin_names_the_first_territory(seed: Seed) -> None:
    wrong = [page.id for page in seed.catalogue.initiatives if page.source_key.split(":")[2] != page.territories[0]]
    assert wrong == []


def test_every_initiative_has_its_solution_and_every_solution_is_found(seed: Seed) -> None:
    solutions = {page.id for page in seed.catalogue.solutions}
    assert {page.solution for page in seed.catalogue.initiatives} <= solutions
    alone = solutions - {page.solution for page in seed.catalogue.initiatives}
    assert alone == {*NAMED_IN_PASSING, "experimentation-locale"}


def test_no_identifier_is_given_twice(seed: Seed) -> None:
    pages = [*seed.catalogue.solutions, *seed.catalogue.initiatives]
    for values in ([page.id for page in pages], [page.source_key for page in pages], [page.title for page in pages]):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_term_exists_and_serves(seed: Seed) -> None:
    pages = [*seed.catalogue.solutions, *seed.catalogue.initiatives]
    assert {slug for page in pages for slug in page.themes} == {term.id for term in seed.terms.themes}
    assert {slug for page in pages for slug in page.publics} == {term.id for term in seed.terms.publics}


def test_similar_solutions_exist_and_are_others(seed: Seed) -> None:
    solutions = {page.id for page in seed.catalogue.solutions}
    for page in seed.catalogue.solutions:
        assert set(page.similar) <= solutions - {page.id}, page.id


def test_every_edge_joins_pages_that_exist(seed: Seed) -> None:
    pages = {page.id: page for page in seed.catalogue.initiatives}
    for edge in seed.catalogue.diffusion:
        for name, territory in ((edge.from_initiative, edge.from_territory), (edge.to_initiative, edge.to_territory)):
            if name:
                assert pages[name].solution == edge.solution
                assert territory in pages[name].territories or territory == "commune-07010"


def test_named_territories_are_edges_and_counted_ones_are_figures(seed: Seed) -> None:
    studying = {
        edge.to_territory
        for edge in seed.catalogue.diffusion
        if edge.state is DiffusionState.STUDIED and edge.solution == "budget-participatif"
    }
    assert studying == {f"departement-{code}" for code in (40, 24, 55, 47, 11, 45, 63, 34, 16, 35, 37)}
    assert not [edge for edge in seed.catalogue.diffusion if edge.solution == "car-solidaire"]
    car = next(page for page in seed.catalogue.initiatives if page.id == "car-47-lot-et-garonne")
    assert 27 in [figure.value for figure in car.figures]


def test_a_target_is_never_told_as_measured(seed: Seed) -> None:
    kinds = {figure.label: figure.kind for page in seed.catalogue.initiatives for figure in page.figures}
    assert kinds["Taux de sorties dynamiques actuel"] is FigureKind.MEASURED
    assert kinds["Taux de sorties dynamiques visé"] is FigureKind.TARGET
    assert kinds["Personnes que le bus veut toucher"] is FigureKind.TARGET
    assert kinds["Kits à distribuer chaque année"] is FigureKind.PLANNED
    assert kinds["Écart de la densité de médecins avec la moyenne nationale (en moins)"] is FigureKind.CONTEXT


def test_every_figure_names_the_note_and_its_passage(seed: Seed) -> None:
    for page in seed.catalogue.initiatives:
        for figure in page.figures:
            assert figure.source == f"{NOTE}, passage {figure.passage}"


def test_the_map_leads_to_pages_that_exist_and_to_every_page(seed: Seed) -> None:
    known = {f"solution:{page.id}" for page in seed.catalogue.solutions}
    known |= {f"initiative:{page.id}" for page in seed.catalogue.initiatives}
    led = {reference for row in seed.note for reference in row.became}
    assert led - known <= {f"page:{name}" for name in PAGES}
    assert known - led == set()


def test_the_map_says_that_something_runs_only_for_our_own_pages(seed: Seed) -> None:
    for row in seed.note:
        if row.state is PassageState.RUNS:
            assert any(reference.startswith("page:") for reference in row.became), row.number


def test_the_map_agrees_with_the_passages_that_pages_cite(seed: Seed) -> None:
    cited: dict[int, set[str]] = {}
    for kind, pages in (("solution", seed.catalogue.solutions), ("initiative", seed.catalogue.initiatives)):
        for page in pages:
            for number in {number for numbers in page.passages.values() for number in numbers}:
                cited.setdefault(number, set()).add(f"{kind}:{page.id}")
    for row in seed.note:
        led = {reference for reference in row.became if not reference.startswith("page:")}
        assert led <= cited.get(row.number, set()) | LISTED.get(row.number, set()), row.number


def test_every_page_can_be_found_by_what_people_type(seed: Seed) -> None:
    for page in [*seed.catalogue.solutions, *seed.catalogue.initiatives]:
        assert len(page.everyday_words) >= 4, page.id


def test_every_initiative_has_an_everyday_phrase_of_its_own(seed: Seed) -> None:
    phrases = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    pages = {page.id: page for page in seed.catalogue.initiatives}
    assert sorted(row["id"] for row in phrases) == sorted(pages)
    own = [row for row in phrases if row["phrase"] not in [pages[row["id"]].title, *pages[row["id"]].everyday_words]]
    assert len(own) >= len(phrases) / 2


def test_screen_texts_keep_french_typography(seed: Seed) -> None:
    for page in [*seed.catalogue.solutions, *seed.catalogue.initiatives]:
        text = page.model_dump_json()
        for wrong in ("'", " ;", " ?", " !", " %", "« ", " »", "..."):
            assert wrong not in text, f"{page.id} : « {wrong} »"
