"""Ballots that break a rule of ballots are void: set aside whole, counted with their reason, never mended."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from essaim.cores.voting.election import Election, group_ballots
from essaim.cores.voting.frames.fitting import Fitted
from essaim.cores.voting.frames.frame import BallotRule

_NONE = BallotRule()


@dataclass(frozen=True, slots=True)
class Void:
    """Void ballots: how many voters, and the first rule that they break.

    ``reason``: ``few`` or ``many`` choices; ``mixed`` (several values of the field ``cause``); ``limit`` (too many choices with
    one value of the field ``cause``); ``apart`` (two projects that do not go together).
    """

    reason: str
    cause: str
    voters: int

    @property
    def text(self) -> str:
        """Say the reason in French."""
        return fault_text(self.reason, self.cause)


_FAULTS = {
    "few": "moins de choix que le minimum",
    "many": "plus de choix que le maximum",
    "mixed": "des choix qui n’ont pas tous la même valeur de « {} »",
    "limit": "trop de choix qui ont la même valeur de « {} »",
    "apart": "des projets incompatibles",
}


def fault_text(reason: str, cause: str) -> str:
    """Say in French why a ballot is void (see `Void`)."""
    return _FAULTS[reason].format(cause)


def admit(election: Election, fitted: Fitted) -> tuple[Election, tuple[Void, ...]]:
    """Return the election with its valid ballots only, and the void ones by reason, most frequent first."""
    if fitted.frame.ballot == _NONE:
        return election, ()
    kept: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    void: Counter[tuple[str, str]] = Counter()
    for choices, points, voters in election.ballots.groups():
        fault = fault_of(choices, fitted)
        if fault:
            void[fault] += voters
        else:
            kept[choices, points] = kept.get((choices, points), 0) + voters
    if not void:
        return election, ()
    ballots = group_ballots(kept, points=election.ballots.points is not None, scale=election.ballots.scale)
    told = sorted(void.items(), key=lambda each: (-each[1], each[0]))
    return replace(election, ballots=ballots), tuple(Void(*fault, voters) for fault, voters in told)


def fault_of(choices: Sequence[int], fitted: Fitted) -> tuple[str, str] | None:
    """Return the first rule that a ballot breaks (reason, field), or None. An empty ballot is blank: it breaks none."""
    rule = fitted.frame.ballot
    if not choices:
        return None
    if len(choices) < rule.least:
        return "few", ""
    if rule.most is not None and len(choices) > rule.most:
        return "many", ""
    return _mixture(choices, fitted)


def _mixture(choices: Sequence[int], fitted: Fitted) -> tuple[str, str] | None:
    """Return what is wrong with choices that are as many as they should."""
    for field, values in zip(fitted.frame.ballot.same, fitted.codes, strict=True):
        if len({values[place] for place in choices}) > 1:
            return "mixed", field
    for limit in fitted.ballot_limits:
        if max(Counter([limit.values[place] for place in choices]).values()) > limit.most:
            return "limit", limit.field
    if fitted.frame.ballot.apart and any(not fitted.ballot_rivals[p].isdisjoint(choices) for p in choices):
        return "apart", ""
    return None
