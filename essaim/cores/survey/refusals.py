"""What makes a weighting impossible, said in French with the margin, the category and what to do."""

import math
from dataclasses import dataclass

MILLION = 1e6


@dataclass(frozen=True)
class Problem:
    """One reason to refuse.

    ``kind``: a stable key (``empty``, ``unknown``, ``missing``, ``disagree``, ``shares``, ``small``, ``bounds``,
    ``start``, ``unreached``, ``negative``, ``levels``). ``margin`` and ``category``: where, "" when it has no sense.
    ``rows``: positions of the rows at fault, from 0. ``text``: the whole sentence, in French.
    """

    kind: str
    margin: str
    text: str
    category: str = ""
    rows: tuple[int, ...] = ()


class Refused(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The margins cannot be reached, or an input has no sense: nothing is computed. Holds every problem found."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(problem.text for problem in problems))
        self.problems = problems


def french(number: float, digits: int = 6) -> str:
    """Write a number as French people read it: comma, narrow spaces between thousands, no useless zero.

    ``digits``: significant digits kept (1 or more) below a million; whole numbers keep them all.
    """
    if not math.isfinite(number):
        return "non disponible" if math.isnan(number) else "infini"
    text = f"{number:,.0f}" if abs(number) >= MILLION or number == int(number) else f"{number:,.{digits}g}"
    return text.replace(",", "\u202f").replace(".", ",")
