"""The plain count: projects by votes (or points), funded as long as the envelope holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from essaim.cores.voting.election import Election
from essaim.cores.voting.rules import Rules
from essaim.cores.voting.ties import Tie, TieOrder


@dataclass(frozen=True, slots=True)
class Step:
    """A project considered in its turn: what it had, what was left of the envelope, what was decided.

    ``decision``: ``funded``, ``reserve`` (by the clause: more than what was left), ``misfit`` (does not fit), ``after``
    (comes after the misfit where the count stopped), ``threshold`` (too few votes), ``unbacked`` (nobody chose it).
    In a frame also: ``part`` (funded with what was left), ``minimum`` (too few votes), ``full`` (the pot has all its winners),
    ``apart`` (incompatible with the winner ``cause``), ``limit`` and ``each`` (the limit on the field ``cause`` is reached, among
    all winners or among those of the pot); ``pot``: the identifier of the pot where it was considered.
    """

    project: int
    support: Fraction
    left: Fraction
    decision: str
    pot: str = ""
    cause: str = ""


def greedy(
    election: Election,
    support: Sequence[Fraction | int],
    rules: Rules,
    order: TieOrder,
    *,
    left: Fraction | None = None,
    funded: frozenset[int] = frozenset(),
) -> tuple[list[Step], list[Tie]]:
    """Consider every project once, most supported first. A project that nobody supports cannot win.

    ``support[p]``: votes or points. ``left``: the money, the whole envelope by default; ``funded``: projects that are already.
    Raises UndeclaredTie. Ties are listed with the rank (from 1) where they were met.
    """
    left = election.budget if left is None else left
    steps: list[Step] = []
    stopped = False
    queue, ties = ranking(support, order, [p for p in range(len(election.projects)) if p not in funded])
    for project in queue:
        cost = election.projects[project].cost
        decision = "after" if stopped else _decide(Fraction(support[project]), cost, left, rules)
        steps.append(Step(project, Fraction(support[project]), left, decision))
        stopped = stopped or (decision in {"misfit", "reserve"} and rules.misfit == "stop")
        left -= min(cost, left) if decision in {"funded", "reserve"} else 0
    return steps, ties


def _decide(support: Fraction, cost: Fraction, left: Fraction, rules: Rules) -> str:
    if support == 0:
        return "unbacked"
    if support < rules.threshold:
        return "threshold"
    if cost <= left:
        return "funded"
    by_clause = rules.clause is not None and left >= rules.clause * cost
    return "reserve" if by_clause and rules.misfit == "stop" else "misfit"


def ranking(support: Sequence[Fraction | int], order: TieOrder, projects: Sequence[int]) -> tuple[list[int], list[Tie]]:
    """Return projects, most supported first, and the ties that were settled. Those without any support are not tied."""
    groups: dict[Fraction | int, list[int]] = {}
    for project in projects:
        groups.setdefault(support[project], []).append(project)
    queue: list[int] = []
    ties = []
    for value in sorted(groups, reverse=True):
        ordered = tuple(groups[value]) if len(groups[value]) == 1 or not value else order.sort(groups[value])
        if len(ordered) > 1 and value:
            ties.append(Tie(len(queue) + 1, ordered))
        queue += ordered
    return queue, ties
