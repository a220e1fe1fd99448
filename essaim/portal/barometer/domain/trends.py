"""The same figures twice: between two waves of a barometer, or between two territories that asked the same words.

Made of published figures and of their published errors alone, so that whoever has the two tables redoes each line.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from essaim.cores.survey import Change, Direction, change, holm
from essaim.cores.survey.change import Wave as Estimated
from essaim.portal.barometer.domain.figures import MEDIAN
from essaim.portal.barometer.domain.writing import rounded

Figures = Sequence[Mapping[str, Any]]
SAYS = {Direction.RISE: "hausse", Direction.FALL: "baisse", Direction.UNCERTAIN: "pas d’évolution établie"}
RISK = 0.05


@dataclass(frozen=True)
class Moved:
    """One figure in two waves. ``change``: from the first to the second, its interval wide enough for all the shares of its question.

    Everything has the decimals that are published. ``established``: still so once all the changes of the page are read together (Holm).
    """

    question: str
    kind: str
    choice: str
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    change: Change
    established: bool = False

    @property
    def says(self) -> str:
        return SAYS[self.change.direction]


def moved(before: Figures, after: Figures, names: Mapping[str, str] | None = None) -> list[Moved]:
    """Return what moved, question by question in the order of ``after``: shares and means over everybody, asked in both.

    ``names``: the name, before, of each variable that is to be compared; None: the same names. A median has no linearised
    variance, and its replicates are not in the figures: it is not compared.
    """
    old = {_key(each): each for each in before if _is_compared(each)}
    pairs = []
    for each in after:
        name = each["question"] if names is None else names.get(each["question"])
        known = old.get((name, each["kind"], each["choice"])) if name and _is_compared(each) else None
        if known is not None:
            pairs.append((known, each))
    families = Counter((each["question"], each["kind"]) for _, each in pairs)
    return list(_established([_moved(known, each, families[each["question"], each["kind"]]) for known, each in pairs]))


def _key(figure: Mapping[str, Any]) -> tuple[str, str, str]:
    return figure["question"], figure["kind"], figure["choice"]


def _is_compared(figure: Mapping[str, Any]) -> bool:
    return not figure["variable"] and figure["kind"] != MEDIAN and figure.get("error") is not None


def _moved(known: Mapping[str, Any], each: Mapping[str, Any], family: int) -> Moved:
    found = change(_estimated(known), _estimated(each), family=family)
    return Moved(each["question"], each["kind"], each["choice"], known, each, found)


def _estimated(figure: Mapping[str, Any]) -> Estimated:
    return Estimated(figure["adjusted"], figure["error"], np.zeros(0))


def _established(found: Iterable[Moved]) -> Iterator[Moved]:
    listed = list(found)
    risks = holm(np.array([each.change.p for each in listed]))
    for each, risk in zip(listed, risks.tolist(), strict=True):
        sure = each.change.direction is not Direction.UNCERTAIN and risk < RISK
        yield Moved(each.question, each.kind, each.choice, each.first, each.second, each.change, sure)


def numbers(each: Moved) -> tuple[float, float, float, float]:
    """Return difference, its error and the ends of its interval, with the decimals that are published."""
    found = each.change
    return rounded(found.difference), rounded(found.error), rounded(found.interval.lower), rounded(found.interval.upper)
