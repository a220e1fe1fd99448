"""Numbers are read without a guess and written without rounding."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.voting import read_number, write_number
from essaim.cores.voting.french import amount, percent, several


@pytest.mark.parametrize(
    ("text", "value", "oddity"),
    [
        ("400000", 400_000, ""),
        (" 361677.8 ", Fraction("361677.8"), ""),
        ("361677,8", Fraction("361677.8"), "virgule décimale"),
        ("12,50", Fraction("12.5"), "virgule décimale"),
        ("400 000", 400_000, "espaces entre les milliers"),
        ("1\u202f234,5", Fraction("1234.5"), "espaces entre les milliers"),
    ],
)
def test_what_is_understood(text, value, oddity):
    assert read_number(text) == (value, oddity)


@pytest.mark.parametrize("text", ["", "abc", "1,234", "1.2.3", "12,345,678", "1e6", "0x10", "٣", "1/2", "nan"])
def test_what_is_refused(text):
    with pytest.raises(ValueError, match=r"attendu|ambigu"):
        read_number(text)


@settings(deadline=None)
@given(st.fractions())
def test_written_numbers_are_read_again_exactly(value):
    assert Fraction(write_number(value)) == value


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=0, max_value=10**12))
def test_a_decimal_stays_a_decimal(value):
    assert read_number(write_number(Fraction(value))) == (Fraction(value), "")


def test_what_people_read_says_when_it_is_rounded():
    assert amount(Fraction(1_040_337), "PLN") == "1\u202f040\u202f337\u00a0PLN"
    assert amount(Fraction(1000, 3), "EUR") == "environ 333,33\u00a0€"
    assert amount(Fraction("-0.5")) == "-0,50"
    assert percent(1, 3) == "33,3\u00a0%"
    assert percent(0, 0) == "non disponible"
    assert several(1, "projet") == "1\u00a0projet"
    assert several(0, "projet") == "0\u00a0projet"
    assert several(2, "voix", "voix") == "2\u00a0voix"
