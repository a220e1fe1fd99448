"""Numbers, dates and typography as French print writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from essaim.foundation.ui import french

NARROW, NBSP = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (47660, None, f"47{NARROW}660"),
        (999, None, "999"),
        (1_234_567, None, f"1{NARROW}234{NARROW}567"),
        (Decimal("3.5"), None, "3,5"),
        (Decimal("3.50"), None, "3,5"),
        (0.1 + 0.2, 1, "0,3"),
        (2.5, 0, "3"),
        (2 / 3, None, "0,666667"),
        (-0.0000001, None, "0"),
        (-12, 1, "\u221212,0"),
        (0, None, "0"),
        (Decimal("1E+3"), None, f"1{NARROW}000"),
        (None, None, "non disponible"),
        (float("nan"), None, "non disponible"),
        (float("inf"), 2, "non disponible"),
    ],
)
def test_number(value, decimals, written):
    assert french.number(value, decimals) == written


@given(st.integers(-(10**80), 10**80))
def test_a_number_can_be_read_back(value):
    assert int(french.number(value).replace(NARROW, "").replace("\u2212", "-")) == value


@pytest.mark.parametrize(
    ("value", "style", "written"),
    [
        (date(2021, 2, 2), "long", f"2{NBSP}février{NBSP}2021"),
        (date(2020, 8, 1), "long", f"1er{NBSP}août{NBSP}2020"),
        (date(2021, 2, 2), "short", "02/02/2021"),
        (date(2021, 2, 2), "month", f"février{NBSP}2021"),
        (datetime(2021, 2, 2, 9, 5, tzinfo=UTC), "time", f"2{NBSP}février{NBSP}2021 à 9{NBSP}h{NBSP}05"),
        (None, "long", "date non précisée"),
    ],
)
def test_day(value, style, written):
    assert french.day(value, style) == written


def test_a_moment_is_written_in_the_time_of_the_reader():
    drawn = Template('{% load ui %}{{ moment|fr_date:"time" }}').render(
        Context({"moment": datetime(2021, 7, 1, 22, 30, tzinfo=UTC)})
    )
    assert drawn == f"2{NBSP}juillet{NBSP}2021 à 0{NBSP}h{NBSP}30"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Qui conduit l'auto ?", f"Qui conduit l’auto{NBSP}?"),
        ("« poissons gloutons »", f"«{NBSP}poissons gloutons{NBSP}»"),
        ("«poissons»", f"«{NBSP}poissons{NBSP}»"),
        ("35 000 votants : 25 %", f"35{NARROW}000 votants{NBSP}: 25{NBSP}%"),
        ("http://exemple.fr/?a=1;b", "http://exemple.fr/?a=1;b"),
        ("à 12:30", "à 12:30"),
        ("", ""),
    ],
)
def test_typography(typed, written):
    assert french.typography(typed) == written


@given(st.text())
def test_typography_is_idempotent(text):
    once = french.typography(text)
    assert french.typography(once) == once


@pytest.mark.parametrize(
    ("count", "plural"), [(0, False), (1, False), (1.9, False), (-1, False), (2, True), (-3, True)]
)
def test_zero_and_one_are_singular(count, plural):
    assert french.is_plural(count) is plural


def test_counted_filters():
    drawn = Template('{% load ui %}{{ n|fr_count:"votant,votants" }}|{{ n|fr_plural:"votant,votants" }}')
    assert drawn.render(Context({"n": 0})) == f"0{NBSP}votant|votant"
    assert drawn.render(Context({"n": 47660})) == f"47{NARROW}660{NBSP}votants|votants"
    assert drawn.render(Context({"n": None})) == "non disponible|votant"


def test_typography_keeps_hostile_text_escaped_and_safe_text_safe():
    template = Template("{% load ui %}{{ text|fr_typo }}")
    assert "<script>" not in template.render(Context({"text": "<script>alert(1)</script> ?"}))
    assert template.render(Context({"text": mark_safe("<b>Qui</b> ?")})) == f"<b>Qui</b>{NBSP}?"
