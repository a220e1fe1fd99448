"""What a visitor reads when a page cannot be made: a failure of ours, or a database that is away or full."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

RETRY_SECONDS = 60


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database cannot be reached or written (restart, disk full), 500 otherwise.

    Neither page asks anything of the database. A verb writes in one transaction: nothing is half-written.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    page = loader.render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})
