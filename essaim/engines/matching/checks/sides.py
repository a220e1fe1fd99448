"""Two sides: told apart, with a capacity and a place of their own, showing what the other may see."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.tree import Ref, Source
from essaim.engines.matching.checks.reading import fields_of, reads, whole, wished
from essaim.engines.matching.params import MatchingSection, SideRecord

DISTANCE = "matching.distance"


def two_sides(section: MatchingSection, _around: Surroundings) -> Iterator[Finding]:
    """Sides are told apart by their identifier, their role and their fields."""
    first, second = section.sides
    if first.id == second.id:
        yield Finding(("sides", 1, "id"), f"les deux côtés s’appellent « {first.id} »", "un identifiant par côté")
    if first.role == second.role:
        yield Finding(
            ("sides", 1, "role"), f"les deux côtés ont le rôle « {first.role} »", "un rôle par côté : chacun consent"
        )
    for place, page in enumerate(second.pages):
        for at, name in enumerate(page.fields):
            if name in first.fields:
                yield Finding(
                    ("sides", 1, "pages", place, "fields", at),
                    f"le champ « {name} » est demandé des deux côtés",
                    "un champ par côté : leurs réponses se comparent",
                )


def capacities(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """A capacity is a whole number, a parameter that is one, or an answer of its own side."""
    for place, side in enumerate(section.sides):
        path: Path = ("sides", place, "capacity")
        name = side.capacity.field
        if name is not None and (name not in side.fields or fields_of(around)[name].type is not Kind.INTEGER):
            yield Finding(
                (*path, "field"),
                f"« {name} » n’est pas un nombre entier que ce côté donne",
                "nommez un champ integer de ses pages",
            )
        yield from whole(around, side.capacity.parameter, None, (*path, "parameter"))


def places(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """A place is a commune that the side itself gives; with a distance, both sides have one."""
    for at, side in enumerate(section.sides):
        if side.place is not None and (
            side.place not in side.fields or fields_of(around)[side.place].type is not Kind.COMMUNE
        ):
            yield Finding(
                ("sides", at, "place"),
                f"« {side.place} » n’est pas une commune que ce côté donne",
                "nommez un champ commune de ses pages",
            )
    if uses_distance(section, around):
        for at, side in enumerate(section.sides):
            if side.place is None:
                yield Finding(
                    ("sides", at),
                    f"une distance est comparée, mais le côté « {side.id} » n’a pas de lieu",
                    "ajoutez « place: » avec un champ commune",
                )


def uses_distance(section: MatchingSection, around: Surroundings) -> bool:
    """Tell whether a criterion or a wish reads the distance."""
    rules = [*section.criteria, *wished(section)]
    return any(one.near for one in section.wishes) or any(
        Ref(Source.LOOKUP, DISTANCE) in reads(rule, around) for rule in rules
    )


def shown(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """What the other side reads is declared as seen by it; before consent, no free text: it could name somebody."""
    for at, side in enumerate(section.sides):
        for word, names in (("shows", side.shows), ("then_shows", side.then_shows)):
            for place, name in enumerate(names):
                path: Path = ("sides", at, word, place)
                yield from _shown(section, around, side, name, path)
                if word == "shows" and fields_of(around)[name].type in {Kind.TEXT, Kind.GROUP}:
                    yield Finding(
                        path,
                        f"« {name} » est un texte libre : il peut nommer la personne avant qu’elle consente",
                        "montrez-le après, dans « then_shows »",
                    )


def _shown(
    section: MatchingSection, around: Surroundings, side: SideRecord, name: str, path: Path
) -> Iterator[Finding]:
    reader = section.other(side).role
    if name not in side.fields:
        yield Finding(path, f"le côté « {side.id} » ne donne pas « {name} »", "nommez un champ de ses pages")
    elif reader not in fields_of(around)[name].readers:
        yield Finding(
            path,
            f"« {name} » serait montré à « {reader} », qui ne peut pas le voir",
            f"ajoutez « {reader} » à « seen_by »",
        )
