"""The local mailbox: every message that would have left, readable, its links clickable."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from essaim.foundation.jobs.access import may_read_mailbox
from essaim.foundation.jobs.domain.outbox import in_mailbox, recipients

PER_PAGE = 20


@require_GET
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the messages, newest first, of one recipient where one is chosen. 404 on a node that sends for good."""
    if not may_read_mailbox(request):
        raise Http404
    chosen = request.GET.get("a", "").strip()
    page = Paginator(in_mailbox(chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "recipients": recipients(), "chosen": chosen}
    return render(request, "jobs/mailbox.html", context)
