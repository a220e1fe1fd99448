"""The answer that a program reads: one JSON object, every amount an exact text."""

from typing import Any

from essaim.cores.voting import Result, write_number
from essaim.cores.voting.result import Start


def as_json(result: Result) -> dict[str, Any]:
    """Return the answer as plain data."""
    names = [project.id for project in result.election.projects]
    return {
        "rules": result.rules.as_json(),
        "winners": [names[place] for place in result.winners],
        "total_cost": write_number(result.total_cost),
        "budget": write_number(result.election.budget),
        "voters": result.election.voters,
        "start_money": _start(result.start) if result.start else None,
        "ties": [
            {"round": tie.round, "projects": [names[place] for place in tie.projects], "settled_by": ",".join(result.order.criteria)}
            for tie in result.ties
        ],
        "warnings": [
            {"line": remark.line, "field": remark.place, "text": remark.text, "times": remark.times}
            for remark in result.election.remarks
        ],
    }


def _start(start: Start) -> dict[str, Any]:
    data: dict[str, Any] = {"used": write_number(start.share), "end": start.end, "starts_tried": start.looked_at}
    if start.window is None:
        return data
    window = start.window
    return {
        "from": write_number(window.least),
        "to": write_number(window.most),
        "from_included": window.least_included,
        "to_included": window.most_included,
        "whole": window.whole,
        **data,
    }
