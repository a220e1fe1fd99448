"""Refuse a wrong computation: what each part must give flows down from what the whole declares."""

from collections.abc import Iterator
from dataclasses import replace

from essaim.cores.rules import amounts
from essaim.cores.rules.amounts import (
    Brackets,
    Choose,
    Computation,
    Count,
    Difference,
    Elapsed,
    Greatest,
    Least,
    Product,
    Ratio,
    Round,
    Sum,
    Total,
)
from essaim.cores.rules.book import Amount, Book
from essaim.cores.rules.checking import DEPTH_AT_MOST, NODES_AT_MOST, Path, check_condition, check_group
from essaim.cores.rules.faults import Fault, said, unknown
from essaim.cores.rules.kinds import NUMBERS, Kind, Shape, Variable
from essaim.cores.rules.reading import UnreadableValueError, read_scalar
from essaim.cores.rules.shapes import SPANS, carrier, is_money, natural
from essaim.cores.rules.tree import Constant, Ref

FACTOR = Shape(Kind.DECIMAL, None, whole=False)
_TO_ROUND = "entourez le calcul d’un « round » qui dit à quoi et dans quel sens arrondir"


def check_amount(amount: Amount, book: Book) -> list[Fault]:
    """Return what is wrong in a named amount; nothing when it may be used."""
    if amount.kind not in NUMBERS:
        return [Fault(("kind",), "un montant est un nombre ou une somme d’argent", "écrivez integer, decimal ou money")]
    return check_computation(amount.computation, amount.variable.shape, book)


def check_computation(computation: Computation, expected: Shape, book: Book, group: str | None = None) -> list[Fault]:
    """Return what is wrong in a computation that must give ``expected``.

    Money and numbers never mix, units agree through sums and comparisons, a whole result is rounded on purpose.
    """
    if amounts.depth(computation) > DEPTH_AT_MOST:
        return [
            Fault((), f"calcul trop profond : {DEPTH_AT_MOST} niveaux au plus", "découpez-le en plusieurs montants")
        ]
    if sum(1 for _ in amounts.walk(computation)) > NODES_AT_MOST:
        return [Fault((), f"calcul trop grand : {NODES_AT_MOST} éléments au plus", "découpez-le en plusieurs montants")]
    return list(_fit(computation, expected, book, group))


def _fit(node: Computation, expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    match node:
        case Constant(written):
            yield from _constant(written, expected)
        case Ref():
            yield from _ref(node, expected, book, group)
        case Product(of):
            yield from _product(of, expected, book, group)
        case Ratio():
            yield from _ratio(node, expected, book, group)
        case Count() | Total():
            yield from _counted(node, expected, book, group)
        case Brackets():
            yield from _brackets(node, expected, book, group)
        case Round():
            yield from _round(node, expected, book, group)
        case Elapsed():
            yield from _elapsed(node, expected, book, group)
        case Sum() | Difference() | Least() | Greatest() | Choose():
            yield from _alike(node, expected, book, group)


def _alike(node: Computation, expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    """Every part gives what the whole gives."""
    for steps, condition in amounts.conditions(node):
        yield from (fault.under(*steps) for fault in check_condition(condition, book, group))
    for steps, part in amounts.parts(node):
        yield from (fault.under(*steps) for fault in _fit(part, expected, book, group))


def _constant(written: str, expected: Shape) -> Iterator[Fault]:
    kind = expected.kind if expected.whole or expected.kind is Kind.MONEY else Kind.DECIMAL
    try:
        read_scalar(Variable("", kind, ""), written)
    except UnreadableValueError as error:
        yield Fault((), f"« {written} » n’est pas ce que le calcul attend", f"attendu : {error}")


def _ref(ref: Ref, expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    variable = book.variable(ref, group)
    path = (ref.source.value,)
    if variable is None:
        yield unknown(ref, book, group, path)
    elif variable.kind not in NUMBERS or (variable.kind is Kind.MONEY) != (expected.kind is Kind.MONEY):
        wanted = "une somme d’argent" if expected.kind is Kind.MONEY else "un nombre"
        yield Fault(
            path,
            f"« {ref.name} » est : {said(variable)} ; le calcul attend {wanted}",
            "ne mêlez pas sommes d’argent et nombres",
        )
    elif expected.unit is not None and variable.unit != expected.unit:
        yield Fault(
            path,
            f"« {ref.name} » est : {said(variable)} ; le calcul attend l’unité « {expected.unit or 'aucune'} »",
            "n’additionnez et ne comparez que des valeurs de même unité",
        )
    elif expected.whole and not variable.shape.whole:
        yield Fault(path, f"« {ref.name} » a des décimales et le montant est entier", _TO_ROUND)


def _product(of: tuple[Computation, ...], expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    money = carrier(of, book, group) if expected.kind is Kind.MONEY else None
    for place, factor in enumerate(of):
        wanted = replace(FACTOR, kind=Kind.INTEGER if expected.whole else Kind.DECIMAL, whole=expected.whole)
        if place == money:
            wanted = expected
        yield from (fault.under("product", place) for fault in _fit(factor, wanted, book, group))


def _ratio(node: Ratio, expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    if expected.whole:
        yield Fault(("ratio",), "une division ne tombe pas juste et le montant est entier", _TO_ROUND)
        return
    over_money = is_money(node.by, book, group)
    of_money = over_money or expected.kind is Kind.MONEY
    if over_money and expected.kind is Kind.MONEY:
        yield Fault(("ratio", "by"), "une somme divisée par une somme est un nombre", "déclarez le montant decimal")
        return
    for word, part, money in (("of", node.of, of_money), ("by", node.by, over_money)):
        wanted = Shape(Kind.MONEY, "", whole=False) if money else FACTOR
        yield from (fault.under("ratio", word) for fault in _fit(part, wanted, book, group))


def _counted(node: Count | Total, expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    word = "count" if isinstance(node, Count) else "total"
    wrong = check_group(node.group, book, group, (word, "group"))
    yield from wrong
    if wrong:
        return
    if isinstance(node, Count) and expected.kind is Kind.MONEY:
        yield Fault((word,), "un décompte n’est pas une somme d’argent", "multipliez-le par une somme (product)")
    for steps, condition in amounts.conditions(node):
        yield from (fault.under(*steps) for fault in check_condition(condition, book, node.group))
    for steps, part in amounts.parts(node):
        yield from (fault.under(*steps) for fault in _fit(part, expected, book, node.group))


def _brackets(node: Brackets, expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    read = natural(node.of, book, group) or FACTOR
    entry = replace(read, kind=read.kind if read.kind is Kind.MONEY else Kind.DECIMAL, whole=False)
    yield from (fault.under("brackets", "of") for fault in _fit(node.of, entry, book, group))
    for place, row in enumerate(node.rows):
        last = place == len(node.rows) - 1
        at = ("brackets", "rows", place)
        if last == (row.up_to is not None):
            yield Fault(
                at,
                "chaque tranche a un plafond « up_to », sauf la dernière",
                "ajoutez une dernière tranche sans « up_to »" if last else "ajoutez « up_to »",
            )
        elif row.up_to is not None:
            yield from (fault.under(*at, "up_to") for fault in _fit(row.up_to, entry, book, group))
        yield from (fault.under(*at, "gives") for fault in _fit(row.gives, expected, book, group))
    yield from _rising(node)


def _rising(node: Brackets) -> Iterator[Fault]:
    """Ceilings that are constants rise; those that are parameters are compared when their values are known."""
    before = None
    for place, row in enumerate(node.rows):
        if not isinstance(row.up_to, Constant):
            continue
        try:
            ceiling = read_scalar(Variable("", Kind.DECIMAL, ""), row.up_to.written.removesuffix("€").strip())
        except UnreadableValueError:
            return  # already said
        if before is not None and ceiling <= before:  # type: ignore[operator]
            yield Fault(
                ("brackets", "rows", place, "up_to"),
                "les plafonds des tranches doivent monter",
                "remettez les tranches dans l’ordre",
            )
        before = ceiling


def _round(node: Round, expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    for fault in _constant(node.to.written, expected):
        yield fault.under("round", "to")
    if node.to.written.strip("0., €") == "":
        yield Fault(("round", "to"), "on n’arrondit pas à un multiple de zéro", "écrivez 1 pour arrondir à l’unité")
    yield from (fault.under("round", "of") for fault in _fit(node.of, replace(expected, whole=False), book, group))


def _elapsed(node: Elapsed, expected: Shape, book: Book, group: str | None) -> Iterator[Fault]:
    for steps, ref in amounts.refs(node):
        variable = book.variable(ref, group)
        if variable is None:
            yield unknown(ref, book, group, (*steps, ref.source.value))
        elif variable.kind is not Kind.DATE:
            yield Fault(
                steps,
                f"une durée se compte entre deux dates ; « {ref.name} » est : {said(variable)}",
                "nommez une date",
            )
    unit = SPANS[node.span]
    if expected.kind is Kind.MONEY or expected.unit not in {None, unit}:
        yield Fault(("elapsed", "in"), f"cette durée est en {unit}", f"déclarez le montant avec « unit: {unit} »")


def path_of(path: Path) -> str:
    """Return a path as it is shown: « all[1].field »."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else step
    return shown
