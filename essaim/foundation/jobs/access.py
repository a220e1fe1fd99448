"""Who may read the local mailbox: whoever sits at the machine, when it sends nothing outside."""

from django.conf import settings
from django.http import HttpRequest

from essaim.foundation.jobs import transports

LOCAL = {"127.0.0.1", "localhost", "::1"}


def may_read_mailbox(request: HttpRequest) -> bool:
    """In development always; otherwise only from the machine itself, and where no mail server is set.

    Behind a proxy every visitor comes from the machine itself: the name that the browser asked for must be local too.
    """
    if settings.DEBUG:
        return True
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    return transports.mailbox_is_the_transport() and host in LOCAL and request.META.get("REMOTE_ADDR") in LOCAL
