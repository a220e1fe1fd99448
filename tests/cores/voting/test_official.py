"""Every real file with official winners: reproduced, or its difference has a cause that a machine has checked."""

from dataclasses import replace

import pytest

from essaim.cores.voting import Rules, check, declare_order, declared_rules, declares_winners, read_pabulib
from tests.cores.voting.elections import election

ABSENT = {"Hungary_Budapest_2022_VIII_Jozsefvaros", "Hungary_Budapest_2023_VIII_Jozsefvaros",
          "Hungary_Budapest_2024", "Hungary_Budapest_2025_VIII_Jozsefvaros"}  # fmt: skip
SET_ASIDE = {"Poland_Warszawa_2021_Ursynow"}


def test_every_official_result_is_reproduced_or_explained(real_data):
    causes, reproduced = {}, 0
    for path in sorted((real_data / "data" / "pabulib").glob("*.pb")):
        each = read_pabulib(path.read_bytes())
        if not declares_winners(each):
            continue
        found = check(each, declared_rules(each), declare_order(each, ["file"]))
        reproduced += found.same
        if not found.same:
            causes.setdefault(found.cause, set()).add(path.stem)
            assert found.reason
    assert causes == {"absent-ballots": ABSENT, "set-aside": SET_ASIDE}
    assert reproduced == 36


def test_the_projects_set_aside_are_named(real_data):
    each = read_pabulib((real_data / "data" / "pabulib" / "Poland_Warszawa_2021_Ursynow.pb").read_bytes())
    found = check(each, declared_rules(each), declare_order(each, ["file"]))
    assert {each.projects[place].id for place in found.missing} == {"2150", "976"}
    assert {each.projects[place].id for place in found.extra} == {"459", "1687", "1471", "2136"}
    assert "sans 1687, 459, 1821" in found.reason
    assert "nomme 1687, 459" in found.reason


def with_official(won, **meta):
    each = election({"a": 5, "b": 5, "c": 5, "d": 5}, [["a"], ["a"], ["a", "b"], ["b"], ["c"]], 10, **meta)
    return replace(each, projects=tuple(replace(p, selected="1" if p.id in won else "0") for p in each.projects))


@pytest.mark.parametrize(
    ("won", "meta", "cause"),
    [
        ("ab", {}, ""),
        ("ac", {}, "set-aside"),
        ("ac", {"comment": "Only online votes: the paper votes are not here"}, "absent-ballots"),
        ("abc", {}, "overspent"),
        ("b", {}, "set-aside"),
        ("d", {}, "unknown"),
    ],
)
def test_the_cause_is_what_was_checked(won, meta, cause):
    each = with_official(won, **meta)
    found = check(each, declared_rules(each), declare_order(each, ["file"]))
    assert (found.cause, found.same) == (cause, cause == "")


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"rule": "greedy"}, {"misfit": "skip", "threshold": 0}),
        ({"rule": "greedy-threshold", "min_project_score_threshold": "50"}, {"threshold": 50}),
        ({"rule": "greedy-no-skip", "min_project_score_threshold": "x"}, {"misfit": "stop", "threshold": 0}),
        ({"rule": "greedy-custom"}, {"misfit": "stop"}),
        ({"rule": "equalshares/add1"}, {"rule": "equal-shares", "completion": "add1"}),
        ({"rule": "equalshares"}, {"rule": "equal-shares", "completion": "none"}),
        ({}, {"rule": "greedy"}),
    ],
)
def test_what_a_file_declares_of_its_rule(meta, expected):
    rules = declared_rules(with_official("a", **meta))[0]
    assert isinstance(rules, Rules)
    assert {name: getattr(rules, name) for name in expected} == expected
