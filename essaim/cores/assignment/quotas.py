"""The same objective by integer programming (HiGHS), level after level: for quotas, and for capacities on both sides.

Source of the solver: Q. Huangfu and J. A. J. Hall, « Parallelizing the dual revised simplex method », Mathematical
Programming Computation 10 (2018). Levels are solved one after the other, each kept as a constraint of the next
(preemptive goal programming), so that no weight has to be large.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from essaim.cores.assignment.parts import Ints, Mask, Quota
from essaim.cores.assignment.problem import Problem

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint, OptimizeResult
    from scipy.sparse import csr_array

LARGEST_SCORE = 10**6
"""HiGHS takes a value within 10**-6 of an integer for that integer: larger scores could hide a whole point."""

_OPTIMAL, _INFEASIBLE = 0, 2
Floats = npt.NDArray[np.float64]


class ImpossibleQuotasError(ValueError):
    """No assignment meets these quotas together; taking any one of them out would make the others possible."""

    def __init__(self, quotas: tuple[Quota, ...]) -> None:
        self.names = tuple(quota.name for quota in quotas)
        told = ", ".join(f"« {quota.name} » ({_told(quota)})" for quota in quotas)
        super().__init__(f"no assignment meets these quotas together: {told}; loosen one, or open places")


def _told(quota: Quota) -> str:
    most = "" if quota.maximum is None else f", at most {quota.maximum}"
    return f"at least {quota.minimum}{most}"


@dataclass
class Program:
    """An integer program: a variable per open pair (k,), then one per seeker (n,) that tells whether she is newly served."""

    problem: Problem
    constraints: "list[LinearConstraint]" = field(default_factory=list)

    def __post_init__(self) -> None:
        places = self.problem.open
        self.by_seeker = _incidence(self.problem.rows[places], len(self.problem.seekers))
        self.by_partner = _incidence(self.problem.columns[places], len(self.problem.partners))
        free_seekers, free_partners = self.problem.free
        self._keep(self.by_seeker, None, 0, free_seekers)
        self._keep(self.by_partner, None, 0, free_partners)
        self._keep(-self.by_seeker, _identity(len(self.problem.seekers)), -np.inf, 0)
        for quota in self.problem.quotas:
            self._keep_quota(quota)

    def _keep(self, pairs: "csr_array", served: "csr_array | None", low: object, high: object) -> None:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array, hstack

        beside = served if served is not None else csr_array((pairs.shape[0], len(self.problem.seekers)))
        self.constraints.append(LinearConstraint(hstack([pairs, beside], format="csr"), low, high))

    def _keep_quota(self, quota: Quota) -> None:
        from scipy.sparse import csr_array

        place, incidence = (0, self.by_seeker) if quota.side == "seekers" else (1, self.by_partner)
        running = int(self.problem.running_counts[place][quota.members].sum())
        most = np.inf if quota.maximum is None else max(quota.maximum - running, 0)
        members = csr_array(quota.members[None, :].astype(float))
        self._keep(csr_array(members @ incidence), None, max(quota.minimum - running, 0), most)

    def solve(self, gains: Floats) -> "OptimizeResult":
        """Return HiGHS's answer for the greatest sum of gains (k + n,), with no gap allowed."""
        from scipy.optimize import Bounds, milp

        new = (self.problem.running_counts[0] == 0).astype(float)
        high = np.concatenate([np.ones(len(self.problem.open)), new])
        options = {"mip_rel_gap": 0.0}
        return milp(
            -gains,
            integrality=np.ones_like(high),
            bounds=Bounds(0, high),
            constraints=self.constraints,
            options=options,
        )

    def raise_level(self, gains: Floats) -> Floats:
        """Maximise the sum of integer gains (k + n,), keep it as a constraint, return the solution (k + n,) of 0 and 1."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        found = self.solve(gains)
        if found.status != _OPTIMAL:
            raise RuntimeError(f"HiGHS stopped before the optimum: {found.message}")
        solution: Floats = np.round(found.x)
        level = csr_array(gains[None, :])
        self.constraints.append(LinearConstraint(level, float(gains @ solution), np.inf))
        return solution


def _incidence(ends: Ints, count: int) -> "csr_array":
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(ends)), (ends, np.arange(len(ends)))), shape=(count, len(ends)))


def _identity(count: int) -> "csr_array":
    from scipy.sparse import csr_array

    return csr_array((np.ones(count), (np.arange(count), np.arange(count))), shape=(count, count))


def solve_by_levels(problem: Problem, lots: Ints) -> Mask:
    """Return the pairs to choose, a mask over ``problem.open``: most people, most pairs, best score, least sum of lots.

    Raises ImpossibleQuotasError, which names quotas that nothing meets together, none of them in excess, and ValueError
    for scores beyond ``LARGEST_SCORE``.
    """
    places, count = problem.open, len(problem.seekers)
    _check_scores(problem)
    _check_possible(problem)
    if not len(places):
        return np.zeros(0, dtype=bool)
    program, nobody = Program(problem), np.zeros(count)
    levels = [
        np.concatenate([np.zeros(len(places)), np.ones(count)]),
        *([np.concatenate([np.ones(len(places)), nobody])] if problem.further else []),
        np.concatenate([problem.scores[places].astype(float), nobody]),
        np.concatenate([-lots.astype(float), nobody]),
    ]
    for gains in levels:
        solution = program.raise_level(gains)
    return solution[: len(places)] > 0


def _check_scores(problem: Problem) -> None:
    largest = int(np.abs(problem.scores[problem.open]).max(initial=0))
    if largest > LARGEST_SCORE:
        raise ValueError(
            f"a score reaches {largest}: with quotas, or capacities on both sides, {LARGEST_SCORE} is the most that HiGHS "
            "adds without rounding; divide the scores"
        )


def most_served(problem: Problem) -> int:
    """Return the greatest number of seekers newly served under the quotas of the problem."""
    if not len(problem.open):
        return 0
    gains = np.concatenate([np.zeros(len(problem.open)), np.ones(len(problem.seekers))])
    return int(gains @ Program(problem).raise_level(gains))


def _possible(problem: Problem) -> bool:
    if not problem.quotas:
        return True
    if not len(problem.open):
        return not _unmet(problem)
    found = Program(problem).solve(np.zeros(len(problem.open) + len(problem.seekers)))
    return bool(found.status != _INFEASIBLE)


def _unmet(problem: Problem) -> list[Quota]:
    counts = dict(zip(("seekers", "partners"), problem.running_counts, strict=True))
    return [quota for quota in problem.quotas if counts[quota.side][quota.members].sum() < quota.minimum]


def _check_possible(problem: Problem) -> None:
    """Raise ImpossibleQuotasError with an irreducible set: quotas are taken out one by one, kept when they matter."""
    if _possible(problem):
        return
    for quota in problem.quotas:
        fewer = problem.without_quotas(quota.name)
        if not _possible(fewer):
            problem = fewer
    raise ImpossibleQuotasError(problem.quotas)
