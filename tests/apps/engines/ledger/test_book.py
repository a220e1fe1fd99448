"""The pure core: units without fractions, periods, legs that sum to zero, positions, refusals in words."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores.calendar.delays import months_from
from essaim.cores.rules.kinds import Kind
from essaim.engines.ledger.domain.book import Moved, Nature, Pair, Place, Position, held, legs, moved, refusal
from essaim.engines.ledger.domain.codes import ALPHABET, code_of, digest
from essaim.engines.ledger.domain.periods import last_day, period_of
from essaim.engines.ledger.domain.units import UNITS, UnevenError, unit_of

DAY = date(2026, 3, 15)


def plain(text):
    return " ".join(text.replace("\u202f", " ").split())


@pytest.mark.parametrize(
    ("unit", "value", "parts", "said"),
    [
        ("cents", 1250, 1250, "12,50 €"), ("hours", Fraction(15, 2), 450, "7,5 heures"),
        ("hours", Fraction(451, 60), 451, "7 h 31"), ("half-days", 2, 2, "2 demi-journées"),
        ("days", Fraction(3, 2), 3, "1,5 jour"), ("kWh", Fraction(1, 8), 125, "0,125 kWh"), ("months", 12, 12, "12 mois"),
    ],
)  # fmt: skip
def test_a_quantity_is_a_whole_number_of_parts(unit, value, parts, said):
    assert UNITS[unit].whole(value) == parts
    assert plain(UNITS[unit].say(parts)) == said


@pytest.mark.parametrize(
    ("unit", "value"), [("months", Fraction(1, 2)), ("hours", Fraction(1, 7)), ("cents", Fraction(1, 3))]
)
def test_what_is_not_whole_is_refused_never_rounded(unit, value):
    with pytest.raises(UnevenError, match="entière"):
        UNITS[unit].whole(value)


def test_a_unit_meets_its_parameters():
    assert UNITS["cents"].fits(Kind.MONEY, "")
    assert UNITS["hours"].fits(Kind.DECIMAL, "heures")
    assert not UNITS["hours"].fits(Kind.INTEGER, "mois")
    assert unit_of("items", "repas").say(2) == "2\u00a0repas"


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("month", date(2026, 3, 1), date(2026, 3, 31)), ("civil-year", date(2026, 1, 1), date(2026, 12, 31)),
        ("school-year", date(2025, 9, 1), date(2026, 8, 31)), ("none", date(1970, 1, 1), None),
    ],
)  # fmt: skip
def test_periods(key, first, last):
    assert (period_of(key, DAY).first, period_of(key, DAY).last) == (first, last)


def test_a_school_year_begins_in_september_and_a_leap_day_is_in_its_month():
    assert period_of("school-year", date(2026, 9, 1)).first == date(2026, 9, 1)
    assert period_of("month", date(2024, 2, 29)).last == date(2024, 2, 29)


def test_the_end_is_the_first_of_the_period_and_of_the_validity():
    assert months_from(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert last_day(DAY, 2, period_of("none", DAY)) == date(2026, 5, 15)
    assert last_day(DAY, 24, period_of("civil-year", DAY)) == date(2026, 12, 31)
    assert last_day(DAY, None, period_of("none", DAY)) is None


@given(
    st.sampled_from(list(Moved)[:5]), st.integers(1, 10**12), st.booleans(), st.booleans(),
    st.integers(1, 10**6), st.integers(1, 10**6), st.booleans(),
)  # fmt: skip
def test_the_legs_of_any_act_sum_to_zero_and_are_undone_exactly(moved_, amount, counter, fed, each, owes, up):
    found = legs(Nature("a", counter, fed, Pair("b", each, owes, up)), moved_, amount)
    places = {}
    for leg in [*found, *(leg.back() for leg in found)]:
        assert leg.amount > 0
        places[leg.account, leg.source] = places.get((leg.account, leg.source), 0) - leg.amount
        places[leg.account, leg.target] = places.get((leg.account, leg.target), 0) + leg.amount
    assert set(places.values()) == {0}
    for account in {leg.account for leg in found}:
        signed = [(-leg.amount, leg.amount) for leg in found if leg.account == account]
        assert sum(map(sum, signed)) == 0


@given(st.integers(1, 10**9), st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_pair_is_rounded_once_by_less_than_one(amount, each, owes):
    exact = Fraction(amount * owes, each)
    assert 0 <= Pair("b", each, owes).amount(amount) - exact < 1
    assert 0 <= exact - Pair("b", each, owes, up=False).amount(amount) < 1


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=12), st.integers(1, 10**6), st.integers(1, 10**6), st.booleans(),
    st.data(),
)  # fmt: skip
def test_whatever_is_moved_and_undone_what_is_owed_is_the_rounding_of_the_exact_total(amounts, each, owes, up, data):
    """A hundred small payments owe what one payment of their sum owes: nothing drifts."""
    pair = Pair("b", each, owes, up)
    balance, total, done = 0, Fraction(0), []
    for amount in amounts:
        added = pair.amount(amount, total)
        assert added >= 0
        balance, total = balance + added, total + pair.exact(amount)
        done.append((amount, added))
        assert balance == pair.rounded(total) == pair.amount(sum(one for one, _ in done))
        if data.draw(st.booleans()):
            undone, legs_of = done.pop(data.draw(st.integers(0, len(done) - 1)))
            after = total - pair.exact(undone)
            left = pair.correction(legs_of, after, total)
            assert abs(left) <= 1
            balance, total = balance - legs_of + left, after
            assert balance == pair.rounded(total)


def test_an_act_moves_at_least_one_part():
    with pytest.raises(ValueError, match="at least 1"):
        legs(Nature("a", counter=True, fed=False), Moved.CREDITED, 0)


@pytest.mark.parametrize(
    ("position", "out", "into", "said"),
    [
        (Position(600, cap=1200), 0, 601, "le plafond est de 20 heures, il reste 10 heures sur ce compte, pour 10 h 01 à ajouter"),
        (Position(600, leaving=120), 481, 0, "il reste 8 heures sur ce compte, et 8 h 01 à prendre"),
        (Position(600, expires_on=date(2026, 3, 14)), 1, 0, "ce compte a pris fin le 14 mars 2026 : plus rien n’y bouge"),
        (Position(600, cap=1200), 600, 600, ""),
        (Position(0), 0, 10**15, ""),
    ],
)  # fmt: skip
def test_a_refusal_says_what_remains(position, out, into, said):
    found = plain(refusal(position, UNITS["hours"], today=DAY, out=out, into=into))
    assert found == said.replace(", et 8", ", pour 8")


def test_a_position_is_sound_within_its_bounds_promises_included():
    full = held(moved(Position(cap=10), into=7), into=3)
    assert (full.sound, full.room, full.full, full.near(70)) == (True, 0, False, True)
    assert not held(full, into=1).sound
    assert not held(Position(5), out=6).sound


def test_places_are_closed():
    assert {place.value for place in Place} == {"holder", "acceptor", "envelope", "outside"}


def test_a_code_is_made_again_and_read_however_it_is_typed():
    from uuid import UUID

    code = code_of("title", UUID(int=1))
    assert code == code_of("title", UUID(int=1)) != code_of("card", UUID(int=1))
    assert set(code) - {"-"} <= set(ALPHABET)
    assert digest(code) == digest(code.lower().replace("-", " "))
