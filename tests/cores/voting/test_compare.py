"""The same ballots in several ways, side by side: who is served, common winners, where the money goes."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from essaim.cores.voting import (
    BadFrame,
    Candidate,
    Frame,
    Limit,
    Pot,
    Rules,
    compare,
    count,
    declare_order,
    usual_rules,
)
from tests.cores.voting.elections import hand_example, single
from tests.cores.voting.frames import located

CANTONS = {"path": "nord", "gym": "nord", "park": "sud", "playground": "sud", "library": "sud"}


def town():
    each = hand_example()
    return replace(each, projects=tuple(replace(p, fields={"canton": CANTONS[p.id]}) for p in each.projects))


def test_who_is_served_which_winners_are_common_and_where_the_money_goes():
    each = town()
    order = declare_order(each, ["file"])
    rules = [Rules("greedy"), Rules("equal-shares")]
    greedy, shares = compare(each, rules, order, by=["canton"], bands=[Fraction(200), Fraction(400)])
    assert (greedy.served, greedy.voters, greedy.share) == (7, 11, Fraction(7, 11))  # path and gym
    assert (shares.served, shares.common, shares.others) == (11, 1, 2)  # path; playground and library
    assert [(s.value, s.projects, s.winners, s.money) for s in greedy.slices if s.by == "canton"] == [
        ("nord", 2, 2, 1100),
        ("sud", 3, 0, 0),
    ]
    assert [(s.value, s.projects, s.winners, s.money) for s in shares.slices if s.by == "cost"] == [
        ("200", 2, 2, 300),
        ("400", 2, 0, 0),
        ("", 1, 1, 700),
    ]


def test_frames_are_compared_and_what_has_no_meaning_says_why():
    each = town()
    order = declare_order(each, ["file"])
    cantons = Frame(pots=(Pot("cantons", limits=(Limit("canton", 1),)),))
    ways = [
        Candidate(Rules("greedy"), name="l’an dernier"),
        Candidate(Rules("greedy"), cantons, "un par canton"),
        Candidate(Rules("equal-shares"), cantons, "parts égales"),
    ]
    last, framed, refused = compare(each, ways, order)
    assert [line.name for line in (last, framed)] == ["l’an dernier", "un par canton"]
    assert {CANTONS[each.projects[place].id] for place in framed.winners} == {"nord", "sud"}
    assert framed.common == 1
    assert "n’a pas de sens défini avec la règle equal-shares" in refused.refused
    assert refused.winners == ()
    with pytest.raises(BadFrame):
        compare(each, [ways[2]], order)
    with pytest.raises(ValueError, match="croissantes"):
        compare(each, ways, order, bands=[Fraction(4), Fraction(4)])


@settings(deadline=None, max_examples=40)
@given(located())
def test_each_line_is_its_own_count(each):
    order = declare_order(each, ["file"])
    lines = compare(each, usual_rules(each), order, by=["zone"], bands=[Fraction(4)])
    for line in lines:
        won = count(each, line.rules, order).winners
        assert line.winners == won
        assert line.served == sum(1 for ballot in single(each) if set(ballot) & set(won))
        assert len(won) == line.common + line.others
        assert line.common == len(set(won) & set(lines[0].winners))
        for by in ("zone", "cost"):
            assert sum(part.money for part in line.slices if part.by == by) == line.total_cost
    if not each.voters:
        assert lines[0].share is None
