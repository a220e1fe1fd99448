"""Who may do what, and who is told."""

from collections.abc import Iterator

from essaim.adoptions.contract import Surroundings
from essaim.adoptions.kits.document.problems import Finding
from essaim.engines.matching.params import MatchingSection

EACH_SIDE = ("register", "accept", "decline")


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
