"""Equal Shares against the hand example, against its definition written voter by voter, and against the other path."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import Rules, count, declare_order, read_pabulib
from essaim.cores.voting.backing import scores, votes
from tests.cores.voting.elections import drawn, election, hand_example, plain_phragmen, plain_shares

UTILITIES = ("cost", "cardinality", "points")


def outcome(each, rules, path="plain", *, proof=True):
    result = count(each, rules, declare_order(each, ["file"]), path=path, proof=proof)
    return result.winners, result.ties, result.start, result.purchases, result.left, result.steps


def names(each, result):
    return [each.projects[place].id for place in result.winners]


def test_the_hand_example():
    each = hand_example()
    result = count(each, Rules("equal-shares"), declare_order(each, ["file"]), proof=True)
    assert names(each, result) == ["path", "playground", "library"]
    assert [purchase.rate for purchase in result.purchases] == [100, 50, Fraction(100, 3)]
    assert result.start.share == 100
    assert result.left == {1: 0, 2: Fraction(100, 3)}


def test_a_voter_who_cannot_pay_gives_what_is_left():
    each = election({"a": 5, "b": 7}, [["a", "b"], ["a"], ["b"], ["b"]], 16)
    result = count(each, Rules("equal-shares"), declare_order(each, ["file"]), proof=True)
    assert names(each, result) == ["b", "a"]
    second = result.purchases[1]
    assert second.rate == Fraction(10, 3)
    assert sorted((p.voters, p.before, p.paid) for p in second.payments) == [
        (1, Fraction(5, 3), Fraction(5, 3)),
        (1, 4, Fraction(10, 3)),
    ]


def test_what_costs_nothing_and_what_costs_too_much():
    each = election({"free": 0, "dear": 11, "none": 1}, [["free", "dear"], ["dear"]], 10)
    for utility in ("cost", "cardinality"):
        result = count(each, Rules("equal-shares", utility=utility), declare_order(each, ["file"]), proof=True)
        assert names(each, result) == ["free"]
    assert count(election({"a": 1}, [], 5), Rules("equal-shares"), declare_order(each, ["file"])).winners == ()


def test_points_weigh_what_each_pays():
    each = election({"a": 6}, [["a"], ["a"]], 10, points=[(1,), (2,)])
    result = count(each, Rules("equal-shares", utility="points"), declare_order(each, ["file"]), proof=True)
    assert sorted((p.utility, p.paid) for p in result.purchases[0].payments) == [(1, 2), (2, 4)]
    with pytest.raises(ValueError, match="points"):
        count(hand_example(), Rules("equal-shares", utility="points"), declare_order(hand_example(), []))


@pytest.mark.parametrize("utility", UTILITIES)
@settings(deadline=None)
@given(data=st.data())
def test_the_count_follows_its_definition(utility, data):
    each = data.draw(drawn(points=utility == "points"))
    share = each.budget / each.voters if each.voters else each.budget
    winners, *_ = outcome(each, Rules("equal-shares", utility=utility))
    assert list(winners) == plain_shares(each, utility, share)


@settings(deadline=None)
@given(drawn())
def test_phragmen_follows_its_definition(each):
    winners, *_ = outcome(each, Rules("phragmen"))
    assert list(winners) == plain_phragmen(each)


RULES = [
    Rules("greedy"),
    Rules("equal-shares"),
    Rules("equal-shares", utility="cardinality", completion="add1", fill=True),
    Rules("equal-shares", completion="add1", stop="last-feasible", step=Fraction(1, 2)),
    Rules("phragmen"),
]
POINT_RULES = [Rules("greedy", by="points"), Rules("equal-shares", utility="points", completion="add1"), *RULES]


@settings(deadline=None)
@given(drawn(), st.sampled_from(RULES))
def test_numpy_and_the_standard_library_agree(each, rules):
    assert outcome(each, rules, "plain", proof=False) == outcome(each, rules, "arrays", proof=False)
    assert outcome(each, rules, "plain") == outcome(each, rules, "arrays")


@settings(deadline=None)
@given(drawn(points=True), st.sampled_from(POINT_RULES))
def test_numpy_and_the_standard_library_agree_on_points(each, rules):
    assert outcome(each, rules, "plain") == outcome(each, rules, "arrays")
    assert scores(each, "plain") == scores(each, "arrays")
    assert votes(each, "plain") == votes(each, "arrays")


@pytest.mark.parametrize(
    "rules", [Rules("greedy"), Rules("equal-shares"), Rules("phragmen")], ids=lambda rules: rules.rule
)
def test_numpy_and_the_standard_library_agree_on_every_real_file(rules, real_data):
    for path in sorted((real_data / "data" / "pabulib").glob("*.pb")):
        if path.stat().st_size > 300_000:
            continue  # the next test takes the large ones, by one rule
        each = read_pabulib(path.read_bytes())
        assert outcome(each, rules, "plain", proof=False) == outcome(each, rules, "arrays", proof=False), path.name


def test_numpy_and_the_standard_library_agree_on_large_real_files(real_data):
    for name in ("Poland_Lodz_2022", "Poland_Krakow_2022", "Poland_Katowice_2023"):
        each = read_pabulib((real_data / "data" / "pabulib" / f"{name}.pb").read_bytes())
        rules = Rules("equal-shares", utility="cost" if each.ballots.points is None else "points")
        assert outcome(each, rules, "plain", proof=False) == outcome(each, rules, "arrays", proof=False), name
