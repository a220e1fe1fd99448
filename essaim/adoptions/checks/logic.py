"""Rules, amounts, conditions of fields, bounds and defaults of parameters."""

from collections.abc import Iterator

from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.settings import bounds, parameter_problems
from essaim.adoptions.kits.walking import conditions as walked_conditions
from essaim.adoptions.params.conditions import Condition
from essaim.cores.rules import tree
from essaim.cores.rules.auditing import check_book, named_in
from essaim.cores.rules.checking import check_condition
from essaim.cores.rules.faults import Fault
from essaim.cores.rules.kinds import NUMBERS
from essaim.cores.rules.reading import UnreadableValueError
from essaim.cores.rules.tree import Named, Source


def finding(fault: Fault, under: Path = ()) -> Finding:
    return Finding((*under, *fault.path), fault.message, fault.advice)


def trees(kit: Kit) -> Iterator[Finding]:
    """Refuse a rule or an amount that is wrong, alone or with the others."""
    faults = (fault for fault in check_book(kit.book) if not _of_an_absent_engine(kit, fault.path))
    yield from (finding(fault) for fault in faults)


def _of_an_absent_engine(kit: Kit, path: Path) -> bool:
    """Whether a fault is about a look-up that only an absent engine could declare."""
    name = kit.document.value(path) if path and path[-1] == "lookup" else None
    return isinstance(name, str) and name.partition(".")[0] in kit.absent


def conditions(kit: Kit) -> Iterator[Finding]:
    """Refuse a wrong condition of a field, or one that reads the field itself."""
    for place, field in enumerate(kit.record.fields):
        if field.condition is None:
            continue
        path: Path = ("fields", place, "condition")
        yield from _condition(kit, field.condition, path)
        read = {
            one.name
            for one in named_in(field.condition.tree())
            if not isinstance(one, Named) and one.source is Source.FIELD
        }
        if field.id in read:
            yield Finding(
                path,
                f"la condition du champ « {field.id} » lit ce champ lui-même",
                "une condition lit ce qui est demandé avant",
            )


def of_engines(kit: Kit) -> Iterator[Finding]:
    """Refuse a wrong condition written in the section of an engine."""
    for key, section in kit.sections.items():
        for path, condition in walked_conditions(section, ("engines", key)):
            yield from _tree(kit, condition, path)


def _condition(kit: Kit, condition: Condition, path: Path) -> Iterator[Finding]:
    yield from _tree(kit, condition.tree(), path)


def _tree(kit: Kit, condition: tree.Condition, path: Path) -> Iterator[Finding]:
    faults = check_condition(condition, kit.book)
    yield from (finding(fault, path) for fault in faults if not _of_an_absent_engine(kit, (*path, *fault.path)))


def parameters(kit: Kit) -> Iterator[Finding]:
    """Refuse bounds that cannot be read or cross, a default outside them, a condition that reads more than parameters."""
    for place, parameter in enumerate(kit.record.parameters):
        path: Path = ("parameters", place)
        try:
            low, high = bounds(parameter)
        except UnreadableValueError as error:
            yield Finding(path, f"une borne de « {parameter.id} » ne se lit pas", f"attendu : {error}")
            continue
        if parameter.type in NUMBERS and low is not None and high is not None and low > high:
            yield Finding(
                (*path, "min"), f"« min » dépasse « max » ({parameter.min} > {parameter.max})", "échangez-les"
            )
            continue
        for problem in parameter_problems(parameter, parameter.default):
            yield Finding((*path, "default"), *problem)
        if parameter.valid_when is not None:
            yield from _valid_when(kit, parameter.valid_when, (*path, "valid_when"))


def _valid_when(kit: Kit, condition: Condition, path: Path) -> Iterator[Finding]:
    yield from _condition(kit, condition, path)
    named = named_in(condition.tree())
    if any(isinstance(one, Named) or one.source is not Source.PARAMETER for one in named):
        yield Finding(path, "« valid_when » ne lit que des paramètres", "comparez des paramètres entre eux")
