"""What a section of matching means, checked before the kit is installed. Paths start at the section."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding, Path
from essaim.adoptions.kits.texts import Placeholder, placeholders
from essaim.adoptions.params.values import FieldRecord
from essaim.cores.rules.auditing import read_by
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.tree import Named, Ref, Source
from essaim.engines.matching.params import DAYS, KILOMETRES, MONTHS, MatchingSection, SideRecord

DISTANCE = "matching.distance"
GROUPS = frozenset({Kind.CHOICE, Kind.COMMUNE, Kind.DEPARTEMENT, Kind.YES_NO})
"""What a draw may be stratified by: a closed list."""
EACH_SIDE = ("register", "accept", "decline")

Check = Callable[[MatchingSection, Surroundings], Iterable[Finding]]


def fields_of(around: Surroundings) -> dict[str, FieldRecord]:
    return {one.id: one for one in around.record.fields}


def reads(rule: str, around: Surroundings) -> set[Ref]:
    """Return the fields, parameters and look-ups that a rule reads in the end."""
    return read_by({Named(rule)}, around.book)


def check(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """Yield everything that is wrong in a section."""
    for one in CHECKS:
        yield from one(section, around)


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
    labels = {rule: around.book.rules[rule].label for rule in [*section.criteria, *_wished(section)]}
    lists: tuple[tuple[str, list[str]], ...] = (
        (
            "criteria",
            [labels[rule] for rule in section.criteria] + [one.label for one in section.shared if one.at_least],
        ),
        ("wishes", [labels[rule] for rule in _wished(section)] + [one.label for one in section.shared if one.weight]),
        ("quotas", [one.label for one in section.quotas]),
    )
    for word, names in lists:
        for name, times in Counter(names).items():
            if times > 1:
                yield Finding((word,), f"« {name} » dit deux choses ici", "donnez-leur deux intitulés")


def _wished(section: MatchingSection) -> list[str]:
    return [one.rule for one in section.wishes if one.rule]


def one_nearness(section: MatchingSection, _around: Surroundings) -> Iterator[Finding]:
    """Being near is wished once."""
    places = [at for at, one in enumerate(section.wishes) if one.near]
    if len(places) > 1:
        yield Finding(("wishes", places[1]), "la proximité est souhaitée deux fois", "gardez un seul « near »")


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
        yield from _whole(around, side.capacity.parameter, None, (*path, "parameter"))


def _whole(around: Surroundings, name: str | None, unit: str | None, path: Path) -> Iterator[Finding]:
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
    rules = [*section.criteria, *_wished(section)]
    return any(one.near for one in section.wishes) or any(
        Ref(Source.LOOKUP, DISTANCE) in reads(rule, around) for rule in rules
    )


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
        yield from _whole(around, one.at_least, None, ("shared", at, "at_least"))


def amounts_of_time(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """Delays and distances are parameters in the unit that the platform counts in."""
    for at, wish in enumerate(section.wishes):
        yield from _whole(around, wish.near, KILOMETRES, ("wishes", at, "near"))
    yield from _whole(around, section.consent.within, DAYS, ("consent", "within"))
    yield from _whole(around, section.agreement.trial, DAYS, ("agreement", "trial"))
    if section.follow_up is not None:
        yield from _whole(around, section.follow_up.every, MONTHS, ("follow_up", "every"))
    if section.draw is not None:
        yield from _whole(around, section.draw.reserves, None, ("draw", "reserves"))


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
            yield from _whole(around, getattr(one, word), None, ("quotas", at, word))


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


def follow_ups(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """What is asked later is not asked at registration; what adds up is a number."""
    asked = {name for side in section.sides for name in side.fields}
    later = [(("agreement", "fields"), section.agreement.fields), (("incident",), section.incident)]
    if section.follow_up is not None:
        later.append((("follow_up", "fields"), section.follow_up.fields))
        yield from _counted(section.follow_up.counts, section.follow_up.fields, around)
    for path, names in later:
        for place, name in enumerate(names):
            if name in asked:
                yield Finding(
                    (*path, place), f"« {name} » est déjà demandé à l’inscription", "déclarez un champ de plus"
                )


def _counted(name: str | None, fields: list[str], around: Surroundings) -> Iterator[Finding]:
    if name is not None and (name not in fields or fields_of(around)[name].type is not Kind.INTEGER):
        yield Finding(
            ("follow_up", "counts"),
            f"« {name} » n’est pas un nombre entier du suivi",
            "nommez un champ integer de « fields »",
        )


def rights(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """Each side may register and answer; somebody may do everything else that the section declares."""
    may = {role.id: set(role.may) for role in around.record.roles}
    for at, side in enumerate(section.sides):
        for verb in EACH_SIDE:
            if f"matching.{verb}" not in may[side.role]:
                yield Finding(
                    ("sides", at, "role"),
                    f"le rôle « {side.role} » ne peut pas « matching.{verb} »",
                    f"ajoutez « matching.{verb} » à ses droits (roles, may)",
                )
    for verb in needed(section):
        if not any(f"matching.{verb}" in verbs for verbs in may.values()):
            yield Finding((), f"aucun rôle ne peut « matching.{verb} »", "donnez ce droit à un rôle (roles, may)")


def needed(section: MatchingSection) -> list[str]:
    """Return the verbs without which the section cannot live."""
    verbs = ["end", "draw" if section.mode == "draw" else "propose"]
    if not section.agreement.at_once:
        verbs.append("agree")
    if section.follow_up is not None:
        verbs.append("follow-up")
    if section.incident:
        verbs.append("report-incident")
    return verbs


def letters(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """A message is for one of the two sides."""
    to = {one.id: one.to for one in around.record.messages}
    roles = {side.role for side in section.sides}
    for moment, names in section.tells.items():
        for place, name in enumerate(names):
            if to[name] not in roles:
                yield Finding(
                    ("tells", moment, place),
                    f"« {name} » s’adresse à « {to[name]} », qui n’est d’aucun côté",
                    f"adressez-le à : {', '.join(sorted(roles))}",
                )


def documents(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """Both read the text that they sign: it names no answer that one of them may not see."""
    record = next((one for one in around.record.messages if one.id == section.agreement.document), None)
    if record is None:
        return
    roles = {side.role for side in section.sides}
    for one in placeholders(f"{record.subject or ''} {record.body}"):
        hidden = roles - _readers(one, around) if isinstance(one, Placeholder) else set()
        if hidden:
            yield Finding(
                ("agreement", "document"),
                f"« {record.id} » montre {one} à « {min(hidden)} », qui ne peut pas le voir",
                "les deux côtés signent ce texte : retirez cette valeur, ou ajoutez le rôle à « seen_by »",
            )


def _readers(one: Placeholder, around: Surroundings) -> set[str]:
    """The roles that may read what a placeholder shows: of a field, or of all the fields that an amount comes from."""
    roles = {role.id for role in around.record.roles}
    if one.source not in {"field", "amount"}:
        return roles
    known = fields_of(around)
    read = read_by({Ref(Source(one.source), one.name)}, around.book)
    names = [ref.name for ref in read if ref.source is Source.FIELD and ref.name in known]
    return roles.intersection(*(known[name].readers for name in names))


CHECKS: tuple[Check, ...] = (
    two_sides,
    names_once,
    labels_differ,
    one_nearness,
    capacities,
    places,
    pair_rules,
    shown,
    shared,
    amounts_of_time,
    quotas,
    drawn,
    follow_ups,
    rights,
    letters,
    documents,
)
