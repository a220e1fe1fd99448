"""What a search found, before it is shown."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from essaim.cores.text import Query

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Found:
    """The documents of an answer, best first, their fused scores, and how they were found."""

    numbers: Numbers
    scores: dict[int, float]
    query: Query
    widened: tuple[str, ...] = ()
    by_meaning: frozenset[int] = frozenset()
    by_words: frozenset[int] = frozenset()
