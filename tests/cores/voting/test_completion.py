"""Add1, start by start, and the window of starts with the same winners."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import Rules, count, declare_order, read_pabulib
from tests.cores.voting.elections import drawn, election, plain_shares


def plain_add1(each, stop, step, utility="cost"):
    """Add1 from its definition: every start, none skipped."""
    share, kept = each.budget / each.voters, None
    backed = {p for choices, _, _ in each.ballots.groups() for p in choices}
    market = {p for p in backed if each.projects[p].cost <= each.budget}
    while True:
        won = plain_shares(each, utility, share)
        spent = sum(each.projects[p].cost for p in won)
        if spent > each.budget:
            return (*kept, "overspent")
        left = market - set(won)
        if not left:
            return won, share, "all"
        if stop == "exhaustive" and all(each.projects[p].cost > each.budget - spent for p in left):
            return won, share, "exhaustive"
        kept, share = (won, share), share + step


@settings(deadline=None)
@given(drawn(most_projects=5, most_voters=8).filter(lambda each: each.voters), st.sampled_from(["exhaustive", "last-feasible"]),
       st.sampled_from([Fraction(1), Fraction(1, 7)]))  # fmt: skip
def test_add1_is_its_definition_whatever_is_skipped(each, stop, step):
    rules = Rules("equal-shares", completion="add1", stop=stop, step=step)
    result = count(each, rules, declare_order(each, ["file"]))
    winners, share, end = plain_add1(each, stop, step)
    assert (list(result.winners), result.start.share, result.start.end) == (winners, share, end)
    assert result.start.looked_at == (share - each.budget / each.voters) / step + 1 + (end == "overspent")


def test_the_two_stops_differ_and_say_so(real_data):
    """Wieliczka 2023: two rules that are both called Add1 elect two sets."""
    each = read_pabulib((real_data / "data" / "pabulib" / "Poland_Wieliczka_2023_Green_Budget.pb").read_bytes())
    won = {
        stop: count(each, Rules("equal-shares", completion="add1", stop=stop), declare_order(each, ["file"]))
        for stop in ("exhaustive", "last-feasible")
    }
    ids = {stop: {each.projects[place].id for place in result.winners} for stop, result in won.items()}
    assert ids["exhaustive"] - ids["last-feasible"] == {"66", "67"}
    assert ids["last-feasible"] - ids["exhaustive"] == {"46"}
    assert (won["exhaustive"].start.end, won["last-feasible"].start.end) == ("exhaustive", "overspent")


def test_swiecie_2023(real_data):
    each = read_pabulib((real_data / "data" / "pabulib" / "Poland_Swiecie_2023.pb").read_bytes())
    for path in ("plain", "arrays"):
        result = count(each, Rules("equal-shares", completion="add1"), declare_order(each, ["file"]), path=path)
        assert (len(result.winners), result.total_cost) == (17, 1_040_337)


def test_what_is_left_goes_to_the_votes_when_asked():
    each = election({"a": 4, "b": 5}, [["a"], ["a"], ["b"], []], 8)
    plain = count(each, Rules("equal-shares"), declare_order(each, ["file"]))
    filled = count(each, Rules("equal-shares", fill=True), declare_order(each, ["file"]))
    assert (plain.winners, filled.winners, filled.filled) == ((0,), (0,), ())
    cheaper = election({"a": 4, "b": 3}, [["a"], ["a"], ["b"], []], 8)
    filled = count(cheaper, Rules("equal-shares", fill=True), declare_order(cheaper, ["file"]))
    assert (filled.winners, filled.filled) == ((0, 1), (1,))


@settings(deadline=None)
@given(drawn(most_projects=5, most_voters=7).filter(lambda each: each.voters), st.fractions(0, 1, max_denominator=50),
       st.sampled_from(["cost", "cardinality"]))  # fmt: skip
def test_inside_the_window_the_same_win_and_just_outside_others_do(each, part, utility):
    result = count(each, Rules("equal-shares", utility=utility), declare_order(each, ["file"]), proof=True)
    window, same = result.start.window, set(result.winners)
    assert window.least <= result.start.share <= window.most
    inside = window.least + part * (window.most - window.least)
    if (
        (inside > window.least or window.least_included)
        and (inside < window.most or window.most_included)
        and inside > 0
    ):
        assert set(plain_shares(each, utility, inside)) == same
    if not window.whole:
        return
    tiny = Fraction(1, 10**9)
    above = window.most + tiny if window.most_included else window.most
    assert set(plain_shares(each, utility, above)) != same
    below = window.least - tiny if window.least_included else window.least
    if below > 0:
        assert set(plain_shares(each, utility, below)) != same


@pytest.mark.parametrize("step", [0, -1])
def test_a_step_of_nothing_is_refused(step):
    with pytest.raises(ValueError, match="step"):
        Rules("equal-shares", completion="add1", step=Fraction(step))
