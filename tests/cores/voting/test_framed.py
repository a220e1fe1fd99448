"""A count within a frame does what docs/formats/cadre.md says, checked against a count written from that page alone."""

import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import (
    BadFrame,
    BallotRule,
    Frame,
    Limit,
    Pot,
    Project,
    Rules,
    UndeclaredTie,
    Void,
    admit,
    count,
    declare_order,
    explain,
    fault_of,
    fit,
    read_frame,
    read_pabulib,
    voters_with_a_winner,
)
from essaim.cores.voting.frames.missing import FramedRecounts
from tests.cores.voting.elections import election
from tests.cores.voting.frames import frames, located, may_fund, slow_greedy

PLAIN = [
    Rules("greedy"),
    Rules("greedy", threshold=Fraction(2)),
    Rules("greedy", misfit="stop"),
]
CRITERIA = [("file",), ("lot:x",), ("votes", "lot:y")]


def ranks_of(each, order):
    return {project.id: order.ranks[place] for place, project in enumerate(each.projects)}


def told(each, result):
    """A result in the words of the reference."""
    names = [project.id for project in each.projects]
    void = sorted(reason for one in result.void for reason in [one.reason] * one.voters)
    return void, {
        pot.fitted.pot.id: {
            "money": pot.money,
            "steps": [(names[step.project], step.decision) for step in pot.steps],
            "paid": {names[place]: paid for place, paid in zip(pot.winners, pot.paid, strict=True)},
            "left": pot.left,
        }
        for pot in result.pots
    }


@st.composite
def framed(draw, *, points=False, plain=False, ballot=True, **sizes):
    each = draw(located(points=points, **sizes))
    return each, draw(frames(each, plain=plain, ballot=ballot))


def slow(each, frame, rules, result, more=None):
    order = result.order  # by votes, the order follows the valid ballots
    return slow_greedy(each, frame, rules.as_json(), ranks_of(each, order), more)


@settings(deadline=None, max_examples=400)
@given(framed(), st.sampled_from(PLAIN), st.sampled_from(CRITERIA))
def test_the_plain_count_is_that_of_the_page(pair, rules, criteria):
    each, frame = pair
    result = count(each, rules, declare_order(each, criteria), frame=read_frame(frame))
    assert told(each, result) == slow(each, frame, rules, result)


@settings(deadline=None)
@given(
    framed(points=True), st.sampled_from([Rules("greedy", by="points"), Rules("greedy", by="points", misfit="stop")])
)
def test_the_plain_count_by_points_is_that_of_the_page(pair, rules):
    each, frame = pair
    result = count(each, rules, declare_order(each, ["lot:x"]), frame=read_frame(frame))
    assert told(each, result) == slow(each, frame, rules, result)


@settings(deadline=None)
@given(framed(plain=True), st.sampled_from(CRITERIA))
def test_the_clause_and_pots_go_together(pair, criteria):
    each, frame = pair
    rules = Rules("greedy", misfit="stop", clause=Fraction(1, 2))
    result = count(each, rules, declare_order(each, criteria), frame=read_frame(frame))
    assert told(each, result) == slow(each, frame, rules, result)


@settings(deadline=None)
@given(framed())
def test_no_cent_is_made_nor_forgotten(pair):
    each, frame = pair
    result = count(each, Rules("greedy"), declare_order(each, ["file"]), frame=read_frame(frame))
    spent = sum((sum(pot.paid, Fraction(0)) for pot in result.pots), Fraction(0))
    assert spent + result.unspent == each.budget
    assert all(pot.left >= 0 for pot in result.pots)


@settings(deadline=None)
@given(located())
def test_the_empty_frame_changes_nothing(each):
    order = declare_order(each, ["file"])
    for rules in (*PLAIN, Rules("equal-shares"), Rules("phragmen")):
        bare, within = count(each, rules, order), count(each, rules, order, frame=Frame())
        if rules.rule == "equal-shares" and any(not choices for choices, _, _ in each.ballots.groups()):
            continue  # the share of those who chose nothing is not set aside in a pot
        assert within.winners == bare.winners
        assert voters_with_a_winner(within) == voters_with_a_winner(bare)


# ── « il manquait N voix » ──────────────────────────────────────────────────────────────────────────────────────────


def assert_true(each, frame, rules, criteria):
    """Every sentence on missing votes is true by the reference, and « aucun nombre » holds for any number."""
    result = count(each, rules, declare_order(each, criteria), frame=read_frame(frame))
    names = [project.id for project in each.projects]

    def wins(place, more):
        order = result.order
        if "votes" in criteria:
            order = declare_order(result.counted.with_voters(place, more), criteria)
        _, pots = slow_greedy(each, frame, rules.as_json(), ranks_of(each, order), {names[place]: more})
        return any(names[place] in pot["paid"] for pot in pots.values())

    for account in explain(result):
        if account.won:
            assert account.missing is None
            assert account.text.startswith("Retenu")
        elif account.missing is None:
            assert re.search("Aucun nombre de voix n’aurait suffi : (même premier, dans|premier partout)", account.text)
            assert not any(wins(account.project, more) for more in range(40))
        else:
            assert wins(account.project, account.missing), account
            assert not wins(account.project, account.missing - 1), account
            assert f"Il manquait {account.missing} " in account.text


@settings(deadline=None, max_examples=300)
@given(framed(most_projects=5, most_voters=7), st.sampled_from(PLAIN), st.sampled_from(CRITERIA))
def test_missing_votes_are_true(pair, rules, criteria):
    assert_true(*pair, rules, criteria)


@settings(deadline=None)
@given(
    framed(points=True, most_projects=5, most_voters=6), st.sampled_from(CRITERIA), st.sampled_from(["skip", "stop"])
)
def test_missing_points_are_true(pair, criteria, misfit):
    assert_true(*pair, Rules("greedy", by="points", misfit=misfit), criteria)


@settings(deadline=None)
@given(framed(most_projects=6, most_voters=8))
def test_what_is_read_from_the_count_is_what_counting_again_finds(pair):
    each, frame = pair
    result = count(each, Rules("greedy"), declare_order(each, ["file"]), frame=read_frame(frame))
    recounts = FramedRecounts(result)
    for place in set(range(len(each.projects))) - set(result.winners):
        missing = recounts.missing(place)
        found = next((more for more in range(40) if recounts.wins(place, more)), None)
        assert missing == found  # and it is the smallest


def test_a_project_with_points_may_still_miss_the_minimum_of_votes():
    """p has more points than the winner and too few votes: only votes bring it up to the minimum, then it comes before."""
    each = election({"p": 5, "q": 5}, [["p"], ["q"], ["q"], ["q"]], 5, points=[(9,), (1,), (1,), (1,)])
    frame = {"format": "essaim/cadre/1", "minimum": 3, "pots": [{"id": "e"}]}
    rules = Rules("greedy", by="points")
    told = explain(count(each, rules, declare_order(each, ["file"]), frame=read_frame(frame)))
    assert [(each.projects[one.project].id, one.reason, one.missing) for one in told] == [
        ("q", "funded", None),
        ("p", "minimum", 2),
    ]
    assert_true(each, frame, rules, ("file",))


SHARED = [Rules("equal-shares"), Rules("equal-shares", utility="cardinality", fill=True), Rules("phragmen")]


def bands(each, frame):
    """Keep of a frame what has a meaning pot by pot: no project in two pots."""
    pots = frame["pots"][:-1] or frame["pots"]
    for pot in pots:
        pot.pop("leftover", None)
    if any(sum(may_fund(pot, project) for pot in pots) != 1 for project in each.projects):
        return {**frame, "pots": [{"id": "reste"}]}
    del pots[-1]["share" if "share" in pots[-1] else "id"]
    pots[-1]["id"] = "last"
    for number, pot in enumerate(pots[:-1]):
        pot["leftover"] = pots[number + 1]["id"]
    return {**frame, "pots": pots}


@settings(deadline=None)
@given(framed(plain=True), st.sampled_from(SHARED))
def test_other_rules_count_each_pot_as_an_election_of_its_own(pair, rules):
    each, frame = pair
    frame = bands(each, frame)
    result = count(each, rules, declare_order(each, ["file"]), frame=read_frame(frame), proof=True)
    valid, names = result.counted, [project.id for project in each.projects]
    voted = Counter(place for choices, _, voters in valid.ballots.groups() for place in choices for _ in range(voters))
    money = Fraction(0)
    for pot in result.pots:
        data = next(one for one in frame["pots"] if one["id"] == pot.fitted.pot.id)
        mine = [p for p, project in enumerate(each.projects) if may_fund(data, project)]
        kept = [p for p in mine if voted[p] >= frame["minimum"]]
        chosen = [
            [names[p] for p in choices if p in kept]
            for choices, _, n in valid.ballots.groups()
            for _ in range(n)
            if set(mine) & set(choices)
        ]
        alone = election({names[p]: each.projects[p].cost for p in kept}, chosen, pot.money)
        expected = count(alone, rules, declare_order(alone, ["file"]))
        assert [names[place] for place in pot.winners] == [alone.projects[place].id for place in expected.winners]
        assert pot.received == money
        money = pot.left
    assert len(explain(result)) == len(each.projects)


@settings(deadline=None)
@given(framed(plain=True, ballot=False, most_projects=4, most_voters=6), st.sampled_from(SHARED))
def test_missing_votes_are_true_pot_by_pot(pair, rules):
    each, frame = pair
    frame = read_frame(bands(each, frame))
    order = declare_order(each, ["file"])
    for account in explain(count(each, rules, order, frame=frame, proof=True)):
        if account.missing is not None:
            for more, wins in ((account.missing, True), (account.missing - 1, False)):
                again = count(each.with_voters(account.project, more), rules, order, frame=frame)
                assert (account.project in again.winners) is wins, account
            assert f"Il manquait {account.missing} voix" in account.text


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

TOWN = election({"a": 5, "b": 5, "c": 5}, [["a"], ["b"], ["c"]], 10)
TOWN = replace(
    TOWN, projects=tuple(replace(p, fields={"canton": "x", "rare": "y" if p.id == "a" else ""}) for p in TOWN.projects)
)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"limits": [{"field": "canton", "most": 1}]}, "un maximum de gagnants par valeur n’a pas de sens défini"),
        ({"apart": [["a", "b"]]}, "incompatibles"),
        ({"pots": [{"id": "e", "most": 1}]}, "par canton"),
        ({"pots": [{"id": "e", "limits": [{"field": "canton", "most": 1}]}]}, "par canton"),
        ({"pots": [{"id": "e", "part": "0.5"}]}, "le financement partiel"),
        ({"pots": [{"id": "e", "amount": "4"}, {"id": "f"}]}, "un projet dans deux enveloppes"),
    ],
)
@pytest.mark.parametrize("rules", [Rules("equal-shares"), Rules("phragmen")], ids=lambda rules: rules.rule)
def test_what_has_no_meaning_is_refused(part, said, rules):
    frame = read_frame({"format": "essaim/cadre/1", **part})
    with pytest.raises(BadFrame, match=said):
        count(TOWN, rules, declare_order(TOWN, ["file"]), frame=frame)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"apart": [["a", "z"]]}, r"apart\[0\].*« z » inconnu"),
        ({"ballot": {"apart": [["z", "a"]]}}, r"ballot.apart\[0\]"),
        ({"limits": [{"field": "rare", "most": 1}]}, "« b » n’a pas de champ « rare »"),
        ({"ballot": {"same": ["zone"]}}, "« a » n’a pas de champ « zone »"),
        ({"pots": [{"id": "e", "amount": "11"}, {"id": "f"}]}, "dépassent de 1 "),
        ({"pots": [{"id": "e", "amount": "9"}]}, "il reste 1 qui ne vont à aucune enveloppe"),
        ({"pots": [{"id": "e", "among": {"fields": {"canton": ["X"]}}}]}, "aucune enveloppe ne peut financer a, b, c"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(part, said):
    frame = read_frame({"format": "essaim/cadre/1", **part})
    with pytest.raises(BadFrame, match=said):
        count(TOWN, Rules("greedy"), declare_order(TOWN, ["file"]), frame=frame)


def test_part_and_clause_are_refused_together():
    frame = Frame(pots=(Pot("e", part=Fraction(1, 2)),))
    with pytest.raises(BadFrame, match="en garder une"):
        count(TOWN, Rules("greedy", misfit="stop", clause=Fraction(1, 2)), declare_order(TOWN, ["file"]), frame=frame)


def test_an_undeclared_tie_is_an_error_and_the_lot_settles_it_in_each_pot():
    frame = Frame(pots=(Pot("e", share=Fraction("0.5")), Pot("f")))
    with pytest.raises(UndeclaredTie):
        count(TOWN, Rules("greedy"), declare_order(TOWN, []), frame=frame)
    order = declare_order(TOWN, ["lot:graine"])
    result = count(TOWN, Rules("greedy"), order, frame=frame)
    by_lot = sorted(range(3), key=lambda place: order.ranks[place])
    assert [(tie.pot, list(tie.projects)) for tie in result.ties] == [("e", by_lot), ("f", by_lot[1:])]
    assert list(result.winners) == by_lot[:2]


def test_ties_by_votes_are_by_valid_votes():
    each = election({"a": 5, "b": 5}, [["a"], ["b"], ["a", "b"], ["b"], ["a"]], 5)
    each = replace(each, projects=tuple(Project(p.id, p.cost, fields={"zone": p.id}) for p in each.projects))
    frame = read_frame({"format": "essaim/cadre/1", "ballot": {"most": 1}})
    result = count(each, Rules("greedy"), declare_order(each, ["votes", "file"]), frame=frame)
    assert [(void.reason, void.voters) for void in result.void] == [("many", 1)]
    assert result.counted.voters == 4


def test_a_real_ballot_that_breaks_its_rule_is_found(real_data):
    """Budapest 2024: « Each voter could approve at most 3 projects in each category » (the file's comment); one of 28,943 has four."""
    each = read_pabulib((real_data / "data" / "pabulib" / "Hungary_Budapest_2024.pb").read_bytes())
    fitted = fit(Frame(ballot=BallotRule(limits=(Limit("category", 3),))), each)
    valid, void = admit(each, fitted)
    assert void == (Void("limit", "category", 1),)
    assert void[0].text == "trop de choix qui ont la même valeur de « category »"
    assert valid.voters == each.voters - 1
    assert sum(fault_of(choices, fitted) is not None for choices, _, _ in each.ballots.groups()) == 1
