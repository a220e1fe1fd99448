"""What follows a pair: delays, what is asked later, what both sign."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding
from essaim.adoptions.kits.texts import Placeholder, placeholders
from essaim.cores.rules.auditing import read_by
from essaim.cores.rules.kinds import Kind
from essaim.cores.rules.tree import Ref, Source
from essaim.engines.matching.checks.reading import fields_of, whole
from essaim.engines.matching.params import DAYS, KILOMETRES, MONTHS, MatchingSection


def amounts_of_time(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """Delays and distances are parameters in the unit that the platform counts in."""
    for at, wish in enumerate(section.wishes):
        yield from whole(around, wish.near, KILOMETRES, ("wishes", at, "near"))
    yield from whole(around, section.consent.within, DAYS, ("consent", "within"))
    yield from whole(around, section.agreement.trial, DAYS, ("agreement", "trial"))
    if section.follow_up is not None:
        yield from whole(around, section.follow_up.every, MONTHS, ("follow_up", "every"))
    if section.draw is not None:
        yield from whole(around, section.draw.reserves, None, ("draw", "reserves"))


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


def agreed(section: MatchingSection, around: Surroundings) -> Iterator[Finding]:
    """What is agreed on is written by who validates, in a kind that a line of paper can say, and both sides read it."""
    may = {role.id for role in around.record.roles if "matching.agree" in role.may}
    roles = {side.role for side in section.sides}
    for place, name in enumerate(section.agreement.fields):
        field, path = fields_of(around)[name], ("agreement", "fields", place)
        if field.type is Kind.GROUP:
            yield Finding(
                path, f"« {name} » est un groupe : une ligne de papier ne le dit pas", "nommez des champs simples"
            )
        if not section.agreement.at_once and field.filled_by not in may:
            yield Finding(
                path,
                f"« {name} » est rempli par « {field.filled_by} », qui ne valide pas d’accord",
                f"donnez « filled_by » à : {', '.join(sorted(may)) or 'un rôle qui a matching.agree'}",
            )
        for role in sorted(roles - field.readers):
            yield Finding(
                path,
                f"« {name} » est écrit sur ce que « {role} » signe, et ce rôle ne peut pas le voir",
                f"ajoutez « {role} » à « seen_by »",
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
