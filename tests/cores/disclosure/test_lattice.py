"""Crosstabs of a poll: an attacker who holds every open table subtracts any two of them, and finds nobody in small number."""

import numpy as np
import pytest

from essaim.cores.disclosure import lattice
from essaim.cores.disclosure.chains import Sets, leaks, nested
from essaim.cores.disclosure.lattice import SILENT, Variable, fold, open_tables
from tests.cores.disclosure.leftovers import left_by_a_table, left_by_three, left_by_two

LEAST = 50


def hostile(seed, people=400):
    """A small wave built to leak: rare answers, few silent, a question asked to some, two that nearly repeat each other."""
    random = np.random.default_rng(seed)
    age = random.choice(3, people, p=[0.3, 0.3, 0.4])
    sex = random.choice(2, people, p=[0.55, 0.45])
    useful = random.choice(4, people, p=[0.45, 0.38, 0.12, 0.05])
    useful[random.random(people) < 0.02] = SILENT
    why = np.where(useful == 1, random.choice(2, people), SILENT)
    why[random.random(people) < 0.01] = SILENT
    again = np.where(random.random(people) < 0.96, useful % 2, 1)
    score = random.binomial(10, 0.6, people)
    retired = ((age == 2) & (random.random(people) < 0.93)).astype(int)
    return [
        Variable("age", age, 3, ordered=True, result=False), Variable("sex", sex, 2, result=False),
        Variable("useful", useful, 4), Variable("why", why, 2), Variable("again", again, 2),
        Variable("score", score, 11, ordered=True), Variable("retired", retired, 2),
    ]  # fmt: skip


def said(found, variables):
    """Every (question, columns) that the open tables tell of, read in both directions, columns as bits: written apart from the core."""
    raw = {each.name: each for each in variables}
    told = [(name, [bits(found.everybody[name].answered)]) for name in found.everybody if raw[name].result]
    for rows, columns, of in found.tables:
        filters = [None] if not of else range(raw[of].size)
        for which in filters:
            inside = np.ones(len(raw[rows].codes), bool) if which is None else raw[of].codes == which
            for one, other in ((rows, columns), (columns, rows)):
                if raw[one].result:
                    told.append((one, list(_columns(found, one, other, of, inside))))
    return told


def _columns(found, rows, columns, of, inside):
    down, across = found.grouping(rows, of), found.grouping(columns, of)
    for group in set(across.codes[inside]):
        people = bits(inside & down.answered & (across.codes == group))
        if people:
            yield people


def bits(mask):
    return sum(1 << int(place) for place in np.flatnonzero(mask))


def caught(told, attacks=(left_by_two, left_by_three)):
    """Return the small sets that the attacker is told of, or finds by adding and taking off those of one question."""
    found = set()
    for question in {name for name, _ in told}:
        tables = [columns for name, columns in told if name == question]
        sets = {each for columns in tables for each in columns}
        left = {each for each in sets if each.bit_count() < LEAST} | left_by_a_table(sets, tables, LEAST)
        left |= {each for attack in attacks for each in attack(sets, LEAST)}
        found |= {(question, each) for each in left}
    return found


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("people", [120, 260, 400, 900])
def test_nothing_is_found_by_subtraction(seed, people):
    variables = hostile(seed, people)
    found = open_tables(variables, LEAST)
    assert not caught(said(found, variables))


def test_something_is_still_open():
    found = open_tables(hostile(1, 900), LEAST)
    assert len(found.tables) > 20
    assert any(of for _, _, of in found.tables)
    assert ("useful", "age", "") in found.tables
    assert ("useful", "score", "sex") in found.tables


def test_without_the_audit_the_attacker_finds_people(monkeypatch):
    """The broken twin: groups are large everywhere, and nobody looks at domains that hold each other."""
    monkeypatch.setattr(lattice, "leaks", lambda _sets, _least: [])
    assert any(caught(said(open_tables(hostile(seed, 400), LEAST), hostile(seed, 400))) for seed in range(8))


def pairs_only(sets, least):
    return [pair for pair in nested(sets.held, least) if sets.table[pair[0]] != sets.table[pair[1]]]


def test_an_audit_of_pairs_is_not_enough(monkeypatch):
    """The broken twin of chains: a follow-up asked to those who said « 1 », less each of its two answers, is the few who left it blank."""
    monkeypatch.setattr(lattice, "leaks", pairs_only)
    variables = hostile(1, 900)
    told = said(open_tables(variables, LEAST), variables)
    assert not any(
        left_by_two({each for name, columns in told if name == question for each in columns}, LEAST)
        for question, _ in told
    )
    blank = bits((variables[2].codes == 1) & (variables[3].codes == SILENT))
    assert 0 < blank.bit_count() < LEAST
    assert any(people == blank for _, people in caught(told))


def test_a_follow_up_of_three_answers_betrays_those_who_left_it_blank():
    """Four tables are needed to find them, and three sets are not enough."""
    asked = np.repeat([0, 1], [400, 500])
    why = np.where(asked == 1, np.arange(900) % 3, SILENT)
    why[400:412] = SILENT
    score = np.random.default_rng(4).integers(0, 2, 900)
    variables = [Variable("asked", asked, 2), Variable("why", why, 3), Variable("score", score, 2)]
    found = open_tables(variables, LEAST)
    assert not {("score", "asked", ""), ("score", "why", "")} <= found.tables
    assert not caught(said(found, variables))


def test_two_sets_less_a_third_are_found():
    held = np.zeros((3, 400), bool)
    held[0, :200] = held[1, 190:] = held[2, 5:] = True
    assert leaks(Sets(held, np.arange(3)), 50) == [(0, 1, 2)]
    held[2, 5:60] = False
    assert leaks(Sets(held, np.arange(3)), 50) == []


def test_without_folding_the_attacker_finds_people(monkeypatch):
    """The other twin: each answer for itself, columns under fifty withheld one by one, as is often done."""

    def apart(codes, size, _domains, _least, *, ordered=False, quiet=None):
        return lattice.Grouping(codes, tuple((code,) for code in range(size)))

    monkeypatch.setattr(lattice, "fold", apart)
    monkeypatch.setattr(lattice, "_few", lambda _counts, _least: False)
    monkeypatch.setattr(lattice, "leaks", lambda _sets, _least: [])
    variables = hostile(3, 400)
    told = said(open_tables(variables, LEAST), variables)
    assert caught([(name, [each for each in columns if each.bit_count() >= LEAST]) for name, columns in told])


def test_the_groups_are_as_fine_as_they_may_be():
    codes = np.repeat([0, 1, 2, 3], [200, 120, 30, 25])
    found = fold(codes, 4, [np.ones(375, bool)], LEAST)
    assert found.parts == ((0,), (1,), (2, 3))
    assert found.silent is None
    scale = np.repeat([0, 1, 2, 3], [20, 120, 30, 205])
    assert fold(scale, 4, [np.ones(375, bool)], LEAST, ordered=True).parts == ((0, 1, 2), (3,))


def test_the_few_without_answer_join_a_group_and_many_stay_apart():
    few = np.repeat([SILENT, 0, 1], [7, 100, 90])
    found = fold(few, 2, [np.ones(197, bool)], LEAST)
    assert found.silent == 1
    assert found.answered.all()
    assert fold(few, 2, [np.ones(197, bool)], LEAST, quiet=0).silent == 0
    many = np.repeat([SILENT, 0, 1], [70, 100, 90])
    found = fold(many, 2, [np.ones(260, bool)], LEAST)
    assert found.silent is None
    assert found.answered.sum() == 190


def test_a_question_that_everybody_answers_alike_is_not_crossed():
    codes = np.repeat([0, 1], [300, 20])
    assert fold(codes, 2, [np.ones(320, bool)], LEAST) is None
    assert "x" not in open_tables([Variable("x", codes, 2)], LEAST).everybody


def test_an_answer_of_nobody_is_in_a_group_all_the_same():
    codes = np.repeat([0, 2], [100, 100])
    assert sorted(code for part in fold(codes, 3, [np.ones(200, bool)], LEAST).parts for code in part) == [0, 1, 2]


def test_sets_that_hold_each_other_are_found_and_no_others():
    domains = np.zeros((4, 200), bool)
    domains[0, :100] = domains[1, :130] = domains[2, 60:160] = True
    domains[3, :] = True
    assert nested(domains, 50) == [(0, 1)]
    assert nested(domains, 71) == [(0, 1), (1, 3)]
