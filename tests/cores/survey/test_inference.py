"""Intervals, tests, changes between waves, replicates, regressions: against published values, other programs, simulation."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from essaim.cores.survey import (
    Design,
    Direction,
    Options,
    Sample,
    association,
    by_stratum,
    change,
    cross,
    fixed,
    from_shares,
    holm,
    margin,
    mean,
    replicates,
    sample,
    share,
    wave,
    weigh,
)
from essaim.cores.survey.intervals import korn_graubard, logit, random_margin, wald, wilson
from essaim.cores.survey.regression import linear, logistic
from essaim.cores.survey.replicates import draws
from tests.cores.survey.polls import coded, drawn, reachable, seeds

NAN = float("nan")


@pytest.mark.parametrize(
    ("share_", "size", "lower", "upper"),
    [(0, 10, 0, 0.3085), (0.5, 10, 0.1871, 0.8129), (1, 10, 0.6915, 1), (0.1, 20, 0.0123, 0.3170)],
)
def test_clopper_pearson_gives_the_values_of_the_tables(share_, size, lower, upper):
    found = korn_graubard(share_, size)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=5e-5)


def test_wilson_gives_the_values_of_the_tables():
    found = wilson(0.1, 20)
    assert (found.lower, found.upper) == pytest.approx((0.0279, 0.3010), abs=5e-5)


def test_the_conventional_margin_of_a_thousand_is_three_points():
    assert random_margin(0.5, 1000) == pytest.approx(0.03099, abs=1e-5)
    assert random_margin(0.5, 1000, effect=4) == pytest.approx(2 * random_margin(0.5, 1000))
    assert random_margin(1 + 1e-15, 1000) == 0  # everybody, and the rounding of a sum of weights


@given(share_=st.floats(0.001, 0.999), error=st.floats(0.0001, 0.2), level=st.floats(0.5, 0.999))
def test_the_logit_interval_holds_its_share_and_stays_between_0_and_1(share_, error, level):
    found = logit(share_, error, 500, level)
    assert 0 <= found.lower <= share_ <= found.upper <= 1


def test_a_rare_answer_takes_korn_and_graubard():
    yes = np.arange(500) < 3
    found = share(fixed(np.ones(500)), yes, np.ones(500, bool))
    assert found.interval().method == "korn-graubard"
    assert found.interval().lower == pytest.approx(0.00124, abs=1e-5)  # Clopper–Pearson, 3 in 500
    assert share(fixed(np.ones(500)), ~yes, np.ones(500, bool)).interval().upper == pytest.approx(1 - 0.00124, abs=1e-5)
    nobody = share(fixed(np.ones(500)), np.zeros(500, bool), np.ones(500, bool)).interval()
    assert (nobody.lower, nobody.upper) == pytest.approx((0, 0.00735), abs=1e-5)


def test_a_common_answer_takes_the_logit():
    assert share(fixed(np.ones(500)), np.arange(500) < 200, np.ones(500, bool)).interval().method == "logit"


# Tests of independence.


def test_equal_weights_give_pearsons_test():
    first, second = drawn(4)[1:]
    found = association(fixed(np.ones(400)), first, second)
    table = np.zeros((3, 4))
    np.add.at(table, (first.codes, second.codes), 1)
    expected = chi2_contingency(table, correction=False)
    assert found.pearson.statistic == pytest.approx(expected.statistic)
    assert found.pearson.above == expected.dof
    assert found.effects.mean() == pytest.approx(1, abs=0.2)


def test_weights_lower_the_certainty_of_a_link():
    first, second = drawn(4)[1:]
    weights = np.random.default_rng(1).lognormal(0, 1, 400)
    plain, weighted = (association(fixed(each), first, second) for each in (np.ones(400), weights))
    assert weighted.effects.mean() > 1.5 * plain.effects.mean()
    assert weighted.rao_scott.statistic < weighted.pearson.statistic / weighted.pearson.above


def test_false_alarms_are_as_rare_as_they_should_be():
    """600 pairs of questions without any link, with unequal weights: about 5 % are called linked; plain Pearson calls far more."""
    generator, alarms, plain = np.random.default_rng(3), 0, 0
    for _ in range(600):
        weights = generator.lognormal(0, 0.9, 200)
        first, second = (coded(name, generator.integers(0, 3, 200), 3) for name in ("a", "b"))
        found = association(fixed(weights), first, second)
        alarms += found.rao_scott.p < 0.05
        plain += found.pearson.statistic > 9.488
    assert 0.03 * 600 < alarms < 0.075 * 600
    assert plain > 0.15 * 600


def test_an_answer_that_nobody_gave_is_left_out_and_a_single_one_is_an_error():
    first, second = drawn(4)[1:]
    wider = replace(second, levels=(*second.levels, "personne"))
    plain, padded = (association(fixed(np.ones(400)), first, each) for each in (second, wider))
    assert plain.rao_scott == padded.rao_scott
    with pytest.raises(ValueError, match="deux réponses"):
        association(fixed(np.ones(400)), replace(first, codes=np.zeros(400, np.intp)), second)


# Many comparisons.


def test_holm_done_by_hand():
    """0.01·3, then 0.02·2, then 0.04: made monotone."""
    assert holm(np.array([0.04, 0.01, NAN, 0.02])) == pytest.approx([0.04, 0.03, NAN, 0.04], nan_ok=True)
    assert holm(np.array([0.9, 0.8])).max() == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_never_finds_more_than_the_plain_tests(values):
    p = np.array(values)
    adjusted = holm(p)
    assert (adjusted >= p).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()


# Changes between waves.


def test_two_independent_waves_add_their_variances():
    values = np.array([1.0, 2, 3, 6])
    first, second = wave(fixed(np.ones(4)), values), wave(fixed(np.ones(4)), values + 5)
    found = change(first, second)
    assert found.difference == pytest.approx(5)
    assert found.error == pytest.approx(np.sqrt(2) * mean(fixed(np.ones(4)), values).error)
    assert found.direction is Direction.RISE
    assert change(second, first).direction is Direction.FALL


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_the_same_people_twice_are_the_change_of_each(seed):
    generator = np.random.default_rng(seed)
    before = generator.normal(size=60)
    after = before + generator.normal(size=60)
    order = generator.permutation(60)
    first, second = wave(fixed(np.ones(60)), before), wave(fixed(np.ones(60)), after[order])
    found = change(first, second, pairs=(order, np.arange(60)))
    assert found.error == pytest.approx(mean(fixed(np.ones(60)), after - before).error)
    assert found.overlap == 60


def test_a_change_inside_its_interval_is_uncertain_and_a_family_widens_it():
    generator = np.random.default_rng(1)
    values = generator.normal(size=500)
    first, second = wave(fixed(np.ones(500)), values), wave(fixed(np.ones(500)), values + 0.14)
    alone, among = change(first, second), change(first, second, family=10)
    assert alone.p < 0.05
    assert alone.direction is Direction.RISE
    assert among.direction is Direction.UNCERTAIN
    assert among.interval.holds(0)
    assert among.interval.level == pytest.approx(0.995)


def test_the_error_of_a_wave_is_that_of_its_mean_within_strata_and_calibration():
    factors, margins = reachable(5)
    values = np.random.default_rng(5).normal(size=400)
    values[3] = NAN
    for strata in (None, np.arange(400) % 3):
        drawn_ = sample(weigh(factors, margins), strata=strata)
        assert wave(drawn_, values).error == pytest.approx(mean(drawn_, values).error)
    with pytest.raises(ValueError, match="clusters"):
        wave(fixed(np.ones(400), clusters=np.arange(400) // 4), values)


# Replicates.


def test_replicates_meet_the_margins_again_and_agree_with_the_linearised_error():
    factors, margins = reachable(3, rows=600)
    weighting = weigh(factors, margins)
    drawn_ = sample(weighting)
    values = np.random.default_rng(3).normal(size=600) + factors[1].codes
    found = replicates(weighting, drawn_, count=400, seed=1)
    for each, target in zip(factors, margins, strict=True):
        for weights in found.weights[:20]:
            assert np.bincount(each.codes, weights=weights) == pytest.approx(target.totals, rel=1e-5)
    full = mean(drawn_, values)
    error = found.error(lambda weights: float(weights @ values / weights.sum()), full.value)
    assert error == pytest.approx(full.error, rel=0.12)
    assert (found.dropped, found.without) == (0, 0)
    uncalibrated = mean(fixed(weighting.weights), values).error
    assert error < 0.9 * uncalibrated


def test_the_same_seed_gives_the_same_replicates_and_a_block_changes_nothing():
    factors, margins = reachable(3)
    weighting = weigh(factors, margins)
    first, again = (replicates(weighting, sample(weighting), count=130, seed=5).weights for _ in range(2))
    assert (first == again).all()
    assert first[:30] == pytest.approx(replicates(weighting, sample(weighting), count=30, seed=5).weights, rel=1e-5)
    assert (first[0] != first[1]).any()


@pytest.mark.parametrize(("method", "bounds"), [("linear", None), ("logit", (0.1, 6)), ("truncated", (0.1, 6))])
def test_replicates_follow_the_method_of_the_weighting(method, bounds):
    factors, margins = reachable(3)
    weighting = weigh(factors, margins, options=Options(method, bounds))
    found = replicates(weighting, sample(weighting), count=40, seed=1)
    assert found.dropped == 0
    for weights in found.weights:
        assert np.bincount(factors[2].codes, weights=weights) == pytest.approx(margins[2].totals, rel=1e-5)


def test_a_replicate_that_loses_a_category_is_counted_and_keeps_the_total():
    rows = coded("r", [0] * 57 + [1] * 3, 2)
    columns = coded("c", np.arange(60) % 2, 2)
    weighting = weigh([rows, columns], [margin("r", {"r0": 55, "r1": 5}), margin("c", {"c0": 30, "c1": 30})])
    found = replicates(weighting, sample(weighting), count=300, seed=2)
    lost = (found.weights[:, 57:] == 0).all(axis=1)
    assert found.without == lost.sum() > 3
    assert found.weights.sum(axis=1) == pytest.approx(60, rel=1e-5)
    assert found.weights[~lost][:, 57:].sum(axis=1) == pytest.approx(5, rel=1e-5)


def test_clusters_and_strata_are_drawn_whole():
    factors, margins = reachable(3)
    weighting = weigh(factors, margins)
    clusters, strata = np.arange(400) // 4, np.arange(400) // 200
    found = replicates(weighting, sample(weighting, strata=strata, clusters=clusters), count=20, seed=1)
    present = (found.weights > 0).reshape(20, 100, 4)
    assert (present.all(axis=2) | ~present.any(axis=2)).all()
    assert not present.all()


def test_a_stratum_of_one_cannot_be_drawn():
    factors, margins = reachable(3)
    weighting = weigh(factors, margins)
    strata = np.zeros(400, np.intp)
    strata[0] = 1
    with pytest.raises(ValueError, match="une unité"):
        replicates(weighting, sample(weighting, strata=strata), count=2, seed=1)


# Regressions.


def test_a_regression_on_a_constant_is_a_mean():
    factors, margins = reachable(3)
    drawn_ = sample(weigh(factors, margins))
    values = (np.random.default_rng(3).random(400) < 0.3).astype(float)
    values[:5] = NAN
    expected = mean(drawn_, values)
    found = linear(drawn_, np.ones((400, 1)), values)
    assert (found.coefficients[0], found.errors[0]) == pytest.approx((expected.value, expected.error))
    odds = logistic(drawn_, np.ones((400, 1)), values)
    slope = expected.value * (1 - expected.value)
    assert odds.coefficients[0] == pytest.approx(np.log(expected.value / (1 - expected.value)))
    assert odds.errors[0] == pytest.approx(expected.error / slope)


def test_a_predictor_that_separates_is_an_error():
    x = np.column_stack([np.ones(20), np.arange(20) >= 10]).astype(float)
    with pytest.raises((ValueError, np.linalg.LinAlgError)):
        logistic(fixed(np.ones(20)), x, x[:, 1])


def test_wald_with_infinite_degrees_is_the_normal_law():
    assert wald(0, 1).upper == pytest.approx(1.959964, abs=1e-6)
    assert wald(0, 1, 10).upper == pytest.approx(2.228, abs=1e-3)


def test_a_finite_population_drawn_whole_has_no_error():
    values = np.array([1.0, 5, 9])
    assert mean(Sample(np.ones(3), Design(3, population=np.full(3, 3.0))), values).error == 0


def test_replicates_of_margins_by_stratum_meet_them_again():
    factors, strata = drawn(11, rows=900), coded("dep", np.arange(900) % 3, 3)
    totals = {"dep0": 500.0, "dep1": 1000.0, "dep2": 3000.0}
    shares_ = {"sexe": {"sexe0": 0.52, "sexe1": 0.48}, "age": {"age0": 0.3, "age1": 0.3, "age2": 0.4}}
    margins = [
        by_stratum(strata, {level: from_shares(name, each, totals[level]) for level in strata.levels})
        for name, each in shares_.items()
    ]
    crossed = [cross(strata, each) for each in factors[:2]]
    weighting = weigh(crossed, margins)
    found = replicates(weighting, sample(weighting, strata=strata.codes), count=30, seed=1)
    assert found.dropped == found.without == 0
    for weights in found.weights:
        for each, target in zip(crossed, margins, strict=True):
            assert np.bincount(each.codes, weights=weights) == pytest.approx(target.totals, rel=1e-4)


def test_each_stratum_is_drawn_once_less_than_its_size_and_scaled_back():
    strata = np.repeat([0, 1], [5, 12])
    for factors in draws(fixed(np.ones(17), strata=strata), 20, seed=1):
        assert np.bincount(strata, weights=factors) == pytest.approx([5, 12])
        assert factors[:5] * 4 / 5 == pytest.approx(np.round(factors[:5] * 4 / 5))
        assert (factors[:5] * 4 / 5).sum() == pytest.approx(4)
