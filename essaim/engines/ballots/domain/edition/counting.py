"""The outcomes of an adoption, by month and commune. Trials are left out."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction

from django.db.models import F
from django.utils import timezone

from essaim.adoptions.contract import Counted
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.models.edition import ON_THE_BALLOT, Idea, Project, Spending, Standing

Part = tuple[str, date, str | None, int | Fraction, int]
"""An outcome, a month, a commune, a value, the party of who is concerned (0: the territory itself)."""
ENDS = {Standing.DELIVERED: "delivered", Standing.ABANDONED: "abandoned"}
WON = (Standing.WINNER, Standing.DELIVERED, Standing.ABANDONED)


def counted(adoption: Adoption) -> Iterator[Counted]:
    """Yield each outcome by month and commune. Three queries."""
    values: defaultdict[tuple[str, date, str | None], int | Fraction] = defaultdict(int)
    people: defaultdict[tuple[str, date, str | None], set[int]] = defaultdict(set)
    for outcome, month, commune, value, party in _parts(adoption):
        values[outcome, month, commune] += value
        people[outcome, month, commune].add(party)
    for (outcome, month, commune), value in values.items():
        yield Counted(outcome, month, value, len(people[outcome, month, commune]), commune)


def _parts(adoption: Adoption) -> Iterator[Part]:
    ideas = Idea.objects.filter(consultation__adoption=adoption, trial=False)
    for at, commune, party in ideas.values_list("received_at", "commune__code", "participation__party_id"):
        yield "ideas", _month(at), commune, 1, party
    rows = Project.objects.filter(consultation__adoption=adoption, trial=False).annotate(
        who=F("idea__participation__party_id")
    )
    for project in rows.select_related("commune"):
        yield from _of_project(project, project.who or -project.pk)
    spent = Spending.objects.filter(project__consultation__adoption=adoption, trial=False)
    for on, commune, cents, key in spent.values_list("on", "project__commune__code", "cents", "project_id"):
        yield "spent", _month(on), commune, Fraction(cents, 100), -key


def _of_project(project: Project, who: int) -> Iterator[Part]:
    commune = project.commune.code if project.commune else None
    month = _month(project.decided_at or project.created_at)
    if project.standing in ON_THE_BALLOT:
        yield "projects", month, commune, 1, who
    if project.standing in WON:
        yield "winners", month, commune, 1, who
    if project.standing == Standing.REFUSED:
        yield "refused", month, commune, 1, who
    if project.standing in ENDS and project.ended_on:
        yield ENDS[Standing(project.standing)], _month(project.ended_on), commune, 1, who


def _month(when: date | datetime) -> date:
    day = timezone.localdate(when) if isinstance(when, datetime) else when
    return day.replace(day=1)
