"""What waits at the desk: ideas to read over, answers of authors, ideas to study, projects to decide, works to follow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from essaim.adoptions.acting import may
from essaim.adoptions.contract import Waiting
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition.editions import now_open, running, spans_of
from essaim.engines.ballots.models.edition import (
    Consultation,
    Exchange,
    Idea,
    IdeaState,
    Milestone,
    Project,
    Side,
    Standing,
)

SILENT_DAYS = 90
"""A winner of which nothing was said for so long is a question that inhabitants ask."""


@dataclass(frozen=True)
class Queue:
    """One pile of work: its words, the verb that it wants, its page, how many, since when, until when."""

    label: str
    subject: str
    verb: str
    route: str
    since: datetime
    due: datetime | None = None


def for_roles(adoption: Adoption, roles: frozenset[str]) -> Iterator[Waiting]:
    """Yield each pile that one of some roles may take, with its page."""
    verbs = {role: may(adoption.terms, role) for role in sorted(roles)}
    for one in _queues(adoption):
        role = next((role for role, known in verbs.items() if f"ballots.{one.verb}" in known), None)
        if role is not None:
            url = reverse(f"ballots_desk:{one.route.partition('?')[0]}", args=[adoption.slug])
            yield Waiting(
                one.label, one.subject, role, one.since, url + one.route[len(one.route.partition("?")[0]) :], one.due
            )


def _queues(adoption: Adoption) -> Iterator[Queue]:
    consultation = running(adoption)
    if consultation is not None:
        phase = now_open(consultation, adoption)
        yield from _before_the_vote(consultation, adoption, phase)
    yield from _silent(adoption)


def _before_the_vote(consultation: Consultation, adoption: Adoption, phase: str) -> Iterator[Queue]:
    ideas = Idea.objects.filter(consultation=consultation, trial=adoption.trial)
    closes = {one.key: _evening(one.closes) for one in spans_of(consultation)}
    if phase in {"ideas", "instruction"}:
        yield from _pile(
            ideas.filter(state=IdeaState.RECEIVED),
            "Relire et publier",
            ("idée", "idées"),
            "publish",
            "ideas?vue=a-relire",
            closes.get("ideas"),
        )
        last = Exchange.objects.filter(idea=OuterRef("pk")).order_by("-pk").values("side")[:1]
        answered = ideas.annotate(last=Subquery(last)).filter(last=Side.HOLDER)
        yield from _pile(answered, "Lire la réponse de l’auteur", ("idée", "idées"), "ask", "ideas?vue=reponses", None)
    if phase == "instruction":
        waiting = ideas.filter(state=IdeaState.PUBLISHED, project=None)
        yield from _pile(
            waiting, "Ouvrir l’étude", ("idée", "idées"), "study", "ideas?vue=a-etudier", closes.get("instruction")
        )
        studied = Project.objects.filter(consultation=consultation, trial=adoption.trial, standing=Standing.STUDIED)
        yield from _pile(
            studied,
            "Décider avant le vote",
            ("projet", "projets"),
            "admit",
            "projects?vue=a-l-etude",
            closes.get("instruction"),
            "created_at",
        )


def _pile(rows: Iterable[Idea] | Iterable[Project], label: str, words: tuple[str, str], verb: str, route: str, due: datetime | None, date: str = "received_at") -> Iterator[Queue]:  # fmt: skip
    found = list(rows.order_by(date).values_list(date, flat=True))  # type: ignore[union-attr]  # a query set
    if found:
        count = len(found)
        yield Queue(label, f"{count} {words[count > 1]}", verb, route, found[0], due)


def _evening(day: datetime | object) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))  # type: ignore[arg-type]  # a date


def _silent(adoption: Adoption) -> Iterator[Queue]:
    """Winners of which nothing was published for long."""
    told = Milestone.objects.filter(project=OuterRef("pk")).order_by("-on").values("on")[:1]
    rows = Project.objects.filter(consultation__adoption=adoption, trial=adoption.trial, standing=Standing.WINNER)
    before = timezone.localdate() - timedelta(days=SILENT_DAYS)
    late = [
        one for one in rows.annotate(told=Subquery(told)) if (one.told or timezone.localdate(one.decided_at)) < before
    ]
    if late:
        since = min(one.decided_at for one in late if one.decided_at)
        subject = f"{len(late)} {'projets lauréats' if len(late) > 1 else 'projet lauréat'} sans nouvelles"
        yield Queue("Donner des nouvelles", subject, "follow", "projects?vue=laureats", since)
