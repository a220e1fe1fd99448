"""A condition in French: the reason that a person reads, with the value of each parameter in the sentence.

Total: whatever the tree, checked or not, a sentence comes out.
"""

from dataclasses import dataclass
from typing import Any

from essaim.cores.rules.book import Book
from essaim.cores.rules.checking import counterpart
from essaim.cores.rules.evaluation import Decided, Facts
from essaim.cores.rules.kinds import Kind, Variable
from essaim.cores.rules.reading import UnreadableValueError, read_scalar
from essaim.cores.rules.tree import (
    All,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Constants,
    Every,
    Leaf,
    Matches,
    Named,
    Not,
    Operator,
    Ref,
    Some,
    Source,
)
from essaim.cores.rules.wording import join, say_value

_CONTRARY = {
    Operator.IS: Operator.IS_NOT,
    Operator.IS_NOT: Operator.IS,
    Operator.AT_LEAST: Operator.LESS_THAN,
    Operator.LESS_THAN: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.MORE_THAN,
    Operator.MORE_THAN: Operator.AT_MOST,
}
_NUMBER = {
    Operator.IS: "{}",
    Operator.IS_NOT: "autre que {}",
    Operator.AT_LEAST: "au moins {}",
    Operator.AT_MOST: "au plus {}",
    Operator.MORE_THAN: "plus de {}",
    Operator.LESS_THAN: "moins de {}",
}
_DATE = {
    Operator.IS: "le {}",
    Operator.IS_NOT: "un autre jour que le {}",
    Operator.AT_LEAST: "le {} ou après",
    Operator.AT_MOST: "le {} ou avant",
    Operator.MORE_THAN: "après le {}",
    Operator.LESS_THAN: "avant le {}",
}
_IN_LIST = {
    (Operator.CONTAINS, False): "comprend « {} »",
    (Operator.CONTAINS, True): "ne comprend pas « {} »",
    (Operator.WITHIN, False): "dans le département {}",
    (Operator.WITHIN, True): "hors du département {}",
}
_INDENT = "  "


@dataclass(frozen=True)
class Printer:
    """Prints conditions with what is known of the parameters; what is not known is named by its label."""

    book: Book
    facts: Facts

    def sentence(self, condition: Condition, group: str | None = None, *, contrary: bool = False) -> str:
        """Return a condition, or its contrary, in one French sentence without a final stop."""
        match condition:
            case Not(of):
                return self.sentence(of, group, contrary=not contrary)
            case All(of) | AnyOf(of):
                every = isinstance(condition, All) != contrary
                return self._joined(of, group, every=every, contrary=contrary)
            case Every(inner, where) | Some(inner, where):
                every = isinstance(condition, Every) != contrary
                who = "pour chacun" if every else "pour au moins un"
                label = self._label_of_field(inner)
                return f"{who} de « {label} » : {self.sentence(where, inner, contrary=contrary)}"
            case Named(rule):
                return self._named(rule, contrary=contrary)
            case Compare() | Matches():
                return self.leaf(condition, group, contrary=contrary)

    def lines(self, condition: Condition, group: str | None = None, level: int = 0) -> list[str]:
        """Return a condition as an indented list, for a page or a terminal."""
        if not isinstance(condition, All | AnyOf) or not condition.of:
            return [f"{_INDENT * level}- {self.sentence(condition, group)}"]
        head = "toutes ces conditions" if isinstance(condition, All) else "au moins une de ces conditions"
        found = [f"{_INDENT * level}- {head} :"]
        for part in condition.of:
            found += self.lines(part, group, level + 1)
        return found

    def reason(self, decided: Decided, *, answer: bool | None = None) -> str:
        """Return the condition that a leaf asked, as it decided: what had to hold, for which item.

        ``answer``: what the whole condition answered. A leaf that answered the other way was asked under a « not »: it is the contrary that
        had to hold, and that is said.
        """
        contrary = answer is not None and decided.holds is not answer
        asked = self.leaf(decided.condition, decided.group or None, contrary=contrary)
        if not decided.group:
            return asked
        return f"« {self._label_of_field(decided.group)} », n° {decided.item} : {asked}"

    def leaf(self, leaf: Leaf, group: str | None = None, *, contrary: bool = False) -> str:
        """Return a comparison: « Heures travaillées : au plus 300 heures »."""
        variable = self.book.variable(leaf.left, group) or Variable(leaf.left.name, Kind.TEXT, leaf.left.name)
        if isinstance(leaf, Matches):
            return f"{variable.label} : {'autre que ' if contrary else ''}{leaf.described}"
        return f"{variable.label} : {self._asked(variable, leaf, group, contrary=contrary)}"

    def _joined(self, of: tuple[Condition, ...], group: str | None, *, every: bool, contrary: bool) -> str:
        if not of:
            return "toujours" if every else "jamais"
        said = [self._part(part, group, contrary=contrary) for part in of]
        return join(said, "et" if every else "ou")

    def _part(self, part: Condition, group: str | None, *, contrary: bool) -> str:
        """Brackets around what is itself a list, so that « et » and « ou » are never mixed."""
        said = self.sentence(part, group, contrary=contrary)
        inner = part.of if isinstance(part, Not) else part
        return f"({said})" if isinstance(inner, All | AnyOf) and len(inner.of) > 1 else said

    def _named(self, name: str, *, contrary: bool) -> str:
        rule = self.book.rules.get(name)
        label = rule.label if rule else name
        return f"condition « {label} » {'non remplie' if contrary else 'remplie'}"

    def _asked(self, variable: Variable, leaf: Compare, group: str | None, *, contrary: bool) -> str:
        operator = leaf.operator
        if operator is Operator.ONE_OF:
            return self._one_of(variable, leaf, group, contrary=contrary)
        value = self._right(variable, leaf, group)
        if operator in {Operator.CONTAINS, Operator.WITHIN}:
            return _IN_LIST[operator, contrary].format(value)
        words = _DATE if variable.kind is Kind.DATE and not isinstance(leaf.right, Ref) else _NUMBER
        return words[_CONTRARY[operator] if contrary else operator].format(value)

    def _one_of(self, variable: Variable, leaf: Compare, group: str | None, *, contrary: bool) -> str:
        if isinstance(leaf.right, Constants):
            said = [self._said(variable, written) for written in leaf.right.written]
        else:
            value = self._known(leaf.right) if isinstance(leaf.right, Ref) else None
            said = [variable.label_of(key) for key in sorted(value)] if isinstance(value, frozenset) else []
            said = said or [self._right(variable, leaf, group)]
        return f"aucun de : {', '.join(said)}" if contrary else join(said, "ou")

    def _right(self, variable: Variable, leaf: Compare, group: str | None) -> str:
        right = leaf.right
        if isinstance(right, Ref):
            value, declared = self._known(right), self.book.variable(right, group)
            if value is not None and declared is not None:
                return say_value(declared, value)
            return f"« {declared.label if declared else right.name} »"
        if isinstance(right, Constant):
            return self._said(counterpart(variable, leaf.operator), right.written)
        return ", ".join(right.written)

    def _known(self, ref: Ref) -> Any:
        """Only parameters stand in a sentence by their value: fields are a person's own."""
        return self.facts.parameters.get(ref.name) if ref.source is Source.PARAMETER else None

    def _said(self, variable: Variable, written: str) -> str:
        try:
            return say_value(variable, read_scalar(variable, written))
        except (UnreadableValueError, KeyError):
            return written

    def _label_of_field(self, name: str) -> str:
        declared = self.book.fields.get(name)
        return declared.label if declared else name
