"""pabutools as a second opinion, where it is installed (requirements/bench.txt): same winners on every small real file."""

import pytest

from essaim.cores.voting import Rules, count, declare_order, read_pabulib


@pytest.fixture(scope="module")
def pabutools():
    return pytest.importorskip("pabutools", reason="pabutools is not installed: requirements/bench.txt has it")


@pytest.mark.parametrize("rule", ["equal-shares", "phragmen", "greedy"])
def test_the_same_winners(rule, real_data, pabutools):
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
    from pabutools.tiebreaking import TieBreakingRule

    compared = 0
    for path in sorted((real_data / "data" / "pabulib").glob("*.pb")):
        each = read_pabulib(path.read_bytes())
        if path.stat().st_size > 100_000 or each.ballots.points is not None:
            continue
        ties = TieBreakingRule(lambda _i, _p, project, each=each: each.position[project.name])
        instance, profile = parse_pabulib(str(path))
        if rule == "equal-shares":
            theirs = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, tie_breaking=ties)
        elif rule == "phragmen":
            theirs = sequential_phragmen(instance, profile, tie_breaking=ties)
        else:
            theirs = greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat, tie_breaking=ties)
        ours = count(each, Rules(rule), declare_order(each, ["file"]))
        assert {each.projects[place].id for place in ours.winners} == {project.name for project in theirs}, path.name
        compared += 1
    assert compared > 15
