"""What makes a pair: criteria and wishes that read it, answers in common, quotas, a draw."""

from collections import Counter
from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.tree import Ref, Source
from essaim.engines.matching.checks.reading import fields_of, reads, whole, wished
from essaim.engines.matching.checks.sides import DISTANCE
from essaim.engines.matching.params import MatchingSection, SideRecord

GROUPS = frozenset({Kind.CHOICE, Kind.COMMUNE, Kind.DEPARTEMENT, Kind.YES_NO})
"""What a draw may be stratified by: a closed list."""


def names_once(section: MatchingSection, _around: Surroundings) -> Iterator[Finding]:
    """Identifiers are given once in each list."""
    lists: tuple[tuple[Path, list[str]], ...] = (
        (("shared",), [one.id for one in section.shared]),
        (("quotas",), [one.id for one in section.quotas]),
        (("consent", "reasons"), [one.id for one in section.consent.reasons]),
        (("ends",), [one.id for one in section.ends]),
        (("criteria",), section.criteria),
    )
    for path, names in lists:
        for name, times in Counter(names).items():
            if times > 1:
                yield Finding(path, f"« {name} » est donné {times} fois", "une fois suffit")


def labels_differ(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """A reason names a criterion by its label: two that read alike could not be told apart."""
    labels = {rule: around.book.rules[rule].label for rule in [*section.criteria, *wished(section)]}
    lists: tuple[tuple[str, list[str]], ...] = (
        (
            "criteria",
            [labels[rule] for rule in section.criteria] + [one.label for one in section.shared if one.at_least],
        ),
        ("wishes", [labels[rule] for rule in wished(section)] + [one.label for one in section.shared if one.weight]),
        ("quotas", [one.label for one in section.quotas]),
    )
    for word, names in lists:
        for name, times in Counter(names).items():
            if times > 1:
                yield Finding((word,), f"« {name} » dit deux choses ici", "donnez-leur deux intitulés")


def one_nearness(section: MatchingSection, _around: Surroundings) -> Iterator[Finding]:
    """Being near is wished once."""
    places = [at for at, one in enumerate(section.wishes) if one.near]
    if len(places) > 1:
        yield Finding(("wishes", places[1]), "la proximité est souhaitée deux fois", "gardez un seul « near »")


def pair_rules(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """A criterion or a wish reads what the two people of a pair say, and their distance."""
    for at, rule in enumerate(section.criteria):
        yield from _readable(section, around, rule, ("criteria", at))
    for at, wish in enumerate(section.wishes):
        if wish.rule is not None:
            yield from _readable(section, around, wish.rule, ("wishes", at, "rule"))


def _readable(section: MatchingSection, around: Surroundings, rule: str, path: Path) -> Iterator[Finding]:
    read = reads(rule, around)
    theirs = {name for side in section.sides for name in side.fields}
    for ref in sorted(read, key=str):
        if ref.source is Source.FIELD and ref.name not in theirs:
            yield Finding(
                path, f"« {rule} » lit le champ « {ref.name} », que personne ne donne ici", "demandez-le dans une page"
            )
        if ref.source is Source.LOOKUP and ref.name != DISTANCE:
            yield Finding(
                path, f"« {rule} » lit « {ref.name} », qui ne dit rien d’une paire", f"une paire connaît « {DISTANCE} »"
            )
    if all(ref.source is Source.PARAMETER for ref in read):
        yield Finding(path, f"« {rule} » ne lit rien des personnes", "comparez un champ ou la distance")


def shared(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """Answers in common: a multiple choice of each side, with the same choices."""
    for at, one in enumerate(section.shared):
        for place, (name, side) in enumerate(zip(one.fields, section.sides, strict=True)):
            if name not in side.fields or fields_of(around)[name].type is not Kind.CHOICES:
                yield Finding(
                    ("shared", at, "fields", place),
                    f"« {name} » n’est pas un choix multiple du côté « {side.id} »",
                    "nommez un champ choices de chaque côté, dans l’ordre des côtés",
                )
        first, second = ({choice.id for choice in fields_of(around)[name].choices} for name in one.fields)
        if first != second:
            only = ", ".join(sorted(first ^ second))
            yield Finding(("shared", at, "fields"), f"les choix diffèrent : {only}", "donnez les mêmes aux deux champs")
        yield from whole(around, one.at_least, None, ("shared", at, "at_least"))


def quotas(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """A quota is about the answers of one side."""
    ids = {side.id: side for side in section.sides}
    for at, one in enumerate(section.quotas):
        if one.side not in ids:
            yield Finding(("quotas", at, "side"), f"le côté « {one.side} » n’existe pas", f"côtés : {', '.join(ids)}")
            continue
        outside = [ref.name for ref in reads(one.rule, around) if not _inside(ref, ids[one.side])]
        if outside:
            yield Finding(
                ("quotas", at, "rule"),
                f"« {one.rule} » lit « {min(outside)} », que le côté « {one.side} » ne donne pas",
                "un quota ne lit que les réponses de son côté",
            )
        for word in ("at_least", "at_most"):
            yield from whole(around, getattr(one, word), None, ("quotas", at, word))


def _inside(ref: Ref, side: SideRecord) -> bool:
    return ref.source is Source.PARAMETER or (ref.source is Source.FIELD and ref.name in side.fields)


def drawn(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """A draw is declared in the mode that draws, and there only."""
    if (section.mode == "draw") != (section.draw is not None):
        yield Finding(
            ("draw",), "« draw » va avec « mode: draw », et seulement avec lui", "ajoutez l’un ou retirez l’autre"
        )
    if section.draw is None or section.draw.strata is None:
        return
    name = section.draw.strata
    if name not in section.seekers.fields or fields_of(around)[name].type not in GROUPS:
        yield Finding(
            ("draw", "strata"),
            f"« {name} » ne range pas les personnes tirées dans des groupes",
            f"nommez un champ du côté « {section.seekers.id} » : choice, yes-no, commune ou departement",
        )
