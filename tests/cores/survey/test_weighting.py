"""Weights meet the margins, whatever the order or the scale; bounds hold; what is impossible is refused, and says where."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.survey import Options, Refused, by_stratum, cross, factor, from_shares, margin, quality, trim, weigh
from tests.cores.survey.polls import coded, drawn, margins_of, reachable, seeds

METHODS = [("raking", None), ("linear", None), ("logit", (0.3, 3.0)), ("truncated", (0.3, 3.0))]


def reached(factors, weights):
    return [np.bincount(each.codes, weights=weights, minlength=len(each.levels)) for each in factors]


@pytest.mark.parametrize(("method", "bounds"), METHODS)
@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_weights_meet_every_margin_and_stay_in_their_bounds(method, bounds, seed):
    factors, margins = reachable(seed)
    found = weigh(factors, margins, options=Options(method, bounds))
    for target, sums in zip(margins, reached(factors, found.weights), strict=True):
        assert sums == pytest.approx(target.totals, rel=1e-8)
    assert found.gap <= found.options.tolerance
    if bounds:
        ratios = found.weights / found.start
        assert ratios.min() >= bounds[0] - 1e-9
        assert ratios.max() <= bounds[1] + 1e-9


@given(seed=seeds, data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_and_of_margins_does_not_matter(seed, data):
    factors, margins = reachable(seed)
    order = np.random.default_rng(data.draw(seeds)).permutation(len(factors[0]))
    turned = [replace(each, codes=each.codes[order]) for each in reversed(factors)]
    found = weigh(factors, margins).weights
    assert weigh(turned, margins[::-1]).weights == pytest.approx(found[order], rel=1e-8)


@given(seed=seeds, scale=st.floats(0.01, 1000))
@settings(max_examples=25, deadline=None)
def test_start_weights_count_by_their_ratios_only(seed, scale):
    factors, margins = reachable(seed)
    start = np.random.default_rng(seed).uniform(0.5, 2, len(factors[0]))
    found = weigh(factors, margins, start=start)
    assert weigh(factors, margins, start=scale * start).weights == pytest.approx(found.weights, rel=1e-8)
    assert weigh(factors, [replace(each, totals=scale * each.totals) for each in margins], start=start).weights == (
        pytest.approx(scale * found.weights, rel=1e-8)
    )


def test_raking_two_by_two_done_by_hand():
    """4 people, one in each cell; rows 3 : 1, columns 1 : 1. Raking keeps the odds ratio of 1: cells 1.5 1.5 / 0.5 0.5."""
    rows, columns = coded("r", [0, 0, 1, 1], 2), coded("c", [0, 1, 0, 1], 2)
    asked = [margin("r", {"r0": 3, "r1": 1}), margin("c", {"c0": 2, "c1": 2})]
    found = weigh([rows, columns], asked, options=Options(minimum_base=1))
    assert found.weights == pytest.approx([1.5, 1.5, 0.5, 0.5])


def test_post_stratification_is_population_over_sample_in_each_cell():
    rows, columns = drawn(1)[:2]
    cell = cross(rows, columns)
    counts = np.bincount(cell.codes, minlength=6)
    population = {level: 100.0 * (place + 1) for place, level in enumerate(cell.levels)}
    found = weigh([cell], [margin(cell.name, population)])
    assert found.weights == pytest.approx((np.array(list(population.values())) / counts)[cell.codes])


def test_linear_calibration_is_the_closest_by_least_squares():
    """The least Σ (w - d)² / d under the margins, by a pseudo-inverse."""
    factors, margins = reachable(3, rows=40)
    start = np.random.default_rng(5).uniform(0.5, 2, 40)
    start *= 40 / start.sum()
    found = weigh(factors, margins, start=start, options=Options("linear", minimum_base=1)).weights
    rows = np.vstack([each.codes == code for each in factors for code in range(len(each.levels))]).astype(float)
    short = np.concatenate([each.totals for each in margins]) - rows @ start
    best = start + np.sqrt(start) * (np.linalg.pinv(rows * np.sqrt(start)) @ short)
    assert found == pytest.approx(best, abs=1e-9)


def test_raking_is_the_end_of_iterative_proportional_fitting():
    factors, margins = reachable(7)
    weights = np.ones(len(factors[0]))
    for _ in range(300):
        for each, target in zip(factors, margins, strict=True):
            weights *= (target.totals / np.bincount(each.codes, weights=weights))[each.codes]
    assert weigh(factors, margins).weights == pytest.approx(weights, rel=1e-8)


def test_each_stratum_is_weighted_as_if_it_were_alone():
    factors, strata = drawn(11, rows=900), coded("dep", np.arange(900) % 3, 3)
    start = np.random.default_rng(2).uniform(0.5, 2, 900)
    totals = {"dep0": 500.0, "dep1": 1000.0, "dep2": 3000.0}
    shares = {"sexe": {"sexe0": 0.52, "sexe1": 0.48}, "age": {"age0": 0.3, "age1": 0.3, "age2": 0.4}}
    margins = [
        by_stratum(strata, {level: from_shares(name, each, totals[level]) for level in strata.levels})
        for name, each in shares.items()
    ]
    joint = weigh([cross(strata, each) for each in factors[:2]], margins, start=start)
    for code, level in enumerate(strata.levels):
        rows = strata.codes == code
        alone = weigh(
            [replace(each, codes=each.codes[rows]) for each in factors[:2]],
            [from_shares(name, each, totals[level]) for name, each in shares.items()],
            start=start[rows],
        )
        assert joint.weights[rows] == pytest.approx(alone.weights, rel=1e-7)


def test_a_margin_nested_in_another_changes_nothing():
    factors, margins = reachable(13)
    zone = coded("zone", factors[2].codes // 2, 2)
    sums = np.add.reduceat(margins[2].totals, [0, 2])
    nested = margin("zone", {"zone0": sums[0], "zone1": sums[1]})
    found = weigh([*factors, zone], [*margins, nested]).weights
    assert found == pytest.approx(weigh(factors, margins).weights, rel=1e-8)


def test_many_margins_collapse_to_the_cells_that_exist():
    """Fourteen variables of ten levels have more cells than a machine integer has values."""
    generator = np.random.default_rng(0)
    factors = [coded(f"v{place}_", generator.integers(0, 10, 3000), 10) for place in range(14)]
    margins = margins_of(factors, generator.uniform(0.9, 1.1, 3000))
    margins = [replace(each, totals=each.totals / each.total * 3000) for each in margins]
    found = weigh(factors, margins)
    assert found.gap <= 1e-9


def test_the_result_tells_how_it_was_obtained():
    factors, margins = reachable(17)
    found = weigh(factors, margins)
    line = found.lines[0]
    assert (line.margin, line.category) == ("sexe", "sexe0")
    assert line.respondents == int((factors[0].codes == 0).sum())
    assert line.reached == pytest.approx(line.target)
    assert 0 < found.steps < 20
    assert found.options.method == "raking"


# Refusals: each names the margin and the category, and nothing is computed.


def refusal(*arguments, **options):
    with pytest.raises(Refused) as caught:
        weigh(*arguments, **options)
    return {(each.kind, each.margin, each.category): each for each in caught.value.problems}


def test_an_empty_category_is_refused():
    factors, margins = reachable(1)
    kept = factors[2].codes != 3
    problems = refusal([replace(each, codes=each.codes[kept]) for each in factors], margins)
    assert "personne dans l’échantillon" in problems["empty", "lieu", "lieu3"].text


def test_people_in_a_category_that_the_margin_leaves_empty_are_refused():
    factors, margins = reachable(1)
    totals = margins[1].totals * np.array([0, 1, 1])
    margins[1] = replace(margins[1], totals=totals * margins[1].total / totals.sum())
    assert ("empty", "age", "age0") in refusal(factors, margins)


def test_totals_that_disagree_are_refused():
    factors, margins = reachable(1)
    margins[1] = replace(margins[1], totals=margins[1].totals * 1.02)
    text = refusal(factors, margins)["disagree", "age", ""].text
    assert "« sexe »" in text
    assert "408" in text


def test_totals_that_disagree_in_one_stratum_name_it():
    strata = coded("dep", np.arange(400) % 2, 2)
    factors = [cross(strata, each) for each in drawn(1)[:2]]
    good = from_shares("sexe", {"sexe0": 0.5, "sexe1": 0.5}, 200)
    ages = [from_shares("age", {"age0": 0.3, "age1": 0.3, "age2": 0.4}, total) for total in (200, 210)]
    margins = [
        by_stratum(strata, {"dep0": good, "dep1": good}),
        by_stratum(strata, {"dep0": ages[0], "dep1": ages[1]}),
    ]
    assert "strate dep1" in refusal(factors, margins)["disagree", "dep × age", ""].text


def test_an_unknown_value_and_a_missing_one_are_refused_with_their_rows():
    factors, margins = reachable(1)
    codes = factors[0].codes.copy()
    codes[[4, 9]] = 2
    factors[0] = replace(factors[0], codes=codes, levels=("sexe0", "sexe1", "X"))
    ages = factors[1].codes.copy()
    ages[7] = -1
    factors[1] = replace(factors[1], codes=ages)
    problems = refusal(factors, margins)
    assert problems["unknown", "sexe", "X"].rows == (4, 9)
    assert "sexe0, sexe1" in problems["unknown", "sexe", "X"].text
    assert problems["missing", "age", ""].rows == (7,)


@pytest.mark.parametrize("method", ["logit", "truncated"])
def test_bounds_too_narrow_are_refused_with_those_that_would_do(method):
    factors, margins = reachable(1)
    problems = refusal(factors, margins, options=Options(method, (0.99, 1.01)))
    advice = problems["bounds", "", ""].text
    assert "trop étroites" in advice
    assert any(category for _, _, category in problems)
    low, high = (float(text.replace(",", ".")) for text in advice.split("moins à [")[1].split("]")[0].split(" ; "))
    assert weigh(factors, margins, options=Options("truncated", (low, high))).gap <= 1e-9
    with pytest.raises(Refused):
        weigh(factors, margins, options=Options("truncated", (low + 0.02, high - 0.02)))


@pytest.mark.parametrize("bounds", [None, (1.1, 2), (0.5, 0.9), (-1, 2), (0.5, float("inf")), (1, 1)])
def test_bounds_that_do_not_hold_one_are_refused(bounds):
    assert ("bounds", "", "") in refusal(*reachable(1), options=Options("logit", bounds))


def test_too_small_a_base_is_refused():
    factors, margins = reachable(1)
    codes = factors[0].codes.copy()
    codes[:] = 0
    codes[:2] = 1
    factors[0] = replace(factors[0], codes=codes)
    assert "2 personnes (minimum 3)" in refusal(factors, margins)["small", "sexe", "sexe1"].text


def test_margins_that_contradict_each_other_here_are_refused():
    """Everybody who is r1 is also c1: r1 cannot weigh more than c1 does."""
    rows, columns = coded("r", [0, 0, 0, 0, 1, 1], 2), coded("c", [0, 0, 0, 1, 1, 1], 2)
    asked = [margin("r", {"r0": 2, "r1": 4}), margin("c", {"c0": 3, "c1": 3})]
    problems = refusal([rows, columns], asked, options=Options(minimum_base=1))
    assert ("unreached", "", "") in problems
    assert {margin_ for _, margin_, _ in problems} & {"r", "c"}


@pytest.mark.parametrize("value", [-1.0, 0.0, np.nan, np.inf])
def test_a_start_weight_that_is_not_positive_is_refused(value):
    factors, margins = reachable(1)
    start = np.ones(400)
    start[5] = value
    assert refusal(factors, margins, start=start)["start", "", ""].rows == (5,)


def test_linear_weights_below_zero_are_refused():
    rows = coded("r", [0] * 5 + [1] * 5 + [0] * 45 + [1] * 5, 2)
    columns = coded("c", [0] * 10 + [1] * 50, 2)
    asked = [margin("r", {"r0": 10, "r1": 50}), margin("c", {"c0": 50, "c1": 10})]
    assert ("negative", "", "") in refusal([rows, columns], asked, options=Options("linear"))


@pytest.mark.parametrize("totals", [{"a": -1, "b": 2}, {"a": float("nan")}, {}, {"a": 0, "b": 0}])
def test_margins_that_are_not_positive_numbers_are_refused(totals):
    with pytest.raises(Refused):
        margin("age", totals)


def test_shares_far_from_one_are_refused_and_rounding_is_not():
    with pytest.raises(Refused, match="0,95 au lieu de 1"):
        from_shares("age", {"a": 0.5, "b": 0.45}, 100)
    assert from_shares("age", {"a": 0.334, "b": 0.333, "c": 0.334}, 100).totals.sum() == pytest.approx(100)


def test_an_unknown_method_and_an_unknown_level_are_errors():
    with pytest.raises(ValueError, match="méthode inconnue"):
        weigh(*reachable(1), options=Options("magic"))
    with pytest.raises(ValueError, match="ligne 2"):
        factor("sexe", ["F", "X"], ["F", "H"])
    with pytest.raises(ValueError, match="« Z »"):
        factor("sexe", ["F", "H"]).having("Z")


# Trimming: the total is kept, the price is shown.


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_trimming_keeps_the_total_and_the_limits_and_lowers_the_design_effect(seed):
    weights = np.random.default_rng(seed).lognormal(0, 0.8, 300)
    weights *= 300 / weights.sum()
    found = trim(weights, (0.3, 2.5))
    assert found.weights.sum() == pytest.approx(300)
    assert found.weights.min() >= 0.3 - 1e-9
    assert found.weights.max() <= 2.5 + 1e-9
    assert found.after.design_effect < found.before.design_effect


def test_trimming_by_hand_and_what_it_undoes():
    """Weights 1, 1, 1, 5 cut at 2: the 3 removed are spread, 1 each, over the three that were not cut."""
    sexe = coded("sexe", [0, 0, 1, 1], 2)
    weights = np.array([1.0, 1, 1, 5])
    asked = margin("sexe", {"sexe0": 2, "sexe1": 6})
    found = trim(weights, (0.5, 3), factors=[sexe], margins=[asked])
    assert found.weights == pytest.approx([5 / 3, 5 / 3, 5 / 3, 3])
    assert found.cut == 1
    assert [(each.category, each.before) for each in found.drifts] == [("sexe0", 2), ("sexe1", 6)]
    assert found.drifts[0].after == pytest.approx(10 / 3)


def test_limits_that_do_not_hold_the_mean_are_refused():
    with pytest.raises(Refused, match="poids moyen"):
        trim(np.ones(5), (1.2, 2))


def test_kish_of_weights_done_by_hand():
    """1 and 3: 2·10 / 16 = 1.25."""
    assert quality(np.array([1.0, 3.0])).design_effect == pytest.approx(1.25)
    assert quality(np.array([1.0, 3.0])).effective_size == pytest.approx(1.6)


def test_a_category_one_in_ten_million_is_still_reached():
    """Its total is smaller than what sums of that size lose by rounding a thousand times over; it is met all the same."""
    rows = coded("r", [0] * 997 + [1] * 3, 2)
    columns = coded("c", np.arange(1000) % 3, 3)
    asked = [margin("r", {"r0": 1e7 - 1, "r1": 1}), margin("c", {"c0": 5e6, "c1": 3e6, "c2": 2e6})]
    found = weigh([rows, columns], asked)
    assert found.weights[997:].sum() == pytest.approx(1, rel=1e-6)


def test_margins_met_only_by_weights_of_zero_are_refused():
    """r1 is as large as c1 and inside it: those of c1 who are r0 would weigh nothing."""
    rows, columns = coded("r", [0, 0, 0, 0, 1, 1], 2), coded("c", [0, 0, 0, 1, 1, 1], 2)
    asked = [margin("r", {"r0": 3, "r1": 3}), margin("c", {"c0": 3, "c1": 3})]
    problems = refusal([rows, columns], asked, options=Options(minimum_base=1))
    assert "poids nul" in problems["unreached", "", ""].text
