"""Names: each used once, each reference to something declared."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.kits.kit import Kit
from essaim.adoptions.kits.walking import Found, marked
from essaim.adoptions.params.base import Reference, Target
from essaim.adoptions.params.kit import LISTS


def unique(kit: Kit) -> Iterator[Finding]:
    """Refuse an identifier given twice in one section."""
    record = kit.record
    for section in LISTS:
        yield from _unique([item.id for item in getattr(record, section)], (section,))
    yield from _unique(record.outcomes.ids, ("outcomes",))
    yield from _unique([one.id for one in record.demo.people], ("demo", "people"))
    yield from _unique([one.id for one in record.kit.origin.figures], ("kit", "origin", "figures"))
    for section, values in (("parameters", record.parameters), ("fields", record.fields)):
        for place, value in enumerate(values):
            yield from _unique([choice.id for choice in value.choices], (section, place, "choices"))
    for place, field in enumerate(record.fields):
        yield from _unique([member.id for member in field.members], ("fields", place, "members"))


def _unique(names: list[str], path: Path) -> Iterator[Finding]:
    for name, times in Counter(names).items():
        if times > 1:
            last = len(names) - 1 - names[::-1].index(name)
            yield Finding(
                (*path, last), f"l’identifiant « {name} » est donné {times} fois", "un identifiant par élément"
            )


def declared(kit: Kit) -> dict[Target, list[str]]:
    """Return what a reference may name, by kind."""
    record = kit.record
    return {
        Target.FIELD: [one.id for one in record.fields],
        Target.PARAMETER: [one.id for one in record.parameters],
        Target.ROLE: [one.id for one in record.roles],
        Target.RULE: [one.id for one in record.rules],
        Target.AMOUNT: [one.id for one in record.amounts],
        Target.MESSAGE: [one.id for one in record.messages],
        Target.OUTCOME: record.outcomes.ids,
        Target.ORIGIN_FIGURE: [one.id for one in record.kit.origin.figures],
    }


def every_marked(kit: Kit) -> Iterator[Found]:
    """Yield every reference and every text of a kit, those of the engines' sections among them."""
    yield from marked(kit.record)
    for key, section in kit.sections.items():
        yield from marked(section, ("engines", key))


def references(kit: Kit) -> Iterator[Finding]:
    """Refuse a reference to what is not declared. Rules and amounts are checked with their trees."""
    names = declared(kit)
    for found in every_marked(kit):
        if isinstance(found.marker, Reference) and not _in_a_tree(found.path):
            known = names[found.marker.target]
            if found.value not in known:
                yield missing(found.path, found.marker.target, found.value, known)


def _in_a_tree(path: Path) -> bool:
    """Only the trees of the sections `rules` and `amounts` are checked elsewhere, with more to say."""
    return path[0] in {"rules", "amounts"} and "seen_by" not in path


def missing(path: Path, target: Target, name: str, known: Iterable[str]) -> Finding:
    """Return the finding of a name that nothing declares, with the nearest one."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    advice = f"vouliez-vous dire « {near[0]} » ?" if near else f"déclarés : {', '.join(names) or 'aucun'}"
    article = "la" if target is Target.RULE else "le"
    return Finding(path, f"{article} {target} « {name} » n’existe pas", advice)
