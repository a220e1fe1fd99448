"""Budget classes: voters who backed the same winners, with the same points, have paid the same and own the same.

All start with one share and pay alike, so that a purse depends only on what its owner has backed so far. There are far
fewer classes than voters, and one exact number a class is enough. `Trail` keeps the classes along one line of winners.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from essaim.cores.voting.backing import Path, uses_arrays
from essaim.cores.voting.election import Election

Part = tuple[int, int, int]  # a class, the utility its members give to a project, how many they are
Columns = tuple[Any, Any, Any]  # the same in columns: lists, or arrays


class Labels(Protocol):
    """Which class every group of ballots is in, and what follows when a project is bought. ``start``: all in class 0."""

    start: Any

    def columns(self, labels: Any, project: int) -> Columns:
        """Return the classes that back a project, by class then utility."""

    def move(self, labels: Any, project: int, name: int) -> Any:
        """Return new labels: all backers of the project are in one class."""

    def split(self, labels: Any, project: int, first: int) -> Any:
        """Return new labels: backers of the project move to new classes, numbered from ``first`` in order of `columns`."""


class PlainLabels:
    """`Labels` with the standard library only."""

    def __init__(self, election: Election, *, points: bool) -> None:
        """Gather who backs what: ``points`` says whether utilities are the points given, or 1."""
        ballots = election.ballots
        given = ballots.points if points else None
        self.start: Any = [0] * len(ballots)
        self.backers: list[list[Part]] = [[] for _ in election.projects]
        for group, voters in enumerate(ballots.voters):
            for at in range(ballots.offsets[group], ballots.offsets[group + 1]):
                self.backers[ballots.choices[at]].append((group, 1 if given is None else given[at], voters))

    def columns(self, labels: list[int], project: int) -> Columns:
        """See `Labels`."""
        counted: dict[tuple[int, int], int] = {}
        for group, utility, voters in self.backers[project]:
            key = labels[group], utility
            counted[key] = counted.get(key, 0) + voters
        keys = sorted(counted)
        return [name for name, _ in keys], [utility for _, utility in keys], [counted[key] for key in keys]

    def move(self, labels: list[int], project: int, name: int) -> list[int]:
        """See `Labels`."""
        moved = labels.copy()
        for group, _, _ in self.backers[project]:
            moved[group] = name
        return moved

    def split(self, labels: list[int], project: int, first: int) -> list[int]:
        """See `Labels`."""
        keys = sorted({(labels[group], utility) for group, utility, _ in self.backers[project]})
        new = {key: number for number, key in enumerate(keys, first)}
        moved = labels.copy()
        for group, utility, _ in self.backers[project]:
            moved[group] = new[labels[group], utility]
        return moved


class ArrayLabels:
    """`Labels` in numpy arrays: the same numbers, faster."""

    def __init__(self, election: Election, *, points: bool) -> None:
        """See `PlainLabels`."""
        import numpy as np

        self.np = np
        ballots = election.ballots
        choices = np.asarray(ballots.choices, dtype=np.int32)
        counts = np.asarray(ballots.voters, dtype=np.int64)
        given = np.asarray(ballots.points, dtype=np.int64) if points and ballots.points is not None else None
        groups = np.repeat(np.arange(len(counts), dtype=np.int32), np.diff(np.asarray(ballots.offsets)))
        narrow = choices.astype(np.uint16) if len(election.projects) < 2**16 else choices  # sixteen bits sort by radix
        order = np.argsort(narrow, kind="stable")
        bounds = np.cumsum(np.bincount(choices, minlength=len(election.projects)))[:-1]
        self.start: Any = np.zeros(len(counts), dtype=np.int32)
        self.groups = np.split(groups[order], bounds)
        self.voters = [
            counts[members].astype(np.float64) for members in self.groups
        ]  # bincount adds in float64: exact below 2**53
        self.values, self.codes = self._utilities(given, order, bounds)

    def _utilities(self, given: Any, order: Any, bounds: Any) -> tuple[list[Any], list[Any]]:
        """Return, for each project, the utilities that it is given and their code for each of its backers."""
        if given is None:
            return [self.np.ones(1, dtype=self.np.int64)] * len(self.groups), [0] * len(self.groups)
        found = [self.np.unique(part, return_inverse=True) for part in self.np.split(given[order], bounds)]
        return [values for values, _ in found], [codes for _, codes in found]

    def columns(self, labels: Any, project: int) -> Columns:
        """See `Labels`."""
        values, keys = self.values[project], self._keys(labels, project)
        totals = self.np.bincount(keys, weights=self.voters[project])
        present = self.np.flatnonzero(totals)
        return present // len(values), values[present % len(values)], totals[present]

    def move(self, labels: Any, project: int, name: int) -> Any:
        """See `Labels`."""
        moved = labels.copy()
        moved[self.groups[project]] = name
        return moved

    def split(self, labels: Any, project: int, first: int) -> Any:
        """See `Labels`."""
        keys = self._keys(labels, project)
        present = self.np.flatnonzero(self.np.bincount(keys))
        new = self.np.zeros(int(present.max(initial=0)) + 1, dtype=self.np.int32)
        new[present] = self.np.arange(first, first + len(present), dtype=self.np.int32)
        moved = labels.copy()
        moved[self.groups[project]] = new[keys]
        return moved

    def _keys(self, labels: Any, project: int) -> Any:
        return labels[self.groups[project]] * len(self.values[project]) + self.codes[project]


@dataclass(slots=True)
class Node:
    """The classes after some winners. ``number`` of classes ever made; what was asked of them is kept."""

    labels: Any
    number: int
    columns: dict[int, Columns] = field(default_factory=dict)
    parts: dict[int, list[Part]] = field(default_factory=dict)


class Trail:
    """The classes along the last line of winners that was followed: a count that begins alike finds them ready."""

    def __init__(self, labels: Labels) -> None:
        """Begin with one class: everybody."""
        self.source = labels
        self.nodes = [Node(labels.start, 1)]
        self.winners: list[int] = []

    def columns(self, depth: int, project: int) -> Columns:
        """Return the classes that back a project after ``depth`` winners, in columns."""
        node = self.nodes[depth]
        if project not in node.columns:
            node.columns[project] = self.source.columns(node.labels, project)
        return node.columns[project]

    def parts(self, depth: int, project: int) -> list[Part]:
        """Return the same, one by one, in whole numbers."""
        node = self.nodes[depth]
        if project not in node.parts:
            names, utilities, voters = self.columns(depth, project)
            if not isinstance(names, list):
                names, utilities, voters = names.tolist(), utilities.tolist(), voters.astype("int64").tolist()
            node.parts[project] = list(zip(names, utilities, voters, strict=True))
        return node.parts[project]

    @property
    def classes(self) -> "Trail":
        """The trail whose parts become classes when a project is bought."""
        return self

    def follow(self, depth: int, project: int) -> None:
        """Go on after ``depth`` winners with one more: each part of it becomes a new class, in the same order."""
        if len(self.winners) > depth and self.winners[depth] == project:
            return
        del self.nodes[depth + 1 :], self.winners[depth:]
        node, born = self.nodes[depth], len(self.columns(depth, project)[0])
        labels = self.source.split(node.labels, project, node.number)
        self.nodes.append(Node(labels, node.number + born))
        self.winners.append(project)


class Joined(Trail):
    """A trail that some people join who choose one project only.

    They are in class 0 until it is bought; afterwards nobody asks for their money. Classes are those of the trail without them.
    """

    def __init__(self, trail: Trail, project: int, people: int, utility: int) -> None:
        """Stand on a trail: what it knows is used, and kept, for others."""
        self.trail, self.source, self.project = trail, trail.source, project
        self.people, self.utility = people, utility

    def columns(self, depth: int, project: int) -> Columns:
        """See `Trail`."""
        columns = self.trail.columns(depth, project)
        return self._join(columns) if project == self.project else columns

    def _join(self, columns: Columns) -> Columns:
        """Add the people, last."""
        more = (0, self.utility, self.people)
        if isinstance(columns[0], list):
            return columns[0] + [more[0]], columns[1] + [more[1]], columns[2] + [more[2]]
        import numpy as np

        return np.append(columns[0], more[0]), np.append(columns[1], more[1]), np.append(columns[2], more[2])

    def parts(self, depth: int, project: int) -> list[Part]:
        """See `Trail`."""
        parts = self.trail.parts(depth, project)
        return [*parts, (0, self.utility, self.people)] if project == self.project else parts

    @property
    def classes(self) -> Trail:
        """See `Trail`."""
        return self.trail

    def follow(self, depth: int, project: int) -> None:
        """See `Trail`."""
        self.trail.follow(depth, project)


def trail_of(election: Election, *, points: bool, path: Path = "auto") -> Trail:
    """Return the trail of an election, in arrays where they are asked for or worth it."""
    return Trail(labels_of(election, points=points, path=path))


def labels_of(election: Election, *, points: bool, path: Path = "auto") -> Labels:
    """Return the labels of an election, in arrays where they are asked for or worth it."""
    labels = ArrayLabels if uses_arrays(election, path) else PlainLabels
    return labels(election, points=points)
