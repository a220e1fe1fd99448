"""What waits for a moderator: one queue at a time, counted and cut into pages by the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from essaim.foundation.accounts import public as accounts
from essaim.foundation.territories import public as territories
from essaim.portal.catalogue.access import MODERATE, may_moderate
from essaim.portal.catalogue.domain.queries import moderation
from essaim.portal.catalogue.domain.referents import SHOWN_FOR
from essaim.portal.catalogue.models import Status

PER_PAGE = 50
FIRST = "propositions"


@dataclass(frozen=True)
class Queue:
    """One queue: its name on screen, its rows, where their title is, whether they say where they come from."""

    label: str
    rows: QuerySet[Any]
    title: str = "title"
    has_provenance: bool = False


@never_cache
@require_GET
@accounts.requires(MODERATE)
def queue(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    """Show one queue, and how many wait in each."""
    queues = _queues(accounts.scope(request, MODERATE))
    name = name if name in queues else FIRST
    chosen = queues[name]
    context = {
        "tabs": [_tab(key, one, current=key == name) for key, one in queues.items()],
        "queue": name, "label": chosen.label, "everywhere": may_moderate(request),
        "rows": page_of(chosen, request.GET), "provenances": _provenances(chosen),
        "asked": request.GET.get("q", ""), "provenance": request.GET.get("provenance", ""),
    }  # fmt: skip
    return render(request, "catalogue/moderate/queue.html", context)


def _queues(roots: Collection[str]) -> dict[str, Queue]:
    def pages(label: str, status: Status) -> Queue:
        return Queue(label, moderation.initiatives(status=status, roots=roots), has_provenance=True)

    since = timezone.now() - SHOWN_FOR
    of_the_page = "initiative__title"
    return {
        FIRST: Queue("Propositions", moderation.proposals(roots=roots), "answers__title"),
        "modifications": Queue("Modifications", moderation.amendments(roots=roots), of_the_page),
        "relecture": pages("En relecture", Status.REVIEW),
        "programmees": pages("Programmées", Status.SCHEDULED),
        "brouillons": pages("Brouillons", Status.DRAFT),
        "a-rafraichir": Queue("À rafraîchir", moderation.stale(roots=roots), has_provenance=True),
        "par-les-referents": Queue("Par les référents", moderation.by_referents(roots=roots, since=since), of_the_page),
    }


def _tab(key: str, one: Queue, *, current: bool) -> dict[str, Any]:
    url = reverse("catalogue:moderation_queue", args=[key])
    return {"key": key, "label": one.label, "count": one.rows.count(), "current": current, "url": url}


def _provenances(one: Queue) -> list[str]:
    if not one.has_provenance:
        return []
    named = one.rows.exclude(provenance="").order_by("provenance")
    return list(named.values_list("provenance", flat=True).distinct())


def page_of(one: Queue, asked: Mapping[str, str]) -> Page[Any]:
    """Return one page of a queue: of the rows that come from there, and whose title holds these words."""
    rows, origin, words = one.rows, asked.get("provenance", ""), territories.fold(asked.get("q", ""))
    if origin and one.has_provenance:
        rows = rows.filter(provenance=origin)
    if not words:
        return Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    page = Paginator(_keys(rows, one.title, words), PER_PAGE).get_page(asked.get("page"))
    page.object_list = list(rows.filter(pk__in=list(page.object_list)))
    return page


def _keys(rows: QuerySet[Any], title: str, words: str) -> list[int]:
    """Titles alone are read to be compared without accents nor capitals, as databases do each in their own way."""
    titles = rows.values_list("pk", title)
    return [key for key, text in titles if words in territories.fold(str(text or ""))]
