"""From the frozen rules and the ballots of a zone to an election of the core, and what the core says of it. Pure.

`frame` makes the frame of the core (bands, cantons, reserved shares, minimum of votes), `election` what it is put on. The rules of
ballots are no part of it: they are held by `Style` when a ballot is written or opened, since ballots may be published parted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from essaim.cores import voting
from essaim.engines.ballots.domain.framing.pots import fields_of
from essaim.engines.ballots.domain.vote.drafting import rivals
from essaim.engines.ballots.domain.vote.sealing import Style

RARE, SMALL = 3, 20
"""Where only votes count: a choice of projects made by fewer than RARE people, and any in a zone of fewer than SMALL
ballots, is published project by project. The rule is frozen with the others, and said on the secrecy page."""

Choices = tuple[int, ...]


@dataclass(frozen=True)
class Counted:
    """A zone counted. ``reasons``: winners first, what is said of each project; ``served``: voters with a winner."""

    winners: tuple[int, ...]
    published: dict[str, Any]
    reasons: list[dict[str, Any]]
    served: int
    spent: Fraction
    parted: int


def zone_of(rules: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """Return a zone of the frozen rules. Raises LookupError."""
    zones: list[dict[str, Any]] = rules["zones"]
    found = next((zone for zone in zones if zone["code"] == code), None)
    if found is None:
        raise LookupError(code)
    return found


def style_of(rules: Mapping[str, Any], code: str) -> Style:
    """Return what makes a ballot of a zone valid, from the frozen rules."""
    projects, ballot = zone_of(rules, code)["projects"], rules["ballot"]
    numbers = [project["number"] for project in projects]
    return Style(
        rules["election"], code, frozenset(numbers), ballot["least"], ballot["most"],
        per_theme=ballot.get("per_theme", 0), apart=rivals(ballot, numbers),
        themes={project["number"]: project["category"] or "sans thème" for project in projects},
    )  # fmt: skip


def frame(rules: Mapping[str, Any], code: str) -> voting.Frame | None:
    """Return the frame of a zone, from the frozen rules; None: the plain count. Raises BadFrame: it was frozen wrong."""
    written = zone_of(rules, code).get("frame")
    return None if written is None else voting.read_frame(written)


def election(rules: Mapping[str, Any], code: str, ballots: Iterable[Choices]) -> voting.Election:
    """Return the election of a zone: its projects in the order of their numbers, its envelope, its ballots (numbers)."""
    zone, framed = zone_of(rules, code), frame(rules, code)
    projects = tuple(
        voting.Project(
            str(one["number"]), voting.read_number(one["cost"]).value, one["title"],
            {"category": one["category"], **fields_of(one, framed)},
        )
        for one in zone["projects"]
    )  # fmt: skip
    place = {one["number"]: rank for rank, one in enumerate(zone["projects"])}
    grouped = voting.ballots_of([sorted(place[number] for number in choices) for choices in ballots])
    return voting.Election(voting.read_number(zone["budget"]).value, "approval", projects, grouped, _meta(rules, zone))


def _meta(rules: Mapping[str, Any], zone: Mapping[str, Any]) -> dict[str, str]:
    ballot = rules["ballot"]
    return {
        "description": rules["title"],
        "unit": zone["label"],
        "country": "France",
        "currency": "EUR",
        "language": "fr",
        "min_length": str(ballot["least"]),
        "max_length": str(ballot["most"]),
    }


def count(rules: Mapping[str, Any], code: str, ballots: Iterable[Choices]) -> Counted:
    """Count a zone by its frozen rules. Raises ValueError where rules and ballots do not go together."""
    cast = list(ballots)
    whole = result_of(rules, code, cast)
    shown, parted = shown_ballots(rules, cast)
    published = result_of(rules, code, shown) if parted else whole
    if published.winners != whole.winners:
        raise AssertionError("the published ballots do not give the counted winners")
    numbers = [int(project.id) for project in whole.election.projects]
    return Counted(
        winners=tuple(numbers[place] for place in whole.winners),
        published=voting.published_json(published),
        reasons=[_reason(one, numbers) for one in voting.explain(whole)],
        served=voting.voters_with_a_winner(whole),
        spent=whole.election.budget - whole.unspent,
        parted=parted,
    )


def result_of(rules: Mapping[str, Any], code: str, ballots: Iterable[Choices]) -> voting.Result:
    """Return the count of some ballots of a zone. Raises BadFrame, and ValueError where rules and ballots do not go together."""
    held = election(rules, code, ballots)
    order = voting.declare_order(held, rules["ties"])
    return voting.count(held, voting.Rules.from_json(dict(rules["rule"])), order, frame=frame(rules, code), proof=True)


def _reason(one: voting.Explanation, numbers: list[int]) -> dict[str, Any]:
    return {
        "number": numbers[one.project], "won": one.won, "votes": one.votes, "text": one.text, "reason": one.reason,
        "missing": one.missing,
    }  # fmt: skip


def by_votes_only(rules: Mapping[str, Any]) -> bool:
    """Say whether the count only needs how many votes each project has."""
    return bool(rules["rule"]["rule"] == "greedy")


def shown_ballots(rules: Mapping[str, Any], ballots: list[Choices]) -> tuple[list[Choices], int]:
    """Return ballots as they are published, and how many were parted project by project.

    Votes of each project stay the same, hence the count, where it is by votes only; elsewhere every ballot is whole.
    """
    if not by_votes_only(rules):
        return ballots, 0
    times = Counter(ballots)
    small = len(ballots) < rules["publication"]["small"]
    shown: list[Choices] = []
    parted = 0
    for choices in ballots:
        if len(choices) > 1 and (small or times[choices] < rules["publication"]["rare"]):
            parted += 1
            shown += [(number,) for number in choices]
        else:
            shown.append(choices)
    return shown, parted
