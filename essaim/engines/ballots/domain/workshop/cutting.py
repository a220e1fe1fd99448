"""How the projects of a set of ballots may be cut: by which of their fields, by which bands of cost. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from essaim.engines.ballots.domain.workshop.candidates import PERCENT, ZONE

VALUES_AT_MOST = 100
FIRST = ("canton", ZONE, "district", "commune")
"""The fields that are proposed before others, where projects have them."""
_NUMBERS = {"votes", "score", "selected", "latitude", "longitude"}
_DIGITS = 2


def fields_of(projects: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return the fields by which projects may be told apart, with how many values each has: two at least, a hundred at most."""
    names = {name for one in projects for name in one["fields"]} - _NUMBERS
    counted = [(name, len({one["fields"].get(name, "") for one in projects})) for name in sorted(names)]
    found = [(name, values) for name, values in counted if 1 < values <= VALUES_AT_MOST]
    return sorted(found, key=lambda one: FIRST.index(one[0]) if one[0] in FIRST else len(FIRST))


def proposed_bounds(costs: Iterable[Fraction]) -> list[int]:
    """Return two bounds that cut projects in three bands of about as many, each rounded to two digits; fewer where costs are alike."""
    ordered = sorted(costs)
    if not ordered:
        return []
    thirds = {_round(ordered[len(ordered) * part // 3]) for part in (1, 2)}
    return sorted(bound for bound in thirds if 0 < bound < ordered[-1])


def _round(cost: Fraction) -> int:
    whole = int(cost)
    scale = int(10 ** max(0, len(str(whole)) - _DIGITS))
    return round(Fraction(whole, scale)) * scale


def even_shares(bands: int) -> list[int]:
    """Return percents that sum to a hundred, as even as whole numbers are."""
    each, rest = divmod(PERCENT, bands)
    return [each + (rank < rest) for rank in range(bands)]


def cost_of(project: Mapping[str, Any]) -> Fraction:
    """Return the cost of a project as a set of ballots keeps it."""
    return Fraction(project["cost"])
