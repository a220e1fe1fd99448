"""What a comparison says, as pages, paper and spreadsheets show it. Every share has its denominator; what is not known is None."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from essaim.engines.ballots.domain.vote.frame import SMALL
from essaim.engines.ballots.domain.workshop.candidates import BY_KEY, Way
from essaim.engines.ballots.models.workshop import BallotSet, Comparison

COST = "cost"


@dataclass(frozen=True)
class Shown:
    """A project of the compared ballots."""

    key: str
    name: str
    cost: Fraction
    place: str


@dataclass(frozen=True)
class Part:
    """What one rule gives to the projects of one canton or one cost band.

    ``served``, ``backers``: voters who chose one of its winners, among those who chose one of its projects; None where ballots were
    parted, or where fewer than `SMALL` people are concerned.
    """

    projects: int
    winners: int
    money: Fraction
    backers: int | None
    served: int | None
    chosen: int | None

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.served, self.backers) if self.backers and self.served is not None else None

    @property
    def mean(self) -> Fraction | None:
        return Fraction(self.chosen, self.backers) if self.backers and self.chosen is not None else None


@dataclass(frozen=True)
class Side:
    """One rule of a comparison. ``refused``: why it was not counted; the rest is then empty."""

    way: Way
    refused: str
    winners: tuple[Shown, ...]
    cost: Fraction
    unspent: Fraction
    budget: Fraction
    voters: int
    served: int | None
    chosen: int
    parts: Mapping[tuple[str, str], Part]

    @property
    def spent(self) -> Fraction | None:
        """The part of the envelope that its winners cost."""
        return self.cost / self.budget if self.budget else None

    @property
    def share(self) -> Fraction | None:
        """The share of voters with at least one winner."""
        return Fraction(self.served, self.voters) if self.voters and self.served is not None else None

    @property
    def mean(self) -> Fraction | None:
        """The mean number of winners that a voter chose."""
        return Fraction(self.chosen, self.voters) if self.voters else None


@dataclass(frozen=True)
class Change:
    """What one rule changes from another: who enters, who leaves, how many stay."""

    enters: tuple[Shown, ...]
    leaves: tuple[Shown, ...]
    stays: int


def sides(comparison: Comparison) -> list[Side]:
    """Return the rules that were counted so far, in the order in which they were asked."""
    held = comparison.ballot_set
    known = {one["id"]: _project(one, comparison.field) for one in held.projects}
    return [_side(line, held, known) for line in comparison.lines]


def _project(one: Mapping[str, Any], field: str) -> Shown:
    return Shown(one["id"], one["name"] or one["id"], Fraction(one["cost"]), one["fields"].get(field, ""))


def _side(line: Mapping[str, Any], held: BallotSet, known: Mapping[str, Shown]) -> Side:
    return Side(
        way=BY_KEY[line["way"]],
        refused=line["refused"],
        winners=tuple(known[key] for key in line.get("winners", ())),
        cost=Fraction(line.get("cost", 0)),
        unspent=Fraction(line.get("unspent", 0)),
        budget=Fraction(held.budget),
        voters=held.voters,
        served=line.get("served"),
        chosen=line.get("chosen", 0),
        parts={(one["by"], one["value"]): _part(one) for one in line.get("slices", ())},
    )


def _part(one: Mapping[str, Any]) -> Part:
    """Few backers say something of few people, and nothing of a rule: their share is not shown."""
    enough = one["backers"] is not None and one["backers"] >= SMALL
    served, chosen = (one["served"], one["chosen"]) if enough else (None, None)
    return Part(
        one["projects"], one["winners"], Fraction(one["money"]), one["backers"] if enough else None, served, chosen
    )


def counted(found: Sequence[Side]) -> list[Side]:
    """Return the rules that gave a result."""
    return [one for one in found if not one.refused]


def change(before: Side, after: Side) -> Change:
    """Return what ``after`` changes from ``before``; each list in the order of its own selection."""
    first, last = {one.key for one in before.winners}, {one.key for one in after.winners}
    return Change(
        tuple(one for one in after.winners if one.key not in first),
        tuple(one for one in before.winners if one.key not in last),
        len(first & last),
    )


def values(found: Sequence[Side], by: str) -> list[str]:
    """Return the cantons, or the bands, in the order in which they were counted."""
    return list(dict.fromkeys(value for side in found for kind, value in side.parts if kind == by))
