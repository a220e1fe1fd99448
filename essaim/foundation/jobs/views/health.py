"""The health of the node, for a monitoring tool: yes or no, without a figure or a name that would help anybody else."""

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from essaim.foundation.jobs.models import Heartbeat
from essaim.foundation.storage.public import start_problems

WORKER_SEEN_WITHIN = timedelta(minutes=5)


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything stands, 503 otherwise, and say which part does not."""
    parts = _parts()
    good = all(parts.values())
    words = {name: "ok" if stands else "failed" for name, stands in parts.items()}
    return JsonResponse({"status": "ok" if good else "failed"} | words, status=200 if good else 503)


def _parts() -> dict[str, bool]:
    try:
        seen = Heartbeat.objects.filter(seen_at__gte=timezone.now() - WORKER_SEEN_WITHIN).exists()
        return {"database": True, "guards": not start_problems(), "worker": seen}
    except DatabaseError:
        return {"database": False, "guards": False, "worker": False}
