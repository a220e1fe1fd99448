"""The published result: what anybody needs to recount it and to check it (docs/formats/resultat-scrutin.md)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from essaim.cores.voting.canonical import chain
from essaim.cores.voting.frames.admitting import Void
from essaim.cores.voting.frames.writing import frame_json
from essaim.cores.voting.greedy import Step
from essaim.cores.voting.money import write_number
from essaim.cores.voting.result import Payment, PotCount, Purchase, Result
from essaim.cores.voting.scrutin import scrutin_json
from essaim.cores.voting.ties import Tie

RESULT_FORMAT = "essaim/resultat-scrutin/1"
FRAMED_FORMAT = "essaim/resultat-scrutin/2"
PARTS = ("election", "rules", "ties", "result", "certificate")
FRAMED_PARTS = ("election", "rules", "frame", "ties", "result", "certificate")


def published_json(result: Result) -> dict[str, Any]:
    """Return the published result as plain data, ready for canonical JSON. ``result`` was counted with ``proof=True``."""
    parts = {
        "election": scrutin_json(result.election),
        "rules": result.rules.as_json(),
        "ties": {"criteria": list(result.order.criteria), "order": _order(result)},
    }
    if result.frame is None:
        parts |= {"result": _result(result), "certificate": _certificate(result)}
        return {"format": RESULT_FORMAT, **parts, "chain": chain([(name, parts[name]) for name in PARTS])}
    parts |= {"frame": frame_json(result.frame), "result": _framed(result)}
    parts["certificate"] = {"pots": [_pot_certificate(result, pot) for pot in result.pots]}
    return {"format": FRAMED_FORMAT, **parts, "chain": chain([(name, parts[name]) for name in FRAMED_PARTS])}


def _framed(result: Result) -> dict[str, Any]:
    return {
        "winners": _names(result, result.winners),
        "total_cost": write_number(result.total_cost),
        "valid": result.counted.voters,
        "void": [_void(each) for each in result.void],
        "pots": [_pot(result, pot) for pot in result.pots],
    }


def _void(each: Void) -> dict[str, Any]:
    told = {"reason": each.reason, "voters": each.voters}
    return {**told, "cause": each.cause} if each.cause else told


def _pot(result: Result, pot: PotCount) -> dict[str, Any]:
    data = {
        "id": pot.fitted.pot.id,
        "own": write_number(pot.fitted.own),
        "received": write_number(pot.received),
        "left": write_number(pot.left),
        "winners": _names(result, pot.winners),
        "paid": [write_number(paid) for paid in pot.paid],
        "ties": _ties(result, pot.ties),
    }
    inner = _result(pot.inner) if pot.inner else {}
    return {**data, **{name: inner[name] for name in ("start_money", "end", "filled") if name in inner}}


def _pot_certificate(result: Result, pot: PotCount) -> dict[str, Any]:
    if pot.inner:
        return {"id": pot.fitted.pot.id, **_certificate(pot.inner)}
    return {"id": pot.fitted.pot.id, "steps": [_step(result, step) for step in pot.steps]}


def _ties(result: Result, ties: Sequence[Tie]) -> list[dict[str, Any]]:
    return [{"round": tie.round, "projects": _names(result, tie.projects)} for tie in ties]


def _names(result: Result, places: Any) -> list[str]:
    return [result.election.projects[place].id for place in places]


def _order(result: Result) -> list[str] | None:
    """Return every project in the declared order, or None when no order was declared (and no tie was met)."""
    if len(set(result.order.ranks)) < len(result.order.ranks):
        return None
    return _names(result, sorted(range(len(result.order.ranks)), key=lambda place: result.order.ranks[place]))


def _result(result: Result) -> dict[str, Any]:
    data: dict[str, Any] = {
        "winners": _names(result, result.winners),
        "total_cost": write_number(result.total_cost),
        "ties": _ties(result, result.ties),
    }
    if result.start:
        data["start_money"] = write_number(result.start.share)
        data["end"] = result.start.end
        data["filled"] = _names(result, result.filled)
    return data


def _certificate(result: Result) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if result.purchases:
        data["purchases"] = [_purchase(result, purchase) for purchase in result.purchases]
    if result.rules.rule == "greedy" or (result.rules.rule == "equal-shares" and result.rules.fill):
        data["steps"] = [_step(result, step) for step in result.steps]
    if result.start:
        data["left"] = {result.election.projects[place].id: write_number(money) for place, money in result.left.items()}
    if result.rules.rule == "phragmen":
        data["blocked"] = None if result.blocked is None else result.election.projects[result.blocked].id
    return data


def _purchase(result: Result, purchase: Purchase) -> dict[str, Any]:
    return {
        "project": result.election.projects[purchase.project].id,
        "rate": write_number(purchase.rate * _scale(result)),
        "payments": [_payment(result, payment) for payment in purchase.payments],
    }


def _payment(result: Result, payment: Payment) -> dict[str, Any]:
    scale = _scale(result)
    backed = [
        [result.election.projects[place].id, write_number(Fraction(value, scale))] for place, value in payment.backed
    ]
    return {
        "backed": backed,
        "utility": write_number(Fraction(payment.utility, scale)),
        "voters": payment.voters,
        "before": write_number(payment.before),
        "paid": write_number(payment.paid),
    }


def _scale(result: Result) -> int:
    return result.election.ballots.scale if result.rules.utility == "points" else 1


def _step(result: Result, step: Step) -> dict[str, str]:
    told = {
        "project": result.election.projects[step.project].id,
        "support": write_number(step.support),
        "left": write_number(step.left),
        "decision": step.decision,
    }
    return {**told, "cause": step.cause} if step.cause else told
