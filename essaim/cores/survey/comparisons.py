"""Many comparisons read together: which differences may still be said.

Source: Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
"""

import numpy as np

from essaim.cores.survey.margins import Vector


def holm(p: Vector) -> Vector:
    """Return Holm's adjusted p-values (m,), in the order given: the risk of one false finding over all stays below each.

    NaN (a test that could not be made) stays NaN and does not count.
    """
    adjusted = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
