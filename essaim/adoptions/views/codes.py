"""The code of a participation between the screen that draws it and the page that prints it: a cookie of this browser only.

The database keeps its hash; nothing else could print it. The cookie is signed, unreadable to scripts, and short.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from essaim.adoptions.models import Participation

SALT = "essaim.adoptions.code"
SECONDS = 24 * 3600


def _name(participation: Participation) -> str:
    return f"code-{participation.key.hex[:16]}"


def keep(response: HttpResponse, participation: Participation, code: str) -> HttpResponse:
    """Keep a code in the browser for a day."""
    response.set_cookie(
        _name(participation), signing.dumps(code, salt=SALT + str(participation.key)), max_age=SECONDS, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def kept(request: HttpRequest, participation: Participation) -> str:
    """Return the code that this browser keeps, or nothing."""
    try:
        written = request.COOKIES.get(_name(participation), "")
        return str(signing.loads(written, salt=SALT + str(participation.key), max_age=SECONDS))
    except signing.BadSignature:
        return ""


def drop(response: HttpResponse, participation: Participation) -> HttpResponse:
    """Forget the code."""
    response.delete_cookie(_name(participation))
    return response
