"""The searches that found nothing: words and a count, for moderators."""

import re

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from essaim.cores.text import squeeze
from essaim.portal.catalogue.models.search import ZeroResult

_LONGEST = 100
_PERSONAL = re.compile(r"\S+@\S+|\d[\d .\-]{5,}\d")


def note_nothing_found(query: str) -> None:
    """Count a search that found nothing. What looks like an address or a number of a person is not kept.

    Side effects: one row of ZeroResult, in its own transaction.
    """
    kept = squeeze(_PERSONAL.sub(" ", query))[:_LONGEST].strip()
    if not kept:
        return
    with transaction.atomic():
        row, _ = ZeroResult.objects.get_or_create(query=kept)
        ZeroResult.objects.filter(pk=row.pk).update(count=F("count") + 1, last_seen=timezone.localdate())
