"""How near two territories are, from standardised indicators, with the trace of what makes them near or far.

Pure numpy: a table in, distances and contributions out.
"""

from essaim.cores.likeness.distance import Contribution, Likeness, compare, standardise

__all__ = ["Contribution", "Likeness", "compare", "standardise"]
