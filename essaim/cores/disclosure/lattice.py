"""Which crosstabs of a poll may be read, so that no two of them, subtracted, give what too few people said.

A *domain* is a set of people told by conditions (those who answered « soins », the women among them). A *table* says how the people
of each column, inside a filter, answered one question. Its shares and its bases give back whole counts, so that a table also says
its transpose, and tables of one question whose domains contain each other say their difference. Withholding single columns
does not resist that; so every answer is read in groups that are large enough wherever they are read (``fold``), a table is open
whole or not at all, and what remains is audited (``chains``): for each question, no open domain differs by fewer than the threshold
from any columns of another table, nor from two other domains. People without answer are a group as the others are: what is left once
all others are taken off.

Sources: A. Hundepool et al., Statistical Disclosure Control, Wiley, 2012, section 5.2 (table redesign) and 5.4 (linked tables);
D. E. Denning and J. Schlörer, « Inference controls for statistical databases », IEEE Computer 16(7), 1983 (lattice of tables, trackers).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from essaim.cores.disclosure.chains import Sets, leaks

Codes = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Key = tuple[str, str, str]
"""A table: the question of its rows, that of its columns, that of its filter ("" without filter)."""
SILENT = -1
NO_FILTER = ""


@dataclass(frozen=True)
class Variable:
    """What n people answered: ``codes`` (n,), from 0 to ``size`` - 1, -1 for no answer.

        ``ordered``: only neighbours are read together. ``result``: a question whose answers are found out; False for what describes
    its groups are given, and may be filters.
        ``quiet``: the answer that the few without answer are read with (« not chosen », of a choice); the smallest group when None.
    """

    name: str
    codes: Codes
    size: int
    ordered: bool = False
    result: bool = True
    quiet: int | None = None


@dataclass(frozen=True)
class Grouping:
    """The groups in which answers are read: ``codes`` (n,) of groups, ``parts``: the answers of each group.

    ``silent``: the group that people without answer were put in, being too few; None where they are left out (-1).
    """

    codes: Codes
    parts: tuple[tuple[int, ...], ...]
    silent: int | None = None

    @property
    def answered(self) -> Mask:
        """Return who is counted (n,)."""
        found: Mask = self.codes >= 0
        return found


@dataclass(frozen=True)
class Lattice:
    """The open tables, and the groups in which each variable is read: over everybody, and inside the filters of another."""

    everybody: Mapping[str, Grouping]
    within: Mapping[tuple[str, str], Grouping]
    tables: frozenset[Key]

    def grouping(self, name: str, of: str = NO_FILTER) -> Grouping:
        """Return the groups of a variable, inside the filters of another when ``of`` is given. KeyError where there are none."""
        return self.within[name, of] if of else self.everybody[name]


def fold(
    codes: Codes, size: int, domains: Sequence[Mask], least: int, *, ordered: bool = False, quiet: int | None = None
) -> Grouping | None:
    """Return the finest groups found in which each domain (n,) counts nobody or ``least`` people; None with fewer than two.

    The smallest group joins its smaller neighbour (ordered) or the next smallest. Those without answer, where they are too few, join the group of ``quiet``, the smallest when None.
    """
    parts: list[tuple[int, ...]] = [(code,) for code in range(size)]
    silent: int | None = None
    counts = np.array([np.bincount(codes[mask] + 1, minlength=size + 1) for mask in domains]).T
    unsaid, sizes = counts[0], [counts[code + 1] for code in range(size)]
    while len(parts) > 1:
        if silent is None and _few(unsaid, least):
            smallest = min(range(len(parts)), key=lambda place: sizes[place].sum())
            silent = smallest if quiet is None else _holding(parts, quiet)
            sizes[silent] = sizes[silent] + unsaid
            continue
        bad = [place for place, each in enumerate(sizes) if _few(each, least) or not each.sum()]
        if not bad:
            return _grouping(codes, size, parts, silent)
        first, second = _joined(min(bad, key=lambda place: sizes[place].sum()), sizes, ordered=ordered)
        parts[first] = parts[first] + parts[second]
        sizes[first] = sizes[first] + sizes[second]
        if silent is not None:
            silent = first if silent == second else silent - (silent > second)
        del parts[second], sizes[second]
    return None


def _few(counts: Codes, least: int) -> bool:
    return bool(((counts > 0) & (counts < least)).any())


def _joined(place: int, sizes: Sequence[Codes], *, ordered: bool) -> tuple[int, int]:
    near = (place - 1, place + 1) if ordered else range(len(sizes))
    others = [other for other in near if other != place and 0 <= other < len(sizes)]
    other = min(others, key=lambda one: sizes[one].sum())
    return min(place, other), max(place, other)


def _grouping(codes: Codes, size: int, parts: Sequence[tuple[int, ...]], silent: int | None) -> Grouping:
    table = np.full(size + 1, SILENT if silent is None else silent)
    for group, part in enumerate(parts):
        table[list(part)] = group
    return Grouping(table[codes], tuple(tuple(sorted(part)) for part in parts), silent)


def open_tables(variables: Sequence[Variable], least: int) -> Lattice:
    """Return the lattice of tables of variables (in order of importance) over the same n people.

    Every column of an open table counts ``least`` people who answered the question of its rows, or nobody; so does what any open table of
    that question leaves once the columns of another, or two domains of others, are taken off it.
    """
    return _Search(variables, least).lattice()


class _Search:
    """The groups and the open tables, as they are found."""

    def __init__(self, variables: Sequence[Variable], least: int) -> None:
        self.least, self.order = least, {each.name: place for place, each in enumerate(variables)}
        whole = np.ones(len(variables[0].codes) if variables else 0, bool)
        self.whole = whole
        found = {each.name: _own(each) if not each.result else self._fold(each, [whole]) for each in variables}
        self.everybody = {name: grouping for name, grouping in found.items() if grouping is not None}
        self.variables = {each.name: each for each in variables if each.name in self.everybody}
        self.filters = [name for name, each in self.variables.items() if not each.result]
        self.within = dict(self._refolded())
        self.tables = set(self._fitting())

    def lattice(self) -> Lattice:
        """Close a table of everything that the audit finds, and return what is open.

        Once is enough: fewer tables give no combination that was not there.
        """
        results = [name for name, each in self.variables.items() if each.result]
        for key in {key for name in results for key in self._breaches(name)}:
            self._close(key)
        return Lattice(self.everybody, self.within, frozenset(self.tables))

    def _fold(self, variable: Variable, domains: Sequence[Mask]) -> Grouping | None:
        return fold(variable.codes, variable.size, domains, self.least, ordered=variable.ordered, quiet=variable.quiet)

    def _refolded(self) -> Iterator[tuple[tuple[str, str], Grouping]]:
        """Fold the groups of each variable again, alike in all the filters of another: what is open in one is not subtracted away."""
        for of in self.filters:
            masks = self.masks(of)
            for name, variable in self.variables.items():
                again = self._folded_again(variable, masks) if name != of else None
                if again is not None:
                    yield (name, of), again

    def _folded_again(self, variable: Variable, masks: Sequence[Mask]) -> Grouping | None:
        own = self.everybody[variable.name]
        quiet = None if variable.quiet is None else _holding(own.parts, variable.quiet)
        again = fold(own.codes, len(own.parts), masks, self.least, ordered=variable.ordered, quiet=quiet)
        if again is None:
            return None
        parts = tuple(tuple(sorted(code for group in part for code in own.parts[group])) for part in again.parts)
        silent = again.silent if own.silent is None else _holding(again.parts, own.silent)
        return Grouping(again.codes, parts, silent)

    def masks(self, of: str) -> list[Mask]:
        """Return the filters that a variable gives; everybody without variable."""
        if not of:
            return [self.whole]
        own = self.everybody[of]
        return [own.codes == group for group in range(len(own.parts))]

    def _fitting(self) -> Iterator[Key]:
        pairs = [(rows, columns) for rows in self.variables for columns in self.variables if rows != columns]
        plain = {pair for pair in pairs if self.variables[pair[0]].result and self._fits(*pair, NO_FILTER)}
        yield from ((*pair, NO_FILTER) for pair in plain)
        for rows, columns in plain:
            for of in self.filters:
                if of != columns and (rows, of) in plain and self._fits(rows, columns, of):
                    yield rows, columns, of

    def _fits(self, rows: str, columns: str, of: str) -> bool:
        """Say whether a table, and its transpose where that is a table too, have no small column in any filter."""
        found = [self.within.get((name, of)) if of else self.everybody[name] for name in (rows, columns)]
        first, second = found
        if first is None or second is None:
            return False
        ways = [(first, second), (second, first)] if self.variables[columns].result else [(first, second)]
        return not any(
            _few(np.bincount(across.codes[mask & down.answered] + 1), self.least)
            for down, across in ways
            for mask in self.masks(of)
        )

    def domains(self, rows: str) -> Iterator[tuple[Key | None, list[Mask]]]:
        """Give every table that says the answers to a question, with the domains of its columns; one filter is one table."""
        yield None, [self.everybody[rows].answered]
        for key in sorted(self.tables, key=self._rank):
            if key[0] == rows:
                yield from ((key, list(self._columns(key, mask))) for mask in self.masks(key[2]))

    def _columns(self, key: Key, mask: Mask) -> Iterator[Mask]:
        rows, columns, of = key
        down, across = (self.within[name, of] if of else self.everybody[name] for name in (rows, columns))
        for group in range(SILENT, len(across.parts)):
            column = mask & (across.codes == group) & down.answered
            if column.any():
                yield column

    def _breaches(self, rows: str) -> Iterator[Key]:
        """Give a table to close for each domains that differ by too few people: the least important of them."""
        keys, columns = zip(*self.domains(rows), strict=True)
        table = np.repeat(np.arange(len(keys)), [len(each) for each in columns])
        sets = Sets(np.array([column for each in columns for column in each]), table)
        for places in leaks(sets, self.least):
            found = (keys[table[place]] for place in places)
            yield max((key for key in found if key is not None), key=self._rank)

    def _rank(self, key: Key) -> tuple[bool, int, int]:
        return bool(key[2]), self.order[key[1]], self.order.get(key[2], -1)

    def _close(self, key: Key) -> None:
        rows, columns, of = key
        for one, other in ((rows, columns), (columns, rows)):
            self.tables -= {each for each in self.tables if each[:2] == (one, other) and of in {NO_FILTER, each[2]}}


def _own(variable: Variable) -> Grouping:
    return Grouping(variable.codes, tuple((code,) for code in range(variable.size)))


def _holding(parts: Iterable[Sequence[int]], group: int) -> int:
    return next(place for place, part in enumerate(parts) if group in part)


def neighbours(parts: Iterable[Sequence[int]]) -> bool:
    """Say whether every group is a run of neighbours, so that it can be said as « de … à … »."""
    return all(second == first + 1 for part in parts for first, second in pairwise(part))
