"""Whom a result reaches, overall and by groups of projects; and the mean number of winners that a voter chose."""

from fractions import Fraction

from hypothesis import given, settings

from essaim.cores.voting import Rules, compare, count, declare_order, voters_with_a_winner
from essaim.cores.voting.reach import Reach, reach
from tests.cores.voting.elections import drawn
from tests.cores.voting.test_compare import town


def test_each_group_says_who_backed_it_and_who_got_something():
    each = town()
    order = declare_order(each, ["file"])
    (line,) = compare(each, [Rules("greedy")], order, by=["canton"], bands=[Fraction(200)])
    north, south = (part for part in line.slices if part.by == "canton")
    assert (north.winners, south.winners) == (2, 0)
    assert (south.served, south.chosen) == (0, 0)
    assert north.served == line.served == 7
    assert line.mean == Fraction(line.chosen, 11)
    assert line.unspent == each.budget - line.total_cost


@settings(deadline=None, max_examples=60)
@given(drawn())
def test_the_whole_agrees_with_a_count_made_voter_by_voter(each):
    result = count(each, Rules("greedy"), declare_order(each, ["file"]))
    places = range(len(each.projects))
    (whole, none) = reach(result, [places, []])
    won = set(result.winners)
    assert none == Reach(0, 0, 0)
    assert whole.served == voters_with_a_winner(result)
    assert whole.chosen == sum(len(won & set(choices)) * voters for choices, _, voters in each.ballots.groups())
    assert whole.backers == sum(voters for choices, _, voters in each.ballots.groups() if choices)
