"""The same ballots under several rules, side by side: who is served, which winners are common, where the money goes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from essaim.cores.voting.backing import Path
from essaim.cores.voting.count import count
from essaim.cores.voting.election import Election
from essaim.cores.voting.frames.frame import Among, BadFrame, Frame
from essaim.cores.voting.money import write_number
from essaim.cores.voting.reach import Reach, reach
from essaim.cores.voting.result import Result
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.ties import TieOrder

Cut = tuple[str, str, list[int]]
"""A slice before it is counted: what it is by, its value, the projects in it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to count that is compared: rules, a frame (or none), what people call it."""

    rules: Rules
    frame: Frame | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """The projects with one ``value`` of a field, or of one cost band: how many, how many win, what the winners cost.

    ``by``: the field, or ``cost``; a band's value is its upper bound, included, or "" for the last. ``backers``: voters who chose
    one of these projects at least; ``served``: those who chose one of their winners; ``chosen``: how many winners they chose, in all.
    """

    by: str
    value: str
    projects: int
    winners: int
    money: Fraction
    backers: int = 0
    served: int = 0
    chosen: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One way to count these ballots.

    ``served``: voters who chose at least one winner, among ``voters`` whose ballots are valid; ``chosen``: winners that they chose,
    in all; ``unspent``: what nobody gets; ``others``: winners that the first line has not; ``common``: those that it has too;
    ``refused``: why rules and frame have no meaning together, and nothing was counted.
    """

    rules: Rules
    winners: tuple[int, ...]
    total_cost: Fraction
    served: int
    others: int
    common: int = 0
    voters: int = 0
    slices: tuple[Slice, ...] = ()
    frame: Frame | None = None
    name: str = ""
    refused: str = ""
    chosen: int = 0
    unspent: Fraction = Fraction(0)

    @property
    def mean(self) -> Fraction | None:
        """The mean number of winners that a voter chose; None where nobody voted."""
        return Fraction(self.chosen, self.voters) if self.voters else None

    @property
    def share(self) -> Fraction | None:
        """The share of voters with at least one winner; None where nobody voted."""
        return Fraction(self.served, self.voters) if self.voters else None


def usual_rules(election: Election) -> tuple[Rules, ...]:
    """Return the rules that people compare, the plain count first."""
    by_points = election.ballots.points is not None
    return (
        Rules("greedy", by="points" if by_points else "votes"),
        Rules("equal-shares"),
        Rules("equal-shares", completion="add1", stop="exhaustive"),
        Rules("equal-shares", completion="add1", stop="last-feasible", fill=True),
        Rules("phragmen"),
        Rules("welfare"),
    )


def compare(
    election: Election,
    rules: Sequence[Rules | Candidate],
    order: TieOrder,
    path: Path = "auto",
    *,
    frame: Frame | None = None,
    by: Sequence[str] = (),
    bands: Sequence[Fraction] = (),
) -> tuple[Line, ...]:
    """Count in each way in turn. ``frame``: for the rules that come without their own.

    ``by``: fields of the projects (canton, zone) by which money is told; ``bands``: upper bounds of cost bands, in increasing order.
    A way that has no meaning gives a line that says why; the first must have one. Raises UndeclaredTie, BadFrame.
    """
    lines: list[Line] = []
    first: frozenset[int] = frozenset()
    for each in rules:
        one = each if isinstance(each, Candidate) else Candidate(each, frame)
        try:
            result = count(election, one.rules, order, path=path, frame=one.frame)
        except BadFrame as error:
            if not lines:
                raise
            lines.append(Line(one.rules, (), Fraction(0), 0, 0, frame=one.frame, name=one.name, refused=str(error)))
            continue
        first = first if lines else frozenset(result.winners)
        lines.append(_line(one, result, first, _slices(result, by, bands)))
    return tuple(lines)


def _line(one: Candidate, result: Result, first: frozenset[int], slices: tuple[Slice, ...]) -> Line:
    common = len(first.intersection(result.winners))
    (everybody,) = reach(result, [range(len(result.election.projects))])
    return Line(
        rules=one.rules,
        winners=result.winners,
        total_cost=result.total_cost,
        served=everybody.served,
        others=len(result.winners) - common,
        common=common,
        voters=result.counted.voters,
        slices=slices,
        frame=one.frame,
        name=one.name,
        chosen=everybody.chosen,
        unspent=result.unspent,
    )


def _slices(result: Result, by: Sequence[str], bands: Sequence[Fraction]) -> tuple[Slice, ...]:
    cut = [*_by_field(result, by), *_by_cost(result, bands)]
    reached = reach(result, [places for _, _, places in cut])
    return tuple(_slice(result, *each, found) for each, found in zip(cut, reached, strict=True))


def _by_field(result: Result, by: Sequence[str]) -> Iterator[Cut]:
    projects = result.election.projects
    for name in by:
        for value in sorted({project.fields.get(name, "") for project in projects}):
            yield (
                name,
                value,
                [place for place, project in enumerate(projects) if project.fields.get(name, "") == value],
            )


def _by_cost(result: Result, bands: Sequence[Fraction]) -> Iterator[Cut]:
    if any(low >= high for low, high in pairwise(bands)):
        raise ValueError("tranches : des bornes croissantes sont attendues")
    for low, high in pairwise((None, *bands, None)) if bands else ():
        band = Among(over=low, up_to=high)
        places = [place for place, project in enumerate(result.election.projects) if band.holds(project)]
        yield "cost", "" if high is None else write_number(high), places


def _slice(result: Result, by: str, value: str, places: Sequence[int], found: Reach) -> Slice:
    won = [place for place in places if place in set(result.winners)]
    money = sum((result.election.projects[place].cost for place in won), Fraction(0))
    return Slice(by, value, len(places), len(won), money, found.backers, found.served, found.chosen)
