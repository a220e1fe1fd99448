"""What each kind of question gives to tabulate: the one mapping that weighing, reading and the archive share."""

from itertools import permutations

import pytest

from essaim.portal.barometer.domain import values
from essaim.portal.barometer.domain.queries.questionnaire import Asked, Line, Option
from essaim.portal.barometer.domain.variables import values_of, variables, variables_of
from essaim.portal.barometer.models import Kind

OPTIONS = tuple(Option(code, label, exclusive=False, fixed=False, no_opinion=False) for code, label in [
    ("bus", "Le bus"), ("soin", "Le soin"), ("pain", "Le pain"),
])  # fmt: skip


def asked(kind, *, options=OPTIONS, items=(), lowest=None, highest=None, at_most=0, required=False):
    return Asked(
        id=1, slug="q", label="Nom", version=1, kind=kind, wording="Quoi ?", help="", unit="", lowest=lowest, highest=highest,
        lowest_label="", highest_label="", at_most=at_most, sensitive=False, profile=False, required=required, axis=False,
        random_order=False, shown_if="", shown_if_codes=(), options=options, items=items,
    )  # fmt: skip


LINES = (Line("jour", "Le jour"), Line("nuit", "La nuit"))


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.NUMBER])
def test_the_kinds_of_before_are_their_own_variable(kind):
    question = asked(kind)
    assert variables_of(question) == (question,)
    assert values_of([question], {"q": "bus"}) == {"q": "bus"}
    assert values_of([question], {"q": None}) == {"q": None}
    assert values_of([question], {}) == {}


def test_a_free_text_is_never_tabulated():
    question = asked(Kind.TEXT, options=())
    assert variables_of(question) == ()
    assert values_of([question], {"q": "un texte"}) == {}


def test_a_ranking_gives_who_comes_first_and_the_rank_of_each():
    question = asked(Kind.RANKING)
    found = variables([question])
    assert [(each.slug, each.kind) for each in found] == [
        ("q", Kind.SINGLE), ("q-bus", Kind.NUMBER), ("q-soin", Kind.NUMBER), ("q-pain", Kind.NUMBER),
    ]  # fmt: skip
    assert (found[1].lowest, found[1].highest, found[1].options) == (1, 3, ())
    assert values_of([question], {"q": ["pain", "bus", "soin"]}) == {"q": "pain", "q-bus": 2, "q-soin": 3, "q-pain": 1}
    assert values_of([question], {"q": ["pain"]}) == {"q": "pain", "q-bus": 2.5, "q-soin": 2.5, "q-pain": 1}
    assert values_of([question], {"q": None}) == {"q": None, "q-bus": None, "q-soin": None, "q-pain": None}


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_the_ranks_of_a_person_always_have_the_same_sum(kept):
    for order in permutations(["bus", "soin", "pain"], kept):
        ranks = values_of([asked(Kind.RANKING)], {"q": list(order)})
        assert sum(ranks[f"q-{code}"] for code in ("bus", "soin", "pain")) == 6  # 1 + 2 + 3


def test_each_line_of_a_grid_is_a_single_question_or_a_scale():
    question = asked(Kind.GRID, items=LINES)
    assert [(each.slug, each.kind, each.options) for each in variables_of(question)] == [
        ("q-jour", Kind.SINGLE, OPTIONS), ("q-nuit", Kind.SINGLE, OPTIONS),
    ]  # fmt: skip
    assert values_of([question], {"q": {"jour": "bus"}}) == {"q-jour": "bus", "q-nuit": None}
    scale = asked(Kind.GRID, items=LINES, options=(), lowest=0, highest=10)
    assert [(each.kind, each.highest) for each in variables_of(scale)] == [(Kind.SCALE, 10)] * 2
    assert values_of([scale], {"q": None}) == {"q-jour": None, "q-nuit": None}


@pytest.mark.parametrize(("value", "said"), [
    (["bus", "pain"], ""), (["bus"], ""), ([], "Classez"), (["bus", "bus"], "deux rangs"), (["train"], "Classez"),
    (["bus", "pain", "soin"], "2 réponses au plus ; vous en avez classé 3"), ("bus", "Classez"),
])  # fmt: skip
def test_a_ranking_is_checked(value, said):
    assert said in values.problem(asked(Kind.RANKING, at_most=2), value)
    assert bool(said) == bool(values.problem(asked(Kind.RANKING, at_most=2), value))


@pytest.mark.parametrize(("value", "said"), [
    ({"jour": "bus", "nuit": "pain"}, ""), ({"jour": "bus"}, "Il manque une réponse à la ligne « La nuit »"),
    ({"soir": "bus"}, "ligne par ligne"), ({"jour": "train", "nuit": "bus"}, "« Le jour » : Choisissez"), ([], "ligne par ligne"),
])  # fmt: skip
def test_a_grid_is_checked_line_by_line(value, said):
    found = values.problem(asked(Kind.GRID, items=LINES, required=True), value)
    assert said in found
    assert bool(said) == bool(found)


def test_a_grid_on_a_scale_holds_to_its_bounds():
    scale = asked(Kind.GRID, items=LINES, options=(), lowest=0, highest=10)
    assert values.problem(scale, {"jour": 10}) == ""
    assert "« Le jour » : Donnez un nombre de 0 à 10." in values.problem(scale, {"jour": 11})
