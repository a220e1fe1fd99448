"""Refuse a wrong condition before it is ever used: unknown names, kinds and units that do not meet, sizes."""

from collections.abc import Iterator

from essaim.cores.rules import tree
from essaim.cores.rules.book import Book
from essaim.cores.rules.faults import KINDS, Fault, said, unknown
from essaim.cores.rules.kinds import NUMBERS, ORDERED, Kind, Variable
from essaim.cores.rules.patterns import BadPatternError, compile_pattern
from essaim.cores.rules.reading import UnreadableValueError, read_scalar
from essaim.cores.rules.tree import (
    Compare,
    Condition,
    Constant,
    Constants,
    Every,
    Matches,
    Named,
    Operator,
    Ref,
    Some,
    Step,
)

DEPTH_AT_MOST = 8
NODES_AT_MOST = 200

_SINGLE = frozenset(Kind) - {Kind.GROUP, Kind.CHOICES}
LEFT = {
    Operator.IS: _SINGLE,
    Operator.IS_NOT: _SINGLE,
    Operator.AT_LEAST: ORDERED,
    Operator.AT_MOST: ORDERED,
    Operator.MORE_THAN: ORDERED,
    Operator.LESS_THAN: ORDERED,
    Operator.ONE_OF: frozenset({Kind.CHOICE, Kind.COMMUNE, Kind.DEPARTEMENT, Kind.INTEGER, Kind.TEXT}),
    Operator.CONTAINS: frozenset({Kind.CHOICES}),
    Operator.WITHIN: frozenset({Kind.COMMUNE}),
}
"""The kinds that each operator may have on its left."""

Path = tuple[Step, ...]


def check_condition(condition: Condition, book: Book, group: str | None = None) -> list[Fault]:
    """Return what is wrong in a condition, in the order of the tree; nothing when it may be used.

    Args:
        condition: The tree.
        book: What it may name.
        group: The repeatable group whose items it reads, when it is about one.
    """
    too_big = _size(condition)
    return too_big or list(_faults(condition, book, group, ()))


def _size(condition: Condition) -> list[Fault]:
    advice = "découpez-la en plusieurs règles nommées"
    if tree.depth(condition) > DEPTH_AT_MOST:
        return [Fault((), f"condition trop profonde : {DEPTH_AT_MOST} niveaux au plus", advice)]
    if sum(1 for _ in tree.walk(condition)) > NODES_AT_MOST:
        return [Fault((), f"condition trop grande : {NODES_AT_MOST} éléments au plus", advice)]
    return []


def _faults(condition: Condition, book: Book, group: str | None, path: Path) -> Iterator[Fault]:
    match condition:
        case Named(rule):
            if rule not in book.rules:
                names = ", ".join(sorted(book.rules)) or "aucune"
                yield Fault((*path, "rule"), f"la règle « {rule} » n’existe pas", f"règles déclarées : {names}")
        case Every(inner) | Some(inner):
            yield from _quantified(condition, inner, book, group, path)
            return
        case Compare():
            yield from _compare(condition, book, group, path)
        case Matches(left, pattern, _):
            yield from _matches(left, pattern, book, group, path)
    for steps, child in tree.children(condition):
        yield from _faults(child, book, group, path + steps)


def check_group(name: str, book: Book, group: str | None, path: Path) -> list[Fault]:
    """Return what is wrong with a group named where one is expected: unknown, not a group, or inside another."""
    if group is not None:
        return [Fault(path, "un groupe ne peut pas être lu dans un autre", "sortez cette condition du groupe")]
    declared = book.fields.get(name)
    if declared is None or declared.kind is not Kind.GROUP:
        groups = ", ".join(sorted(key for key, field in book.fields.items() if field.kind is Kind.GROUP)) or "aucun"
        return [Fault(path, f"« {name} » n’est pas un groupe répétable", f"groupes déclarés : {groups}")]
    return []


def _quantified(condition: Every | Some, inner: str, book: Book, group: str | None, path: Path) -> Iterator[Fault]:
    word = "every" if isinstance(condition, Every) else "some"
    wrong = check_group(inner, book, group, (*path, word))
    yield from wrong or _faults(condition.where, book, inner, (*path, "where"))


def _matches(left: Ref, pattern: str, book: Book, group: str | None, path: Path) -> Iterator[Fault]:
    variable = book.variable(left, group)
    if variable is None:
        yield unknown(left, book, group, (*path, left.source.value))
    elif variable.kind is not Kind.TEXT:
        yield Fault(
            (*path, "matches"),
            f"un motif se lit sur un texte ; « {left.name} » est : {said(variable)}",
            "comparez-le autrement",
        )
    try:
        compile_pattern(pattern)
    except BadPatternError as error:
        yield Fault((*path, "matches"), str(error), "simplifiez le motif")


def _compare(condition: Compare, book: Book, group: str | None, path: Path) -> Iterator[Fault]:
    left = book.variable(condition.left, group)
    if left is None:
        yield unknown(condition.left, book, group, (*path, condition.left.source.value))
        return
    where = (*path, condition.operator.value)
    if left.kind not in LEFT[condition.operator]:
        kinds = ", ".join(sorted(KINDS[kind] for kind in LEFT[condition.operator]))
        yield Fault(
            where,
            f"« {condition.operator} » ne s’applique pas à « {left.name} » ({said(left)})",
            f"il s’applique à : {kinds}",
        )
        return
    if isinstance(condition.right, Ref):
        yield from _right(left, condition.operator, condition.right, book, group, where)
    else:
        yield from _constants(left, condition.operator, condition.right, where)


def _constants(left: Variable, operator: Operator, right: Constant | Constants, path: Path) -> Iterator[Fault]:
    several = isinstance(right, Constants)
    if several != (operator is Operator.ONE_OF):
        yield Fault(
            path,
            "une liste de valeurs va avec « one_of », une seule valeur avec les autres",
            "corrigez l’opérateur ou la valeur",
        )
        return
    for place, written in enumerate(right.written if isinstance(right, Constants) else (right.written,)):
        try:
            read_scalar(counterpart(left, operator), written)
        except UnreadableValueError as error:
            at = (*path, place) if several else path
            yield Fault(at, f"« {written} » ne se compare pas à « {left.name} » ({said(left)})", f"attendu : {error}")


def _right(left: Variable, operator: Operator, ref: Ref, book: Book, group: str | None, path: Path) -> Iterator[Fault]:
    right = book.variable(ref, group)
    if right is None:
        yield unknown(ref, book, group, (*path, ref.source.value))
        return
    if not _meet(left, operator, right):
        yield Fault(
            path,
            f"« {left.name} » ({said(left)}) ne se compare pas à « {right.name} » ({said(right)})",
            "comparez deux valeurs de même type et de même unité",
        )


def _meet(left: Variable, operator: Operator, right: Variable) -> bool:
    if operator is Operator.ONE_OF:
        return left.kind is Kind.CHOICE and right.kind is Kind.CHOICES and _within(left, right)
    wanted = counterpart(left, operator)
    if wanted.kind in NUMBERS:
        money = (wanted.kind is Kind.MONEY, right.kind is Kind.MONEY)
        return right.kind in NUMBERS and money[0] == money[1] and wanted.unit == right.unit
    return wanted.kind is right.kind and _within(wanted, right)


def _within(left: Variable, right: Variable) -> bool:
    """Two closed lists meet when one is a part of the other."""
    one, other = ({choice.key for choice in side.choices} for side in (left, right))
    return one <= other or other <= one


def counterpart(left: Variable, operator: Operator) -> Variable:
    """Return what an operator expects on its right: of the kind of its left, but for CONTAINS and WITHIN."""
    if operator is Operator.CONTAINS:
        return Variable(left.name, Kind.CHOICE, left.label, left.unit, left.choices)
    if operator is Operator.WITHIN:
        return Variable(left.name, Kind.DEPARTEMENT, left.label)
    return left
