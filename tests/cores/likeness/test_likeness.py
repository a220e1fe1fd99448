"""The distance between territories: symmetric, zero to itself, honest with missing values; its trace adds up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from essaim.cores.likeness import compare, standardise

NAN = float("nan")
values = st.one_of(st.floats(-1e6, 1e6), st.just(NAN))


@st.composite
def tables(draw):
    shape = draw(st.tuples(st.integers(1, 7), st.integers(1, 6)))
    weights = draw(arrays(float, shape[1], elements=st.floats(0, 5)))
    weights[0] = max(weights[0], 0.1)
    return draw(arrays(float, shape, elements=values)), weights


@given(tables(), st.floats(0, 1))
def test_symmetric_and_zero_to_itself(case, minimum):
    table, weights = case
    found = compare(table, weights, minimum_shared=minimum)
    assert np.array_equal(found.distances, found.distances.T, equal_nan=True)
    assert np.array_equal(np.diag(found.distances), np.zeros(len(table)))
    assert not (found.distances < 0).any()
    assert ((found.shared >= 0) & (found.shared <= 1 + 1e-9)).all()


@given(tables())
def test_the_trace_adds_up_and_names_only_what_both_have(case):
    table, weights = case
    found = compare(table, weights, minimum_shared=0)
    trace = found.trace(0, len(table) - 1)
    shares = [one.share for one in trace]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1) or all(share == 0 for share in shares)
    assert all(not np.isnan(table[[0, -1], one.column]).any() and weights[one.column] > 0 for one in trace)


@given(tables(), st.floats(0.5, 100), st.floats(-1000, 1000))
def test_units_do_not_matter(case, factor, shift):
    """Euros or thousands of euros, degrees of one scale or another: the same distances."""
    table, weights = case
    table = np.round(table)
    moved = compare(table * factor + shift, weights, minimum_shared=0).distances
    assert np.allclose(moved, compare(table, weights, minimum_shared=0).distances, atol=1e-5, equal_nan=True)


def test_the_formula_on_a_table_done_by_hand():
    table = np.array([[0.0, 10.0], [2.0, 30.0], [4.0, NAN]])
    found = compare(table, np.array([1.0, 3.0]), minimum_shared=0.25)
    # z of the first column: (x - 2) / sqrt(8/3); of the second: -1, 1, missing
    step = 2 / np.sqrt(8 / 3)
    assert found.distances[0, 1] == pytest.approx(np.sqrt(0.25 * step**2 + 0.75 * 4))
    assert found.distances[0, 2] == pytest.approx(2 * step)
    assert found.shared[0, 2] == pytest.approx(0.25)


def test_too_little_in_common_gives_no_distance():
    table = np.array([[0.0, 10.0], [2.0, 30.0], [4.0, NAN]])
    found = compare(table, np.array([1.0, 3.0]), minimum_shared=0.6)
    assert np.isnan(found.distances[0, 2])
    assert not np.isnan(found.distances[0, 1])


def test_nothing_in_common_gives_no_distance_even_without_a_minimum():
    found = compare(np.array([[1.0, NAN], [NAN, 2.0]]), np.ones(2), minimum_shared=0)
    assert np.isnan(found.distances[0, 1])


def test_a_missing_value_is_not_a_zero():
    full = compare(np.array([[1.0, 5.0], [2.0, 9.0], [3.0, 7.0]]), np.ones(2))
    holed = compare(np.array([[1.0, 5.0], [2.0, 9.0], [3.0, NAN]]), np.ones(2), minimum_shared=0.5)
    assert holed.shared[0, 2] == pytest.approx(0.5)
    assert full.shared[0, 2] == pytest.approx(1)
    assert np.isnan(holed.z[2, 1])


def test_a_column_that_never_varies_separates_nobody():
    z = standardise(np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]]))
    assert np.array_equal(z[:, 0], np.zeros(3))
    assert z[:, 1].std() == pytest.approx(1)


@pytest.mark.parametrize(
    ("table", "weights", "minimum"),
    [
        (np.zeros((2, 2)), np.ones(3), 0.5),
        (np.zeros((2, 2)), np.zeros(2), 0.5),
        (np.zeros((2, 2)), np.array([1.0, -1.0]), 0.5),
        (np.zeros((2, 2)), np.ones(2), 1.5),
        (np.array([[np.inf, 0.0]]), np.ones(2), 0.5),
    ],
)
def test_a_wrong_call_is_refused(table, weights, minimum):
    with pytest.raises(ValueError, match=r"weight|minimum_shared|infinite"):
        compare(table, weights, minimum_shared=minimum)
