"""How far a weight may go from its start, and what it costs: the calibration functions of Deville and Särndal.

Source: Deville & Särndal (1992), "Calibration estimators in survey sampling", JASA 87, table 1 and section 2: case 1 (linear),
case 2 (raking ratio), case 6 (logit, bounded) and case 7 (linear, truncated).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from essaim.cores.survey.margins import Vector
from essaim.cores.survey.refusals import Problem, Refused, french

METHODS = ("raking", "linear", "logit", "truncated")
BOUNDED = ("logit", "truncated")

Function = Callable[[Vector], Vector]


@dataclass(frozen=True)
class Distance:
    """``ratio``: new weight / start weight, from u = x'λ; ``slope`` its derivative; ``integral`` its primitive.

    ``lower`` and ``upper``: what the ratio never leaves.
    """

    ratio: Function
    slope: Function
    integral: Function
    lower: float
    upper: float


def distance(method: str, bounds: tuple[float, float] | None = None) -> Distance:
    """Return the functions of a method of ``METHODS``. Refused: unknown method, bounds that do not hold 1."""
    if method not in METHODS:
        raise ValueError(f"méthode inconnue « {method} » : {', '.join(METHODS)}")
    if method == "raking":
        return Distance(np.exp, np.exp, np.exp, 0, np.inf)
    if method == "linear":
        return Distance(lambda u: 1 + u, np.ones_like, lambda u: u + u * u / 2, -np.inf, np.inf)
    lower, upper = _checked(method, bounds)
    return _logit(lower, upper) if method == "logit" else _truncated(lower, upper)


def _checked(method: str, bounds: tuple[float, float] | None) -> tuple[float, float]:
    if bounds is None or not 0 <= bounds[0] < 1 < bounds[1] < np.inf:
        given = "absentes" if bounds is None else f"[{french(bounds[0])} ; {french(bounds[1])}]"
        text = (
            f"Bornes {given} : la méthode « {method} » demande un minimum entre 0 et 1 et un maximum au-dessus de 1, "
            "par exemple 0,5 et 2."
        )
        raise Refused(Problem("bounds", "", text))
    return bounds


def _logit(lower: float, upper: float) -> Distance:
    speed = (upper - lower) / ((1 - lower) * (upper - 1))
    low, high = np.log(upper - 1), np.log(1 - lower)

    def part(u: Vector) -> Vector:  # the share of the way from lower to upper, without overflow
        found: Vector = np.exp(high + speed * u - np.logaddexp(low, high + speed * u))
        return found

    return Distance(
        ratio=lambda u: lower + (upper - lower) * part(u),
        slope=lambda u: (upper - lower) * speed * part(u) * (1 - part(u)),
        integral=lambda u: lower * u + (upper - lower) / speed * np.logaddexp(low, high + speed * u),
        lower=lower,
        upper=upper,
    )


def _truncated(lower: float, upper: float) -> Distance:
    def integral(u: Vector) -> Vector:
        inside = np.clip(u, lower - 1, upper - 1)
        return inside + inside * inside / 2 + (u - inside) * (1 + inside)

    return Distance(
        ratio=lambda u: np.clip(1 + u, lower, upper),
        slope=lambda u: ((u >= lower - 1) & (u <= upper - 1)).astype(float),
        integral=integral,
        lower=lower,
        upper=upper,
    )
