"""The optimum against every subset, and against HiGHS on real files."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from essaim.cores.voting import Rules, count, declare_order, read_pabulib
from essaim.cores.voting.backing import scores, votes
from tests.cores.voting.elections import drawn, election


def utilities(each, utility):
    if utility == "points":
        return scores(each)
    costs = [project.cost or 1 for project in each.projects]
    return [n * (cost if utility == "cost" else 1) for n, cost in zip(votes(each), costs, strict=True)]


def total(each, utility, places):
    gained = utilities(each, utility)
    return sum(gained[place] for place in places)


@pytest.mark.parametrize("utility", ["cost", "cardinality", "points"])
@settings(deadline=None)
@given(data=st.data())
def test_no_other_set_is_better(utility, data):
    each = data.draw(drawn(points=utility == "points"))
    result = count(each, Rules("welfare", utility=utility), declare_order(each, ["file"]))
    assert result.total_cost <= each.budget
    sets = [s for size in range(len(each.projects) + 1) for s in combinations(range(len(each.projects)), size)]
    payable = [s for s in sets if sum(each.projects[place].cost for place in s) <= each.budget]
    best = max(total(each, utility, s) for s in payable)
    assert total(each, utility, result.winners) == best
    backed = {place for place, n in enumerate(votes(each)) if n}
    equal = [s for s in payable if total(each, utility, s) == best and set(s) <= backed]
    assert bool(result.ties) == (len(equal) > 1)


def test_among_equal_sets_the_declared_order_decides():
    each = election({"a": 2, "b": 2, "c": 1}, [["a"], ["b"], ["c"]], 3)
    rules = Rules("welfare", utility="cardinality")
    for first, expected in (("abc", {"a", "c"}), ("bac", {"b", "c"})):
        turned = election({name: each.projects["abc".index(name)].cost for name in first}, [["a"], ["b"], ["c"]], 3)
        result = count(turned, rules, declare_order(turned, ["file"]))
        assert {turned.projects[place].id for place in result.winners} == expected


def test_a_tie_is_seen_though_one_set_comes_first_from_both_ends():
    each = election({"a": 1, "b": "3.25", "c": "3.25", "d": 4, "e": 0, "f": 3}, [["a", "b", "d"], list("abcdef")], 11)
    result = count(each, Rules("welfare", utility="cardinality"), declare_order(each, ["file"]))
    assert [each.projects[place].id for place in result.winners] == ["a", "b", "c", "e", "f"]
    assert [[each.projects[place].id for place in tie.projects] for tie in result.ties] == [["c", "d", "f"]]


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_highs_finds_nothing_better_on_real_files(utility, real_data, capfd):
    for path in sorted((real_data / "data" / "pabulib").glob("Poland_*.pb")):
        if path.stat().st_size > 200_000:
            continue
        each = read_pabulib(path.read_bytes())
        ours = total(
            each, utility, count(each, Rules("welfare", utility=utility), declare_order(each, ["file"])).winners
        )
        gains = np.array([float(value) for value in utilities(each, utility)])
        costs = np.array([[float(project.cost / each.budget) for project in each.projects]])
        found = milp(
            -gains / gains.max(),
            constraints=LinearConstraint(costs, -np.inf, 1),
            integrality=np.ones(len(gains)),
            bounds=Bounds(0, 1),
        )
        assert float(ours) >= -found.fun * gains.max() * (1 - 1e-9), path.name
    capfd.readouterr()  # HiGHS writes to the terminal when it likes to


def test_a_set_that_cannot_be_proved_in_reasonable_time_is_said(monkeypatch):
    monkeypatch.setattr("essaim.cores.voting.welfare._MOST_STATES", 1)
    each = election({"a": 3, "b": 2, "c": 2}, [["a", "b", "c"], ["a", "b"], ["a"]], 4)
    with pytest.raises(ValueError, match="comparer avec une autre règle"):
        count(each, Rules("welfare", utility="cardinality"), declare_order(each, ["file"]))
