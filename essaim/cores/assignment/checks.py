"""Refusing bad input: what is wrong, where, what is expected."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from essaim.cores.assignment.parts import Criterion, Ints, Pair, Quota, Side, Wish


def check_matrices(count: int, other: int, criteria: Sequence[Criterion], wishes: Sequence[Wish]) -> None:
    """Raise ValueError unless criteria are boolean (count, other) and wishes integer (count, other), names different."""
    _check_different("criteria", [criterion.name for criterion in criteria])
    _check_different("wishes", [wish.name for wish in wishes])
    for criterion in criteria:
        _check_matrix(f"criterion « {criterion.name} »", criterion.passes, (count, other), np.bool_, "booleans")
    for wish in wishes:
        _check_matrix(f"wish « {wish.name} »", wish.points, (count, other), np.integer, "integers: round before")


def _check_matrix(
    what: str, values: npt.NDArray[np.generic], shape: tuple[int, ...], kind: type, kind_name: str
) -> None:
    if values.shape != shape:
        raise ValueError(f"{what} has the shape {values.shape}: {shape} is expected (seekers, partners)")
    if not np.issubdtype(values.dtype, kind):
        raise ValueError(f"{what} holds {values.dtype} values: it takes {kind_name}")


def check_side(field: str, side: Side) -> None:
    """Raise ValueError unless names are different lines of text and capacities as many integers, 0 or more."""
    check_numbers(f"{field}.capacities", side.capacities, (len(side.names),))
    for place in np.flatnonzero(side.capacities < 0):
        raise ValueError(f"{field}.capacities[{place}] is {side.capacities[place]}: 0 or more is expected")
    check_names(f"{field}.names", side.names)


def check_names(field: str, names: Sequence[str]) -> None:
    """Raise ValueError when a name is empty, comes twice or holds a line break: lots join names by line feeds."""
    _check_different(field, names)
    for place, name in enumerate(names):
        if not name or "\n" in name or "\r" in name:
            raise ValueError(f"{field}[{place}] is {name!r}: a name that is not empty, on one line, is expected")


def _check_different(field: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{field} holds {name!r} twice: each name stands for one only")
        seen.add(name)


def check_numbers(field: str, values: Ints, shape: tuple[int, ...], limit: int | None = None) -> None:
    """Raise ValueError unless the values are integers of this shape and, with a limit, from 0 to below it."""
    if values.shape != shape or values.ndim != 1:
        raise ValueError(f"{field} has the shape {values.shape}: {shape} is expected")
    _check_matrix(field, values, shape, np.integer, "integers: round before")
    if limit is None:
        return
    for place in np.flatnonzero((values < 0) | (values >= limit)):
        raise ValueError(f"{field}[{place}] is {values[place]}: a number from 0 to {limit - 1} is expected")


def check_once(rows: Ints, columns: Ints) -> None:
    """Raise ValueError when a pair is listed twice."""
    order = np.lexsort((columns, rows))
    again = (np.diff(rows[order]) == 0) & (np.diff(columns[order]) == 0)
    for place in order[1:][again]:
        pair = int(rows[place]), int(columns[place])
        raise ValueError(f"the pair {pair} is listed twice, again in line {place}: each pair is listed once")


def check_pairs(field: str, pairs: Sequence[Pair], count: int, other: int) -> None:
    """Raise ValueError when a pair is out of bounds or comes twice."""
    seen: set[Pair] = set()
    for place, (row, column) in enumerate(pairs):
        if not (0 <= row < count and 0 <= column < other):
            raise ValueError(f"{field}[{place}] is {(row, column)}: numbers below {count} and {other} are expected")
        if (row, column) in seen:
            raise ValueError(f"{field}[{place}] repeats {(row, column)}: each pair is listed once")
        seen.add((row, column))


def check_criteria_hold(criteria: Sequence[Criterion], rows: Ints, columns: Ints) -> None:
    """Raise ValueError unless the pairs are those, all of them and only them, that pass every criterion."""
    for criterion in criteria:
        for place in np.flatnonzero(~criterion.passes[rows, columns]):
            pair = int(rows[place]), int(columns[place])
            raise ValueError(
                f"the pair {pair}, in line {place}, violates the criterion « {criterion.name} »: take it out"
            )
    passing = _passing(criteria) if criteria else len(rows)
    if passing != len(rows):
        raise ValueError(f"{passing} pairs pass every criterion, {len(rows)} are listed: list all, or no criteria")


def _passing(criteria: Sequence[Criterion]) -> int:
    """Count the pairs that pass every criterion, in one matrix: stacking them would copy them all."""
    every = criteria[0].passes.copy()
    for criterion in criteria[1:]:
        every &= criterion.passes
    return int(np.count_nonzero(every))


def check_quotas(quotas: Sequence[Quota], count: int, other: int) -> None:
    """Raise ValueError when a quota does not fit its side or contradicts itself."""
    _check_different("quotas", [quota.name for quota in quotas])
    for quota in quotas:
        if quota.side not in {"seekers", "partners"}:
            raise ValueError(f"quota « {quota.name} »: side is {quota.side!r}: seekers or partners is expected")
        shape = (count if quota.side == "seekers" else other,)
        _check_matrix(f"quota « {quota.name} »: members", quota.members, shape, np.bool_, "booleans")
        if quota.minimum < 0:
            raise ValueError(f"quota « {quota.name} »: the minimum is {quota.minimum}: 0 or more is expected")
        if quota.maximum is not None and quota.maximum < quota.minimum:
            raise ValueError(
                f"quota « {quota.name} »: the maximum ({quota.maximum}) is below the minimum ({quota.minimum})"
            )
