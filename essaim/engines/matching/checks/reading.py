"""What several checks read of a kit around the section."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.params.values import FieldRecord
from essaim.cores.rules.auditing import read_by
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.tree import Named, Ref
from essaim.engines.matching.params import MatchingSection


def fields_of(around: Surroundings) -> dict[str, FieldRecord]:
    return {one.id: one for one in around.record.fields}


def reads(rule: str, around: Surroundings) -> set[Ref]:
    """Return the fields, parameters and look-ups that a rule reads in the end."""
    return read_by({Named(rule)}, around.book)


def wished(section: MatchingSection) -> list[str]:
    return [one.rule for one in section.wishes if one.rule]


def whole(around: Surroundings, name: str | None, unit: str | None, path: Path) -> Iterator[Finding]:
    """Refuse a parameter that is not a whole number, or not in the unit wanted (None: any)."""
    if name is None:
        return
    found = around.book.parameters[name]
    if found.kind is not Kind.INTEGER or unit not in {None, found.unit}:
        wanted = "un nombre entier" if unit is None else f"un nombre entier de {unit}"
        yield Finding(
            path, f"le paramètre « {name} » n’est pas {wanted}", f"déclarez-le « type: integer{_unit(unit)} »"
        )


def _unit(unit: str | None) -> str:
    return f", unit: {unit}" if unit else ""
