"""The published result holds what its page says: the chain, and a certificate that each payment can be checked against."""

import copy
import hashlib
import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import (
    BadElection,
    Rules,
    canonical_json,
    chain,
    count,
    declare_order,
    published_json,
    read_pabulib,
    read_scrutin,
    scrutin_json,
)  # fmt: skip
from tests.cores.voting.elections import drawn, election, hand_example
from tests.cores.voting.test_pabulib import files

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/formats/scrutin.schema.json").read_text(encoding="utf-8"))
RULES = [
    Rules("greedy"),
    Rules("equal-shares"),
    Rules("equal-shares", utility="cardinality", completion="add1", fill=True),
    Rules("equal-shares", completion="add1", stop="last-feasible"),
    Rules("phragmen"),
]


def published(each, rules, ties=("file",)):
    return published_json(count(each, rules, declare_order(each, ties), proof=True))


def surprises(document) -> list[str]:
    """Check a certificate of Equal Shares or Phragmén from the ballots, as the page says, without counting again."""
    found = []
    ballots = document["election"]["ballots"]
    points = document["rules"].get("utility") == "points"
    costs = {project["id"]: Fraction(project["cost"]) for project in document["election"]["projects"]}
    classes = [
        (
            (),
            dict(zip(b["choices"], b.get("points", []), strict=points)) if points else dict.fromkeys(b["choices"], "1"),
            b["voters"],
        )
        for b in ballots
    ]
    spent = {(): Fraction(0)}
    share = Fraction(document["result"].get("start_money", 0))
    for purchase in document["certificate"].get("purchases", []):
        project, rate = purchase["project"], Fraction(purchase["rate"])
        listed = {(tuple(map(tuple, p["backed"])), p["utility"]): p for p in purchase["payments"]}
        counted: dict = {}
        for backed, gives, voters in classes:
            if project in gives:
                counted[backed, gives[project]] = counted.get((backed, gives[project]), 0) + voters
        if counted != {key: p["voters"] for key, p in listed.items()}:
            found.append(f"{project}: backers")
        if sum(Fraction(p["paid"]) * p["voters"] for p in listed.values()) != costs[project]:
            found.append(f"{project}: payments do not sum to the cost")
        for (backed, utility), payment in listed.items():
            before, paid = Fraction(payment["before"]), Fraction(payment["paid"])
            had = share - spent[backed] if share else rate - spent[backed]
            asked = min(before, rate * Fraction(utility)) if share else before
            if before != had or paid != asked:
                found.append(f"{project}: {payment}")
            spent[*backed, (project, utility)] = spent[backed] + paid
        classes = [
            ((*backed, (project, gives[project])) if project in gives else backed, gives, voters)
            for backed, gives, voters in classes
        ]
    return found


@settings(deadline=None)
@given(drawn(), st.sampled_from(RULES))
def test_the_certificate_holds(each, rules):
    document = published(each, rules)
    assert surprises(document) == []
    again = count(
        read_scrutin(document["election"]),
        Rules.from_json(document["rules"]),
        declare_order(each, document["ties"]["criteria"]),
    )
    assert [each.projects[place].id for place in again.winners] == document["result"]["winners"]


@settings(deadline=None)
@given(drawn(points=True))
def test_the_certificate_of_points_holds(each):
    assert surprises(published(each, Rules("equal-shares", utility="points", completion="add1"))) == []


def test_a_certificate_that_was_touched_is_seen():
    document = published(hand_example(), Rules("equal-shares"))
    for turn, payment in ((0, 0), (1, 0), (2, 0)):
        for field, value in (("paid", "1"), ("before", "7"), ("voters", 1)):
            touched = copy.deepcopy(document)
            touched["certificate"]["purchases"][turn]["payments"][payment][field] = value
            assert surprises(touched) != []


@settings(deadline=None)
@given(drawn(), st.sampled_from(RULES))
def test_the_chain_is_the_one_of_the_page(each, rules):
    document = json.loads(canonical_json(published(each, rules)))
    before = ""
    for link, part in zip(document["chain"], ("election", "rules", "ties", "result", "certificate"), strict=True):
        text = json.dumps(document[part], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        before = hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
        assert link == {"part": part, "sha256": before}
    assert canonical_json(document).decode() == json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_canonical_json_has_no_float_and_no_choice():
    assert (
        canonical_json({"b": [1, True, None], "a": "é\n\u2028\x01"})
        == '{"a":"é\\n\u2028\\u0001","b":[1,true,null]}'.encode()
    )
    for wrong in (1.5, {"a": [0.0]}, {1: "a"}, float("nan"), {"a": Fraction(1, 2)}):
        with pytest.raises(TypeError):
            canonical_json(wrong)
    assert chain([("a", 1)]) == [{"part": "a", "sha256": hashlib.sha256(b"\n1").hexdigest()}]


def test_an_undeclared_order_is_published_as_none():
    each = election({"a": 1, "b": 1}, [["a"], ["a"], ["b"]], 1)
    assert published(each, Rules("greedy"), ())["ties"] == {"criteria": [], "order": None}
    assert published(each, Rules("greedy"), ("lot:7",))["ties"]["order"] in (["a", "b"], ["b", "a"])


@settings(deadline=None)
@given(files())
def test_the_open_file_is_read_again_and_follows_its_schema(each):
    data = scrutin_json(each)
    jsonschema.validate(data, SCHEMA)
    again = read_scrutin(json.loads(canonical_json(data)))
    assert again == each
    assert scrutin_json(again) == data


def test_every_real_file_becomes_the_open_one_and_comes_back(real_data):
    for path in sorted((real_data / "data" / "pabulib").glob("*.pb")):
        if path.stat().st_size < 150_000:
            each = read_pabulib(path.read_bytes())
            data = scrutin_json(each)
            jsonschema.validate(data, SCHEMA)
            assert scrutin_json(read_scrutin(data)) == data, path.name


ELECTION = scrutin_json(election({"a": 5, "b": 2}, [["a"], ["a", "b"]], 10))
POINTS = scrutin_json(election({"a": 5, "b": 2}, [["a", "b"]], 10, points=[(1, 2)]))


@pytest.mark.parametrize(
    ("data", "path", "value", "words"),
    [
        (ELECTION, ("format",), "essaim/scrutin/2", "champ « format »"),
        (ELECTION, ("kind",), "veto", "champ « vote_type »"),
        (ELECTION, ("budget",), 10, "champ « budget » : attendu : un texte"),
        (ELECTION, ("budget",), "1,5", "champ « budget »"),
        (ELECTION, ("budget",), "-1", "champ « budget »"),
        (ELECTION, ("color",), "red", "champ inconnu : color"),
        (ELECTION, ("projects",), {}, "champ « projects » : attendu : une liste"),
        (ELECTION, ("projects", 1, "cost"), "cher", "projects[1].cost"),
        (ELECTION, ("projects", 1, "id"), "a", "« a » est donné deux fois"),
        (ELECTION, ("projects", 1, "id"), "", "projects[1].id"),
        (ELECTION, ("projects", 0, "fields"), {"x": 1}, "projects[0].fields.x"),
        (ELECTION, ("ballots", 0, "choices"), ["z"], "projet « z » inconnu"),
        (ELECTION, ("ballots", 0, "choices"), ["a", "a"], "donné deux fois"),
        (ELECTION, ("ballots", 0, "voters"), 0, "ballots[0].voters"),
        (ELECTION, ("ballots", 0, "voters"), True, "ballots[0].voters"),
        (ELECTION, ("ballots", 0, "points"), ["1"], "champ inconnu : points"),
        (POINTS, ("ballots", 0, "points"), ["1"], "ballots[0].points"),
        (POINTS, ("ballots", 0, "points"), ["1", "0"], "ballots[0].points"),
    ],
)  # fmt: skip
def test_a_wrong_open_file_is_refused_where_it_is_wrong(data, path, value, words):
    wrong = copy.deepcopy(data)
    at = wrong
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(BadElection) as caught:
        read_scrutin(wrong)
    assert words in str(caught.value)
