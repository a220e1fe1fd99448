"""The plain count and its variants, on elections small enough to be read."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import Rules, count, declare_order
from tests.cores.voting.elections import drawn, election, hand_example

TOWN = election(
    {"a": 50, "b": 60, "c": 30, "d": 10, "e": 5},
    [["a", "b"], ["a", "b"], ["a", "b", "c"], ["a", "c", "d"], ["a"], ["b"]],
    100,
)


def won(each, rules, ties=("file",)) -> str:
    return "".join(each.projects[place].id for place in count(each, rules, declare_order(each, ties)).winners)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (Rules("greedy"), "acd"),  # b does not fit, c and d do; nobody chose e
        (Rules("greedy", misfit="stop"), "a"),
        (Rules("greedy", threshold=Fraction(2)), "ac"),
        (Rules("greedy", threshold=Fraction(5)), "a"),
        (Rules("greedy", misfit="stop", clause=Fraction(4, 5)), "ab"),  # 50 left are more than 80 % of 60
        (Rules("greedy", misfit="stop", clause=Fraction(9, 10)), "a"),
        (Rules("greedy", clause=Fraction(4, 5)), "acd"),  # the clause belongs to the count that stops
    ],
)
def test_variants(rules, expected):
    assert won(TOWN, rules) == expected


def test_the_trace_says_what_was_decided_of_each():
    result = count(TOWN, Rules("greedy", misfit="stop"), declare_order(TOWN, ["file"]))
    assert [(TOWN.projects[s.project].id, s.support, s.left, s.decision) for s in result.steps] == [
        ("a", 5, 100, "funded"),
        ("b", 4, 50, "misfit"),
        ("c", 2, 50, "after"),
        ("d", 1, 50, "after"),
        ("e", 0, 50, "after"),
    ]


def test_points_and_votes_are_two_counts():
    each = election({"a": 1, "b": 1}, [["a"], ["a"], ["b"]], 1, points=[(1,), (1,), (5,)])
    assert won(each, Rules("greedy", by="votes")) == "a"
    assert won(each, Rules("greedy", by="points")) == "b"
    with pytest.raises(ValueError, match="points"):
        count(TOWN, Rules("greedy", by="points"), declare_order(TOWN, ["file"]))


def test_the_hand_example_by_votes():
    assert won(hand_example(), Rules("greedy")) == "pathgym"


@pytest.mark.parametrize(
    "wrong", [{"misfit": "sauter"}, {"clause": Fraction(2)}, {"step": Fraction(0)}, {"rule": "borda"}]
)
def test_rules_check_themselves(wrong):
    with pytest.raises(ValueError, match="attendu"):
        Rules(**{"rule": "greedy", **wrong})


@settings(deadline=None)
@given(st.sampled_from([Rules("greedy", threshold=Fraction("1.5")), Rules("equal-shares", completion="add1", step=Fraction(1, 4)),
                        Rules("equal-shares", fill=True), Rules("phragmen"), Rules("welfare", utility="points")]))  # fmt: skip
def test_rules_are_read_again(rules):
    assert Rules.from_json(rules.as_json()) == rules
    with pytest.raises(ValueError, match="champ inconnu quorum"):
        Rules.from_json({**rules.as_json(), "quorum": "1"})


@settings(deadline=None)
@given(drawn())
def test_the_envelope_holds(each):
    result = count(each, Rules("greedy"), declare_order(each, ["file"]))
    assert result.total_cost <= each.budget
    assert len(result.steps) == len(each.projects)
