"""A tie is settled by what was declared, and by nothing else."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import Rules, UndeclaredTie, count, declare_order, lot_key
from tests.cores.voting.elections import drawn, election

EQUAL = election({"a": 3, "b": 3, "c": 3}, [["a"], ["b"], ["c"], ["c"], []], 6)
RULES = [Rules("greedy"), Rules("equal-shares"), Rules("phragmen"), Rules("welfare")]


def test_the_lot_is_the_published_one():
    assert lot_key("2026", "a") == hashlib.sha256(b"2026\na").hexdigest()
    assert lot_key("été", "é") == hashlib.sha256("été\né".encode()).hexdigest()


def test_the_lot_does_not_depend_on_the_file():
    names = {name: lot_key("graine", name) for name in "abc"}
    order = declare_order(EQUAL, ["lot:graine"])
    turned = declare_order(election({"c": 1, "a": 1, "b": 1}, [], 1), ["lot:graine"])
    assert [order.names[place] for place in order.sort(range(3))] == sorted(names, key=names.__getitem__)
    assert [turned.names[place] for place in turned.sort(range(3))] == sorted(names, key=names.__getitem__)


@pytest.mark.parametrize("criterion", ["", "lot:", "lot", "fichier", "hasard"])
def test_an_unknown_order_is_refused(criterion):
    with pytest.raises(ValueError, match="attendu lot:GRAINE"):
        declare_order(EQUAL, [criterion])


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.rule)
def test_an_undeclared_tie_is_an_error_that_names_the_projects(rules):
    tied = election({"a": 3, "b": 3}, [["a"], ["b"]], 3)
    tied = election({"a": 3, "b": 3}, [["a"], ["b"]], 6) if rules.rule == "equal-shares" else tied
    with pytest.raises(UndeclaredTie, match="a, b"):
        count(tied, rules, declare_order(tied, []))
    with pytest.raises(UndeclaredTie):
        count(tied, rules, declare_order(tied, ["votes"]))
    assert count(tied, rules, declare_order(tied, ["votes", "file"])).winners[0] == 0
    assert count(tied, rules, declare_order(tied, ["file"])).ties != ()


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.rule)
@settings(deadline=None)
@given(each=drawn(), seed=st.text(st.characters(codec="utf-8"), min_size=1, max_size=3))
def test_without_an_order_the_result_is_the_same_or_none(rules, each, seed):
    """Where no tie is met, no order matters; where one is, counting without an order is refused."""
    declared = count(each, rules, declare_order(each, [f"lot:{seed}"]))
    try:
        free = count(each, rules, declare_order(each, []))
    except UndeclaredTie:
        assert declared.ties
    else:
        assert free.winners == declared.winners
        assert not declared.ties
