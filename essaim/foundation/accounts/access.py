"""Who may do what: one table. An act that is not in it is refused, whoever asks."""

from dataclasses import dataclass

from essaim.foundation.accounts.models import Role

EVERYWHERE = "pays-FR"
RANKS = {role: rank for rank, role in enumerate(Role)}
STAFF = frozenset({Role.MODERATOR, Role.MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Act:
    """Something that a role allows in its territory and in all that this territory contains."""

    label: str
    roles: frozenset[Role]


ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
MANAGERS = ADMINISTRATORS | {Role.MANAGER}
MODERATORS = MANAGERS | {Role.MODERATOR}
CONTRIBUTORS = MODERATORS | {Role.CONTRIBUTOR}

ACTS: dict[str, Act] = {
    "catalogue.moderate": Act("relire les propositions et les modifications", MODERATORS),
    "catalogue.publish": Act("publier les fiches", MODERATORS),
    "synonyms.edit": Act("corriger les synonymes de la recherche", MODERATORS),
    "barometer.compose": Act("composer, ouvrir et clore les baromètres", MANAGERS),
    "barometer.collect": Act("saisir des réponses à un baromètre, sur papier ou au téléphone", CONTRIBUTORS),
    "adoption.manage": Act("adopter des solutions et conduire leurs services", MANAGERS),
    "accounts.manage": Act("donner et retirer des rôles", MANAGERS),
    "journal.read": Act("lire le journal des actes", MANAGERS),
    "register.read": Act("lire le registre des données personnelles", MANAGERS),
    "indicators.import": Act("importer des indicateurs", ADMINISTRATORS),
}


def roles_for(act: str) -> frozenset[Role]:
    """Return the roles that allow an act; none when the act is unknown."""
    known = ACTS.get(act)
    return known.roles if known else frozenset()


def labels_for(role: Role) -> list[str]:
    """Return in words what a role allows."""
    return [act.label for act in ACTS.values() if role in act.roles]


def at_most(role: Role) -> list[Role]:
    """Return the roles that somebody with this role may give: never above their own."""
    return [each for each in Role if RANKS[each] <= RANKS[role]]
