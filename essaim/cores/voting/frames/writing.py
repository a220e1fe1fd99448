"""Write a frame in its one way, and the fingerprint that freezes it with the rules (docs/formats/cadre.md)."""

import hashlib
from collections.abc import Sequence
from typing import Any

from essaim.cores.voting.canonical import canonical_json
from essaim.cores.voting.frames.frame import FRAME_FORMAT, Among, BallotRule, Frame, Limit, Pot
from essaim.cores.voting.money import write_number
from essaim.cores.voting.rules import Rules


def rulebook_hash(rules: Rules, criteria: Sequence[str], frame: Frame | None = None) -> str:
    """Return what is published before the vote to freeze everything: SHA-256 of canonical JSON of rules, ties and frame."""
    data = {"rules": rules.as_json(), "ties": list(criteria), "frame": None if frame is None else frame_json(frame)}
    return hashlib.sha256(canonical_json(data)).hexdigest()


def frame_json(frame: Frame) -> dict[str, Any]:
    """Return a frame as plain data, what has no effect left out; canonical JSON of it is what is frozen."""
    return _told(
        format=FRAME_FORMAT,
        ballot=_ballot_json(frame.ballot),
        minimum=frame.minimum,
        pots=[_pot_json(pot) for pot in frame.pots],
        limits=_limits_json(frame.limits),
        apart=[list(each) for each in frame.apart],
    )


def _told(**data: Any) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", 0, [], {})}


def _ballot_json(rule: BallotRule) -> dict[str, Any]:
    return _told(
        least=rule.least,
        most=rule.most,
        same=list(rule.same),
        limits=_limits_json(rule.limits),
        apart=[list(each) for each in rule.apart],
    )


def _pot_json(pot: Pot) -> dict[str, Any]:
    data = _told(
        id=pot.id,
        name=pot.name,
        among=_among_json(pot.among),
        most=pot.most,
        limits=_limits_json(pot.limits),
        leftover=pot.leftover,
    )
    numbers = {"amount": pot.amount, "share": pot.share, "part": pot.part}
    return {**data, **{name: write_number(value) for name, value in numbers.items() if value is not None}}


def _among_json(among: Among) -> dict[str, Any]:
    bounds = {"over": among.over, "up_to": among.up_to}
    told = _told(fields={name: sorted(values) for name, values in among.fields})
    return {**told, **{name: write_number(value) for name, value in bounds.items() if value is not None}}


def _limits_json(limits: Sequence[Limit]) -> list[dict[str, Any]]:
    return [{"field": each.field, "most": each.most} for each in limits]
