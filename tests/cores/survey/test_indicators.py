"""What is added up cell by cell is what the products of matrices give."""

import numpy as np
import pytest

from essaim.cores.survey.cells import all_indicators, collapse, indicators
from tests.cores.survey.polls import reachable


@pytest.fixture(params=[indicators, lambda cells, margins: (all_indicators(cells, margins), None)], ids=["kept", "all"])
def known(request):
    factors, margins = reachable(5)
    cells = collapse(factors)
    return cells, request.param(cells, margins)[0]


def test_each_margin_has_one_column_at_most_in_a_cell(known):
    _, x = known
    assert set(np.unique(x.matrix)) == {0.0, 1.0}
    assert (x.matrix.sum(axis=1) == (x.held < x.count).sum(axis=0)).all()


def test_the_gram_is_the_product(known):
    cells, x = known
    values = np.random.default_rng(1).random(cells.count)
    assert x.gram(values) == pytest.approx(x.matrix.T @ (values[:, None] * x.matrix))


def test_products_are_those_of_the_sums_by_cell(known):
    cells, x = known
    draw = np.random.default_rng(2)
    key, values = draw.integers(0, 4, len(cells.of_row)), draw.random(len(cells.of_row))
    sums = np.zeros((cells.count, 4))
    np.add.at(sums, (cells.of_row, key), values)
    assert x.products(cells.of_row, key, 3, values) == pytest.approx(x.matrix.T @ sums[:, :3])


def test_a_part_is_the_same_variables_over_fewer_cells(known):
    cells, x = known
    columns, some = np.array([0, 2, 3]), np.arange(0, cells.count, 2)
    part, values = x.part(columns, some), np.ones(len(some))
    assert (part.matrix == x.matrix[np.ix_(some, columns)]).all()
    assert part.gram(values) == pytest.approx(part.matrix.T @ part.matrix)
