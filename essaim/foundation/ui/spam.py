"""Robots are kept away without a third party: a trap field, and a few acts an hour from one place."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

TRAP = "site_web"
ACTS_AN_HOUR = 20


def looks_automatic(request: HttpRequest) -> bool:
    """Say whether the field that people do not see was filled."""
    return bool(request.POST.get(TRAP))


def too_many(request: HttpRequest, act: str, most: int = ACTS_AN_HOUR) -> bool:
    """Count one act from this place and say whether that is more than `most` in an hour.

    The address is never stored: the key is a keyed digest of it, kept an hour where every process sees it.
    """
    key = f"spam:{act}:{salted_hmac('spam', place_of(request)).hexdigest()[:20]}"
    if cache.add(key, 1, timeout=3600):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # the hour ended between the two lines: a new one begins
        cache.set(key, 1, timeout=3600)
        return False


def place_of(request: HttpRequest) -> str:
    """Return the network address that a request comes from: the proxy's word where there is one, never the visitor's.

    A visitor may write any X-Forwarded-For; only the last hop, which our own proxy adds, can be believed.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.ESSAIM_ENVIRONMENT.behind_proxy else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
