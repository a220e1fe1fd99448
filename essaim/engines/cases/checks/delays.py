"""Deadlines: a parameter says how long, in the unit in which it is counted; what follows makes sense."""

from collections.abc import Iterator

from essaim.adoptions.checks.machines import ENDS
from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.params.values import ParameterRecord
from essaim.cores.rules.kinds import Kind
from essaim.engines.cases.params import UNITS, CasesSection, DeadlineRecord

DESKS = ("agent", "partner")


def lengths(section: CasesSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse a deadline without end, on an end, that leads where it is, or that alerts nobody."""
    parameters = {one.id: one for one in around.record.parameters}
    kinds = {role.id: role.kind for role in around.record.roles}
    for place, one in enumerate(section.deadlines):
        path: Path = ("deadlines", place)
        yield from _length(one, parameters[one.within], path)
        yield from _states(section, one, path)
        if one.alerts is not None and kinds[one.alerts] not in DESKS:
            yield Finding(
                (*path, "alerts"),
                f"« {one.alerts} » n’a pas de bureau où voir l’alerte",
                "nommez un rôle « agent » ou « partner »",
            )


def _length(one: DeadlineRecord, parameter: ParameterRecord, path: Path) -> Iterator[Finding]:
    unit = UNITS[one.counted]
    if parameter.type is not Kind.INTEGER or parameter.unit != unit:
        yield Finding(
            (*path, "within"),
            f"« {one.within} » n’est pas un nombre entier de {unit}",
            f"donnez au paramètre « type: integer » et « unit: {unit} », ou changez « counted »",
        )
    elif not (parameter.min or "").isdigit() or int(parameter.min or "") < 1:
        yield Finding(
            (*path, "within"),
            f"« {one.within} » peut valoir zéro : le délai serait passé d’avance",
            "donnez-lui « min: 1 » au moins",
        )


def _states(section: CasesSection, one: DeadlineRecord, path: Path) -> Iterator[Finding]:
    for rank, name in enumerate(one.states):
        if section.state(name).kind in ENDS:
            yield Finding(
                (*path, "states", rank),
                f"« {name} » est une fin : plus rien n’y presse",
                "nommez un état « open » ou « waiting »",
            )
    if one.to in one.states:
        yield Finding(
            (*path, "to"), f"le délai passé mènerait à « {one.to} », où il court déjà", "nommez un autre état"
        )
