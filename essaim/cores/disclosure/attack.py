"""The attacker: linear programming encloses a sum of atoms between the least and the most that fit with all that is said.

It is the attacker subproblem of Fischetti and Salazar (2001, section 2). The statements whose multipliers are not zero
prove the bound by themselves: hiding others would not loosen it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from essaim.cores.disclosure.statements import Floats, Knowledge

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TINY = 1e-9


class ContradictionError(ValueError):
    """What is said cannot all be true."""


@dataclass(frozen=True)
class Interval:
    """The least and the most that a sum can be. ``proof``: the places of the statements that prove both bounds.

    ``high`` is the ceiling of the knowledge when nothing bounds it. ``tables`` (2, size) reach the bounds.
    """

    low: float
    high: float
    proof: frozenset[int]
    tables: Floats

    @property
    def width(self) -> float:
        """How far apart the two bounds are: a count has ``width`` + 1 possible values."""
        return self.high - self.low


class Attacker:
    """Linear programs over one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        from scipy.sparse import vstack

        self.knowledge = knowledge
        fixed = knowledge.low == knowledge.high
        self.equal = np.flatnonzero(fixed)
        self.upper = np.flatnonzero(~fixed & np.isfinite(knowledge.high))
        self.lower = np.flatnonzero(~fixed & (knowledge.low > 0))
        self.sides = vstack([knowledge.matrix[self.upper], -knowledge.matrix[self.lower]], format="csr")
        self.limits = np.concatenate([knowledge.high[self.upper], -knowledge.low[self.lower]])

    def reach(self, atoms: tuple[int, ...]) -> Interval:
        """Return the interval of a sum of atoms. Raises ContradictionError when nothing fits."""
        goal = self.goal(atoms)
        low, high = self._solve(goal), self._solve(-goal)
        proof = frozenset([*self._used(low), *self._used(high)])
        ends = float(goal @ low.x), min(float(goal @ high.x), float(self.knowledge.ceiling))
        return Interval(*ends, proof, np.array([low.x, high.x]))

    def goal(self, atoms: tuple[int, ...]) -> Floats:
        """Return the vector (size,) whose product with a table is the sum of these atoms."""
        goal = np.zeros(self.knowledge.size)
        goal[list(atoms)] = 1.0
        return goal

    def spread(self, sums: "csr_array", caps: Floats) -> Floats:
        """Return a table that brings as many sums (s, size) as high as their caps (s,) as it can."""
        from scipy.sparse import eye_array, hstack

        count, size = sums.shape
        tied = hstack([-sums, eye_array(count)], format="csr")
        goal = np.concatenate([np.zeros(size), -np.ones(count)])
        return np.asarray(self._solve(goal, tied, caps).x[:size])

    def _solve(self, goal: Floats, tied: "csr_array | None" = None, caps: Floats | None = None) -> Any:
        """Solve for the least ``goal``; ``tied`` (s, size + s) ties as many more variables, up to ``caps``, to sums."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, hstack, vstack

        more = 0 if caps is None else len(caps)
        k, pad = self.knowledge, csr_array((len(self.limits), more))
        sides, limits = hstack([self.sides, pad], format="csr"), self.limits
        if tied is not None:
            sides, limits = vstack([sides, tied], format="csr"), np.concatenate([limits, np.zeros(more)])
        highs = np.concatenate([np.full(k.size, float(k.ceiling)), np.zeros(0) if caps is None else caps])
        equal = hstack([k.matrix[self.equal], csr_array((len(self.equal), more))], format="csr")
        answer = linprog(
            goal,
            A_ub=sides if len(limits) else None,
            b_ub=limits if len(limits) else None,
            A_eq=equal if len(self.equal) else None,
            b_eq=k.low[self.equal] if len(self.equal) else None,
            bounds=np.column_stack([np.zeros(len(highs)), highs]),
            method="highs",
        )
        if answer.status != 0:
            raise ContradictionError(f"what is said has no solution: {answer.message}")
        return answer

    def _used(self, answer: Any) -> list[int]:
        kinds = np.concatenate([self.upper, self.lower])
        sides = kinds[np.abs(answer.ineqlin.marginals) > TINY] if len(kinds) else kinds
        equal = self.equal[np.abs(answer.eqlin.marginals) > TINY] if len(self.equal) else self.equal
        return [*sides.tolist(), *equal.tolist()]

    def table(self, goal: Floats) -> Floats:
        """Return a table (size,) that fits with all that is said and where ``goal`` is least: whole if the atoms are."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        k = self.knowledge
        rule = [LinearConstraint(k.matrix, k.low, k.high)] if k.statements else []
        kind = np.full(k.size, 1 if k.whole else 0)
        answer = milp(goal, integrality=kind, bounds=Bounds(0, k.ceiling), constraints=rule)
        if answer.x is None:
            raise ContradictionError(f"what is said has no solution: {answer.message}")
        found = self.settled(answer.x)
        if found is None:
            raise ArithmeticError("the solver returned a table that contradicts what is said")
        return found

    def settled(self, table: Floats) -> Floats | None:
        """Return a table of the solver without its rounding errors, None when it does not fit (it holds fractions)."""
        found: Floats = np.rint(table) if self.knowledge.whole else np.maximum(table, 0)
        return found if self.knowledge.accords(found) else None


def reach(knowledge: Knowledge, atoms: tuple[int, ...]) -> Interval:
    """Return the interval in which all that is said encloses the sum of these atoms.

    Raises ContradictionError (a ValueError) when what is said cannot all be true.
    """
    return Attacker(knowledge).reach(atoms)
