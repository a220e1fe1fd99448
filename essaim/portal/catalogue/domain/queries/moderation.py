"""What waits for a moderator, in the territories where she moderates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from essaim.portal.catalogue.models import Amendment, Initiative, Proposal, Status, Version
from essaim.portal.catalogue.search import SearchRequest, search

DUPLICATES = 5
LAST_DUE_DAY = 28  # every month has one


def within(roots: Collection[str], path: str = "territories") -> Q:
    """Return the condition « in one of these territories, or in a part of one »."""
    if "pays-FR" in roots:
        return Q()  # with the pages that have no territory yet
    return Q(**{f"{path}__code__in": roots}) | Q(**{f"{path}__wholes__whole__code__in": roots})


def initiatives(*, status: Status, roots: Collection[str]) -> QuerySet[Initiative]:
    """Return the initiatives in this state, the longest untouched first."""
    rows = Initiative.objects.filter(within(roots), status=status).distinct()
    return rows.prefetch_related("territories").order_by("updated_at", "pk")


def proposals(*, roots: Collection[str]) -> QuerySet[Proposal]:
    """Return the proposals sent and not decided, oldest first."""
    sent = Proposal.objects.filter(state=Proposal.State.SENT).order_by("sent_at", "pk")
    if "pays-FR" in roots:
        return sent
    territory = apps.get_model("territories", "Territory")
    inside = territory.objects.filter(Q(code__in=roots) | Q(wholes__whole__code__in=roots))
    return sent.alias(place=KeyTextTransform("territory", "answers")).filter(place__in=inside.values("code"))


def amendments(*, roots: Collection[str]) -> QuerySet[Amendment]:
    """Return the amendments not decided, oldest first."""
    rows = Amendment.objects.filter(within(roots, "initiative__territories"), state=Amendment.State.SENT).distinct()
    return rows.select_related("initiative").order_by("sent_at", "pk")


def by_referents(*, roots: Collection[str], since: datetime) -> QuerySet[Version]:
    """Return the versions that referents made of their pages since a moment, oldest first."""
    hers = Version.objects.filter(actor=F("initiative__referent__key"), created_at__gte=since)
    mine = hers.filter(within(roots, "initiative__territories")).distinct()
    return mine.select_related("initiative").order_by("created_at", "pk")


def stale(*, roots: Collection[str], today: date | None = None) -> QuerySet[Initiative]:
    """Return the published initiatives whose rhythm of refreshing has passed, the longest unread first. Two queries."""
    today = today or timezone.localdate()
    rows = initiatives(status=Status.PUBLISHED, roots=roots).filter(fresh_at__isnull=False)
    rhythms = Initiative.objects.filter(fresh_at__isnull=False).order_by().values_list("refresh_months", flat=True)
    late = [Q(refresh_months=months, fresh_at__lt=read_before(today, months)) for months in set(rhythms.distinct())]
    return rows.filter(reduce(or_, late, Q(pk__in=[]))).order_by("fresh_at", "pk")


def read_before(today: date, months: int) -> date:
    """Return the first day on which a page read at this rhythm is not yet overdue: `due_on` the other way round."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if today.day <= LAST_DUE_DAY:
        return date(year, month + 1, today.day)
    return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def due_on(page: Initiative) -> date | None:
    """Return the day on which the page is to be refreshed, None where nobody ever confirmed it."""
    if page.fresh_at is None:
        return None
    months = page.fresh_at.month - 1 + page.refresh_months
    year, month = page.fresh_at.year + months // 12, months % 12 + 1
    return date(year, month, min(page.fresh_at.day, LAST_DUE_DAY))


@dataclass(frozen=True)
class Duplicate:
    """A page that looks like a proposal, with the reasons in words."""

    title: str
    slug: str
    kind: str
    reasons: tuple[str, ...]


def duplicates(*, title: str, summary: str, territory: str | None, but: str = "") -> list[Duplicate]:
    """Return the published pages that look most like this text: those of the same territory first."""
    found: dict[str, Duplicate] = {}
    for place in dict.fromkeys((territory or "", "")):
        page = search(SearchRequest(query=f"{title} {summary}"[:300], territory=place, page=1, per_page=DUPLICATES))
        for group in page.groups:
            for hit in (group.head, *group.hits):
                reasons = tuple(reason.text for reason in hit.reasons)
                found.setdefault(hit.slug, Duplicate(hit.title, hit.slug, hit.kind, reasons))
    found.pop(but, None)
    return list(found.values())[:DUPLICATES]
