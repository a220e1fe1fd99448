"""Whom a result reaches: voters who get something, and how much of what they chose."""

from collections.abc import Sequence
from dataclasses import dataclass

from essaim.cores.voting.result import Result


@dataclass(frozen=True, slots=True)
class Reach:
    """Among some projects: ``backers`` chose one of them at least, ``served`` one of the winners; ``chosen``: winners that they chose, in all."""

    backers: int
    served: int
    chosen: int


def reach(result: Result, groups: Sequence[Sequence[int]]) -> tuple[Reach, ...]:
    """Return whom the result reaches in each of some ``groups`` of projects (positions; a project may be in several).

    Valid ballots only. One pass over the identical ballots, whatever the number of groups.
    """
    won = frozenset(result.winners)
    homes: list[list[int]] = [[] for _ in result.election.projects]
    for number, group in enumerate(groups):
        for place in group:
            homes[place].append(number)
    backers, served, chosen = [0] * len(groups), [0] * len(groups), [0] * len(groups)
    for choices, _, voters in result.counted.ballots.groups():
        for number in {number for place in choices for number in homes[place]}:
            backers[number] += voters
        gained = [number for place in choices if place in won for number in homes[place]]
        for number in gained:
            chosen[number] += voters
        for number in set(gained):
            served[number] += voters
    return tuple(Reach(*each) for each in zip(backers, served, chosen, strict=True))
