"""Quantiles and tails of the usual laws, by `scipy.stats`.

It takes most of a second to load, and every process of the platform imports this core: it is loaded at the first use.
"""

from typing import Any


def normal_quantile(p: float) -> Any:
    """Return the value under which a standard normal falls with probability ``p``."""
    from scipy.stats import norm

    return norm.ppf(p)


def normal_tail(value: Any) -> Any:
    """Return the probability that a standard normal is above ``value``."""
    from scipy.stats import norm

    return norm.sf(value)


def student_quantile(p: float, degrees: Any) -> Any:
    """Return the quantile of Student's law."""
    from scipy.stats import t

    return t.ppf(p, degrees)


def beta_quantile(p: Any, yes: Any, no: Any) -> Any:
    """Return the quantile of the beta law of parameters ``yes`` and ``no``."""
    from scipy.stats import beta

    return beta.ppf(p, yes, no)


def chi2_tail(value: float, degrees: float) -> float:
    """Return the probability that a chi-squared is above ``value``."""
    from scipy.stats import chi2

    return float(chi2.sf(value, degrees))


def fisher_tail(value: float, above: float, below: float) -> float:
    """Return the probability that Fisher's ratio is above ``value``."""
    from scipy.stats import f

    return float(f.sf(value, above, below))
