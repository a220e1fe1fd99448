"""Votes and points of every project, with numpy or without, always alike: whole numbers, exact."""

import importlib.util
from array import array
from fractions import Fraction
from typing import Any, Literal

from essaim.cores.voting.election import Election

Path = Literal["auto", "arrays", "plain"]
_WORTH_ARRAYS = 20_000  # choices: below, loading numpy costs more than it saves


def uses_arrays(election: Election, path: Path = "auto") -> bool:
    """Whether to count with numpy: asked for, or worth it and installed."""
    if path != "auto":
        return path == "arrays"
    return len(election.ballots.choices) >= _WORTH_ARRAYS and importlib.util.find_spec("numpy") is not None


def votes(election: Election, path: Path = "auto") -> list[int]:
    """Return the number of voters who chose each project."""
    return _totals(election, None, path)


def scores(election: Election, path: Path = "auto") -> list[Fraction]:
    """Return the points that each project received; its votes where ballots carry no points."""
    ballots = election.ballots
    return [Fraction(total, ballots.scale) for total in _totals(election, ballots.points, path)]


def _totals(election: Election, points: "array[int] | None", path: Path) -> list[int]:
    if uses_arrays(election, path):
        return _totals_in_arrays(election, points)
    ballots = election.ballots
    totals = [0] * len(election.projects)
    choices, offsets = ballots.choices, ballots.offsets
    for group, voters in enumerate(ballots.voters):
        for at in range(offsets[group], offsets[group + 1]):
            totals[choices[at]] += voters if points is None else voters * points[at]
    return totals


def _totals_in_arrays(election: Election, points: "array[int] | None") -> list[int]:
    import numpy as np

    ballots = election.ballots
    weights = np.repeat(_view(ballots.voters), np.diff(_view(ballots.offsets)))
    if points is not None:
        weights = weights * _view(points)
    totals = np.zeros(len(election.projects), dtype=np.int64)
    if weights.sum() < 2**52:  # bincount adds in float64: exact below
        totals = np.bincount(_view(ballots.choices), weights=weights, minlength=len(election.projects)).astype(np.int64)
    else:
        np.add.at(totals, _view(ballots.choices), weights)
    return [int(total) for total in totals]


def _view(column: "array[int]") -> Any:
    """Look at a column as an array, without a copy."""
    import numpy as np

    return np.frombuffer(column, dtype=f"i{column.itemsize}") if len(column) else np.zeros(0, np.int64)
