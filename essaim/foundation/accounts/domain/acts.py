"""The journal of a territory, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from essaim.foundation.accounts.access import EVERYWHERE
from essaim.foundation.accounts.domain import queries
from essaim.foundation.accounts.models import Role
from essaim.foundation.journal import public as journal
from essaim.foundation.territories import public as territories

BATCH, BATCHES = 200, 10
MEANS = {
    "password": "mot de passe",
    "code": "code reçu par courriel",
    "second-factor": "second facteur",
    "totp": "application",
    "webauthn": "clé d’accès",
    "recovery_codes": "codes de secours",
}
WORDS: dict[str, str] = {
    "session.open": "se connecte",
    "session.close": "se déconnecte",
    "session.refuse": "connexion refusée",
    "account.create": "ouvre un compte",
    "account.rename": "change son nom",
    "account.password": "choisit un mot de passe",
    "account.change-address": "change d’adresse électronique",
    "account.delete": "supprime un compte",
    "account.leave": "quitte la plateforme",
    "second-factor.add": "ajoute un second facteur",
    "second-factor.remove": "retire un second facteur",
    "role.grant": "donne un rôle",
    "role.withdraw": "retire un rôle",
    "person.erase": "efface les données d’une personne",
    "person.retention": "efface des données arrivées à leur terme",
    "journal.drop": "efface un mois de journal arrivé à son terme",
}


@dataclass(frozen=True)
class ActRow:
    """One act as the page shows it."""

    id: int
    at: datetime
    actor: str
    act: str
    about: str
    details: str


def name_acts(words: dict[str, str]) -> None:
    """Give French words to acts of an upper app, from `AppConfig.ready` ({"catalogue.publish": "publie une fiche"})."""
    WORDS.update(words)


def act_in_words(act: str) -> str:
    """Return an act in French; its identifier where no app named it."""
    return WORDS.get(act, act)


def read(*, roots: frozenset[str], limit: int, before: int | None = None, **filters: Any) -> list[ActRow]:
    """Return the acts of these territories, newest first, named in words.

    An act belongs to a territory when somebody of it did it or was its object, or when it names the territory.
    """
    chosen: list[journal.EntryInfo] = []
    for entry in _entries(roots, before, filters):
        chosen.append(entry)
        if len(chosen) == limit:
            break
    return _in_words(chosen)


def _entries(roots: frozenset[str], before: int | None, filters: dict[str, Any]) -> Iterator[journal.EntryInfo]:
    concerned = _concerned(roots)
    for _ in range(BATCHES):
        batch = journal.entries(before=before, limit=BATCH, **filters)
        yield from (entry for entry in batch if concerned is None or _belongs(entry, *concerned))
        if len(batch) < BATCH:
            return
        before = batch[-1].id


def _concerned(roots: frozenset[str]) -> tuple[set[str], set[str]] | None:
    """Return the keys of the people and the codes of the territories; None: everything."""
    if EVERYWHERE in roots:
        return None
    keys = queries.memberships_in(roots).values_list("account__key", flat=True)
    codes = {part.code for root in roots for part in territories.parts(root)} | roots
    return {str(key) for key in keys}, codes


def _belongs(entry: journal.EntryInfo, keys: set[str], codes: set[str]) -> bool:
    about_them = entry.target == "account" and entry.key in keys
    return about_them or str(entry.actor) in keys or entry.details.get("territory") in codes


def _in_words(entries: list[journal.EntryInfo]) -> list[ActRow]:
    accounts = {UUID(entry.key) for entry in entries if entry.target == "account" and _is_key(entry.key)}
    names = queries.display_names({entry.actor for entry in entries if entry.actor} | accounts)
    places = territories.get_many(str(entry.details["territory"]) for entry in entries if "territory" in entry.details)
    return [_row(entry, names, places) for entry in entries]


def _row(entry: journal.EntryInfo, names: dict[UUID, str], places: dict[str, territories.TerritoryInfo]) -> ActRow:
    actor = names.get(entry.actor, queries.DELETED) if entry.actor else "sans compte"
    about = ""
    if entry.target == "account" and _is_key(entry.key) and UUID(entry.key) != entry.actor:
        about = names.get(UUID(entry.key), queries.DELETED)
    details = " · ".join(_detail(name, value, places) for name, value in entry.details.items())
    return ActRow(entry.id, entry.at, actor, act_in_words(entry.act), about, details)


def _detail(name: str, value: Any, places: dict[str, territories.TerritoryInfo]) -> str:
    if name == "territory":
        return places[value].name if value in places else str(value)
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    return MEANS.get(str(value), str(value))


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
