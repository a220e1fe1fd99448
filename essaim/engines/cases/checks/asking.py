"""Fields: each is asked of whom may fill it, once; the commune that routes a case is one."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.params.values import FieldRecord
from essaim.cores.rules.kinds import Kind
from essaim.engines.cases.params import CasesSection, DoorRecord


def fields(section: CasesSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse a field asked of somebody else than who fills it, or twice at one door; then a route that is no commune."""
    known = {field.id: field for field in around.record.fields}
    for place, door in enumerate(section.doors):
        yield from _door(door, known, ("doors", place))
    for place, one in enumerate(section.transitions):
        for rank, name in enumerate(one.learns):
            if known[name].filled_by not in one.by:
                yield _not_theirs(known[name], ("transitions", place, "learns", rank), " ou ".join(one.by))
    if section.routing is not None and known[section.routing.field].type is not Kind.COMMUNE:
        yield Finding(
            ("routing", "field"),
            f"« {section.routing.field} » n’est pas une commune",
            "nommez un champ de type commune",
        )


def restricted(section: CasesSection, around: Surroundings) -> Iterator[Finding]:
    """Refuse sectors that would close a dossier here and leave it open elsewhere: the desks of other engines show the whole service."""
    others = sorted(set(around.record.engines) - {"cases"})
    if section.routing is not None and section.routing.restricts and others:
        yield Finding(
            ("routing", "restricts"),
            f"un secteur ferme les dossiers, et ce kit a d’autres moteurs dont les pages montrent tout le service : {', '.join(others)}",
            "retirez « restricts », ou faites deux kits",
        )


def _door(door: DoorRecord, known: dict[str, FieldRecord], path: Path) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, page in enumerate(door.pages):
        for rank, name in enumerate(page.fields):
            where = (*path, "pages", place, "fields", rank)
            if known[name].filled_by != door.role:
                yield _not_theirs(known[name], where, door.role)
            if name in seen:
                yield Finding(where, f"« {name} » est demandé deux fois", "ne demandez chaque chose qu’une fois")
            seen.add(name)


def _not_theirs(field: FieldRecord, path: Path, role: str) -> Finding:
    return Finding(
        path,
        f"« {field.id} » est rempli par « {field.filled_by} », pas par « {role} »",
        "changez « filled_by » du champ, ou demandez-le à qui le remplit",
    )
