"""One candidate counted, as plain data: what is kept of it and shown. Also a program: `python -m` this, JSON in, JSON out.

It runs in a process of its own, so that no file keeps the platform's worker for ever (`comparing`). It starts no web framework.
"""

import json
import resource
import sys
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from essaim.cores import voting
from essaim.engines.ballots.domain.workshop.candidates import BY_KEY, Cutting, candidate

MOST_MEMORY = 2 * 1024**3
"""Bytes that the program may take: a vote as large as the Gers takes 90 million."""
MOST_SECONDS = 60
"""Of processor. A vote as large as the Gers takes one or two; Toulouse in 2024, the longest of Pabulib, twenty."""
PARTED = (
    "Ces bulletins ont été publiés projet par projet, pour que personne ne s’y reconnaisse. Cette règle a besoin des "
    "bulletins entiers : elle n’est pas comptée."
)


def count_way(task: Mapping[str, Any]) -> dict[str, Any]:
    """Return the line of one candidate: winners in order, money, voters served, slices by field and by cost band; or why not.

    ``task``: ``election`` (scrutin JSON), ``way``, ``field``, ``bounds``, ``shares``, ``zones``, ``lot``, ``parted``.
    """
    way, cutting = BY_KEY[task["way"]], cutting_of(task)
    if task["parted"] and not way.by_votes:
        return {"way": way.key, "refused": PARTED}
    election = voting.read_scrutin(task["election"])
    order = voting.declare_order(election, [f"lot:{task['lot']}"])
    by = [cutting.field] if cutting.field else []
    try:
        (line,) = voting.compare(election, [candidate(way, cutting)], order, by=by, bands=cutting.bounds)
    except ValueError as error:
        text = str(error)
        return {"way": way.key, "refused": text.partition(" : ")[2] if isinstance(error, voting.BadFrame) else text}
    return _written(line, election, way.key, whole=not task["parted"])


def cutting_of(data: Mapping[str, Any]) -> Cutting:
    """Return how money is shared out, from plain data."""
    return Cutting(
        data["field"],
        tuple(Fraction(bound) for bound in data["bounds"]),
        tuple(data["shares"]),
        tuple((zone, Fraction(money)) for zone, money in data["zones"]),
    )


def _written(line: voting.Line, election: voting.Election, key: str, *, whole: bool) -> dict[str, Any]:
    return {
        "way": key, "refused": "", "winners": [election.projects[place].id for place in line.winners],
        "cost": voting.write_number(line.total_cost), "unspent": voting.write_number(line.unspent),
        "served": line.served if whole else None, "chosen": line.chosen,
        "slices": [_slice(one, whole=whole) for one in line.slices],
    }  # fmt: skip


def _slice(one: voting.Slice, *, whole: bool) -> dict[str, Any]:
    people = {"backers": one.backers, "served": one.served} if whole else {"backers": None, "served": None}
    money = voting.write_number(one.money)
    count = {"projects": one.projects, "winners": one.winners, "chosen": one.chosen}
    return {"by": one.by, "value": one.value, "money": money, **count, **people}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    json.dump(count_way(json.load(sys.stdin)), sys.stdout)
