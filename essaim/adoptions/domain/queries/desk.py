"""The desk of a service: what waits for somebody, what is under way, why a list is empty; its journal in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

from django.db.models import Count, Q
from django.utils import timezone

from essaim.adoptions import registry
from essaim.adoptions.acting import may
from essaim.adoptions.models import Adoption, Participation, Phase, Standing, Terms
from essaim.adoptions.runtime import EVERYBODY, Waiting
from essaim.foundation.accounts import public as accounts
from essaim.foundation.journal import public as journals

NOT_RUNNING = {
    Phase.PREPARING: "Le service est en préparation : rien n’y arrive encore. Commencez la phase de test pour l’essayer.",
    Phase.CLOSED: "Le service est fermé : plus rien n’y arrive.",
}
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Queue:
    """What waits in one engine, late first, then the nearest date, then the oldest."""

    key: str
    label: str
    waiting: tuple[Waiting, ...]
    late: int


@dataclass(frozen=True)
class Board:
    """The whole desk of one person. ``why``: when nothing waits, the reason and what to do."""

    queues: tuple[Queue, ...]
    under_way: int
    why: str

    @property
    def count(self) -> int:
        return sum(len(queue.waiting) for queue in self.queues)

    @property
    def late(self) -> int:
        return sum(queue.late for queue in self.queues)


def board(
    adoption: Adoption, terms: Terms, roles: Sequence[str], *, reach: Q = EVERYBODY, now: datetime | None = None
) -> Board:
    """Return what waits for these roles, within what the person may open. One query, and those of the engines."""
    moment = now or timezone.now()
    queues = tuple(_queue(adoption, key, frozenset(roles), reach, moment) for key in terms.kit.engines)
    counts = dict(_standings(adoption))
    under_way = counts.get(Standing.SUBMITTED, 0) + counts.get(Standing.DECIDED, 0)
    why = "" if any(queue.waiting for queue in queues) else _why(adoption, terms, roles, counts)
    return Board(queues, under_way, why)


def _queue(adoption: Adoption, key: str, roles: frozenset[str], reach: Q, now: datetime) -> Queue:
    engine = registry.engines[key]
    found = sorted(engine.runtime.waiting(adoption, roles, reach), key=lambda one: (one.due or NEVER, one.since))
    return Queue(key, engine.label, tuple(found), sum(1 for one in found if one.due and one.due < now))


def _standings(adoption: Adoption) -> Iterable[tuple[str, int]]:
    rows = adoption.participations.filter(trial=adoption.trial, erased_at=None).order_by()
    return rows.values_list("standing").annotate(count=Count("pk"))


def _why(adoption: Adoption, terms: Terms, roles: Sequence[str], counts: dict[str, int]) -> str:
    """Say why nothing waits, from the nearest reason to the farthest."""
    if not adoption.running:
        return NOT_RUNNING[Phase(adoption.phase)]
    if not roles:
        return "Vous n’avez aucun rôle dans cette équipe : ce qui attend est montré à qui peut le traiter."
    if not any(may(terms, role) for role in roles):
        return "Votre rôle n’a rien à traiter dans ce service : il sert à suivre."
    if counts.get(Standing.SUBMITTED, 0):
        return f"{counts[Standing.SUBMITTED]} dossier(s) en cours, mais aucun n’attend un acte de votre rôle."
    if counts.get(Standing.DRAFT, 0):
        return f"{counts[Standing.DRAFT]} dossier(s) commencé(s) et pas encore envoyé(s) : ils arriveront ici une fois envoyés."
    return "Personne n’a encore rien déposé. Donnez l’adresse du service, ou saisissez un dossier reçu sur papier."


@dataclass(frozen=True)
class Moment:
    """One line of the journal of a service: when, who, what, about which file."""

    at: datetime
    who: str
    what: str
    about: str = ""


def journal(adoption: Adoption, terms: Terms, *, before: datetime | None, limit: int) -> list[Moment]:
    """Return what happened in a service and what was done to it, newest first. Three queries."""
    found = [*_happened(adoption, terms, before, limit), *_done(adoption, before, limit)]
    return sorted(found, key=attrgetter("at"), reverse=True)[:limit]


def _happened(adoption: Adoption, terms: Terms, before: datetime | None, limit: int) -> list[Moment]:
    rows = adoption.happenings.select_related("participation").order_by("-at", "-pk")
    rows = rows.filter(at__lt=before) if before else rows
    labels = {one.id: one.label for one in terms.kit.record.roles}
    return [
        Moment(one.at, labels.get(one.role) or "la plateforme", event_label(one.event), _reference(one.participation))
        for one in rows[:limit]
    ]


def event_label(name: str) -> str:
    """Return an event in words, with the name of its engine; the engine gone, « non disponible »."""
    key, _, rest = name.partition(".")
    engine = registry.engines.get(key)
    event = engine.event(rest) if engine else None
    return event.label if event else f"non disponible (moteur « {key} »)"


def _reference(participation: Participation | None) -> str:
    return participation.reference if participation else ""


def _done(adoption: Adoption, before: datetime | None, limit: int) -> list[Moment]:
    rows = journals.entries(target="adoption", key=str(adoption.key), until=before, limit=limit)
    names = accounts.display_names({row.actor for row in rows if row.actor})
    return [
        Moment(
            row.at,
            names.get(row.actor, "compte supprimé") if row.actor else "la plateforme",
            accounts.act_in_words(row.act),
        )
        for row in rows
    ]
