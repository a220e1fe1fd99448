"""The choice withholds no more than it must; the audit finds what an attacker finds; steps of a moving number."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.cores.disclosure import Candidate, Knowledge, Secret, Statement, audit, choose, reach, step
from essaim.cores.disclosure.attack import ContradictionError


def exactly(number, *atoms):
    return Statement(atoms, number, number)


def table(cells):
    """Rows × columns with all totals: candidates of 11 and more, secrets below."""
    height, breadth = len(cells), len(cells[0])
    atoms = {(row, column): row * breadth + column for row in range(height) for column in range(breadth)}
    sums = [tuple(atoms[row, column] for column in range(breadth)) for row in range(height)]
    sums += [tuple(atoms[row, column] for row in range(height)) for column in range(breadth)]
    sums += [tuple(atoms.values()), *((atom,) for atom in atoms.values())]
    flat = [number for row in cells for number in row]
    totals = [(one, sum(flat[atom] for atom in one)) for one in sums]
    candidates = [Candidate(exactly(number, *one), max(len(one), 1)) for one, number in totals if number >= 11]
    secrets = [Secret(str(one), one, 10) for one, number in totals if number < 11]
    return height * breadth, candidates, secrets


def safe(size, candidates, secrets, kept):
    said = [one.statement for one, keep in zip(candidates, kept, strict=True) if keep]
    return not audit(Knowledge(size, said, ask=10), secrets).breaches


@given(st.lists(st.lists(st.integers(0, 25), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=15, deadline=None)
def test_nothing_cheaper_is_safe(cells):
    size, candidates, secrets = table(cells)
    found = choose(Knowledge(size, [], ask=10), candidates, secrets)
    cost = sum(one.cost for one, keep in zip(candidates, found.kept, strict=True) if not keep)
    assert safe(size, candidates, secrets, found.kept)
    for kept in product([True, False], repeat=len(candidates)):
        less = sum(one.cost for one, keep in zip(candidates, kept, strict=True) if not keep)
        assert less >= cost or not safe(size, candidates, secrets, kept)


def test_a_hierarchy_of_places_is_protected_too():
    """Two EPCI of two communes: 3 hidden in the first is not found through the EPCI and the département."""
    candidates = [
        exactly(60, 0, 1, 2, 3),
        exactly(23, 0, 1),
        exactly(37, 2, 3),
        exactly(20, 1),
        exactly(18, 2),
        exactly(19, 3),
    ]
    secrets = [Secret("commune", (0,), 11)]
    found = choose(
        Knowledge(4, [], ask=11), [Candidate(one, 6 - place) for place, one in enumerate(candidates)], secrets
    )
    assert found.kept == (True, True, True, False, True, True)


def test_whole_tables_matter_where_fractions_would_hide():
    """Two triangles whose sides hold one person at most: with halves, three people fit; whole, two."""
    sides = [Statement(pair, 0, 1) for pair in [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]]
    everybody = tuple(range(6))
    known = Knowledge(6, [*sides, Statement(everybody, 2)], ask=1)
    assert (reach(known, everybody).low, reach(known, everybody).high) == (2, 3)
    (breach,) = audit(known, [Secret("everybody", everybody, 1)]).breaches
    assert (breach.low, breach.high) == (2, 2)


def test_the_attacker_says_which_statements_betray():
    said = [exactly(30, 0, 1), exactly(12, 2), exactly(27, 0)]
    found = reach(Knowledge(3, said), (1,))
    assert (found.low, found.high, found.proof) == (3, 3, frozenset({0, 2}))


def test_what_was_said_before_cannot_be_mended_and_is_reported():
    before = Knowledge(2, [exactly(30, 0, 1), exactly(27, 0)], ask=10)
    found = choose(before, [Candidate(exactly(57, 0, 1), 1)][:0], [Secret("small", (1,), 10)])
    assert [(one.secret.name, one.low, one.high) for one in found.standing] == [("small", 3, 3)]


def test_a_contradiction_is_refused():
    with pytest.raises(ContradictionError, match="no solution"):
        reach(Knowledge(1, [exactly(3, 0), exactly(4, 0)]), (0,))


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (Statement((0, 0), 1, 1), "different numbers from 0 to 1"),
        (Statement((2,), 1, 1), "different numbers from 0 to 1"),
        (Statement((0,), 3, 2), "the lower first"),
        (Statement((0,), -1), "0 or more"),
    ],
)
def test_statements_are_checked(statement, message):
    with pytest.raises(ValueError, match=message):
        Knowledge(2, [statement])


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (None, 10, False),
        (None, 11, True),
        (11, 21, False),
        (11, 22, True),
        (40, 30, False),
        (40, 29, True),
        (12, 1, False),
    ],
)
def test_a_moving_number_is_said_again_when_it_has_moved_enough(before, now, said):
    assert step(before, now) is said


def test_a_negative_number_of_people_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        step(None, -1)
