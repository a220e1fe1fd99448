"""What is to be assigned: two sides, the pairs that may be, what is wished, what already runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from essaim.cores.assignment import checks
from essaim.cores.assignment.parts import Criterion, Ints, Mask, Pair, Quota, Side, Wish


@dataclass(frozen=True)
class Problem:
    """Seekers (rows, n) who need a partner, and partners (columns, m) who offer places.

    ``rows``, ``columns``, ``scores``: (e,) the pairs that satisfy every hard criterion, each once, and their integer
    scores (higher is better, any sign). ``running``: agreements kept as they are: they count as served and take their
    places, even where a criterion or a capacity has changed since. ``refused``: pairs never to be proposed again.
    ``criteria`` and ``wishes`` are kept for the reasons: without them a reason cannot name what excludes.

    Raises ValueError that names the field and the place when anything does not fit (see ``checks``).
    """

    seekers: Side
    partners: Side
    rows: Ints
    columns: Ints
    scores: Ints
    criteria: tuple[Criterion, ...] = ()
    wishes: tuple[Wish, ...] = ()
    running: tuple[Pair, ...] = ()
    refused: tuple[Pair, ...] = ()
    quotas: tuple[Quota, ...] = ()

    def __post_init__(self) -> None:
        size = len(self.seekers), len(self.partners)
        checks.check_side("seekers", self.seekers)
        checks.check_side("partners", self.partners)
        checks.check_matrices(*size, self.criteria, self.wishes)
        checks.check_numbers("rows", self.rows, self.rows.shape, size[0])
        checks.check_numbers("columns", self.columns, self.rows.shape, size[1])
        checks.check_numbers("scores", self.scores, self.rows.shape)
        checks.check_once(self.rows, self.columns)
        checks.check_pairs("running", self.running, *size)
        checks.check_pairs("refused", self.refused, *size)
        checks.check_criteria_hold(self.criteria, self.rows, self.columns)
        checks.check_quotas(self.quotas, *size)

    @classmethod
    def from_matrices(
        cls,
        seekers: Side,
        partners: Side,
        criteria: Sequence[Criterion] = (),
        wishes: Sequence[Wish] = (),
        *,
        running: Sequence[Pair] = (),
        refused: Sequence[Pair] = (),
        quotas: Sequence[Quota] = (),
    ) -> "Problem":
        """Build the problem whose pairs are those that pass every criterion, scored by the wishes.

        Raises ValueError on a matrix that is not (n, m), or not of booleans (criteria) or integers (wishes).
        """
        checks.check_matrices(len(seekers), len(partners), criteria, wishes)
        possible = np.ones((len(seekers), len(partners)), dtype=bool)
        for criterion in criteria:
            possible &= criterion.passes
        rows, columns = np.nonzero(possible)
        scores = np.zeros(len(rows), dtype=np.int64)
        for wish in wishes:
            scores += wish.weight * wish.points[rows, columns].astype(np.int64)
        return cls(
            *(seekers, partners, rows, columns, scores),
            criteria=tuple(criteria),
            wishes=tuple(wishes),
            running=tuple(running),
            refused=tuple(refused),
            quotas=tuple(quotas),
        )

    def without_quotas(self, *names: str) -> "Problem":
        """Return the same problem without the quotas of these names; without any of them when none is named."""
        return replace(self, quotas=tuple(quota for quota in self.quotas if names and quota.name not in names))

    @cached_property
    def running_counts(self) -> tuple[Ints, Ints]:
        """Running agreements of each seeker (n,) and of each partner (m,)."""
        pairs = as_pairs(self.running)
        return (
            np.bincount(pairs[:, 0], minlength=len(self.seekers)).astype(np.int64),
            np.bincount(pairs[:, 1], minlength=len(self.partners)).astype(np.int64),
        )

    @cached_property
    def partners_in_pairs(self) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
        """The partners of each seeker in running pairs, and in refused ones."""
        running: dict[int, tuple[int, ...]] = {}
        refused: dict[int, tuple[int, ...]] = {}
        for pairs, known in ((self.running, running), (self.refused, refused)):
            for row, column in pairs:
                known[row] = (*known.get(row, ()), column)
        return running, refused

    @cached_property
    def free(self) -> tuple[Ints, Ints]:
        """Free capacity of each seeker (n,) and of each partner (m,): never below 0."""
        seekers, partners = self.running_counts
        return np.maximum(self.seekers.capacities - seekers, 0), np.maximum(self.partners.capacities - partners, 0)

    @cached_property
    def further(self) -> bool:
        """Tell whether a seeker can take a pair beyond the one that serves her: otherwise people and pairs are as many."""
        return bool((self.free[0] > (self.running_counts[0] == 0)).any())

    @cached_property
    def keys(self) -> Ints:
        """The number of each pair (e,): row × m + column."""
        return self.rows * len(self.partners) + self.columns

    @cached_property
    def allowed(self) -> Mask:
        """Pairs (e,) neither running nor refused before."""
        taken = as_pairs((*self.running, *self.refused))
        return ~np.isin(self.keys, taken[:, 0] * len(self.partners) + taken[:, 1])

    @cached_property
    def proposable(self) -> Mask:
        """Pairs (e,) that can still be proposed: allowed, with a free capacity on both sides."""
        seekers, partners = self.free
        return self.allowed & (seekers[self.rows] > 0) & (partners[self.columns] > 0)

    @cached_property
    def open(self) -> Ints:
        """Places in ``rows`` of the pairs that can still be proposed."""
        return np.flatnonzero(self.proposable)

    @cached_property
    def by_seeker(self) -> list[Ints]:
        """Places in ``rows`` of the pairs of each seeker, rising."""
        order = np.argsort(self.rows, kind="stable")
        return np.split(order, np.searchsorted(self.rows[order], np.arange(1, len(self.seekers))))

    def places(self, pairs: Sequence[Pair]) -> Ints:
        """Return where pairs stand in ``rows`` (k,). Raises ValueError for a pair that is not possible."""
        ends = as_pairs(pairs)
        keys = ends[:, 0] * len(self.partners) + ends[:, 1]
        order = np.argsort(self.keys)
        found = np.searchsorted(self.keys[order], keys)
        for place, key in enumerate(keys):
            if found[place] == len(order) or self.keys[order[found[place]]] != key:
                raise ValueError(f"the pair {pairs[place]} is not one of the possible pairs")
        return order[found]


def as_pairs(pairs: Sequence[Pair]) -> Ints:
    """Return pairs as an array of shape (k, 2)."""
    return np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
