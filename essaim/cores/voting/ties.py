"""Ties: settled by an order that is declared before the count, never by chance or by the order of a loop.

A criterion is ``file`` (the file's own order), ``votes`` (more votes first), or ``lot:SEED``: projects ordered by the
SHA-256 of the seed and their identifier, so that anybody draws the same lot again with any tool.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from essaim.cores.voting.backing import votes
from essaim.cores.voting.election import Election


class UndeclaredTie(ValueError):  # noqa: N818 - what happened, not whose fault
    """Projects are exactly equal and nothing that was declared tells them apart."""

    def __init__(self, projects: Sequence[str]) -> None:
        self.projects = tuple(projects)
        named = ", ".join(self.projects)
        super().__init__(f"égalité exacte entre {named} : déclarer l’ordre (lot:GRAINE, file, votes) avant de compter")


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie that was met: the projects in the declared order, the first of which was taken; in which round (and pot of a frame)."""

    round: int
    projects: tuple[int, ...]
    pot: str = ""


@dataclass(frozen=True)
class TieOrder:
    """The declared order. ``criteria``, as declared; ``ranks[p]``: smaller is first, equal is undeclared."""

    criteria: tuple[str, ...]
    ranks: tuple[int, ...]
    names: tuple[str, ...]

    def sort(self, projects: Iterable[int]) -> tuple[int, ...]:
        """Return tied projects in the declared order. Raises UndeclaredTie where it says nothing of two of them."""
        ordered = sorted(projects, key=lambda project: self.ranks[project])
        for first, second in pairwise(ordered):
            if self.ranks[first] == self.ranks[second]:
                alike = [p for p in ordered if self.ranks[p] == self.ranks[first]]
                raise UndeclaredTie([self.names[project] for project in alike])
        return tuple(ordered)


def lot_key(seed: str, project: str) -> str:
    """Return the lot of one project: SHA-256, in hexadecimal, of ``seed``, a line feed and the project's identifier."""
    return hashlib.sha256(f"{seed}\n{project}".encode()).hexdigest()


def declare_order(election: Election, criteria: Sequence[str]) -> TieOrder:
    """Return the order that ``criteria`` declare, the first deciding before the second; no criterion leaves ties undeclared.

    Raises ValueError on an unknown criterion or an empty seed.
    """
    keys = [_keys(election, criterion) for criterion in criteria]
    joined = [tuple(key[place] for key in keys) for place in range(len(election.projects))]
    rank = {key: number for number, key in enumerate(sorted(set(joined)))}
    names = tuple(project.id for project in election.projects)
    return TieOrder(tuple(criteria), tuple(rank[key] for key in joined), names)


def _keys(election: Election, criterion: str) -> list[int] | list[str]:
    if criterion == "file":
        return list(range(len(election.projects)))
    if criterion == "votes":
        return [-number for number in votes(election)]
    name, _, seed = criterion.partition(":")
    if name != "lot" or not seed:
        raise ValueError(f"« {criterion} » : attendu lot:GRAINE, file ou votes")
    return [lot_key(seed, project.id) for project in election.projects]
