"""`essaim survey check`: the reference cases, computed elsewhere with R, pass; a wrong figure in one is found and named."""

import json

import pytest

from essaim.config.survey.cases import AREAS
from essaim.config.survey.comparison import Comparison
from essaim.config.survey.recipes import RECIPES

BY_HAND = {
    "id": "s01_rake5",
    "area": "weighting",
    "title": "two by two, by hand",
    "inputs": {"data": "donnees.csv"},
    "params": {"margins": {"r": {"a": 0.75, "b": 0.25}, "c": {"x": 0.5, "y": 0.5}}},
    "expected": {"weights_csv": "poids.csv", "n": 4, "sum": 4, "min": 0.5, "max": 1.5, "kish_deff": 1.25},
    "rtol": 1e-6,
    "atol": 1e-9,
}


@pytest.fixture
def case(tmp_path):
    (tmp_path / "donnees.csv").write_text("id,r,c\n1,a,x\n2,a,y\n3,b,x\n4,b,y\n", encoding="utf-8")
    (tmp_path / "poids.csv").write_text("id,w\n1,1.5\n2,1.5\n3,0.5\n4,0.5\n", encoding="utf-8")

    def written(**changes):
        path = tmp_path / "cas.json"
        path.write_text(json.dumps(BY_HAND | changes), encoding="utf-8")
        return path

    return written


def test_a_case_done_by_hand_passes(survey, case):
    code, out, _ = survey("check", case())
    assert code == 0
    assert "✓ s01_rake5 (weighting) : 9 valeurs comparées, plus grand écart " in out


def test_the_greatest_gap_is_said_beside_its_tolerance(survey, case):
    report = json.loads(survey("check", case(expected={"max": 1.5 + 4e-7}, atol=1e-6, rtol=0), "--json")[1])[0]
    assert report["passed"]
    assert report["gap"] == pytest.approx(4e-7, rel=1e-3)
    assert report["furthest"] == pytest.approx(0.4, rel=1e-3)


def test_a_figure_that_differs_is_named(survey, case, tmp_path):
    code, out, _ = survey("check", case(expected=BY_HAND["expected"] | {"max": 1.6, "absent": 3}))
    assert code == 1
    assert "max : attendu 1.6, obtenu 1.5" in out
    assert "absent : attendu 3, obtenu rien" in out
    (tmp_path / "poids.csv").write_text("id,w\n1,1.5\n2,1.4\n3,0.5\n4,0.5\n", encoding="utf-8")
    report = json.loads(survey("check", case(), "--json")[1])[0]
    assert (report["passed"], report["different"]) == (False, 1)
    assert report["differences"][0]["path"] == "weights_csv.w[1]"


def test_a_case_without_anything_to_compare_does_not_pass(survey, case):
    assert survey("check", case(expected={}))[0] == 1


@pytest.mark.parametrize(
    ("changes", "said"), [({"id": "x99"}, "« x99 » inconnu"), ({"area": "power"}, "domaine « power »")]
)
def test_what_is_not_ours_is_said(survey, case, changes, said):
    code, _, error = survey("check", case(**changes))
    assert code == 2
    assert said in error


def test_a_file_that_is_no_case_is_said(survey, tmp_path):
    path = tmp_path / "cas.json"
    path.write_text('{"id": "s01_rake5"}', encoding="utf-8")
    assert "il manque « area »" in survey("check", path)[2]
    path.write_text("{", encoding="utf-8")
    assert "JSON illisible" in survey("check", path)[2]


@pytest.mark.parametrize(
    ("wanted", "got", "same"),
    [
        (1.0, 1.0 + 1e-7, True),
        (1.0, 1.0 + 1e-5, False),
        (1.0, float("nan"), False),
        (1.0, "1", False),
        ([1, 2], [1], False),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, [], False),
        ("texte", "texte", True),
        ("texte", "autre", False),
    ],
)
def test_what_is_close_and_what_is_not(wanted, got, same):
    assert (not list(Comparison(1e-6, 1e-9).differences(wanted, got))) == same


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_reference_case_passes(survey, real_data, name):
    code, out, error = survey("check", real_data / "data" / "survey-reference" / f"{name}.json")
    assert code == 0, out + error


def test_no_reference_case_of_our_areas_is_left_out(real_data):
    index = json.loads((real_data / "data" / "survey-reference" / "index.json").read_text(encoding="utf-8"))
    assert {each["id"] for each in index if each["area"] in AREAS} == set(RECIPES)
