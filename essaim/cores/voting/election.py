"""What is counted: projects with their cost, an envelope, ballots grouped when they are identical."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, repeat

KINDS = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
WITH_POINTS = ("cumulative", "scoring", "ordinal")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd in a file that does not stop the count: where it was first seen, and how many times."""

    line: int | None
    place: str
    text: str
    times: int = 1

    def __str__(self) -> str:
        where = f"ligne {self.line}, " if self.line else ""
        more = f" (et {self.times - 1} autres fois)" if self.times > 1 else ""
        return f"{where}champ « {self.place} » : {self.text}{more}"


class BadElection(ValueError):  # noqa: N818 - says what is wrong, as the other errors of the platform
    """The file or the data cannot be counted; the message says where, what is expected and what to do."""

    def __init__(self, text: str, *, place: str = "", line: int | None = None) -> None:
        self.line, self.place = line, place
        where = ", ".join(
            part for part in (f"ligne {line}" if line else "", f"champ « {place} »" if place else "") if part
        )
        super().__init__(f"{where} : {text}" if where else text)


@dataclass(frozen=True, slots=True)
class Project:
    """A project on the ballot. ``cost`` in the election's currency; ``selected`` as the file writes it, "" when absent."""

    id: str
    cost: Fraction
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    selected: str = ""


@dataclass(frozen=True, slots=True)
class Ballots:
    """Ballots in columns, identical ones once.

    Group g chose ``choices[offsets[g]:offsets[g + 1]]`` (positions of projects) and stands for ``voters[g]`` people.
    ``points`` runs beside ``choices`` (whole numbers, in units of 1 / ``scale``), or is None where ballots carry none.
    """

    offsets: "array[int]"
    choices: "array[int]"
    voters: "array[int]"
    points: "array[int] | None" = None
    scale: int = 1

    def __len__(self) -> int:
        return len(self.voters)

    def groups(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], int]]:
        """Yield each group: choices, points (empty without points), number of voters."""
        for group, voters in enumerate(self.voters):
            part = slice(self.offsets[group], self.offsets[group + 1])
            yield tuple(self.choices[part]), tuple(self.points[part]) if self.points else (), voters


def group_ballots(
    counted: Mapping[tuple[tuple[int, ...], tuple[int, ...]], int], *, points: bool, scale: int = 1
) -> Ballots:
    """Put grouped ballots in columns. ``counted``: (choices, points) → number of voters."""
    return Ballots(
        offsets=array("q", accumulate((len(choices) for choices, _ in counted), initial=0)),
        choices=array("i", [project for choices, _ in counted for project in choices]),
        voters=array("q", counted.values()),
        points=array("q", [point for _, given in counted for point in given]) if points else None,
        scale=scale,
    )


@dataclass(frozen=True)
class Election:
    """One election. ``kind`` is one of `KINDS`; ``meta`` keeps what else the file said of itself, as text."""

    budget: Fraction
    kind: str
    projects: tuple[Project, ...]
    ballots: Ballots
    meta: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadElection(f"« {self.kind} » inconnu ; attendu : {', '.join(KINDS)}", place="vote_type")
        if self.budget < 0:
            raise BadElection("l’enveloppe est négative", place="budget")

    @cached_property
    def voters(self) -> int:
        """The number of ballots, empty ones included."""
        return sum(self.ballots.voters)

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each project stands in the file, by id."""
        return {project.id: place for place, project in enumerate(self.projects)}

    def with_voters(self, project: int, number: int) -> "Election":
        """Return the same election with ``number`` more voters who chose that project only (one point each)."""
        ballots = self.ballots
        points = None if ballots.points is None else ballots.points + array("q", [ballots.scale])
        grown = Ballots(
            offsets=ballots.offsets + array("q", [len(ballots.choices) + 1]),
            choices=ballots.choices + array("i", [project]),
            voters=ballots.voters + array("q", [number]),
            points=points,
            scale=ballots.scale,
        )
        return replace(self, ballots=grown) if number else self

    def canonical(self) -> "Election":
        """Return the same election, its groups merged and in the one order that depends on no arrival."""
        counted: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        for choices, points, voters in self.ballots.groups():
            counted[choices, points] = counted.get((choices, points), 0) + voters
        ordered = dict(sorted(counted.items()))
        ballots = group_ballots(ordered, points=self.ballots.points is not None, scale=self.ballots.scale)
        return replace(self, ballots=ballots)


def ballots_of(
    chosen: Iterable[Iterable[int]], points: Iterable[Iterable[int]] | None = None, *, scale: int = 1
) -> Ballots:
    """Group ballots given one by one, as lists of positions (and of points, for all or for none)."""
    counted: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for choices, given in zip(chosen, repeat(()) if points is None else points, strict=points is not None):
        key = tuple(choices), tuple(given)
        counted[key] = counted.get(key, 0) + 1
    return group_ballots(counted, points=points is not None, scale=scale)
