"""Each figure, name and date of the seed is in the passage that it cites; a planted error is found."""

from decimal import Decimal
from typing import Any

import pytest

from essaim.portal.catalogue.params import InitiativeRecord, Stage, StageRecord, When
from essaim.portal.catalogue.seed import Seed, read_seed
from tests.apps.portal.catalogue.seed.paragraphs import (
    Claim,
    claims,
    facts_missing,
    figure_problems,
    numbers,
    page_texts,
    problems,
    words,
)
from tests.apps.portal.catalogue.seed.reviewed import DERIVED, OFFICIAL_NAMES, UNUSED_NUMBERS

CAR = "car-47-lot-et-garonne"
RUN = 8
"""So many words in a row, the same as the note's, would be a copy."""


@pytest.fixture(scope="module")
def seed() -> Seed:
    return read_seed()


def _with(seed: Seed, name: str, **changes: Any) -> Seed:
    """The same seed with one initiative changed."""
    pages = [page.model_copy(update=changes) if page.id == name else page for page in seed.catalogue.initiatives]
    return seed.model_copy(update={"catalogue": seed.catalogue.model_copy(update={"initiatives": pages})})


def _page(seed: Seed, name: str) -> InitiativeRecord:
    return next(page for page in seed.catalogue.initiatives if page.id == name)


def test_every_statement_is_in_its_passages(seed: Seed, founding_note: list[str]) -> None:
    assert problems(seed, founding_note) == []


def test_the_note_has_the_passages_that_the_map_tells(seed: Seed, founding_note: list[str]) -> None:
    assert [passage.number for passage in seed.note] == list(range(1, len(founding_note) + 1))


def test_every_text_cites_a_passage(seed: Seed) -> None:
    silent = [claim.where for claim in claims(seed) if claim.text.strip() and not claim.cited]
    assert silent == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("summary", "Le dispositif compte 197 protocoles."),
        ("summary", "Le dispositif compte trois cents chauffeurs."),
        ("summary", "Près de 12 % des retraités y ont recours."),
        ("problem", "À Marseille, une personne âgée s’isole."),
        ("problem", "Marseille connaît bien ce problème."),
        ("holder", "Département du Gers"),
        ("how_it_works", "Le SAMU prévient un chauffeur."),
        ("how_it_works", "Le service a ouvert en novembre."),
        ("how_it_works", "Le service a ouvert à l’été."),
        ("for_whom", "Depuis 2016, les personnes âgées."),
    ],
)
def test_a_planted_text_is_found(seed: Seed, founding_note: list[str], field: str, text: str) -> None:
    found = problems(_with(seed, CAR, **{field: text}), founding_note)
    assert found
    assert all(f"{CAR}.{field}" in problem for problem in found)


def test_every_planted_figure_is_found(seed: Seed, founding_note: list[str]) -> None:
    """Each figure of the seed, changed in turn, is refused: no figure stands without its guard."""
    for page in seed.catalogue.initiatives:
        for index, figure in enumerate(page.figures):
            wrong = figure.model_copy(update={"value": figure.value * 7 + 13, "value_max": None})
            figures = [*page.figures[:index], wrong, *page.figures[index + 1 :]]
            found = list(figure_problems(page.model_copy(update={"figures": figures}), founding_note))
            assert any(figure.label in problem for problem in found), f"{page.id} : {figure.label}"


def test_a_figure_beside_another_unit_is_found(seed: Seed, founding_note: list[str]) -> None:
    """The number is in the passage, but it counts something else."""
    page = _page(seed, "budget-participatif-gers")
    wrong = page.figures[1].model_copy(update={"value": Decimal(2018)})
    assert problems(_with(seed, page.id, figures=[wrong]), founding_note)


@pytest.mark.parametrize(
    ("when", "told"),
    [(When(text="août 2018", year=2017), "août 2018"), (When(text="août 2017", year=2019), "2019")],
)
def test_a_planted_date_is_found(seed: Seed, founding_note: list[str], when: When, told: str) -> None:
    stage = StageRecord(stage=Stage.RUNNING, when=when, passage=31)
    found = problems(_with(seed, "gers-solidaire", stages=[stage]), founding_note)
    assert len(found) == 1
    assert told in found[0]


def test_a_planted_edge_is_found(seed: Seed, founding_note: list[str]) -> None:
    edges = [edge.model_copy(update={"to_territory": "departement-33"}) for edge in seed.catalogue.diffusion[:1]]
    planted = seed.model_copy(update={"catalogue": seed.catalogue.model_copy(update={"diffusion": edges})})
    assert any("Gironde" in problem for problem in problems(planted, founding_note))


def test_a_wrong_passage_is_found(seed: Seed, founding_note: list[str]) -> None:
    assert facts_missing(Claim("essai", "196 protocoles dans le Gers", (28,)), founding_note) == [
        "essai : nom « Gers » absent du passage (28,)"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("47\u202f660 personnes", {"47660"}),
        ("2500 personnes, 25\u00a0%", {"2500", "25%"}),
        ("3,5 millions d’euros", {"3500000"}),
        ("une trentaine, trois, deuxième", {"30", "3", "2e"}),
        ("115 m3 puis 800 m³", {"115m3", "800m3"}),
        ("diviser par deux la moitié", {"2", "0.5"}),
    ],
)
def test_numbers_are_read_as_a_person_reads_them(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


def _runs(text: str, size: int) -> set[str]:
    for name in OFFICIAL_NAMES:
        text = text.replace(name, "nomofficiel")
    tokens = words(text)
    return {" ".join(tokens[start : start + size]) for start in range(len(tokens) - size + 1)}


def _own_texts(seed: Seed) -> list[tuple[str, str]]:
    pages = [*seed.catalogue.solutions, *seed.catalogue.initiatives]
    texts = [(f"{page.id}.{field}", text) for page in pages for field, text in page_texts(page)]
    texts += [(f"{page.id}.everyday_words", text) for page in pages for text in page.everyday_words]
    texts += [(claim.where, claim.text) for claim in claims(seed)]
    return texts + [(f"note {row.number}", f"{row.heading}. {row.why}") for row in seed.note]


def test_no_sentence_is_copied(seed: Seed, founding_note: list[str]) -> None:
    theirs = set().union(*(_runs(passage, RUN) for passage in founding_note))
    copied = [(where, run) for where, text in _own_texts(seed) for run in _runs(text, RUN) & theirs]
    assert copied == []


def test_a_copied_sentence_is_found(founding_note: list[str]) -> None:
    copy = " ".join(founding_note[27].split()[10:24])
    assert _runs(f"Ici, {copy}.", RUN) & _runs(founding_note[27], RUN)


def _used(seed: Seed) -> dict[int, set[str]]:
    """For each passage, the numbers that some page takes from it."""
    used: dict[int, set[str]] = {}
    for claim in claims(seed):
        for passage in claim.cited:
            used.setdefault(passage, set()).update(numbers(claim.text))
    for page in seed.catalogue.initiatives:
        for figure in page.figures:
            used.setdefault(figure.passage or 0, set()).update(
                _figure_numbers(figure.value, figure.value_max, figure.unit)
            )
        for part in (*page.figures, *page.stages):
            used.setdefault(part.passage or 0, set()).update(numbers(part.when.text) if part.when else ())
    for edge in seed.catalogue.diffusion:
        used.setdefault(edge.passage or 0, set()).update(numbers(edge.when.text) if edge.when else ())
    return used


def _figure_numbers(low: Decimal, high: Decimal | None, unit: str) -> set[str]:
    return set().union(
        *(numbers(f"{format(value.normalize(), 'f').replace('.', ',')} {unit}") for value in (low, high or low))
    )


def test_every_number_of_the_note_is_told_or_reviewed(seed: Seed, founding_note: list[str]) -> None:
    used = _used(seed)
    forgotten = [
        (number, value)
        for number, passage in enumerate(founding_note, start=1)
        if number >= 9
        for value in sorted(numbers(passage) - used.get(number, set()))
        if (number, value) not in UNUSED_NUMBERS
    ]
    assert forgotten == []


def test_the_reviewed_lists_hold_nothing_useless(seed: Seed, founding_note: list[str]) -> None:
    used = _used(seed)
    assert [
        key
        for key in UNUSED_NUMBERS
        if key[1] not in numbers(founding_note[key[0] - 1]) or key[1] in used.get(key[0], set())
    ] == []
    told = " ".join(
        [claim.text for claim in claims(seed)] + [edge.when.text for edge in seed.catalogue.diffusion if edge.when]
    )
    told += " Territoire Gers Territoire Bordeaux"
    assert [phrase for _passage, phrase in DERIVED if phrase not in told] == []
