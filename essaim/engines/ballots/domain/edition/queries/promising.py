"""What was promised and what was done: the works of an edition and of one project."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery, Sum

from essaim.engines.ballots.domain.edition.queries.granted import granted
from essaim.engines.ballots.domain.edition.words import euros
from essaim.engines.ballots.models.edition import Consultation, Milestone, Project, Standing

WON = (Standing.WINNER, Standing.DELIVERED, Standing.ABANDONED)
WORDS = {Standing.WINNER: "en cours", Standing.DELIVERED: "réalisé", Standing.ABANDONED: "abandonné"}
TINTS = {Standing.WINNER: "honey", Standing.DELIVERED: "leaf", Standing.ABANDONED: "brick"}


@dataclass(frozen=True)
class Work:
    """One winner: where it is, what it was promised, what was spent (None: nothing published), the last that was said.

    ``cost``: what it costs, where its envelope pays a part of that; empty where it pays all.
    """

    project: Project
    label: str
    tint: str
    promised: str
    cost: str
    spent: str | None
    last: str
    last_on: date | None


@dataclass(frozen=True)
class Works:
    """The winners of an edition, counted."""

    rows: tuple[Work, ...]
    delivered: int
    running: int
    abandoned: int
    promised: str
    spent: str | None


def works_of(consultation: Consultation, *, trial: bool) -> Works:
    """Return what became of the winners of an edition. Two queries."""
    last = Milestone.objects.filter(project=OuterRef("pk")).order_by("-on", "-pk")
    rows = Project.objects.filter(consultation=consultation, trial=trial, standing__in=WON).select_related("zone")
    found = list(rows.annotate(
        spent=Sum("spendings__cents"), last=Subquery(last.values("words")[:1]), last_on=Subquery(last.values("on")[:1])
    ).order_by("number"))  # fmt: skip
    by_standing = {key: sum(one.standing == key for one in found) for key in WON}
    spent, given = [one.spent for one in found if one.spent is not None], granted(consultation)
    return Works(
        tuple(_works(found, given)), by_standing[Standing.DELIVERED], by_standing[Standing.WINNER], by_standing[Standing.ABANDONED],
        euros(sum(_promised(one, given) for one in found)), euros(sum(spent)) if spent else None,
    )  # fmt: skip


def promise_of(project: Project, given: Mapping[int, int]) -> tuple[str, str]:
    """Return what a winner was promised, and what it costs where that is more; empty where its envelope pays all."""
    promised, cost = _promised(project, given), project.cost_cents or 0
    return euros(promised), euros(cost) if promised < cost else ""


def _promised(project: Project, given: Mapping[int, int]) -> int:
    return given.get(project.number, project.cost_cents or 0)


def _works(found: Sequence[Project], given: Mapping[int, int]) -> Iterator[Work]:
    for one in found:
        standing = Standing(one.standing)
        spent = getattr(one, "spent", None)
        yield Work(
            one, WORDS[standing], TINTS[standing], *promise_of(one, given), None if spent is None else euros(spent),
            getattr(one, "last", None) or "", getattr(one, "last_on", None),
        )  # fmt: skip
