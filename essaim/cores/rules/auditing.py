"""Check all the rules and amounts of a book together: each one, and that none leads back to itself."""

from collections.abc import Iterator

from essaim.cores.rules import amounts, tree
from essaim.cores.rules.amounts import Computation, Count, Total
from essaim.cores.rules.book import Book
from essaim.cores.rules.checking import check_condition
from essaim.cores.rules.faults import Fault
from essaim.cores.rules.fitting import check_amount
from essaim.cores.rules.tree import Compare, Condition, Every, Matches, Named, Ref, Some, Source

CHAIN_AT_MOST = 12
"""How many names may lead to one another (a rule names an amount, which names a rule…)."""

Name = tuple[str, str]


def check_book(book: Book) -> list[Fault]:
    """Return what is wrong in the rules and amounts of a book; each path begins with « rules » or « amounts » and a name."""
    found: list[Fault] = []
    for name, rule in book.rules.items():
        found += [fault.under("rules", name, "when") for fault in check_condition(rule.condition, book)]
    for name, amount in book.amounts.items():
        steps = ("amounts", name)
        found += [fault.under(*steps, "is") for fault in check_amount(amount, book)]
    return found or list(_circles(book))


def named_in(condition: Condition) -> set[Ref | Named]:
    """Return the values and rules that a condition names, itself, in any of its parts."""
    found: set[Ref | Named] = set()
    for _, node in tree.walk(condition):
        if isinstance(node, Named):
            found.add(node)
        elif isinstance(node, Every | Some):
            found.add(Ref(Source.FIELD, node.group))
        elif isinstance(node, Compare | Matches):
            found.add(node.left)
            if isinstance(node, Compare) and isinstance(node.right, Ref):
                found.add(node.right)
    return found


def named_in_computation(computation: Computation) -> set[Ref | Named]:
    """Return the values and rules that a computation names, in any of its parts and of its conditions."""
    found: set[Ref | Named] = set()
    for _, node in amounts.walk(computation):
        found |= {ref for _, ref in amounts.refs(node)}
        if isinstance(node, Count | Total):
            found.add(Ref(Source.FIELD, node.group))
        for _, condition in amounts.conditions(node):
            found |= named_in(condition)
    return found


def read_by(names: set[Ref | Named], book: Book) -> set[Ref]:
    """Return the fields, parameters and look-ups that names read in the end, through rules and amounts (no circle)."""
    read: set[Ref] = set()
    for name in names:
        if isinstance(name, Named):
            read |= read_by(named_in(book.rules[name.rule].condition), book) if name.rule in book.rules else set()
        elif name.source is Source.AMOUNT:
            if name.name in book.amounts:
                read |= read_by(named_in_computation(book.amounts[name.name].computation), book)
        else:
            read.add(name)
    return read


def _circles(book: Book) -> Iterator[Fault]:
    edges = _edges(book)
    chains: dict[Name, int] = {}
    for start in edges:
        circle = _longest(start, edges, chains, ())
        if circle:
            shown = " → ".join(name for _, name in circle)
            yield Fault(start, f"cela tourne en rond : {shown}", "retirez l’un de ces renvois")
            return
    for start, length in chains.items():
        if length > CHAIN_AT_MOST:
            yield Fault(start, f"trop de renvois à la suite : {CHAIN_AT_MOST} au plus", "raccourcissez la chaîne")
            return


def _edges(book: Book) -> dict[Name, list[Name]]:
    edges = {("rules", name): _names(named_in(rule.condition)) for name, rule in book.rules.items()}
    edges |= {("amounts", name): _names(named_in_computation(one.computation)) for name, one in book.amounts.items()}
    return edges


def _names(found: set[Ref | Named]) -> list[Name]:
    rules = [("rules", one.rule) for one in found if isinstance(one, Named)]
    used = [("amounts", one.name) for one in found if isinstance(one, Ref) and one.source is Source.AMOUNT]
    return sorted(rules + used)


def _longest(
    name: Name, edges: dict[Name, list[Name]], chains: dict[Name, int], trail: tuple[Name, ...]
) -> tuple[Name, ...]:
    """Fill ``chains`` with the length of the longest chain from each name; return a circle when there is one."""
    if name in trail:
        return (*trail[trail.index(name) :], name)
    if name in chains:
        return ()
    for after in edges[name]:
        circle = _longest(after, edges, chains, (*trail, name))
        if circle:
            return circle
    chains[name] = 1 + max((chains[after] for after in edges[name]), default=0)
    return ()
