"""Sentences never say more than the numbers: no rise inside its interval, no majority astride half, no lead that is shared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores.survey import Change, Reading, Status, Thresholds, fixed, lead, read, share, shares
from essaim.cores.survey.intervals import Interval
from essaim.cores.survey.words import (
    change_words,
    comparisons_words,
    gap_words,
    interval_words,
    lead_words,
    link_words,
    majority_words,
    margin_words,
    number,
    percent,
    share_words,
    signed,
)
from tests.cores.survey.polls import coded


def moved(difference, reach, family=1):
    interval = Interval(difference - reach, difference + reach, 1 - 0.05 / family, "wald")
    return Change(0.4, 0.4 + difference, difference, reach / 1.96, difference / reach, 0.1, 0, family, interval)


def reading(adjusted=0.4, lower=0.36, upper=0.44, base=900, status=Status.SHOWN):
    return Reading(0.41, adjusted, Interval(lower, upper, 0.95, "logit"), 0.031, base, 0.02, 1.1, status)


@given(difference=st.floats(-0.5, 0.5), reach=st.floats(1e-6, 0.5), family=st.integers(1, 30))
def test_a_change_inside_its_interval_is_never_a_rise_nor_a_fall(difference, reach, family):
    words = change_words(moved(difference, reach, family))
    inside = abs(difference) <= reach
    assert ("Hausse" in words) == (difference > reach)
    assert ("Baisse" in words) == (difference < -reach)
    assert ("Pas d’évolution établie" in words) == inside


@given(difference=st.floats(0.001, 0.5), share_=st.floats(0.01, 0.999))
def test_a_rise_never_shows_an_interval_that_touches_zero(difference, share_):
    words = change_words(moved(difference, difference * share_))
    assert "de 0,0 à" not in words
    assert "de +" in words


def test_changes_in_full():
    assert change_words(moved(0.041, 0.03)) == "Hausse de 4,1 points (intervalle à 95\u00a0% : de +1,1 à +7,1)."
    assert change_words(moved(-0.041, 0.03)) == "Baisse de 4,1 points (intervalle à 95\u00a0% : de −7,1 à −1,1)."
    assert change_words(moved(0.02, 0.03, family=4)) == (
        "Pas d’évolution établie : +2,0 points, intervalle à 95\u00a0% pour les 4 évolutions lues ensemble : de −1,0 à +5,0, "
        "qui contient 0."
    )
    assert "non disponible" in change_words(Change(0.4, 0.5, 0.1, float("nan"), 0, 0, 0, 1, moved(0.1, 0.2).interval))


@given(difference=st.floats(-0.5, 0.5), reach=st.floats(1e-6, 0.5), family=st.integers(1, 30))
def test_a_gap_inside_its_interval_puts_nobody_higher(difference, reach, family):
    said = gap_words(moved(difference, reach, family), "le Gers", "l’Hérault")
    assert ("Plus haut" in said) == (abs(difference) > reach)
    assert (": l’Hérault (" in said) == (difference > reach)
    assert (": le Gers (" in said) == (difference < -reach)
    assert "évolution" not in said


def test_a_gap_that_cannot_be_worked_out_is_not_said():
    assert "non disponible" in gap_words(
        Change(0.4, 0.5, 0.1, float("nan"), 0, 0, 0, 1, moved(0.1, 0.2).interval), "a", "b"
    )


@given(p=st.floats(0, 1))
def test_a_link_is_said_only_under_the_risk(p):
    said = link_words(p, 600)
    assert ("sont liées" in said) == (p < 0.05)
    assert ("p < 0,001" in said) == (p < 0.001)


def test_a_share_carries_its_three_readings_and_its_base():
    words = share_words(reading())
    for part in (
        "40,0\u00a0% après redressement",
        "brut : 41,0\u00a0%",
        "entre 36,0\u00a0% et 44,0\u00a0%",
        "900 réponses",
    ):
        assert part in words
    assert "prudence" not in words
    assert "prudence" in share_words(reading(base=60, status=Status.FLAGGED))


def test_a_withheld_share_says_its_base_and_nothing_else():
    assert share_words(reading(base=12, status=Status.WITHHELD)) == "Non publié : 12 réponses seulement."


@pytest.mark.parametrize(
    ("base", "status"), [(0, "withheld"), (49, "withheld"), (50, "flagged"), (99, "flagged"), (100, "shown")]
)
def test_bases_decide_what_is_shown(base, status):
    assert Thresholds().status(base) == status


def test_the_conventional_margin_says_what_it_is_worth_for_quotas():
    words = margin_words(reading())
    assert "par référence au sondage aléatoire" in words
    assert "±\u00a03,1\u00a0points" in words
    assert "quotas" in words
    assert "quotas" not in margin_words(reading(), quotas=False)


def test_the_readings_of_a_share_are_those_of_its_estimate():
    weights = np.repeat([1.0, 3.0], 100)
    yes = np.arange(200) % 200 < 60
    found = share(fixed(weights), yes, np.ones(200, bool))
    one = read(found)
    assert (one.raw, one.adjusted, one.base) == (pytest.approx(0.3), pytest.approx(0.15), 200)
    assert one.interval == found.interval()
    assert one.random_margin == pytest.approx(1.96 * np.sqrt(0.15 * 0.85 / 200), abs=1e-4)


@given(st.floats(0.001, 0.99), st.floats(0.0001, 0.3))
def test_a_majority_needs_the_whole_interval(lower, width):
    upper = min(lower + width, 0.999)
    words = majority_words(reading(lower=lower, upper=upper))
    assert (words == "une majorité") == (lower > 0.5)
    assert (words == "une minorité") == (upper < 0.5)


def test_an_interval_does_not_touch_half_by_rounding():
    assert interval_words(Interval(0.50004, 0.53, 0.95, "logit")) == "entre 50,004\u00a0% et 53,000\u00a0%"
    assert interval_words(Interval(0.47, 0.53, 0.95, "logit")) == "entre 47,0\u00a0% et 53,0\u00a0%"


def test_who_comes_first_is_said_only_when_all_others_are_left_behind():
    question = coded("q", [0] * 300 + [1] * 150 + [2] * 140, 3)
    alone = lead(shares(fixed(np.ones(590)), question))
    assert (alone.first, alone.tied) == ("q0", ())
    assert lead_words(alone) == "« q0 » arrive en tête."
    close = lead(shares(fixed(np.ones(590)), coded("q", [0] * 205 + [1] * 200 + [2] * 185, 3)))
    assert close.tied == ("q1", "q2")
    assert "sans se détacher de « q1 », « q2 »" in lead_words(close)
    assert "en tête" not in lead_words(close)


def test_many_tests_say_how_many_and_how_the_risk_was_held():
    assert "aucune ne reste établie" in comparisons_words(12, 0)
    assert "12 comparaisons testées ensemble" in comparisons_words(12, 3)
    assert "Holm" in comparisons_words(12, 3)
    assert "Aucune comparaison" in comparisons_words(0, 0)


def test_numbers_are_written_in_french():
    assert number(-1234.56, 1) == "−1234,6"
    assert number(-0.04, 1) == "0,0"
    assert signed(0.26) == "+0,3"
    assert signed(-0.26) == "−0,3"
    assert signed(0.01) == "0,0"
    assert percent(0.123) == "12,3\u00a0%"
