"""Drawing by lot: anybody finds the same, everybody has the same chance, refusals are replaced, shortfalls said."""

import doctest
import hashlib
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.assignment import apportion, draw, drawn_order, lot, pair_lot, substitute

NORTH = {f"n{number}": "nord" for number in range(6)}
SOUTH = {f"s{number}": "sud" for number in range(3)}
EVERYBODY = NORTH | SOUTH


def test_the_examples_of_the_documentation():
    from importlib import import_module

    for name in ("draw", "lots"):
        result = doctest.testmod(import_module(f"essaim.cores.assignment.{name}"))
        assert result.attempted
        assert not result.failed


def test_a_citizen_recomputes_the_draw_with_the_standard_library():
    made = draw(EVERYBODY, {"nord": 2, "sud": 1}, seed="Loto 4 8 15 16 23 42")
    for stratum, seats in (("nord", 2), ("sud", 1)):
        mine = [name for name, place in EVERYBODY.items() if place == stratum]
        mine.sort(key=lambda name: hashlib.sha256(("Loto 4 8 15 16 23 42\n" + name).encode()).hexdigest())
        (ours,) = (one for one in made.strata if one.name == stratum)
        assert (ours.seated, ours.reserve) == (tuple(mine[:seats]), tuple(mine[seats:]))


def test_the_method_does_not_move_from_one_version_to_the_next():
    """Published draws must be found again for ever: these values are frozen."""
    assert drawn_order(["Éloïse", "Zoé", "Ali"], "2026-11-25") == ("Ali", "Zoé", "Éloïse")
    assert lot("a", "b") == hashlib.sha256(b"a\nb").hexdigest()
    assert pair_lot("a", "b", "c") == int(hashlib.sha256(b"a\nb\nc").hexdigest()[:6], 16)


@settings(deadline=None)
@given(st.permutations(list(EVERYBODY)), st.text("abc123", min_size=1))
def test_the_order_of_the_list_changes_nothing(names, seed):
    shuffled = {name: EVERYBODY[name] for name in names}
    seats = {"nord": 2, "sud": 2}
    assert draw(shuffled, seats, seed=seed) == draw(EVERYBODY, seats, seed=seed)


@settings(deadline=None)
@given(st.sampled_from(list(NORTH)), st.text("abc123", min_size=1))
def test_taking_somebody_out_moves_nobody_else(name, seed):
    order = draw(EVERYBODY, {"nord": 2, "sud": 1}, seed=seed).strata[0].order
    fewer = {one: stratum for one, stratum in EVERYBODY.items() if one != name}
    assert draw(fewer, {"nord": 2, "sud": 1}, seed=seed).strata[0].order == tuple(one for one in order if one != name)


def test_everybody_has_the_same_chance_in_a_stratum():
    """3,000 seeds, two seats of six: 1,000 times each, five standard deviations (26) around; every pair alike too."""
    seated, couples = Counter(), Counter()
    for number in range(3000):
        drawn = draw(EVERYBODY, {"nord": 2, "sud": 1}, seed=f"graine {number}").strata[0].seated
        seated.update(drawn)
        couples[frozenset(drawn)] += 1
    assert all(870 < seated[name] < 1130 for name in NORTH)
    assert len(couples) == 15
    assert all(132 < count < 268 for count in couples.values())


def test_each_order_of_three_comes_as_often():
    orders = Counter(drawn_order(["a", "b", "c"], f"{number}") for number in range(3000))
    assert set(orders) == set(permutations("abc"))
    assert all(398 < count < 602 for count in orders.values())


def test_a_refusal_is_replaced_by_the_next_of_the_same_stratum():
    made = draw(EVERYBODY, {"nord": 2, "sud": 2}, seed="x")
    north, south = made.strata
    after = substitute(made, [north.seated[0], south.reserve[0]])
    assert after.strata[0].seated == (north.seated[1], north.reserve[0])
    assert after.strata[0].reserve == north.reserve[1:]
    assert after.strata[1].seated == south.seated
    assert after.strata[1].reserve == ()
    assert [(one.refused, one.substitute) for one in after.substitutions] == [
        (north.seated[0], north.reserve[0]),
        (south.reserve[0], None),
    ]
    assert after.shortfall == 0


def test_a_reserve_list_at_its_end_leaves_a_shortfall():
    made = draw(EVERYBODY, {"nord": 2, "sud": 3}, seed="x", reserves=1)
    assert [len(one.reserve) for one in made.strata] == [1, 0]
    after = substitute(made, made.strata[0].order[:2])
    assert after.strata[0].seated == made.strata[0].order[2:3]
    assert (after.strata[0].shortfall, after.shortfall) == (1, 1)
    gone = substitute(after, [after.strata[1].seated[0]])
    assert gone.shortfall == 2
    assert gone.seated == (*after.strata[0].seated, *after.strata[1].seated[1:])


@settings(deadline=None)
@given(st.data())
def test_the_seats_do_not_depend_on_the_order_of_refusals(data):
    made = draw(EVERYBODY, {"nord": 3, "sud": 1}, seed="x")
    refusals = data.draw(st.lists(st.sampled_from(sorted(EVERYBODY)), unique=True))
    other = data.draw(st.permutations(refusals))
    first, second = substitute(made, refusals), substitute(made, other)
    assert [set(one.seated) for one in first.strata] == [set(one.seated) for one in second.strata]
    assert not set(first.seated) & set(refusals)
    for stratum in first.strata:
        left = [name for name in stratum.order if name not in refusals]
        assert set(stratum.seated) == set(left[: stratum.seats])


def test_too_few_volunteers_are_all_seated_and_the_shortfall_is_said():
    made = draw(EVERYBODY, {"nord": 2, "sud": 5, "îles": 1}, seed="x")
    assert [(one.name, one.shortfall) for one in made.strata] == [("nord", 0), ("sud", 2), ("îles", 1)]
    assert made.shortfall == 3
    assert len(made.seated) == 5


@pytest.mark.parametrize(
    ("volunteers", "seats", "more", "message"),
    [
        (EVERYBODY, {"nord": 1}, {}, "'s0' is in a stratum without a number of seats: 'sud'"),
        (EVERYBODY, {"nord": -1, "sud": 1}, {}, "seats, nord: -1: 0 or more"),
        (EVERYBODY, {"nord": 1, "sud": 1}, {"reserves": -1}, "reserves, of each stratum: -1"),
        (EVERYBODY, {"nord": 1, "sud": 1}, {"seed": ""}, r"seed\[0\] is ''"),
        ({"a\nb": "nord"}, {"nord": 1}, {}, r"volunteers\[0\] is 'a\\nb'"),
    ],
)
def test_bad_draws_are_refused(volunteers, seats, more, message):
    with pytest.raises(ValueError, match=message):
        draw(volunteers, seats, **({"seed": "x"} | more))


def test_somebody_who_was_not_drawn_cannot_refuse():
    made = draw(EVERYBODY, {"nord": 1, "sud": 1}, seed="x", reserves=0)
    with pytest.raises(ValueError, match="neither seated nor on a reserve list"):
        substitute(made, [made.strata[0].order[1]])


@settings(deadline=None)
@given(st.integers(0, 60), st.dictionaries(st.text("abcd", min_size=1), st.integers(0, 1000), min_size=1))
def test_seats_are_shared_in_proportion(seats, sizes):
    if not any(sizes.values()):
        with pytest.raises(ValueError, match="sizes are all 0"):
            apportion(seats, sizes, seed="x")
        return
    shared, total = apportion(seats, sizes, seed="x"), sum(sizes.values())
    assert sum(shared.values()) == seats
    assert all(0 <= shared[name] - seats * size // total <= 1 for name, size in sizes.items())
    assert all(not shared[name] for name, size in sizes.items() if not size)


def test_equal_remainders_are_settled_by_lot_and_negative_numbers_refused():
    winners = Counter(next(n for n, s in apportion(1, {"a": 1, "b": 1}, seed=f"{i}").items() if s) for i in range(400))
    assert all(150 < count < 250 for count in winners.values())
    with pytest.raises(ValueError, match="sizes, a: -1: 0 or more"):
        apportion(1, {"a": -1, "b": 3}, seed="x")
    with pytest.raises(ValueError, match="seats, in all: -1"):
        apportion(-1, {"a": 1}, seed="x")
