"""Answer a condition or an amount from what is known, with the trace: what decided, what is missing.

Everything given has been checked (`auditing.check_book`) and typed (`reading.read`); a value that is not given is not yet
known, never zero. Learning one never turns yes into no nor no into yes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from essaim.cores.rules import comparing, computing, verdict
from essaim.cores.rules.amounts import Computation
from essaim.cores.rules.book import Book
from essaim.cores.rules.kinds import Item, Kind, Value
from essaim.cores.rules.patterns import matches
from essaim.cores.rules.tree import (
    All,
    AnyOf,
    Compare,
    Condition,
    Every,
    Leaf,
    Matches,
    Named,
    Not,
    Ref,
    Some,
    Source,
)
from essaim.cores.rules.verdict import Verdict

Together = Callable[[Iterable[Verdict]], Verdict]


@dataclass(frozen=True)
class Facts:
    """What is known. ``today`` is an argument: without it, a time that runs until today is not known."""

    fields: Mapping[str, Value] = field(default_factory=dict)
    parameters: Mapping[str, Value] = field(default_factory=dict)
    lookups: Mapping[str, Value] = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True)
class Decided:
    """A leaf that decided: what it answered, and for which item of a group (1, 2…) when it was about one.

    ``rules``: the named rules that it decided on its way up, the outermost first; none from inside a negation, where what
    a rule says of itself would be said of its contrary.
    """

    condition: Leaf
    holds: bool
    group: str = ""
    item: int = 0
    rules: tuple[str, ...] = field(default=(), compare=False)

    def through(self, rule: str) -> "Decided":
        """Return it as the one that decided this rule too."""
        return Decided(self.condition, self.holds, self.group, self.item, (rule, *self.rules))

    def contrary(self) -> "Decided":
        """Return it as seen from outside a negation."""
        return Decided(self.condition, self.holds, self.group, self.item)


@dataclass(frozen=True)
class Evaluation:
    """The answer of a condition. ``decided``: the leaves that made it; ``missing``: what must be known to answer.

    ``undefined`` says in French why something cannot be computed at all (a division by zero).
    """

    verdict: Verdict
    decided: tuple[Decided, ...] = ()
    missing: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()


@dataclass(frozen=True)
class Computed:
    """The result of an amount: None while something is missing or undefined. Money in whole cents.

    ``steps`` are the parts that gave it, from the leaves up: path in the written form and value.
    """

    value: Fraction | None
    missing: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    steps: tuple[computing.Step, ...] = ()


def evaluate(condition: Condition, book: Book, facts: Facts) -> Evaluation:
    """Answer a condition. Deterministic; time linear in the size of the trees and of the groups that they read."""
    return Reader(book, facts).condition(condition)


def evaluate_rule(name: str, book: Book, facts: Facts) -> Evaluation:
    """Answer a rule of the book by name. Raises KeyError when there is none."""
    return Reader(book, facts).rule(name)


def compute_amount(name: str, book: Book, facts: Facts) -> Computed:
    """Compute an amount of the book by name. Raises KeyError when there is none."""
    return Reader(book, facts).amount(name)


def compute(computation: Computation, book: Book, facts: Facts, *, money: bool) -> Computed:
    """Compute a tree of its own; ``money`` says whether it gives money (then in cents)."""
    return Reader(book, facts).computed(computation, money=money)


def gathered(together: Together, parts: Sequence[Evaluation]) -> Evaluation:
    """Join answers; only the parts that answer as the whole does explain it."""
    answer = together(part.verdict for part in parts)
    telling = [part for part in parts if part.verdict is answer]
    return Evaluation(
        answer,
        tuple(one for part in telling for one in part.decided),
        tuple(dict.fromkeys(name for part in telling for name in part.missing)),
        tuple(dict.fromkeys(why for part in telling for why in part.undefined)),
    )


class Reader:
    """Reads trees against one set of facts, and remembers what it has answered.

    Inside a group there is one reader an item; all ask the same ``whole`` for named rules and amounts, so that each is
    worked out once, however many items name it.
    """

    group: str | None = None
    item: Item | None = None
    place: int = 0

    def __init__(self, book: Book, facts: Facts) -> None:
        self.book, self.facts = book, facts
        self.whole = self
        self._members: frozenset[str] = frozenset()
        self._amounts: dict[str, Computed] = {}
        self._rules: dict[str, Evaluation] = {}

    def inside(self, group: str, item: Item, place: int) -> "Reader":
        """Return the reader of one item of a group."""
        reader = Reader(self.book, self.facts)
        reader.group, reader.item, reader.place, reader.whole = group, item, place, self.whole
        reader._members = frozenset(member.name for member in self.book.members(group))
        return reader

    def value(self, ref: Ref) -> Value | None:
        """Return what a name stands for now, or None when it is not known."""
        if ref.source is Source.AMOUNT:
            return self._whole(ref.name, self.amount(ref.name).value)
        if ref.source is Source.FIELD and self.item is not None and ref.name in self._members:
            return self.item.get(ref.name)
        shelf = {
            Source.FIELD: self.facts.fields,
            Source.PARAMETER: self.facts.parameters,
            Source.LOOKUP: self.facts.lookups,
        }
        return shelf[ref.source].get(ref.name)

    def lacking(self, ref: Ref) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what is missing and what is undefined for a name that has no value."""
        if ref.source is Source.AMOUNT:
            result = self.amount(ref.name)
            return result.missing, result.undefined
        if ref.source is Source.FIELD and ref.name in self._members:
            return (f"field.{self.group}[{self.place}].{ref.name}",), ()
        return (str(ref),), ()

    def items(self, group: str) -> Sequence["Reader"] | None:
        """Return one reader for each item of a group, or None when the group is not known."""
        found = self.facts.fields.get(group)
        if not isinstance(found, tuple):
            return None
        return [self.inside(group, item, place) for place, item in enumerate(found, start=1)]

    def amount(self, name: str) -> Computed:
        """Compute a named amount once. It reads the whole, not the item at hand."""
        if self.whole is not self:
            return self.whole.amount(name)
        if name not in self._amounts:
            amount = self.book.amounts[name]
            self._amounts[name] = self.computed(amount.computation, money=amount.kind is Kind.MONEY)
        return self._amounts[name]

    def computed(self, computation: Computation, *, money: bool) -> Computed:
        """Compute a tree with its trace."""
        run = computing.Run(self)
        value = run.value(computation, (), money=money)
        return Computed(value, tuple(dict.fromkeys(run.missing)), tuple(dict.fromkeys(run.undefined)), tuple(run.steps))

    def condition(self, condition: Condition) -> Evaluation:  # noqa: PLR0911 - one case per node of a closed tree: the type checker sees that none is missing
        """Answer a condition with its trace. Every part is read, so that every reason is given."""
        match condition:
            case All(of):
                return gathered(verdict.conjunction, [self.condition(one) for one in of])
            case AnyOf(of):
                return gathered(verdict.disjunction, [self.condition(one) for one in of])
            case Not(of):
                inner = self.condition(of)
                decided = tuple(one.contrary() for one in inner.decided)
                return Evaluation(verdict.negation(inner.verdict), decided, inner.missing, inner.undefined)
            case Named(rule):
                return self.rule(rule)
            case Every(group, where):
                return self._quantified(group, where, verdict.conjunction)
            case Some(group, where):
                return self._quantified(group, where, verdict.disjunction)
            case Compare() | Matches():
                return self._leaf(condition)

    def rule(self, name: str) -> Evaluation:
        """Answer a named rule once. It reads the whole, not the item at hand."""
        if self.whole is not self:
            return self.whole.rule(name)
        if name not in self._rules:
            found = self.condition(self.book.rules[name].condition)
            self._rules[name] = replace(found, decided=tuple(one.through(name) for one in found.decided))
        return self._rules[name]

    def _quantified(self, group: str, where: Condition, together: Together) -> Evaluation:
        readers = self.items(group)
        if readers is None:
            return Evaluation(Verdict.UNKNOWN, missing=(f"field.{group}",))
        return gathered(together, [reader.condition(where) for reader in readers])

    def _leaf(self, leaf: Leaf) -> Evaluation:
        left = self.value(leaf.left)
        named = leaf.right if isinstance(leaf, Compare) and isinstance(leaf.right, Ref) else None
        right = self.value(named) if named is not None else None
        if left is None or (named is not None and right is None):
            return self._lacking_leaf([leaf.left, *([named] if named is not None else [])])
        holds = self._holds(leaf, left, right)
        return Evaluation(verdict.of(holds), (Decided(leaf, holds, self.group or "", self.place),))

    def _lacking_leaf(self, refs: Sequence[Ref]) -> Evaluation:
        lacking = [self.lacking(ref) for ref in refs if self.value(ref) is None]
        missing = tuple(dict.fromkeys(name for one, _ in lacking for name in one))
        return Evaluation(Verdict.UNKNOWN, (), missing, tuple(why for _, some in lacking for why in some))

    def _holds(self, leaf: Leaf, left: Value, right: Value | None) -> bool:
        if isinstance(leaf, Matches):
            return matches(leaf.pattern, str(left))
        variable = self.book.variable(leaf.left, self.group)
        return comparing.holds(left, leaf.operator, comparing.typed(variable, leaf, right))

    def _whole(self, name: str, value: Fraction | None) -> Value | None:
        kind = self.book.amounts[name].kind
        return value if value is None or kind is Kind.DECIMAL else int(value)
