"""The searches that found nothing: words and a count, for moderators."""

import re

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from essaim.cores.text import squeeze
from essaim.portal.catalogue.models.search import ZeroResult

MOST = 5_000
"""Rows kept. A robot that types anything fills the list once, then only drives out what nobody else sought."""

_SPARE = 100
_LONGEST = 100
_PERSONAL = re.compile(r"\S+@\S+|\d[\d .\-]{5,}\d")


def note_nothing_found(query: str) -> None:
    """Count a search that found nothing. What looks like an address or a number of a person is not kept.

    Side effects: one row of ZeroResult, in its own transaction; beyond MOST rows, the least sought ones leave.
    """
    kept = squeeze(_PERSONAL.sub(" ", query))[:_LONGEST].strip()
    if not kept:
        return
    with transaction.atomic():
        row, created = ZeroResult.objects.get_or_create(query=kept)
        ZeroResult.objects.filter(pk=row.pk).update(count=F("count") + 1, last_seen=timezone.localdate())
        if created:
            _make_room(row.pk)


def _make_room(newest: int) -> None:
    """Drop the rows sought the fewest times, the longest ago first, a handful at a time so that it is rarely needed."""
    if ZeroResult.objects.count() <= MOST:
        return
    least = ZeroResult.objects.exclude(pk=newest).order_by("count", "last_seen", "pk").values_list("pk", flat=True)
    ZeroResult.objects.filter(pk__in=list(least[:_SPARE])).delete()
