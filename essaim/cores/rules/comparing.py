"""One comparison of two typed values."""

import operator as operators
from collections.abc import Callable
from typing import Any

from essaim.cores.rules.checking import counterpart
from essaim.cores.rules.kinds import Value, Variable
from essaim.cores.rules.reading import departement_of, read_scalar
from essaim.cores.rules.tree import Compare, Constant, Constants, Operator


def typed(variable: Variable | None, leaf: Compare, right: Value | None) -> Any:
    """Return the right side of a comparison: the value named, or the constants read as the left side's type."""
    if variable is None:
        raise LookupError(f"{leaf.left} is not in the book: check the tree before it is used")
    if isinstance(leaf.right, Constants):
        return frozenset(read_scalar(variable, written) for written in leaf.right.written)
    if isinstance(leaf.right, Constant):
        return read_scalar(counterpart(variable, leaf.operator), leaf.right.written)
    return right


def holds(left: Any, operator: Operator, right: Any) -> bool:
    """Say whether a comparison holds. Numbers are whole or fractions: compared exactly."""
    return _HOLDS[operator](left, right)


_HOLDS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.IS: operators.eq,
    Operator.IS_NOT: operators.ne,
    Operator.AT_LEAST: operators.ge,
    Operator.AT_MOST: operators.le,
    Operator.MORE_THAN: operators.gt,
    Operator.LESS_THAN: operators.lt,
    Operator.ONE_OF: lambda left, right: left in right,
    Operator.CONTAINS: operators.contains,
    Operator.WITHIN: lambda left, right: departement_of(left) == right,
}
