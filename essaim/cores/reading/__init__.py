"""Files that people write by hand: YAML read within limits, and what is wrong in it said in French.

``bounds`` stops before anything is built; ``faults`` words the errors of pydantic. Allowed libraries: PyYAML.
"""

from essaim.cores.reading.bounds import Excess, Limits, OutOfBoundsError, bounded, check_bounds
from essaim.cores.reading.faults import SENTENCES, explain, line, place, sentence, shown

__all__ = [
    "SENTENCES",
    "Excess",
    "Limits",
    "OutOfBoundsError",
    "bounded",
    "check_bounds",
    "explain",
    "line",
    "place",
    "sentence",
    "shown",
]
