"""Standard errors: formulas done by hand, what calibration takes off, and the book against the residuals of each row."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from essaim.cores.survey import (
    Design,
    Sample,
    book,
    cross,
    everybody,
    fixed,
    margin,
    mean,
    quantile,
    quantile_interval,
    ratio,
    sample,
    share,
    shares,
    total,
    weigh,
)
from essaim.cores.survey.book import _by_residuals
from essaim.cores.survey.estimates import variance
from essaim.cores.survey.refusals import Refused
from tests.cores.survey.polls import coded, drawn, reachable, seeds

NAN = float("nan")


def test_equal_weights_give_the_formulas_of_the_textbook():
    values = np.array([3.0, 5, 8, 1, 9, 4])
    found = mean(fixed(np.ones(6)), values)
    assert found.value == pytest.approx(5)
    assert found.error == pytest.approx(np.sqrt(values.var(ddof=1) / 6))
    assert found.effect == pytest.approx(1)
    assert total(fixed(2 * np.ones(6)), values).value == 60
    assert variance(fixed(np.ones(6)), values) == pytest.approx(values.var(ddof=1))


def test_strata_and_a_finite_population_done_by_hand():
    """Two strata of 3 in 30 and 2 in 10: Var = Σ N²(1 - n/N) s²/n over (ΣN)²."""
    values = np.array([1.0, 2, 6, 10, 14])
    strata = np.array([0, 0, 0, 1, 1])
    weights = np.array([10.0, 10, 10, 5, 5])
    design = Design(5, strata, population=np.array([30.0, 30, 30, 10, 10]))
    by_hand = (30**2 * 0.9 * 7 / 3 + 10**2 * 0.8 * 8 / 2) / 40**2
    found = mean(Sample(weights, design), values)
    assert found.value == pytest.approx((30 * 3 + 10 * 12) / 40)
    assert found.error == pytest.approx(np.sqrt(by_hand))
    assert design.degrees == 3


def test_clusters_vary_by_their_totals():
    """The people of a cluster are not apart: two clusters per stratum, the sums differ by 4 and by 6."""
    values = np.array([1.0, 1, 3, 3, 2, 2, 5, 5])
    clusters, strata = np.array([0, 0, 1, 1, 2, 2, 3, 3]), np.array([0, 0, 0, 0, 1, 1, 1, 1])
    found = total(fixed(np.ones(8), strata=strata, clusters=clusters), values)
    assert found.error == pytest.approx(np.sqrt(4**2 + 6**2))
    assert found.degrees == 2


def test_a_stratum_of_one_has_no_variance_to_show():
    found = mean(fixed(np.ones(3), strata=np.array([0, 0, 1])), np.array([1.0, 2, 3]))
    assert np.isnan(found.error)


def test_post_stratification_has_the_variance_within_the_cells():
    """Σ over rows of (w (y - mean of the cell))², times n / (n - 1)."""
    cell = drawn(2)[2]
    population = dict(zip(cell.levels, [100.0, 150, 50, 100], strict=True))
    weighting = weigh([cell], [margin("lieu", population)])
    values = np.random.default_rng(0).normal(size=400) + cell.codes
    inside = np.array([values[cell.codes == code].mean() for code in range(4)])[cell.codes]
    expected = np.sqrt(400 / 399 * ((weighting.weights * (values - inside)) ** 2).sum())
    assert total(sample(weighting), values).error == pytest.approx(expected)


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_what_the_margins_fix_has_no_error(seed):
    factors, margins = reachable(seed)
    drawn_ = sample(weigh(factors, margins))
    found = shares(drawn_, factors[1])
    assert found.values == pytest.approx(margins[1].totals / margins[1].total)
    assert found.errors == pytest.approx(np.zeros(3), abs=1e-9)


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_errors_do_not_depend_on_the_order_of_rows_nor_on_the_total(seed):
    factors, margins = reachable(seed)
    values = np.random.default_rng(seed).normal(size=400)
    order = np.random.default_rng(seed + 2).permutation(400)
    found = mean(sample(weigh(factors, margins)), values)
    turned = [replace(each, codes=each.codes[order]) for each in factors]
    other = mean(sample(weigh(turned, [replace(each, totals=7 * each.totals) for each in margins])), values[order])
    assert (other.value, other.error) == pytest.approx((found.value, found.error), rel=1e-7)


def questions(seed, rows=400):
    generator = np.random.default_rng(seed)
    return [coded(f"q{place}_", generator.integers(-1, 4, rows), 4) for place in range(3)]


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_the_book_is_the_same_as_the_residuals_of_each_row(seed):
    factors, margins = reachable(seed)
    start = np.random.default_rng(seed).uniform(0.5, 2, 400)
    drawn_ = sample(weigh(factors, margins, start=start))
    hole = coded("trou", np.random.default_rng(seed).integers(-1, 3, 400), 5)  # two columns without anybody
    banners = [*factors, hole, everybody(400)]
    tables = book(drawn_, questions(seed), banners)
    pairs = [(question, banner) for question in questions(seed) for banner in banners]
    for table, (question, banner) in zip(tables, pairs, strict=True):
        expected = _by_residuals(drawn_, question, banner)
        assert table.shares == pytest.approx(expected.shares, nan_ok=True)
        assert table.errors == pytest.approx(expected.errors, rel=1e-6, abs=1e-9, nan_ok=True)
        assert table.raw == pytest.approx(expected.raw, nan_ok=True)
        assert (table.counts == expected.counts).all()


def test_a_stratified_book_takes_the_residuals_of_each_row():
    factors, margins = reachable(3)
    strata = np.arange(400) % 2
    drawn_ = sample(weigh(factors, margins), strata=strata)
    question = questions(3)[0]
    (table,) = book(drawn_, [question], [factors[0]])
    domain = factors[0].codes == 1
    expected = share(drawn_, question.codes == 2, question.codes >= 0, domain)
    assert table.shares[1, 2] == pytest.approx(expected.value)
    assert table.errors[1, 2] == pytest.approx(expected.error)
    assert table.bases[1] == expected.base


def test_the_intervals_of_the_book_are_those_of_each_share():
    factors, margins = reachable(5, rows=120)
    drawn_ = sample(weigh(factors, margins))
    rare = coded("rare", (np.arange(120) % 40 == 0).astype(int), 3)  # three yes, and an answer that nobody gave
    (table,) = book(drawn_, [rare], [factors[1]])
    lower, upper = table.intervals()
    for column in range(3):
        for answer in (0, 1):
            one = share(drawn_, rare.codes == answer, rare.codes >= 0, factors[1].codes == column).interval()
            assert (lower[column, answer], upper[column, answer]) == pytest.approx((one.lower, one.upper), rel=1e-3)
    assert lower[0, 2] == 0
    assert 0 < upper[0, 2] < 0.2


def test_a_domain_keeps_the_whole_sample_and_an_empty_one_is_refused():
    factors, margins = reachable(5)
    drawn_ = sample(weigh(factors, margins))
    values = np.random.default_rng(5).normal(size=400)
    inside = factors[0].codes == 0
    found = mean(drawn_, values, inside)
    assert found.value == pytest.approx(np.average(values[inside], weights=drawn_.weights[inside]))
    assert found.value == pytest.approx(mean(drawn_, np.where(inside, values, NAN)).value)
    assert found.error == pytest.approx(mean(drawn_, np.where(inside, values, NAN)).error)
    with pytest.raises(Refused, match="Base vide"):
        mean(drawn_, values, np.zeros(400, bool))


def test_a_mean_is_the_ratio_of_two_totals():
    factors, margins = reachable(6)
    drawn_ = sample(weigh(factors, margins))
    values = np.random.default_rng(6).normal(size=400)
    values[:9] = NAN
    found = ratio(drawn_, values, np.ones(400))
    assert (found.value, found.error) == pytest.approx((mean(drawn_, values).value, mean(drawn_, values).error))
    with pytest.raises(Refused, match="dénominateur"):
        ratio(drawn_, values, np.zeros(400))


def test_a_net_score_is_the_mean_of_plus_and_minus_one():
    factors, margins = reachable(8)
    drawn_ = sample(weigh(factors, margins))
    question = questions(8)[0]
    net = shares(drawn_, question).contrast(np.array([1.0, 1, -1, -1]))
    scores = np.where(question.codes >= 0, np.where(question.codes < 2, 1.0, -1.0), NAN)
    found = mean(drawn_, scores)
    assert (net.value, net.error, net.raw) == pytest.approx((found.value, found.error, found.raw))


def test_quantiles_done_by_hand():
    """Weights 1 1 1 1 6: the share of values not above 3 is 0.4 without the last, 1 with it."""
    drawn_ = fixed(np.array([1.0, 1, 1, 1, 6]))
    values = np.array([0.0, 1, 2, 3, 9])
    assert [quantile(drawn_, values, p) for p in (0.1, 0.11, 0.4, 0.41, 1.0)] == [0, 1, 3, 9, 9]
    assert quantile(drawn_, np.array([NAN, 1, 2, 3, NAN]), 0.5) == 2


def test_a_median_is_inside_its_interval():
    factors, margins = reachable(9)
    drawn_ = sample(weigh(factors, margins))
    values = np.random.default_rng(9).normal(size=400)
    interval = quantile_interval(drawn_, values, 0.5)
    assert interval.holds(quantile(drawn_, values, 0.5))
    assert interval.lower < interval.upper < 1


def test_the_variance_of_a_crossing_is_that_of_its_strata():
    """Weights by stratum: calibrating within strata regresses within them."""
    strata = coded("dep", np.arange(400) % 2, 2)
    sexe = drawn(10)[0]
    cell = cross(strata, sexe)
    weighting = weigh([cell], [margin(cell.name, dict(zip(cell.levels, [50.0, 60, 70, 80], strict=True)))])
    by_stratum = shares(sample(weighting), sexe, strata.codes == 0)
    assert by_stratum.values == pytest.approx([50 / 110, 60 / 110])
    assert by_stratum.errors == pytest.approx([0, 0], abs=1e-9)
