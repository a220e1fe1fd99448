"""The answer that a program reads: one JSON object, every amount an exact text."""

from collections.abc import Sequence
from typing import Any

from essaim.cores.voting import (
    Check,
    Election,
    Explanation,
    Frame,
    Line,
    PotCount,
    Result,
    Slice,
    explain,
    rulebook_hash,
    voters_with_a_winner,
    write_number,
)
from essaim.cores.voting.result import Purchase, Start


def as_json(result: Result, *, explained: bool = False, compared: Sequence[Line] = ()) -> dict[str, Any]:
    """Return the answer as plain data; the trace is long, and sought only when asked for."""
    answer = {
        "rules": result.rules.as_json(),
        "winners": _names(result.election, result.winners),
        "total_cost": write_number(result.total_cost),
        "budget": write_number(result.election.budget),
        "voters": result.election.voters,
        "voters_with_a_winner": voters_with_a_winner(result),
        "start_money": _start(result.start) if result.start else None,
        "ties": _ties(result),
        "warnings": _warnings(result.election),
    }
    if result.frame is not None:
        answer |= _framed(result, result.frame)
    if explained:
        answer["trace"] = _trace(result)
    if compared:
        answer["comparison"] = [_line(result.election, line) for line in compared]
    return answer


def check_json(election: Election, found: Check) -> dict[str, Any]:
    """Return the comparison with the official winners as plain data."""
    return {
        "same": found.same,
        "rules": found.rules.as_json(),
        "missing": _names(election, found.missing),
        "extra": _names(election, found.extra),
        "cause": found.cause or None,
        "reason": found.reason or None,
        "warnings": _warnings(election),
    }


def _framed(result: Result, frame: Frame) -> dict[str, Any]:
    """What a frame adds: the fingerprint to publish before the vote, void ballots, the money of each pot."""
    return {
        "rulebook_sha256": rulebook_hash(result.rules, result.order.criteria, frame),
        "valid": result.counted.voters,
        "void": [{"reason": each.reason, "cause": each.cause, "voters": each.voters} for each in result.void],
        "pots": [_pot(result, pot) for pot in result.pots],
    }


def _pot(result: Result, pot: PotCount) -> dict[str, Any]:
    paid = zip(_names(result.election, pot.winners), map(write_number, pot.paid), strict=True)
    return {
        "id": pot.fitted.pot.id,
        "name": pot.fitted.pot.title,
        "own": write_number(pot.fitted.own),
        "received": write_number(pot.received),
        "left": write_number(pot.left),
        "leftover": pot.fitted.pot.leftover or None,
        "paid": dict(paid),
        "start_money": _start(pot.inner.start) if pot.inner and pot.inner.start else None,
    }


def _names(election: Election, places: Sequence[int]) -> list[str]:
    return [election.projects[place].id for place in places]


def _ties(result: Result) -> list[dict[str, Any]]:
    settled = ",".join(result.order.criteria)
    return [
        {"round": tie.round, "projects": _names(result.election, tie.projects), "settled_by": settled}
        | ({"pot": tie.pot} if tie.pot else {})
        for tie in result.ties
    ]


def _warnings(election: Election) -> list[dict[str, Any]]:
    return [{"line": r.line, "field": r.place, "text": r.text, "times": r.times} for r in election.remarks]


def _start(start: Start) -> dict[str, Any]:
    used = {"used": write_number(start.share), "end": start.end, "starts_tried": start.looked_at}
    if start.window is None:
        return used
    window = start.window
    return {
        "from": write_number(window.least),
        "to": write_number(window.most),
        "from_included": window.least_included,
        "to_included": window.most_included,
        "whole": window.whole,
        **used,
    }


def _trace(result: Result) -> dict[str, Any]:
    return {
        "projects": [_explanation(result, explanation) for explanation in explain(result)],
        "purchases": [_purchase(part, purchase) for part in _parts(result) for purchase in part.purchases],
    }


def _parts(result: Result) -> list[Result]:
    """The counts that were made: the whole, and those of pots that are elections of their own."""
    return [result, *(pot.inner for pot in result.pots if pot.inner)]


def _explanation(result: Result, explanation: Explanation) -> dict[str, Any]:
    project = result.election.projects[explanation.project]
    return {
        "id": project.id,
        "name": project.name,
        "cost": write_number(project.cost),
        "won": explanation.won,
        "reason": explanation.reason,
        "votes": explanation.votes,
        "points": write_number(explanation.points),
        "short": None if explanation.short is None else write_number(explanation.short),
        "missing_votes": explanation.missing,
        "text": explanation.text,
    }


def _purchase(result: Result, purchase: Purchase) -> dict[str, Any]:
    payments = [
        {"voters": each.voters, "before": write_number(each.before), "paid": write_number(each.paid)}
        for each in purchase.payments
    ]
    return {
        "id": result.election.projects[purchase.project].id,
        "rate": write_number(purchase.rate),
        "payments": payments,
    }


def _line(election: Election, line: Line) -> dict[str, Any]:
    return {
        "rules": line.rules.as_json(),
        "winners": _names(election, line.winners),
        "total_cost": write_number(line.total_cost),
        "voters_with_a_winner": line.served,
        "not_in_first": line.others,
        "in_first": line.common,
        "refused": line.refused or None,
        "slices": [_slice(each) for each in line.slices],
    }


def _slice(each: Slice) -> dict[str, Any]:
    return {
        "field": each.by,
        "value": each.value,
        "projects": each.projects,
        "winners": each.winners,
        "cost": write_number(each.money),
    }
