"""The auditor: for each secret, two whole tables that fit with all that is said and that are far enough apart in it.

The tables are a certificate: checking them takes additions, no solver. A linear program allows fractions of people, an
attacker does not: so the tables of counts are whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from essaim.cores.disclosure.attack import Attacker, Interval
from essaim.cores.disclosure.statements import Floats, Ints, Knowledge, rows

ROUNDING = 1e-6


@dataclass(frozen=True)
class Secret:
    """A sum of atoms that must stay open over an interval of ``width`` at least: ``width`` + 1 values for a count."""

    name: str
    atoms: tuple[int, ...]
    width: int


@dataclass(frozen=True)
class Breach:
    """A secret that all that is said encloses in [low, high], closer than its width."""

    secret: Secret
    low: float
    high: float


@dataclass(frozen=True)
class Audit:
    """What was found.

    ``witnesses`` (t, size) are tables in accord with what is said; ``pairs`` (s, 2) are, for each secret, the two that
    keep it open (for a breach: the two furthest apart).
    """

    secrets: tuple[Secret, ...]
    breaches: tuple[Breach, ...]
    witnesses: Floats = field(repr=False)
    pairs: Ints = field(repr=False)


class Span:
    """The least and the most that tables found so far give to each secret, and which tables."""

    def __init__(self, attacker: Attacker, secrets: Sequence[Secret], known: Iterable[Floats] = ()) -> None:
        self.attacker, self.secrets = attacker, tuple(secrets)
        self.sums = rows(attacker.knowledge.size, [one.atoms for one in secrets])
        self.widths = np.array([one.width for one in secrets], dtype=float)
        self.low, self.high = np.full(len(secrets), np.inf), np.full(len(secrets), -np.inf)
        self.pairs = np.zeros((len(secrets), 2), dtype=np.int64)
        self.tables: list[Floats] = []
        for table in known:
            if attacker.knowledge.accords(table):
                self.see(table)

    def see(self, table: Floats) -> None:
        """Take a table into account that fits with what is said."""
        values = self.sums @ table
        lower, higher = values < self.low, values > self.high
        self.pairs[lower, 0] = self.pairs[higher, 1] = len(self.tables)
        self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)
        self.tables.append(table)

    def closed(self) -> Ints:
        """Return the secrets not known to be open over their width."""
        if not self.tables:
            return np.arange(len(self.secrets))
        return np.flatnonzero(self.high - self.low < self.widths - ROUNDING)

    def sweep(self) -> None:
        """Open many secrets with few tables: one where they are low, then tables that are high in as many as they can."""
        if len(closed := self.closed()):
            self.see(self.attacker.table(self.sums[closed].sum(axis=0)))
        while len(closed := self.closed()):
            caps = self.low[closed] + self.widths[closed]
            table = self.attacker.settled(self.attacker.spread(self.sums[closed], caps))
            if table is None:
                return
            self.see(table)
            if len(self.closed()) == len(closed):
                return

    def enclosed(self, place: int) -> Interval | None:
        """Attack one secret; return the interval that encloses it too closely, None when it is open."""
        found = self.attacker.reach(self.secrets[place].atoms)
        if found.width < self.widths[place] - ROUNDING:
            return found
        goal = self.attacker.goal(self.secrets[place].atoms)
        for table, sign in zip(found.tables, (1, -1), strict=True):
            settled = self.attacker.settled(table)
            self.see(self.attacker.table(sign * goal) if settled is None else settled)
        if self.high[place] - self.low[place] >= self.widths[place] - ROUNDING:
            return None
        whole = frozenset(range(len(self.attacker.knowledge.statements)))
        return Interval(float(self.low[place]), float(self.high[place]), whole, found.tables)

    def audit(self, breaches: Sequence[Breach] = ()) -> Audit:
        """Return what was found."""
        tables = np.array(self.tables).reshape(-1, self.attacker.knowledge.size)
        return Audit(self.secrets, tuple(breaches), tables, self.pairs)


def audit(knowledge: Knowledge, secrets: Sequence[Secret]) -> Audit:
    """Return the secrets that all that is said encloses too closely, and the tables that prove the others open.

    Raises ContradictionError when what is said cannot all be true.
    """
    span = Span(Attacker(knowledge), secrets)
    span.sweep()
    tried = ((place, span.enclosed(place)) for place in span.closed().tolist() if place in span.closed())
    return span.audit([Breach(secrets[place], found.low, found.high) for place, found in tried if found is not None])
